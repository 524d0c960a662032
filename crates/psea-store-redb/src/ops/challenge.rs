use psea_verifier::{Challenge, ChallengeError, StoreTime};

use super::forget::forget_challenges;
use super::halfway;
use crate::codec::{challenge_row, key};
use crate::error::Error;
use crate::gate::{Failure, Step, Tx};
use crate::schema::{CHALLENGE_EXPIRY, CHALLENGES};

/// How many past challenges each new one takes along.
const STEP: usize = 64;

pub(crate) fn issue(
    tx: &mut Tx<'_>,
    challenge: &Challenge,
) -> Result<Step<Result<(), ChallengeError>>, Failure> {
    let nonce = challenge.nonce().as_str().as_bytes();
    if tx.contains(CHALLENGES, nonce)? {
        return Ok(Step::Answer(Err(ChallengeError::AlreadyIssued)));
    }
    let write = |tx: &mut Tx<'_>| -> Result<(), Error> {
        // Who only issues must not grow the store. A challenge that is dropped too early, because
        // the clock jumped ahead for a while, costs a refusal.
        forget_challenges(tx, &StoreTime { latest: challenge.issued(), fence: None }, STEP)?;
        tx.put(CHALLENGES, nonce, &challenge_row(nonce, challenge, false))?;
        tx.put(CHALLENGE_EXPIRY, &key::expiry(challenge.until(), nonce), b"")
    };
    write(tx).map_err(halfway)?;
    Ok(Step::Written(Ok(())))
}
