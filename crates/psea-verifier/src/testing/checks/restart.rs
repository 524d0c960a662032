use psea_claims::{ChainEntry, Durability, UvGate};

use crate::enrollment::{EnrolledDevice, EnrollmentStatus};

use crate::store::{ChallengeError, NewEnrollment};
use crate::testing::observe::{observe, recorded};
use crate::testing::proof::{
    NOW, challenge, change, enroll, name, proof, rotate, set, verifying_key,
};
use crate::testing::signature::Key;
use crate::testing::suite::{Case, Ran, Suite};

fn is_volatile(case: &Case<'_>) -> bool {
    case.store().promise().durability == Durability::Volatile
}

/// What was acknowledged is there after the store was closed and opened; a volatile store has
/// forgotten all of it, so that nobody takes a part for the whole.
pub(super) fn keeps_its_promise(suite: &Suite<'_>) -> Ran {
    let mut case = suite.case();
    let store = case.store();
    let promise = store.promise();
    let ueid = EnrolledDevice::Ueid(proof(suite, "key-2", "a", 1).ueid());
    enroll(suite, store, "attester-1", "key-1");
    let key = verifying_key(Key::Second, &*suite.backend);
    let new = NewEnrollment::new(name("attester-2"), "key-2", key, ueid);
    store.enroll(new.uv_gate(UvGate::Attested), change("tab\t\u{1F600}")).unwrap();
    set(store, "attester-2", EnrollmentStatus::from_name("on-leave"));
    enroll(suite, store, "attester-3", "key-3");
    enroll(suite, store, "attester-4", "key-4");
    let early = proof(suite, "key-4", "e-1", 7);
    early.expect(store, "approved");
    rotate(suite, store, "attester-4", "key-5");
    for nonce in ["burned", "open"] {
        store.issue(challenge(nonce, NOW, 300)).unwrap();
    }
    store.issue(challenge("bound", NOW, 300).for_attester(name("attester-4"))).unwrap();
    let first = proof(suite, "key-1", "a-1", 10).after(ChainEntry::SENTINEL).nonce("burned");
    first.expect(store, "approved");
    let low = proof(suite, "key-1", "a-2", 20).tier("low").after(first.entry());
    low.expect(store, "approved");
    set(store, "attester-3", EnrollmentStatus::Revoked);
    let proofs = [&early, &first, &low];
    let before = observe(store, &proofs);

    for _ in 0..2 {
        case.reopen();
        assert_eq!(case.store().promise(), promise, "the promise of a store is one");
        if is_volatile(&case) {
            assert!(case.store().list().unwrap().is_empty(), "a volatile store forgets");
            assert_eq!(recorded(case.store(), &first.iss, "a-1"), None, "a volatile store forgets");
            first.expect(case.store(), "key_unknown");
            return Ran::Counted("volatile: it forgets".into());
        }
        let store = case.store();
        assert_eq!(observe(store, &proofs), before, "after a restart");
        early.expect(store, "key_unknown");
        low.expect(store, "jti_replayed");
        let head = low.entry();
        let next = |jti: &str, counter| proof(suite, "key-1", jti, counter).after(head);
        next("e-1", 11).expect(store, "jti_replayed");
        next("a-3", 10).expect(store, "counter_not_increasing");
        next("a-3", 20).tier("low").expect(store, "counter_not_increasing");
        next("a-3", 11).after(first.entry()).expect(store, "chain_broken");
        next("a-3", 11).nonce("burned").expect(store, "challenge_unknown");
        next("a-3", 11).nonce("bound").expect(store, "challenge_unknown");
        proof(suite, "key-2", "b-1", 1).by(Key::Second).expect(store, "enrollment_suspended");
        proof(suite, "key-3", "c-1", 1).expect(store, "enrollment_revoked");
        proof(suite, "key-5", "d-1", 7).by(Key::Second).expect(store, "counter_not_increasing");
        for nonce in ["burned", "open", "bound"] {
            let answer = store.issue(challenge(nonce, NOW, 300));
            assert!(matches!(answer, Err(ChallengeError::AlreadyIssued)), "{nonce}: {answer:?}");
        }
    }
    let store = case.store();
    proof(suite, "key-1", "a-3", 11).after(low.entry()).nonce("open").expect(store, "approved");
    let bound = proof(suite, "key-5", "d-1", 8).by(Key::Second).nonce("bound");
    bound.expect(store, "approved");
    Ran::Done
}

/// So is the greatest time served: a clock that went back over a restart is noticed.
pub(super) fn clock(suite: &Suite<'_>) -> Ran {
    let mut case = suite.case();
    if is_volatile(&case) {
        return Ran::NotApplicable("the store is volatile");
    }
    enroll(suite, case.store(), "attester-1", "key-1");
    let ahead = NOW + 10_000;
    proof(suite, "key-1", "a-1", 1).iat(ahead).expect_at(case.store(), ahead, "approved");
    case.reopen();
    proof(suite, "key-1", "a-2", 2).expect(case.store(), "clock_behind");
    let behind = ahead - 61;
    let late = proof(suite, "key-1", "a-2", 2).iat(behind);
    late.expect_at(case.store(), behind, "clock_behind");
    proof(suite, "key-1", "a-2", 2).iat(ahead - 60).expect_at(case.store(), ahead, "approved");
    Ran::Done
}

/// A store that is fenced refuses every proof that it could have forgotten, changes nothing by
/// it, and accepts those issued after the fence. The fence outlives a restart.
pub(super) fn fence(suite: &Suite<'_>) -> Ran {
    let mut case = suite.case();
    enroll(suite, case.store(), "attester-1", "key-1");
    proof(suite, "key-1", "a-1", 5).expect(case.store(), "approved");
    let fence = NOW + 100;
    if !case.reopen_fenced(fence) {
        return Ran::NotApplicable("the factory cannot make a fenced store");
    }
    if case.store().find("key-1").unwrap().is_none() {
        enroll(suite, case.store(), "attester-1", "key-1");
    }
    let restarts = if is_volatile(&case) { 1 } else { 2 };
    for restart in 0..restarts {
        if restart > 0 {
            case.reopen();
        }
        let store = case.store();
        let before = observe(store, &[]);
        let later = fence + 90;
        // The replay too is told that it cannot be known.
        proof(suite, "key-1", "a-1", 5).expect_at(store, later, "store_fenced");
        for (skew, iat) in [(0, NOW), (0, fence - 1), (0, fence), (30, fence + 30)] {
            let old = proof(suite, "key-1", "a-2", 6).iat(iat).skew(skew);
            old.expect_at(store, later, "store_fenced");
        }
        assert_eq!(observe(store, &[]), before);
        let jti = |n: u32| format!("after-{restart}-{n}");
        let counter = 6 + 10 * restart;
        let fresh = proof(suite, "key-1", &jti(0), counter).iat(fence + 1);
        fresh.expect_at(store, later, "approved");
        fresh.expect_at(store, later, "jti_replayed");
        let fresh = proof(suite, "key-1", &jti(1), counter + 1).iat(fence + 31).skew(30);
        fresh.expect_at(store, later, "approved");
    }
    Ran::Done
}
