use psea_claims::UvGate;

use crate::enrollment::{EnrolledDevice, EnrollmentStatus};
use crate::store::{AdminError, Change, ChangeKind, NewEnrollment};
use crate::testing::observe::observe;
use crate::testing::proof::{
    NOW, at, change, device, enroll, enrollment, name, proof, rotate, set, verifying_key,
};
use crate::testing::signature::Key;
use crate::testing::suite::{Ran, Suite};

/// A new Attester is active under its first version, found by its `kid`, and listed by name.
pub(super) fn enrolling(suite: &Suite<'_>) -> Ran {
    let case = suite.case();
    let store = case.store();
    assert!(store.list().unwrap().is_empty(), "a new place is empty");
    assert!(store.find("key-1").unwrap().is_none());
    let ueid = proof(suite, "key-1", "a-1", 1).ueid();
    for (attester, kid, device, gate) in [
        ("m", "key-1", device(), UvGate::Attested),
        ("a", "key-2", EnrolledDevice::Ueid(ueid), UvGate::Contradicted),
        ("z", "key-3", device(), UvGate::Unknown),
    ] {
        let key = verifying_key(Key::Second, &*suite.backend);
        let new = NewEnrollment::new(name(attester), kid, key, device.clone()).uv_gate(gate);
        store.enroll(new, change("new")).unwrap();
        let found = store.find(kid).unwrap().expect("an enrolled kid selects its record");
        assert_eq!((found.attester.as_str(), &*found.kid), (attester, kid));
        assert_eq!(found.status, EnrollmentStatus::Active);
        assert_eq!((&found.device, found.uv_gate), (&device, gate), "of {attester}");
        assert_eq!(
            found.key.public(),
            verifying_key(Key::Second, &*suite.backend).public(),
            "of {attester}"
        );
    }
    let names: Vec<_> =
        store.list().unwrap().iter().map(|record| record.attester.to_string()).collect();
    assert_eq!(names, ["a", "m", "z"], "the list is by name");
    proof(suite, "key-1", "a-1", 1).by(Key::Second).expect(store, "approved");
    proof(suite, "key-2", "a-2", 1).by(Key::Second).expect(store, "uv_contradicted");
    proof(suite, "key-3", "a-3", 1).by(Key::Second).expect(store, "approved");
    Ran::Done
}

/// Only `active` passes. Active again, the counter stands where it stood. Each change makes a
/// later version.
pub(super) fn status(suite: &Suite<'_>) -> Ran {
    let case = suite.case();
    let store = case.store();
    enroll(suite, store, "attester-1", "key-1");
    enroll(suite, store, "attester-2", "key-2");
    let version = || store.find("key-1").unwrap().unwrap().version;
    let mut counter = 1;
    for status in ["suspended", "on-leave", "Active", "", "activ\0e"] {
        proof(suite, "key-1", &format!("a-{counter}"), counter).expect(store, "approved");
        let before = version();
        set(store, "attester-1", EnrollmentStatus::from_name(status));
        let between = version();
        assert!(before < between, "{before:?}, {between:?}: a change makes a later version");
        let record = store.find("key-1").unwrap().unwrap();
        assert_eq!(record.status.name(), status);
        let next = proof(suite, "key-1", &format!("b-{counter}"), counter + 1);
        next.expect(store, "enrollment_suspended");
        proof(suite, "key-2", &format!("c-{counter}"), counter).expect(store, "approved");
        set(store, "attester-1", EnrollmentStatus::Active);
        assert!(between < version(), "a change makes a later version");
        let stale = proof(suite, "key-1", &format!("d-{counter}"), counter);
        stale.expect(store, "counter_not_increasing");
        next.expect(store, "approved");
        counter += 2;
    }
    Ran::Done
}

/// There is no way back from revocation; a rotation is none.
pub(super) fn revocation_is_final(suite: &Suite<'_>) -> Ran {
    let case = suite.case();
    let store = case.store();
    enroll(suite, store, "attester-1", "key-1");
    proof(suite, "key-1", "a-1", 1).expect(store, "approved");
    set(store, "attester-1", EnrollmentStatus::Revoked);
    let next = proof(suite, "key-1", "a-2", 2);
    next.expect(store, "enrollment_revoked");
    for status in ["active", "suspended", "on-leave"] {
        let status = EnrollmentStatus::from_name(status);
        let answer = store.set_status(&name("attester-1"), status, change("back"));
        assert!(matches!(answer, Err(AdminError::Revoked(_))), "{answer:?}");
        next.expect(store, "enrollment_revoked");
    }
    rotate(suite, store, "attester-1", "key-2");
    proof(suite, "key-2", "a-2", 2).by(Key::Second).expect(store, "enrollment_revoked");
    let again = enrollment("attester-1", "key-3", Key::First, &suite.backend);
    let answer = store.enroll(again, change("again"));
    assert!(matches!(answer, Err(AdminError::AttesterExists(_))), "{answer:?}");
    Ran::Done
}

