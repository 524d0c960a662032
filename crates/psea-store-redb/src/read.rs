//! What only reads: the last committed state, whole.

use std::collections::BTreeMap;
use std::sync::Arc;

use psea_claims::{Counter, CounterScope};
use psea_jose::es256::{Es256Backend, VerifyingKey};
use psea_verifier::{
    AttesterId, AttesterSnapshot, ChallengeSnapshot, ChangeRecord, Enrollment, Snapshot, StoreTime,
};
use redb::{ReadTransaction, ReadableTable as _, ReadableTableMetadata as _};

use crate::codec::{
    EnrollmentRow, StoreState, key, read_chain, read_challenge, read_change, read_counter,
    read_enrollment, read_kid, read_record, read_state,
};
use crate::error::{Damaged, Error};
use crate::schema::{
    ALL, ATTESTERS, CHAINS, CHALLENGES, COUNTERS, HISTORY, JTIS, KIDS, META, META_STATE, Table,
};

/// How much there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Stats {
    /// The size of the file in octets.
    pub file: u64,
    /// Enrolled Attesters.
    pub attesters: u64,
    /// Counters: one per Attester and scope.
    pub counters: u64,
    /// Records of accepted proofs, those included that may be dropped.
    pub records: u64,
    /// Challenges, those included that may be dropped.
    pub challenges: u64,
    /// Changes of enrollments.
    pub changes: u64,
    /// The number of the last commit.
    pub sequence: u64,
    /// What is kept of time.
    pub time: StoreTime,
}

type Row<'r> = (&'r [u8], &'r [u8]);

