use psea_verifier::{Commit, CommitRequest, StoreError, StoredState};

use super::halfway;
use crate::codec::{
    chain_row, challenge_row, counter_row, key, read_chain, read_challenge, read_counter,
    read_enrollment, read_record, record_row,
};
use crate::error::Error;
use crate::gate::{Failure, Step, Tx};
use crate::schema::{ATTESTERS, CHAINS, CHALLENGES, COUNTERS, JTI_EXPIRY, JTIS};

/// §3.10: reads the state that the request names, decides, and writes all that follows.
pub(crate) fn commit(
    tx: &mut Tx<'_>,
    request: &CommitRequest<'_>,
) -> Result<Step<Result<Commit, StoreError>>, Failure> {
    if let Err(error) = request.check_time(&tx.state.time) {
        return Ok(Step::Answer(Err(error)));
    }
    let attester = request.attester();
    let attester_key = attester.as_str().as_bytes();
    let jti_key = key::jti(request.iss().as_str(), request.jti().as_str());
    let counter_key = key::counter(attester, request.scope().as_key());

    // The `kid` selects one Attester at most: the one whose record has it.
    let enrollment = tx.get(ATTESTERS, attester_key, read_enrollment)?;
    let enrollment = enrollment.filter(|row| *row.kid == *request.kid());
    let challenge = match request.challenge() {
        Some(nonce) => tx.get(CHALLENGES, nonce.as_str().as_bytes(), read_challenge)?,
        None => None,
    };
    let record = tx.get(JTIS, &jti_key, read_record)?;
    let state = StoredState {
        enrollment: enrollment.as_ref().map(|row| row.stored()),
        challenge_outstanding: challenge.as_ref().is_some_and(|issued| {
            !issued.burned && issued.challenge.admits(attester, request.op(), request.now())
        }),
        // A record that waits to be dropped no longer counts.
        jti_finalised: record.is_some_and(|record| !tx.state.time.is_past(record.keep_until)),
        counter: tx.get(COUNTERS, &counter_key, read_counter)?,
        chain_head: tx.get(CHAINS, attester_key, read_chain)?,
    };
    if let Err(refusal) = request.decide(&state) {
        return Ok(Step::Answer(Ok(Commit::Refused(refusal))));
    }

    let write = |tx: &mut Tx<'_>| -> Result<(), Error> {
        tx.put(COUNTERS, &counter_key, &counter_row(&counter_key, request.counter()))?;
        if let Some(link) = request.chain() {
            tx.put(CHAINS, attester_key, &chain_row(attester_key, &link.entry))?;
        }
        if let Some(issued) = &challenge {
            let nonce = issued.challenge.nonce().as_str().as_bytes();
            tx.put(CHALLENGES, nonce, &challenge_row(nonce, &issued.challenge, true))?;
        }
        let record = request.record();
        tx.put(JTIS, &jti_key, &record_row(&jti_key, &record))?;
        tx.put(JTI_EXPIRY, &key::expiry(record.keep_until, &jti_key), b"")
    };
    write(tx).map_err(halfway)?;
    tx.state.time.latest = tx.state.time.latest.max(request.now());
    Ok(Step::Written(Ok(Commit::Done)))
}
