use psea_claims::{ChainEntry, UvGate};

use crate::enrollment::EnrollmentStatus;
use crate::store::NewEnrollment;
use crate::testing::proof::{change, device, enroll, name, proof, rotate, set, verifying_key};
use crate::testing::signature::Key;
use crate::testing::suite::{Ran, Suite};

/// The old `kid` selects nothing, until another Attester takes it; the version grows.
pub(super) fn old_kid_is_gone(suite: &Suite<'_>) -> Ran {
    let case = suite.case();
    let store = case.store();
    enroll(suite, store, "attester-1", "key-1");
    let before = store.find("key-1").unwrap().unwrap().version;
    rotate(suite, store, "attester-1", "key-2");
    assert!(store.find("key-1").unwrap().is_none(), "the old kid selects nothing");
    let record = store.find("key-2").unwrap().expect("the new kid selects the record");
    assert_eq!(record.attester.as_str(), "attester-1");
    assert_eq!(record.key.public(), verifying_key(Key::Second, &*suite.backend).public());
    assert!(before < record.version, "a rotation makes a later version");
    assert_eq!(store.list().unwrap().len(), 1);
    proof(suite, "key-1", "a-1", 1).expect(store, "key_unknown");
    proof(suite, "key-2", "a-1", 1).by(Key::Second).expect(store, "approved");
    // A new key under the same kid, and a kid that changes hands.
    rotate(suite, store, "attester-1", "key-2");
    proof(suite, "key-2", "a-2", 2).by(Key::Second).expect(store, "approved");
    enroll(suite, store, "attester-2", "key-1");
    assert_eq!(store.find("key-1").unwrap().unwrap().attester.as_str(), "attester-2");
    proof(suite, "key-1", "a-3", 1).expect(store, "approved");
    proof(suite, "key-2", "a-4", 2).by(Key::Second).expect(store, "counter_not_increasing");
    Ran::Done
}

/// Counters, chain, ids, status, gate and device stay.
pub(super) fn resets_nothing(suite: &Suite<'_>) -> Ran {
    let case = suite.case();
    let store = case.store();
    let key = verifying_key(Key::First, &*suite.backend);
    let new = NewEnrollment::new(name("attester-1"), "key-1", key, device());
    store.enroll(new.uv_gate(UvGate::Attested), change("new")).unwrap();
    let first = proof(suite, "key-1", "a-1", 5).after(ChainEntry::SENTINEL);
    first.expect(store, "approved");
    let low = proof(suite, "key-1", "a-2", 9).tier("low").after(first.entry());
    low.expect(store, "approved");
    rotate(suite, store, "attester-1", "key-2");
    let make = |jti: &str, counter| proof(suite, "key-2", jti, counter).by(Key::Second);
    let head = low.entry();
    make("a-1", 6).after(head).expect(store, "jti_replayed");
    make("a-3", 5).after(head).expect(store, "counter_not_increasing");
    make("a-3", 9).tier("low").after(head).expect(store, "counter_not_increasing");
    make("a-3", 6).after(ChainEntry::SENTINEL).expect(store, "chain_broken");
    make("a-3", 6).after(head).expect(store, "approved");
    let record = store.find("key-2").unwrap().unwrap();
    assert_eq!((record.uv_gate, &record.device), (UvGate::Attested, &device()));
    // A rotation does not lift a suspension.
    set(store, "attester-1", EnrollmentStatus::Suspended);
    rotate(suite, store, "attester-1", "key-3");
    let suspended = proof(suite, "key-3", "a-4", 7).by(Key::Second);
    suspended.expect(store, "enrollment_suspended");
    set(store, "attester-1", EnrollmentStatus::Active);
    suspended.expect(store, "approved");
    Ran::Done
}