/// Calls `each` for every row, in the order of the keys.
pub(crate) fn each(
    txn: &ReadTransaction,
    table: Table,
    mut each: impl FnMut(Row<'_>) -> Result<(), Damaged>,
) -> Result<(), Error> {
    let rows = txn.open_table(table.definition())?;
    for row in rows.iter()? {
        let (key, value) = row?;
        each((key.value(), value.value()))?;
    }
    Ok(())
}

pub(crate) fn get<T>(
    txn: &ReadTransaction,
    table: Table,
    key: &[u8],
    read: impl FnOnce(&[u8], &[u8]) -> Result<T, Damaged>,
) -> Result<Option<T>, Error> {
    let rows = txn.open_table(table.definition())?;
    let row = rows.get(key)?;
    Ok(row.map(|row| read(key, row.value())).transpose()?)
}

pub(crate) fn state(txn: &ReadTransaction) -> Result<StoreState, Error> {
    let missing = Damaged { table: META.name, what: "is missing" };
    get(txn, META, META_STATE, |_, value| read_state(value))?.ok_or(missing.into())
}

pub(crate) fn name(table: Table, key: &[u8]) -> Result<AttesterId, Damaged> {
    let damaged = Damaged { table: table.name, what: "has a key that was never written" };
    str::from_utf8(key).ok().and_then(AttesterId::new).ok_or(damaged)
}

fn prepare(
    attester: AttesterId,
    row: EnrollmentRow,
    keys: &dyn Es256Backend,
) -> Result<Enrollment, Error> {
    let refused = Error::Stopped("the cryptographic library cannot use an enrolled key");
    Ok(Enrollment {
        key: VerifyingKey::new(row.public_key()?, keys).map_err(|_| refused)?,
        attester,
        kid: row.kid,
        device: row.device,
        status: row.status,
        uv_gate: row.uv_gate,
        version: row.version,
    })
}

pub(crate) fn find(
    txn: &ReadTransaction,
    kid: &str,
    keys: &dyn Es256Backend,
) -> Result<Option<Arc<Enrollment>>, Error> {
    let Some(owner) = get(txn, KIDS, kid.as_bytes(), read_kid)? else { return Ok(None) };
    let attester = name(KIDS, owner.as_bytes())?;
    let row = get(txn, ATTESTERS, owner.as_bytes(), read_enrollment)?;
    let dangling = Damaged { table: KIDS.name, what: "names an Attester that has another `kid`" };
    let row = row.filter(|row| *row.kid == *kid).ok_or(dangling)?;
    Ok(Some(Arc::new(prepare(attester, row, keys)?)))
}

pub(crate) fn list(
    txn: &ReadTransaction,
    keys: &dyn Es256Backend,
) -> Result<Vec<Arc<Enrollment>>, Error> {
    let mut rows = Vec::new();
    each(txn, ATTESTERS, |(key, value)| {
        rows.push((name(ATTESTERS, key)?, read_enrollment(key, value)?));
        Ok(())
    })?;
    rows.into_iter().map(|(name, row)| prepare(name, row, keys).map(Arc::new)).collect()
}

pub(crate) fn history(
    txn: &ReadTransaction,
    attester: &AttesterId,
) -> Result<Vec<ChangeRecord>, Error> {
    let rows = txn.open_table(HISTORY.definition())?;
    let prefix = key::of_attester(attester);
    let mut history = Vec::new();
    for row in rows.range(prefix.as_slice()..)? {
        let (key, value) = row?;
        if !key.value().starts_with(&prefix) {
            break;
        }
        history.push(read_change(key.value(), value.value())?);
    }
    Ok(history)
}

pub(crate) fn stats(txn: &ReadTransaction, file: u64) -> Result<Stats, Error> {
    let state = state(txn)?;
    let count =
        |table: Table| -> Result<u64, Error> { Ok(txn.open_table(table.definition())?.len()?) };
    Ok(Stats {
        file,
        attesters: count(ATTESTERS)?,
        counters: count(COUNTERS)?,
        records: count(JTIS)?,
        challenges: count(CHALLENGES)?,
        changes: count(HISTORY)?,
        sequence: state.sequence,
        time: state.time,
    })
}

/// The counters of each Attester.
type Counters = BTreeMap<Box<str>, Vec<(CounterScope, Counter)>>;

fn counters(txn: &ReadTransaction) -> Result<Counters, Error> {
    let mut all = Counters::new();
    each(txn, COUNTERS, |(key, value)| {
        let damaged = Damaged { table: COUNTERS.name, what: "has a key that was never written" };
        let (attester, scope) = key::split(key).ok_or(damaged)?;
        let counter = (CounterScope::from_key(scope), read_counter(key, value)?);
        all.entry(attester.into()).or_default().push(counter);
        Ok(())
    })?;
    Ok(all)
}

/// Everything that still matters, in the order of [`Snapshot`].
pub(crate) fn export(txn: &ReadTransaction) -> Result<Snapshot, Error> {
    let time = state(txn)?.time;
    let mut counters = counters(txn)?;
    let mut snapshot = Snapshot { time, ..Snapshot::default() };
    let mut rows = Vec::new();
    each(txn, ATTESTERS, |(key, value)| {
        rows.push((name(ATTESTERS, key)?, read_enrollment(key, value)?));
        Ok(())
    })?;
    for (attester, row) in rows {
        let mut scopes = counters.remove(attester.as_str()).unwrap_or_default();
        scopes.sort_unstable();
        snapshot.attesters.push(AttesterSnapshot {
            key: row.public_key()?,
            counters: scopes,
            chain_head: get(txn, CHAINS, attester.as_str().as_bytes(), read_chain)?,
            history: history(txn, &attester)?,
            attester,
            kid: row.kid,
            device: row.device,
            status: row.status,
            uv_gate: row.uv_gate,
            version: row.version,
        });
    }
    if !counters.is_empty() {
        return Err(Damaged { table: COUNTERS.name, what: "belongs to no Attester" }.into());
    }
    each(txn, JTIS, |(key, value)| {
        let record = read_record(key, value)?;
        if !time.is_past(record.keep_until) {
            snapshot.records.push(record);
        }
        Ok(())
    })?;
    snapshot.records.sort_unstable_by(|a, b| {
        (a.iss.as_str(), a.jti.as_str()).cmp(&(b.iss.as_str(), b.jti.as_str()))
    });
    each(txn, CHALLENGES, |(key, value)| {
        let issued: ChallengeSnapshot = read_challenge(key, value)?;
        if !time.is_past(issued.challenge.until()) {
            snapshot.challenges.push(issued);
        }
        Ok(())
    })?;
    Ok(snapshot)
}

/// Fails where a table is missing: the file is no store, or its creation did not end.
pub(crate) fn has_all_tables(txn: &ReadTransaction) -> Result<(), Error> {
    for table in ALL {
        txn.open_table(table.definition())?;
    }
    Ok(())
}