/// Every change is kept with its time and reason, the oldest first.
pub(super) fn history(suite: &Suite<'_>) -> Ran {
    let case = suite.case();
    let store = case.store();
    let when = |offset, reason: &str| Change::new(at(NOW + offset), reason);
    let id = name("attester-1");
    assert!(store.history(&id).unwrap().is_empty(), "an unknown Attester has no history");
    let reasons = ["as 'new'; \u{1F600} \"x\"\0", "", "lost phone\n", &"r".repeat(3_000), "again"];
    let new = enrollment("attester-1", "key-1", Key::First, &suite.backend);
    store.enroll(new, when(0, reasons[0])).unwrap();
    enroll(suite, store, "attester-2", "other");
    store.set_status(&id, EnrollmentStatus::Suspended, when(5, reasons[1])).unwrap();
    // The operator's clock need not be the order of the changes.
    store.set_status(&id, EnrollmentStatus::Active, when(3, reasons[2])).unwrap();
    let key = verifying_key(Key::Second, &*suite.backend);
    store.rotate_key(&id, "key-2", key, when(9, reasons[3])).unwrap();
    store.set_status(&id, EnrollmentStatus::Revoked, when(10, reasons[4])).unwrap();
    let kinds = [
        ChangeKind::Enrolled { kid: "key-1".into() },
        ChangeKind::Status(EnrollmentStatus::Suspended),
        ChangeKind::Status(EnrollmentStatus::Active),
        ChangeKind::KeyRotated { kid: "key-2".into() },
        ChangeKind::Status(EnrollmentStatus::Revoked),
    ];
    let history = store.history(&id).unwrap();
    assert_eq!(history.len(), kinds.len(), "{history:?}");
    for (index, (record, kind)) in history.iter().zip(kinds).enumerate() {
        assert_eq!(record.kind, kind);
        assert_eq!(record.change, when([0, 5, 3, 9, 10][index], reasons[index]));
    }
    assert!(history.is_sorted_by(|a, b| a.version < b.version), "{history:?}");
    let record = store.find("key-2").unwrap().unwrap();
    assert_eq!(history.last().unwrap().version, record.version, "the last change's version");
    assert_eq!(store.history(&name("attester-2")).unwrap().len(), 1);
    Ran::Done
}

/// A change that is refused changes nothing, and says why.
pub(super) fn refused_change(suite: &Suite<'_>) -> Ran {
    let case = suite.case();
    let store = case.store();
    enroll(suite, store, "attester-1", "key-1");
    enroll(suite, store, "attester-2", "key-2");
    proof(suite, "key-1", "a-1", 5).expect(store, "approved");
    let before = observe(store, &[]);
    let new = |attester: &str, kid: &str| {
        let new = enrollment(attester, kid, Key::Second, &suite.backend);
        store.enroll(new, change("refused"))
    };
    let key = || verifying_key(Key::Second, &*suite.backend);
    let rotated = |attester: &str, kid: &str| {
        store.rotate_key(&name(attester), kid, key(), change("refused"))
    };
    let answer = new("attester-1", "key-9");
    assert!(matches!(answer, Err(AdminError::AttesterExists(_))), "{answer:?}");
    let answer = new("attester-9", "key-1");
    assert!(matches!(answer, Err(AdminError::KidInUse(_))), "{answer:?}");
    let answer = new("attester-9", "");
    assert!(matches!(answer, Err(AdminError::EmptyKid)), "{answer:?}");
    let answer = rotated("attester-9", "key-9");
    assert!(matches!(answer, Err(AdminError::UnknownAttester(_))), "{answer:?}");
    let answer = rotated("attester-1", "key-2");
    assert!(matches!(answer, Err(AdminError::KidInUse(_))), "{answer:?}");
    let answer = rotated("attester-1", "");
    assert!(matches!(answer, Err(AdminError::EmptyKid)), "{answer:?}");
    let status = EnrollmentStatus::Suspended;
    let answer = store.set_status(&name("attester-9"), status, change("refused"));
    assert!(matches!(answer, Err(AdminError::UnknownAttester(_))), "{answer:?}");
    assert_eq!(observe(store, &[]), before);
    assert!(store.history(&name("attester-9")).unwrap().is_empty());
    assert!(store.find("key-9").unwrap().is_none());
    proof(suite, "key-1", "a-2", 5).expect(store, "counter_not_increasing");
    proof(suite, "key-1", "a-2", 6).expect(store, "approved");
    Ran::Done
}

/// Names and `kid`s that differ in a single octet are different ones.
pub(super) fn texts_are_exact(suite: &Suite<'_>) -> Ran {
    let case = suite.case();
    let store = case.store();
    let (long, wide) = ("x".repeat(255), "\u{1F600}".repeat(100));
    let texts = [
        "a",
        "A",
        " a",
        "a ",
        "a\0",
        "\0",
        "é",
        "e\u{301}",
        "'",
        "\"",
        "\\",
        "%",
        "\u{10000}",
        &(long.clone() + "a"),
        &(long.clone() + "b"),
        &long,
        &wide,
    ];
    for text in texts {
        enroll(suite, store, text, text);
    }
    assert_eq!(store.list().unwrap().len(), texts.len());
    for (index, text) in texts.into_iter().enumerate() {
        let record = store.find(text).unwrap().unwrap_or_else(|| panic!("no record of {text:?}"));
        assert_eq!((record.attester.as_str(), &*record.kid), (text, text));
        let jti = format!("a-{index}");
        proof(suite, text, &jti, 1).expect(store, "approved");
        set(store, text, EnrollmentStatus::Suspended);
        assert_eq!(store.history(&name(text)).unwrap().len(), 2, "{text:?}");
    }
    let mut names = texts.map(str::to_owned);
    names.sort_unstable();
    let listed: Vec<_> =
        store.list().unwrap().iter().map(|record| record.attester.to_string()).collect();
    assert_eq!(listed, names, "the list is by name, octet by octet");
    Ran::Done
}
