//! The Verifier's signed answers, from whomever they come: what they move, and which are not
//! obeyed (§3.12, §3.13.1).

use std::sync::Arc;

use psea_attester::{AcknowledgeError, Attester, AttesterState as _, Proof, TrustState};
use psea_claims::{
    Audience, ChainEntry, Durability, EpochSeconds, Jti, Operation, Outcome, Tier, UvAnchor,
};
use psea_jose::base64::url;
use psea_jose::es256::{Es256Signer as _, P256Backend, P256Signer, Signature};
use psea_result::{
    ApprovalClaims, Envelope, PinnedKeys, ProofHash, RefusalClaims, RefusalOutcome, sign_approval,
    sign_refusal,
};

use crate::support::*;

fn verifier_key() -> P256Signer {
    P256Signer::from_scalar(&[21; 32]).unwrap()
}

fn pins() -> PinnedKeys {
    PinnedKeys::of(&[*verifier_key().public_key()], &P256Backend).unwrap()
}

fn at(offset: u64) -> EpochSeconds {
    EpochSeconds::new(u64::from(NOW) + offset).unwrap()
}

fn chained() -> (Attester, Arc<LoggingState>) {
    let state = LoggingState::logging_to(Log::default());
    (Attester::new(config().with_chain(), Arc::clone(&state) as _), state)
}

fn prove(attester: &Attester, jti: &'static str) -> Proof {
    let key = LoggingKey::new(Mood::Willing);
    attester.propose(request(jti)).unwrap().verify_user(&key).unwrap().sign(now()).unwrap()
}

fn envelope(attester: &Attester) -> Envelope {
    Envelope {
        iss: Audience::new("verifier.example").unwrap(),
        aud: Audience::of_attester(&attester.ueid()),
        iat: at(1),
        exp: at(61),
        jti: Jti::new("r-1").unwrap(),
    }
}

/// What the Verifier says of an accepted proof.
fn approval(attester: &Attester, proof: &Proof) -> ApprovalClaims {
    let claims = proof.claims();
    let entry = |head| ChainEntry::derive(&claims.jti, claims.counter, &head);
    ApprovalClaims {
        envelope: envelope(attester),
        proof_jti: claims.jti.clone().into_owned(),
        proof_hash: ProofHash::of(proof.compact()),
        payload_hash: claims.payload_hash,
        op: Operation::new("payment.execute").unwrap(),
        tier: Tier::new("high").unwrap(),
        counter: claims.counter,
        ueid: attester.ueid(),
        uv_anchor: UvAnchor::Attested,
        durability: Durability::PowerLoss,
        chain_entry: claims.chain_prev.map(entry),
    }
}

fn signed(claims: &ApprovalClaims) -> String {
    sign_approval(claims, &verifier_key()).unwrap().into_string()
}

fn refusal(attester: &Attester, outcome: RefusalOutcome, jti: Option<&'static str>) -> String {
    let refused_jti = jti.map(|jti| Jti::new(jti).unwrap());
    let claims = RefusalClaims { envelope: envelope(attester), outcome, refused_jti };
    sign_refusal(&claims, &verifier_key()).unwrap().into_string()
}

/// The code of an acknowledgement, or the outcome that it was.
fn take(attester: &Attester, proof: &Proof, result: &str, now: EpochSeconds) -> &'static str {
    code(attester.acknowledge_result(proof, result, &pins(), now))
}

fn code(answer: Result<Outcome, AcknowledgeError>) -> &'static str {
    match answer {
        Ok(outcome) => outcome.as_str(),
        Err(AcknowledgeError::Result(error)) => error.code(),
        Err(AcknowledgeError::OtherProof) => "other proof",
        Err(AcknowledgeError::OtherChain) => "other chain",
        Err(error) => panic!("{error}"),
    }
}

