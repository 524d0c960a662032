use psea_claims::{Nonce, Operation};
use psea_verifier::{AttesterId, Challenge, ChallengeSnapshot};

use super::Fields;
use super::{open_row, seal_row};
use crate::error::Damaged;
use crate::schema::CHALLENGES;

/// The row of a challenge. The nonce is its key.
pub(crate) fn challenge_row(key: &[u8], challenge: &Challenge, burned: bool) -> Vec<u8> {
    seal_row(CHALLENGES, key, |row| {
        row.flag(burned);
        row.u64(challenge.issued().get());
        row.u64(challenge.until().get());
        row.optional(challenge.attester(), |row, attester| row.text(attester.as_str()));
        row.optional(challenge.op(), |row, op| row.text(op.as_str()));
    })
}

pub(crate) fn read_challenge(key: &[u8], value: &[u8]) -> Result<ChallengeSnapshot, Damaged> {
    open_row(CHALLENGES, key, value, |fields| read(key, fields))
}

fn read(key: &[u8], fields: &mut Fields<'_>) -> Option<ChallengeSnapshot> {
    let nonce = Nonce::new(str::from_utf8(key).ok()?).ok()?.into_owned();
    let burned = fields.flag()?;
    let (issued, until) = (fields.time()?, fields.time()?);
    let ttl = u32::try_from(until.get().checked_sub(issued.get())?).ok()?;
    let mut challenge = Challenge::new(nonce, issued, ttl);
    if let Some(attester) = fields.optional(|f| AttesterId::new(f.text()?))? {
        challenge = challenge.for_attester(attester);
    }
    if let Some(op) = fields.optional(|f| Some(Operation::new(f.text()?).ok()?.into_owned()))? {
        challenge = challenge.for_operation(op);
    }
    Some(ChallengeSnapshot { challenge, burned })
}
