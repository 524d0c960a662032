use psea_claims::Operation;

use crate::store::{Challenge, ChallengeError};
use crate::testing::Store;
use crate::testing::proof::{NOW, challenge, enroll, name, proof};
use crate::testing::suite::{Ran, Suite};

#[track_caller]
fn issue(store: &dyn Store, challenge: Challenge) {
    store.issue(challenge).unwrap();
}

#[track_caller]
fn refuse(store: &dyn Store, challenge: Challenge) {
    let answer = store.issue(challenge);
    assert!(matches!(answer, Err(ChallengeError::AlreadyIssued)), "issued twice: {answer:?}");
}

/// A challenge is outstanding while now < issued + ttl.
pub(super) fn outstanding(suite: &Suite<'_>) -> Ran {
    for (ttl, offset, answer) in [
        (60, 0, "approved"),
        (60, 59, "approved"),
        (60, 60, "challenge_unknown"),
        (60, 61, "challenge_unknown"),
        (60, 200, "challenge_unknown"),
        (1, 0, "approved"),
        (1, 1, "challenge_unknown"),
        (0, 0, "challenge_unknown"),
    ] {
        let case = suite.case();
        let store = case.store();
        enroll(suite, store, "attester-1", "key-1");
        issue(store, challenge("n-1", NOW, ttl));
        let proof = proof(suite, "key-1", "a-1", 1);
        proof.clone().nonce("n-2").expect_at(store, NOW + offset, "challenge_unknown");
        proof.clone().nonce("n-1").expect_at(store, NOW + offset, answer);
    }
    Ran::Done
}

/// One that is bound to an Attester or an operation is answered by no other.
pub(super) fn bound(suite: &Suite<'_>) -> Ran {
    let case = suite.case();
    let store = case.store();
    enroll(suite, store, "attester-1", "key-1");
    enroll(suite, store, "attester-2", "key-2");
    let op = || Operation::new("payment.read").unwrap();
    let one = || challenge("n-attester", NOW, 60).for_attester(name("attester-1"));
    issue(store, one());
    issue(store, challenge("n-op", NOW, 60).for_operation(op()));
    let both = challenge("n-both", NOW, 60).for_attester(name("attester-1"));
    issue(store, both.for_operation(op()));
    let mut counter = 0;
    for (kid, op, nonce, answer) in [
        ("key-2", "payment.read", "n-attester", "challenge_unknown"),
        ("key-1", "payment.execute", "n-op", "challenge_unknown"),
        ("key-1", "payment.execute", "n-both", "challenge_unknown"),
        ("key-2", "payment.read", "n-both", "challenge_unknown"),
        // Whom it was not meant for has not burned it.
        ("key-1", "payment.execute", "n-attester", "approved"),
        ("key-2", "payment.read", "n-op", "approved"),
        ("key-1", "payment.read", "n-both", "approved"),
    ] {
        counter += 1;
        let jti = format!("a-{counter}");
        proof(suite, kid, &jti, counter).op(op).nonce(nonce).expect(store, answer);
    }
    refuse(store, one());
    Ran::Done
}

/// Each is burned once, for every Attester and scope.
pub(super) fn burned_once(suite: &Suite<'_>) -> Ran {
    let case = suite.case();
    let store = case.store();
    enroll(suite, store, "attester-1", "key-1");
    enroll(suite, store, "attester-2", "key-2");
    issue(store, challenge("n-1", NOW, 60));
    issue(store, challenge("n-2", NOW, 60));
    proof(suite, "key-1", "a-1", 1).nonce("n-1").expect(store, "approved");
    proof(suite, "key-1", "a-2", 2).nonce("n-1").expect(store, "challenge_unknown");
    proof(suite, "key-1", "a-2", 2).tier("low").nonce("n-1").expect(store, "challenge_unknown");
    proof(suite, "key-2", "a-2", 2).nonce("n-1").expect(store, "challenge_unknown");
    proof(suite, "key-1", "a-2", 2).nonce("n-2").expect(store, "approved");
    // The proof of a challenge that it burned itself says so before anything else.
    proof(suite, "key-1", "a-1", 1).nonce("n-1").expect(store, "challenge_unknown");
    Ran::Done
}

/// A proof that is refused for another reason does not burn it.
pub(super) fn kept_on_refusal(suite: &Suite<'_>) -> Ran {
    let case = suite.case();
    let store = case.store();
    enroll(suite, store, "attester-1", "key-1");
    proof(suite, "key-1", "a-1", 5).expect(store, "approved");
    issue(store, challenge("n-1", NOW, 60));
    proof(suite, "key-1", "a-1", 6).nonce("n-1").expect(store, "jti_replayed");
    proof(suite, "key-1", "a-2", 5).nonce("n-1").expect(store, "counter_not_increasing");
    let wrong = psea_claims::ChainEntry::from_octets([9; 32]);
    proof(suite, "key-1", "a-2", 6).nonce("n-1").after(wrong).expect(store, "chain_broken");
    proof(suite, "key-1", "a-2", 6).nonce("n-1").expect(store, "approved");
    Ran::Done
}

/// Issuing a nonce again is the caller's fault, whether it is outstanding or burned; the first
/// challenge stays what it was.
pub(super) fn issued_twice(suite: &Suite<'_>) -> Ran {
    let case = suite.case();
    let store = case.store();
    enroll(suite, store, "attester-1", "key-1");
    issue(store, challenge("n-1", NOW, 60).for_attester(name("attester-2")));
    refuse(store, challenge("n-1", NOW, 60));
    refuse(store, challenge("n-1", NOW + 30, 300));
    proof(suite, "key-1", "a-1", 1).nonce("n-1").expect(store, "challenge_unknown");
    issue(store, challenge("n-2", NOW, 60));
    proof(suite, "key-1", "a-1", 1).nonce("n-2").expect(store, "approved");
    refuse(store, challenge("n-2", NOW, 60));
    refuse(store, challenge("n-2", NOW + 59, 60));
    proof(suite, "key-1", "a-2", 2).nonce("n-2").expect(store, "challenge_unknown");
    Ran::Done
}

/// A nonce is any text.
pub(super) fn texts_are_exact(suite: &Suite<'_>) -> Ran {
    let case = suite.case();
    let store = case.store();
    enroll(suite, store, "attester-1", "key-1");
    let long = "n".repeat(2_000);
    let texts = ["", " ", "n", "N", "n ", "n\0", "\0", "é", "e\u{301}", "\u{1F600}", &long];
    for text in texts {
        issue(store, challenge(text, NOW, 60));
    }
    for text in texts {
        refuse(store, challenge(text, NOW, 60));
    }
    for (index, text) in texts.into_iter().enumerate() {
        let jti = format!("a-{index}");
        proof(suite, "key-1", &jti, index as u64).nonce(text).expect(store, "approved");
    }
    Ran::Done
}