/// §3.12: the next proof refers to the entry of the one that was approved, also if the answer came
/// late or twice.
#[test]
fn an_approval_advances_the_chain() {
    for offset in [1, 60, 61, 1_000_000] {
        let (attester, state) = chained();
        let proof = prove(&attester, "a-1");
        let claims = approval(&attester, &proof);
        for _ in 0..2 {
            assert_eq!(take(&attester, &proof, &signed(&claims), at(offset)), "approve");
            assert_eq!(Some(state.state.chain_head().unwrap()), claims.chain_entry);
        }
    }
}

#[test]
fn without_the_chain_layer_an_approval_is_taken_note_of() {
    let attester = attester(config());
    let proof = prove(&attester, "a-1");
    let result = signed(&approval(&attester, &proof));
    assert_eq!(take(&attester, &proof, &result, at(1)), "approve");
}

/// §3.4: the Verifier may have seen the proof with its signature's twin.
#[test]
fn an_approval_of_the_twin_is_an_approval() {
    let (attester, state) = chained();
    let proof = prove(&attester, "a-1");
    let (input, signature) = proof.compact().rsplit_once('.').unwrap();
    let twin = Signature::from_octets(&url::decode(signature).unwrap()).unwrap().twin();
    let twin = format!("{input}.{}", url::encode(twin.as_octets()));
    let claims = approval(&attester, &proof);
    let claims = ApprovalClaims { proof_hash: ProofHash::of(&twin), ..claims };
    assert_eq!(take(&attester, &proof, &signed(&claims), at(1)), "approve");
    assert_eq!(Some(state.state.chain_head().unwrap()), claims.chain_entry);
}

/// Nothing of another proof's answer is taken for this one's.
#[test]
fn an_approval_of_another_proof_moves_nothing() {
    let (attester, state) = chained();
    let (proof, other) = (prove(&attester, "a-1"), prove(&attester, "a-2"));
    let right = approval(&attester, &proof);
    let others = approval(&attester, &other);
    let cases = [
        ("other proof", others.clone()),
        ("other proof", ApprovalClaims { proof_jti: others.proof_jti.clone(), ..right.clone() }),
        ("other proof", ApprovalClaims { proof_hash: others.proof_hash, ..right.clone() }),
        ("other proof", ApprovalClaims { counter: others.counter, ..right.clone() }),
        ("other chain", ApprovalClaims { chain_entry: others.chain_entry, ..right.clone() }),
        ("other chain", ApprovalClaims { chain_entry: None, ..right.clone() }),
    ];
    for (expected, claims) in cases {
        assert_eq!(take(&attester, &proof, &signed(&claims), at(1)), expected);
        assert_eq!(state.state.chain_head().unwrap(), ChainEntry::SENTINEL);
    }
    assert_eq!(take(&attester, &proof, &signed(&right), at(1)), "approve");
}

/// §3.13.1: a fresh, signed `revoked` that names this proof stops the Attester for good.
#[test]
fn a_signed_revocation_is_obeyed() {
    let (attester, state) = chained();
    let proof = prove(&attester, "a-1");
    let result = refusal(&attester, RefusalOutcome::Revoked, Some("a-1"));
    assert_eq!(take(&attester, &proof, &result, at(1)), "revoked");
    assert_eq!(state.state.trust().unwrap(), TrustState::Revoked);
    assert!(attester.propose(request("a-2")).is_err());
}

