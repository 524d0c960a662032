//! Challenges: outstanding for a time, burned once, bound where the deployment binds them
//! (§3.1.1).

use psea_claims::Tier;
use psea_verifier::{
    Challenge, ChallengeError, ChallengePolicy, ChallengeStore as _, EnrollmentAdmin as _,
    Expected, MemoryStore, VerifierConfig,
};

use crate::support::*;

fn required() -> VerifierConfig {
    config().challenges(ChallengePolicy::Required)
}

fn answering(jti: &str, counter: u64, nonce: &str) -> String {
    draft(jti, counter).claim("eat_nonce", nonce).body()
}

fn burned(store: &MemoryStore) -> Vec<(String, bool)> {
    let challenges = state(store).challenges;
    challenges.iter().map(|c| (c.challenge.nonce().as_str().into(), c.burned)).collect()
}

/// §3.1.1: burned once, by the acceptance.
#[test]
fn a_challenge_is_burned_once() {
    let store = store();
    store.issue(challenge("n-1")).unwrap();
    let verifier = verifier(required(), &store);
    assert_eq!(answer(&verifier, &answering("a-1", 1, "n-2"), now()), "challenge_unknown");
    assert_eq!(burned(&store), [("n-1".into(), false)]);
    assert_eq!(answer(&verifier, &answering("a-1", 1, "n-1"), now()), "approved");
    assert_eq!(burned(&store), [("n-1".into(), true)]);
    assert_eq!(answer(&verifier, &answering("a-2", 2, "n-1"), now()), "challenge_unknown");
    // Its replay too: the nonce is judged first.
    assert_eq!(answer(&verifier, &answering("a-1", 1, "n-1"), now()), "challenge_unknown");
}

/// §3.1.1: a refusal of whatever kind leaves the challenge outstanding.
#[test]
fn a_challenge_survives_refusals() {
    let store = store();
    let verifier = verifier(required().with_chain(), &store);
    store.issue(challenge("n-0")).unwrap();
    store.issue(challenge("n-1")).unwrap();
    let with = |jti: &str, counter, link: &str, nonce: &str| {
        draft(jti, counter).claim("psea_chain_prev", link).claim("eat_nonce", nonce)
    };
    let head = entry("a-1", 5, SENTINEL);
    assert_eq!(answer(&verifier, &with("a-1", 5, SENTINEL, "n-0").body(), now()), "approved");
    for (code, draft) in [
        ("jti_replayed", with("a-1", 6, &head, "n-1")),
        ("counter_not_increasing", with("a-2", 5, &head, "n-1")),
        ("chain_broken", with("a-2", 6, SENTINEL, "n-1")),
        ("tier_mismatch", with("a-2", 6, &head, "n-1").claim("psea_tier", "low")),
    ] {
        assert_eq!(answer(&verifier, &draft.body(), now()), code);
        assert_eq!(burned(&store), [("n-0".into(), true), ("n-1".into(), false)], "{code}");
    }
    assert_eq!(answer(&verifier, &with("a-2", 6, &head, "n-1").body(), now()), "approved");
}

/// §3.1.1: outstanding while now < issued + ttl.
#[test]
fn a_challenge_expires_with_its_last_second() {
    let store = store();
    store.issue(challenge("n-1")).unwrap();
    let verifier = verifier(required(), &store);
    let end = u64::from(NOW) + 60;
    assert_eq!(answer(&verifier, &answering("a-1", 1, "n-1"), at(end)), "challenge_unknown");
    assert_eq!(burned(&store), [("n-1".into(), false)]);
    assert_eq!(answer(&verifier, &answering("a-1", 1, "n-1"), at(end - 1)), "approved");
}

/// §3.1.1: issuing a nonce twice is a fault of the caller, while it is outstanding and after it
/// was burned; once its time is over and the store has moved on, it is forgotten.
#[test]
fn a_nonce_is_issued_once() {
    let store = store();
    store.issue(challenge("n-1")).unwrap();
    let before = state(&store);
    let again = store.issue(Challenge::new(nonce("n-1"), at(u64::from(NOW) + 9), 300));
    assert!(matches!(again, Err(ChallengeError::AlreadyIssued)));
    assert_eq!(state(&store), before);
    let verifier = verifier(config().challenges(ChallengePolicy::Optional), &store);
    assert_eq!(answer(&verifier, &answering("a-1", 1, "n-1"), now()), "approved");
    assert!(matches!(store.issue(challenge("n-1")), Err(ChallengeError::AlreadyIssued)));

    let kept = u64::from(NOW) + 60 + 59;
    assert_eq!(answer(&verifier, &draft("b-1", 2).issued(kept).body(), at(kept)), "approved");
    assert_eq!(burned(&store), [("n-1".into(), true)]);
    let gone = kept + 1;
    assert_eq!(answer(&verifier, &draft("b-2", 3).issued(gone).body(), at(gone)), "approved");
    assert_eq!(burned(&store), []);
    store.issue(challenge("n-1")).unwrap();
}

