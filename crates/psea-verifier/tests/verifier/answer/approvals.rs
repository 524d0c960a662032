//! An approval is signed after the commit, from the committed record.

use psea_claims::{Durability, Outcome, UvAnchor};
use psea_result::ProofHash;

use super::*;

#[test]
fn an_approval_says_what_was_committed() {
    let world = world_with(config().with_chain(), store());
    let draft = draft("a-1", 7).claim("psea_chain_prev", SENTINEL);
    let proof = draft.proof_by(&signer());
    let answered = world.answer(&draft.body_around(&proof));
    assert_eq!(told(&answered), (Outcome::Approve, "approved"));
    let result = answered.result(&party()).unwrap();
    let said = approval_in(&result, PARTY);
    let claims = said.claims();
    assert_eq!(claims.envelope.iat, now());
    assert_eq!(claims.envelope.exp, at(u64::from(NOW) + 60));
    assert_eq!(claims.proof_jti.as_str(), "a-1");
    assert_eq!(claims.proof_hash, ProofHash::of(&proof));
    assert_eq!(claims.payload_hash.to_text(), draft.claims["psea_payload_hash"].as_str().unwrap());
    assert_eq!((claims.op.as_str(), claims.tier.as_str()), (OP, TIER));
    assert_eq!((claims.counter.get(), claims.ueid.to_text().as_str()), (7, UEID_03));
    assert_eq!(claims.uv_anchor, UvAnchor::Asserted);
    assert_eq!(claims.durability, Durability::Volatile);
    let chain = claims.chain_entry.as_ref().unwrap().to_text();
    assert_eq!(chain, entry("a-1", 7, SENTINEL));
    // The approval itself is the licence here, once.
    assert_eq!(answered.into_approval().unwrap().action().as_str(), ACTION);
}

/// The result's own `jti` follows from what it is about, so that it can be built elsewhere.
#[test]
fn the_jti_of_an_approval_follows_from_the_record() {
    use sha2::Digest as _;
    let world = world();
    let draft = draft("a-1", 1);
    let proof = draft.proof_by(&signer());
    let result = world.answer(&draft.body_around(&proof)).result(&party()).unwrap();
    let mut input = Vec::new();
    for part in ["approval", AUD, PARTY] {
        input.extend(u32::try_from(part.len()).unwrap().to_be_bytes());
        input.extend(part.as_bytes());
    }
    input.extend(u64::from(NOW).to_be_bytes());
    input.extend(sha2::Sha256::digest(proof.as_bytes()));
    let id = psea_jose::base64::url::encode(&sha2::Sha256::digest(&input)[..16]);
    assert_eq!(approval_in(&result, PARTY).claims().envelope.jti.as_str(), id);
}

/// Where the commit was refused, failed or was not answered, nothing says yes.
#[test]
fn without_a_commit_there_is_no_approval() {
    for (mood, outcome, code) in [
        (Mood::Unavailable, Outcome::Unavailable, "store_unavailable"),
        (Mood::LosesAnswer, Outcome::Unavailable, "outcome_unknown"),
        (Mood::Fenced, Outcome::Stale, "store_fenced"),
    ] {
        let world = world();
        world.moody.set(mood);
        let answered = world.answer(&draft("a-1", 1).body());
        assert_eq!(told(&answered), (outcome, code));
        for (recipient, aud) in [(party(), PARTY), (Recipient::Attester, UEID_03)] {
            let refusal = refusal_in(&answered.result(&recipient).unwrap(), aud, now());
            assert_eq!(refusal.claims().outcome.outcome(), outcome);
        }
        assert!(answered.into_approval().is_none());
    }
    // A refused commit: the counter does not increase.
    let world = world();
    assert_eq!(told(&world.answer(&draft("a-1", 5).body())).0, Outcome::Approve);
    let refused = world.answer(&draft("a-2", 5).body());
    assert_eq!(told(&refused), (Outcome::Reject, "counter_not_increasing"));
    let _ = refusal_in(&refused.result(&party()).unwrap(), PARTY, now());
    assert!(refused.into_approval().is_none());
}

/// A key that fails takes nothing back: the approval is recorded, and its result is there when it
/// is asked for again.
#[test]
fn a_signer_that_fails_loses_nothing() {
    let world = world();
    let body = draft("a-1", 1).body();
    *world.key.refuses.lock().unwrap() = true;
    let first = world.answer(&body);
    assert_eq!(told(&first).0, Outcome::Approve);
    let error = first.result(&party()).unwrap_err();
    assert_eq!(error, psea_verifier::ResultIssueError::Sign(SignError));
    let again = world.answer(&body);
    assert!(again.is_repeat());
    assert!(again.result(&party()).is_err());
    *world.key.refuses.lock().unwrap() = false;
    let from_the_first = first.result(&party()).unwrap();
    let from_the_second = again.result(&party()).unwrap();
    assert_eq!(from_the_first, from_the_second);
    assert_eq!(from_the_first, world.answer(&body).result(&party()).unwrap());
    let _ = approval_in(&from_the_first, PARTY);
}

/// Each addressee has a result of its own.
#[test]
fn results_for_two_are_two() {
    let answered = world().answer(&draft("a-1", 1).body());
    let (for_party, for_attester) =
        (answered.result(&party()).unwrap(), answered.result(&Recipient::Attester).unwrap());
    let (one, two) = (approval_in(&for_party, PARTY), approval_in(&for_attester, UEID_03));
    assert_ne!(one.claims().envelope.jti, two.claims().envelope.jti);
    assert_eq!(one.claims().proof_hash, two.claims().proof_hash);
}

#[test]
fn the_lifetime_is_configured() {
    let store = store();
    for (seconds, lives) in [(0, 1), (1, 1), (300, 300)] {
        let issuer = issuer(result_key(21)).lifetime(seconds);
        assert_eq!(issuer.iss().as_str(), AUD);
        let moody = Moody::over(store.clone());
        let verifier = Verifier::new(config(), moody.clone());
        let answering = AnsweringVerifier::new(verifier, moody, issuer);
        let body = draft(&format!("a-{seconds}"), seconds + 1).body();
        let answered = answering.answer(body.as_bytes(), &expected(), now());
        let said = approval_in(&answered.result(&party()).unwrap(), PARTY);
        assert_eq!(said.claims().envelope.exp, at(u64::from(NOW) + lives));
    }
}