/// Nobody but the Verifier stops an Attester, and not with what it said of something else.
#[test]
fn a_revocation_that_is_not_meant_is_not_obeyed() {
    let (attester, state) = chained();
    let proof = prove(&attester, "a-1");
    let revoked = |jti| refusal(&attester, RefusalOutcome::Revoked, jti);
    let stranger = P256Signer::from_scalar(&[22; 32]).unwrap();
    let claims = |aud, iss| RefusalClaims {
        envelope: Envelope { aud, iss, ..envelope(&attester) },
        outcome: RefusalOutcome::Revoked,
        refused_jti: Some(Jti::new("a-1").unwrap()),
    };
    let mine = Audience::of_attester(&attester.ueid());
    let iss = || Audience::new("verifier.example").unwrap();
    let by =
        |claims: &RefusalClaims, key: &P256Signer| sign_refusal(claims, key).unwrap().into_string();
    let unsigned = revoked(Some("a-1"));
    let unsigned = format!("{}.{}", unsigned.rsplit_once('.').unwrap().0, url::encode(&[1; 64]));
    let other = Audience::new("other.example").unwrap();
    for (expected, result, offset) in [
        ("key_unknown", by(&claims(mine.clone(), iss()), &stranger), 1),
        ("signature_invalid", unsigned, 1),
        ("audience_mismatch", by(&claims(other.clone(), iss()), &verifier_key()), 1),
        ("issuer_mismatch", by(&claims(mine, other), &verifier_key()), 1),
        ("other proof", revoked(Some("a-2")), 1),
        ("other proof", revoked(None), 1),
        // Its end and a minute, for the clock of a device.
        ("expired", revoked(Some("a-1")), 121),
    ] {
        assert_eq!(take(&attester, &proof, &result, at(offset)), expected);
        assert_eq!(state.state.trust().unwrap(), TrustState::Trusted);
    }
    assert_eq!(take(&attester, &proof, &revoked(Some("a-1")), at(120)), "revoked");
}

/// §6.4.4: the other words change nothing.
#[test]
fn other_refusals_change_nothing() {
    let (attester, state) = chained();
    let proof = prove(&attester, "a-1");
    for outcome in [RefusalOutcome::Reject, RefusalOutcome::Stale, RefusalOutcome::Unavailable] {
        let result = refusal(&attester, outcome, Some("a-1"));
        assert_eq!(take(&attester, &proof, &result, at(1)), outcome.outcome().as_str());
        let unnamed = refusal(&attester, outcome, None);
        assert_eq!(take(&attester, &proof, &unnamed, at(1)), "other proof");
        assert_eq!(state.state.trust().unwrap(), TrustState::Trusted);
        assert_eq!(state.state.chain_head().unwrap(), ChainEntry::SENTINEL);
    }
}

/// The process ended before the answer came, and the proof with it: the approval alone moves the
/// head, if it follows from it.
#[test]
fn a_lost_acknowledgement_is_made_up_for() {
    let (attester, state) = chained();
    let resume = |result: &str, now| {
        code(attester.resume_chain(result, &pins(), now).map(|()| Outcome::Approve))
    };
    let first = prove(&attester, "a-1");
    let first_result = signed(&approval(&attester, &first));
    let first_entry = approval(&attester, &first).chain_entry.unwrap();
    drop(first);
    assert_eq!(resume(&first_result, at(100_000)), "approve");
    assert_eq!(state.state.chain_head().unwrap(), first_entry);
    assert_eq!(resume(&first_result, at(100_000)), "approve", "it is there already");
    let second = prove(&attester, "a-2");
    let second_claims = approval(&attester, &second);
    assert_eq!(resume(&signed(&second_claims), at(1)), "approve");
    assert_eq!(Some(state.state.chain_head().unwrap()), second_claims.chain_entry);
    // What does not follow from the head is not the next.
    for result in [
        first_result,
        signed(&ApprovalClaims { chain_entry: None, ..second_claims.clone() }),
        signed(&ApprovalClaims {
            chain_entry: Some(ChainEntry::SENTINEL),
            ..second_claims.clone()
        }),
    ] {
        assert_eq!(resume(&result, at(1)), "other chain");
        assert_eq!(Some(state.state.chain_head().unwrap()), second_claims.chain_entry);
    }
    let refused = refusal(&attester, RefusalOutcome::Revoked, Some("a-2"));
    assert_eq!(resume(&refused, at(1)), "other proof");
    assert_eq!(state.state.trust().unwrap(), TrustState::Trusted);
}
