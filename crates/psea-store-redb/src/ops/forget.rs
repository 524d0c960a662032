use psea_verifier::StoreTime;

use crate::codec::{key, read_challenge, read_record};
use crate::error::{Damaged, Error};
use crate::gate::{Failure, Step, Tx};
use crate::schema::{CHALLENGE_EXPIRY, CHALLENGES, JTI_EXPIRY, JTIS, Table};

/// How much is dropped in one commit of a prune.
const PRUNED_AT_ONCE: usize = 4096;

/// What was dropped.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Forgotten {
    pub(crate) records: usize,
    pub(crate) challenges: usize,
}

/// Drops what can no longer matter at any time that will be served, in at most `most` steps each.
pub(crate) fn forget(tx: &mut Tx<'_>, most: usize) -> Result<Forgotten, Error> {
    let time = tx.state.time;
    let records = drop_past(tx, JTI_EXPIRY, JTIS, &time, most, |tx, jti| {
        let record = tx.get(JTIS, jti, read_record)?;
        Ok(record.map(|record| record.keep_until))
    })?;
    Ok(Forgotten { records, challenges: forget_challenges(tx, &time, most)? })
}

pub(super) fn forget_challenges(
    tx: &mut Tx<'_>,
    time: &StoreTime,
    most: usize,
) -> Result<usize, Error> {
    drop_past(tx, CHALLENGE_EXPIRY, CHALLENGES, time, most, |tx, nonce| {
        let issued = tx.get(CHALLENGES, nonce, read_challenge)?;
        Ok(issued.map(|issued| issued.challenge.until()))
    })
}

/// The expiries say where to look; the rows themselves say whether they are past.
fn drop_past(
    tx: &mut Tx<'_>,
    expiries: Table,
    rows: Table,
    time: &StoreTime,
    most: usize,
    until: impl Fn(&mut Tx<'_>, &[u8]) -> Result<Option<psea_claims::EpochSeconds>, Error>,
) -> Result<usize, Error> {
    let past =
        |expiry: &[u8]| key::split_expiry(expiry).is_none_or(|(until, _)| time.is_past(until));
    let found = tx.first_keys(expiries, most, past)?;
    for expiry in &found {
        let damaged = Damaged { table: expiries.name, what: "has a key that was never written" };
        let (_, row) = key::split_expiry(expiry).ok_or(damaged)?;
        if until(tx, row)?.is_some_and(|until| time.is_past(until)) {
            tx.remove(rows, row)?;
        }
        tx.remove(expiries, expiry)?;
    }
    Ok(found.len())
}

/// One step of a prune.
pub(crate) fn prune(tx: &mut Tx<'_>) -> Result<Step<Forgotten>, Failure> {
    let forgotten = forget(tx, PRUNED_AT_ONCE).map_err(Failure::Halfway)?;
    if forgotten.records == 0 && forgotten.challenges == 0 {
        return Ok(Step::Answer(forgotten));
    }
    Ok(Step::Written(forgotten))
}
