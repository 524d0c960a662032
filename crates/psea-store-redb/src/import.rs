//! A store from a snapshot.

use std::collections::HashSet;
use std::path::Path;
use std::sync::Arc;

use psea_claims::EpochSeconds;
use psea_jose::es256::{Es256Backend, VerifyingKey};
use psea_verifier::{AttesterSnapshot, Enrollment, Snapshot};
use redb::WriteTransaction;

use crate::codec::{
    EnrollmentRow, StoreState, chain_row, challenge_row, change_row, counter_row, enrollment_row,
    key, kid_row, record_row,
};
use crate::error::{Error, ImportError};
use crate::open::create_with;
use crate::options::Options;
use crate::schema::{
    ATTESTERS, CHAINS, CHALLENGE_EXPIRY, CHALLENGES, COUNTERS, HISTORY, JTI_EXPIRY, JTIS, KIDS,
    Table,
};
use crate::store::RedbStore;

pub(crate) fn import(
    options: &Options,
    path: &Path,
    snapshot: &Snapshot,
    keys: Arc<dyn Es256Backend>,
    fence: Option<EpochSeconds>,
) -> Result<RedbStore, ImportError> {
    require_distinct(snapshot)?;
    let enrollments: Vec<Enrollment> = snapshot
        .attesters
        .iter()
        .map(|attester| enrollment(attester, &*keys))
        .collect::<Result<_, _>>()?;
    let mut state = StoreState { sequence: 1, time: snapshot.time };
    if let Some(now) = fence {
        let moment = now.max(state.time.latest);
        state.time.fence = Some(state.time.fence.map_or(moment, |fence| fence.max(moment)));
    }
    let fill = |txn: &WriteTransaction| fill(txn, snapshot, &enrollments);
    Ok(create_with(options, path, keys, state, fill)?)
}

fn enrollment(of: &AttesterSnapshot, keys: &dyn Es256Backend) -> Result<Enrollment, ImportError> {
    Ok(Enrollment {
        attester: of.attester.clone(),
        kid: of.kid.clone(),
        key: VerifyingKey::new(of.key, keys)?,
        device: of.device.clone(),
        status: of.status.clone(),
        uv_gate: of.uv_gate,
        version: of.version,
    })
}

/// Of two entries for one thing, one would be forgotten.
fn require_distinct(snapshot: &Snapshot) -> Result<(), ImportError> {
    let mut seen: HashSet<(&'static str, Vec<u8>)> = HashSet::new();
    let mut once = |what: &'static str, key: Vec<u8>, name: &str| {
        if seen.insert((what, key)) {
            Ok(())
        } else {
            Err(ImportError::Duplicate { what, name: name.into() })
        }
    };
    for attester in &snapshot.attesters {
        let name = attester.attester.as_str();
        once("attester", name.into(), name)?;
        once("kid", attester.kid.as_bytes().into(), &attester.kid)?;
        for (scope, _) in &attester.counters {
            let scope = scope.as_key();
            once("counter scope", key::counter(&attester.attester, scope), scope)?;
        }
    }
    for record in &snapshot.records {
        let (iss, jti) = (record.iss.as_str(), record.jti.as_str());
        once("jti", key::jti(iss, jti), jti)?;
    }
    for issued in &snapshot.challenges {
        let nonce = issued.challenge.nonce().as_str();
        once("challenge", nonce.into(), nonce)?;
    }
    Ok(())
}

fn fill(
    txn: &WriteTransaction,
    snapshot: &Snapshot,
    enrollments: &[Enrollment],
) -> Result<(), Error> {
    let put = |table: Table, key: &[u8], row: &[u8]| -> Result<(), Error> {
        txn.open_table(table.definition())?.insert(key, row)?;
        Ok(())
    };
    for (attester, enrollment) in snapshot.attesters.iter().zip(enrollments) {
        let name = attester.attester.as_str();
        let (name_key, kid) = (name.as_bytes(), attester.kid.as_bytes());
        put(ATTESTERS, name_key, &enrollment_row(name_key, &EnrollmentRow::of(enrollment)))?;
        put(KIDS, kid, &kid_row(kid, name))?;
        for (scope, counter) in &attester.counters {
            let key = key::counter(&attester.attester, scope.as_key());
            put(COUNTERS, &key, &counter_row(&key, *counter))?;
        }
        if let Some(head) = &attester.chain_head {
            put(CHAINS, name_key, &chain_row(name_key, head))?;
        }
        for (number, change) in (0..).zip(&attester.history) {
            let key = key::change(&attester.attester, number);
            let row = change_row(&key, change);
            put(HISTORY, &key, &row.ok_or(Error::Stopped("this store knows no such change"))?)?;
        }
    }
    for record in &snapshot.records {
        let key = key::jti(record.iss.as_str(), record.jti.as_str());
        put(JTIS, &key, &record_row(&key, record))?;
        put(JTI_EXPIRY, &key::expiry(record.keep_until, &key), b"")?;
    }
    for issued in &snapshot.challenges {
        let nonce = issued.challenge.nonce().as_str().as_bytes();
        put(CHALLENGES, nonce, &challenge_row(nonce, &issued.challenge, issued.burned))?;
        put(CHALLENGE_EXPIRY, &key::expiry(issued.challenge.until(), nonce), b"")?;
    }
    Ok(())
}