/// §3.1.1: who only issues does not fill the store: what is past is dropped, and nothing else.
#[test]
fn issuing_alone_does_not_grow_the_store() {
    let store = MemoryStore::volatile();
    for second in 0..1000 {
        let text = format!("n-{second}");
        let issued = at(u64::from(NOW) + second);
        let nonce = psea_claims::Nonce::new(text).unwrap();
        store.issue(Challenge::new(nonce, issued, 60)).unwrap();
        let kept = state(&store).challenges;
        // Its own 60 s, and 60 s of tolerance for clocks that are read out of order.
        assert_eq!(kept.len() as u64, 120.min(second + 1));
        assert!(kept.iter().all(|kept| kept.challenge.until().get() + 60 > issued.get()));
    }
}

/// §3.1.1: bound to an Attester, only its proofs answer.
#[test]
fn a_challenge_may_be_bound_to_an_attester() {
    let store = store();
    store.enroll(enrollment("attester-2", "key-2", key_of(&other_signer())), change()).unwrap();
    store.issue(challenge("n-1").for_attester(attester("attester-2"))).unwrap();
    let verifier = verifier(required(), &store);
    assert_eq!(answer(&verifier, &answering("a-1", 1, "n-1"), now()), "challenge_unknown");
    let second = draft("a-1", 1).header("kid", "key-2").claim("eat_nonce", "n-1");
    let second = second.body_around(&second.proof_by(&other_signer()));
    assert_eq!(answer(&verifier, &second, now()), "approved");
}

/// §3.1.1: bound to an operation, only proofs of it answer.
#[test]
fn a_challenge_may_be_bound_to_an_operation() {
    let store = store();
    store.issue(challenge("n-1").for_operation(op("payment.cancel"))).unwrap();
    let verifier = verifier(required(), &store);
    assert_eq!(answer(&verifier, &answering("a-1", 1, "n-1"), now()), "challenge_unknown");
    let cancel = draft("a-1", 1).claim("psea_op", "payment.cancel").claim("eat_nonce", "n-1");
    let expected = Expected::new(op("payment.cancel"), Tier::new(TIER).unwrap());
    assert_eq!(answer_to(&verifier, cancel.body().as_bytes(), &expected, now()), "approved");
}

/// §3.1.1: the policy of the operation decides; without one, the deployment's.
#[test]
fn policies_by_operation() {
    let body = draft("a-1", 1).body();
    let nonce_body = answering("a-1", 1, "n-1");
    let own =
        |policy| config().challenges(ChallengePolicy::Required).challenges_for(op(OP), policy);
    for (config, without, with) in [
        (config(), "approved", "approved"),
        (config().challenges(ChallengePolicy::Optional), "approved", "challenge_unknown"),
        (required(), "challenge_missing", "challenge_unknown"),
        (own(ChallengePolicy::Unused), "approved", "approved"),
        (own(ChallengePolicy::Optional), "approved", "challenge_unknown"),
        (
            config().challenges_for(op("payment.cancel"), ChallengePolicy::Required),
            "approved",
            "approved",
        ),
    ] {
        assert_eq!(answer(&verifier(config.clone(), &store()), &body, now()), without);
        assert_eq!(answer(&verifier(config, &store()), &nonce_body, now()), with);
    }
}

/// §3.1.1: only the signed nonce answers, never an unsigned member of the body.
#[test]
fn an_unsigned_member_answers_nothing() {
    let store = store();
    store.issue(challenge("n-1")).unwrap();
    let verifier = verifier(required(), &store);
    let beside = draft("a-1", 1).beside("requestId", "\"n-1\"").beside("eat_nonce", "\"n-1\"");
    assert_eq!(answer(&verifier, &beside.body(), now()), "challenge_missing");
    assert_eq!(burned(&store), [("n-1".into(), false)]);
}

/// The parts of a challenge can be read back.
#[test]
fn a_challenge_says_what_it_admits() {
    let plain = challenge("n-1");
    assert_eq!((plain.attester(), plain.op()), (None, None));
    assert_eq!(plain.issued(), now());
    assert_eq!((plain.nonce().as_str(), plain.until()), ("n-1", at(u64::from(NOW) + 60)));
    let bound = plain.for_attester(attester("x")).for_operation(op(OP));
    assert_eq!(bound.attester(), Some(&attester("x")));
    assert_eq!(bound.op(), Some(&op(OP)));
    assert!(bound.admits(&attester("x"), &op(OP), now()));
    assert!(!bound.admits(&attester("y"), &op(OP), now()));
    assert!(!bound.admits(&attester("x"), &op("z"), now()));
    assert!(!bound.admits(&attester("x"), &op(OP), bound.until()));
}
