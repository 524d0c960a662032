//! Enrollment records and how they change (§3.14).

use psea_verifier::{
    AdminError, AttesterId, Change, ChangeKind, EnrollmentAdmin as _, EnrollmentLookup as _,
    EnrollmentStatus, EnrollmentVersion,
};

use crate::support::*;

fn first() -> AttesterId {
    attester("attester-1")
}

/// §3.14: one name and one `kid` select one record; what is refused changes nothing.
#[test]
fn errors_change_nothing() {
    let store = store();
    store.enroll(enrollment("attester-2", "key-2", key_of(&other_signer())), change()).unwrap();
    store.set_status(&attester("attester-2"), EnrollmentStatus::Revoked, change()).unwrap();
    let before = state(&store);
    let key = || key_of(&other_signer());

    let same_name = store.enroll(enrollment("attester-1", "key-3", key()), change());
    assert!(matches!(same_name, Err(AdminError::AttesterExists(name)) if name == first()));
    let same_kid = store.enroll(enrollment("attester-3", "key-1", key()), change());
    assert!(matches!(same_kid, Err(AdminError::KidInUse(kid)) if &*kid == "key-1"));
    // The kid of a revoked Attester stays its own: its old proofs must not find another record.
    let revoked_kid = store.enroll(enrollment("attester-3", "key-2", key()), change());
    assert!(matches!(revoked_kid, Err(AdminError::KidInUse(_))));
    // No proof can carry an empty kid.
    let empty = store.enroll(enrollment("attester-3", "", key()), change());
    assert!(matches!(empty, Err(AdminError::EmptyKid)));
    assert!(matches!(store.rotate_key(&first(), "", key(), change()), Err(AdminError::EmptyKid)));
    let unknown = store.set_status(&attester("nobody"), EnrollmentStatus::Active, change());
    assert!(matches!(unknown, Err(AdminError::UnknownAttester(name)) if name.as_str() == "nobody"));
    let unknown = store.rotate_key(&attester("nobody"), "key-9", key(), change());
    assert!(matches!(unknown, Err(AdminError::UnknownAttester(_))));
    let foreign = store.rotate_key(&first(), "key-2", key(), change());
    assert!(matches!(foreign, Err(AdminError::KidInUse(_))));
    for status in ["active", "suspended", "on-leave"] {
        let status = EnrollmentStatus::from_name(status);
        let change = store.set_status(&attester("attester-2"), status, change());
        assert!(matches!(change, Err(AdminError::Revoked(_))));
    }
    assert!(store.find("key-9").unwrap().is_none());
    assert_eq!(state(&store), before);
}

/// Errors name what is wrong and the way out.
#[test]
fn errors_are_for_people() {
    let named = || attester("device 4");
    for error in [
        AdminError::UnknownAttester(named()),
        AdminError::AttesterExists(named()),
        AdminError::KidInUse("device 4".into()),
        AdminError::Revoked(named()),
    ] {
        let text = error.to_string();
        assert!(text.contains("`device 4`"), "{text}");
        assert!(!text.contains("AttesterId"), "{text}");
    }
}

/// §3.14: every change gives the record a greater version, and keeps what it does not change.
#[test]
fn each_change_makes_a_new_version() {
    let store = store();
    let record = || store.find("key-1").unwrap().unwrap();
    let fresh = record();
    assert_eq!(
        (&fresh.status, fresh.version),
        (&EnrollmentStatus::Active, EnrollmentVersion::new(0))
    );
    let mut last = fresh.version;
    for status in ["suspended", "active", "on-leave", "active", "active"] {
        store.set_status(&first(), EnrollmentStatus::from_name(status), change()).unwrap();
        let record = record();
        assert_eq!(record.status.name(), status);
        assert_eq!(Some(record.version), last.next());
        assert!(record.version > last);
        last = record.version;
        assert_eq!(record.key.public(), fresh.key.public());
    }
    // A record that was handed out is not changed under its reader.
    assert_eq!(fresh.status, EnrollmentStatus::Active);
    assert_eq!(fresh.version.get(), 0);
}

/// §3.14: rotation changes key and `kid` and nothing else. The old `kid` is free again.
#[test]
fn a_rotation_keeps_the_rest() {
    let store = store();
    store.set_status(&first(), EnrollmentStatus::Suspended, change()).unwrap();
    let old = store.find("key-1").unwrap().unwrap();
    store.rotate_key(&first(), "key-2", key_of(&other_signer()), change()).unwrap();
    assert!(store.find("key-1").unwrap().is_none());
    let new = store.find("key-2").unwrap().unwrap();
    assert_eq!(&*new.kid, "key-2");
    assert_eq!(new.key.public(), key_of(&other_signer()).public());
    assert_eq!(Some(new.version), old.version.next());
    assert_eq!((&new.attester, &new.device), (&old.attester, &old.device));
    assert_eq!((&new.status, new.uv_gate), (&old.status, old.uv_gate));
    store.enroll(enrollment("attester-2", "key-1", key_of(&signer())), change()).unwrap();
}

/// §3.14: a key may be replaced under its own `kid`.
#[test]
fn a_rotation_to_its_own_kid() {
    let store = store();
    store.rotate_key(&first(), "key-1", key_of(&other_signer()), change()).unwrap();
    let record = store.find("key-1").unwrap().unwrap();
    assert_eq!(record.key.public(), key_of(&other_signer()).public());
    assert_eq!(record.version.get(), 1);
    let verifier = verifier(config(), &store);
    assert_eq!(answer(&verifier, &draft("a-1", 1).body(), now()), "signature_invalid");
    let proof = draft("a-1", 1).proof_by(&other_signer());
    assert_eq!(answer(&verifier, &draft("a-1", 1).body_around(&proof), now()), "approved");
}

/// §3.14: revocation is final: saying it again is no error, and a new key does not lift it.
#[test]
fn a_revocation_is_final() {
    let store = store();
    store.set_status(&first(), EnrollmentStatus::Revoked, change()).unwrap();
    store.set_status(&first(), EnrollmentStatus::Revoked, change()).unwrap();
    store.rotate_key(&first(), "key-2", key_of(&other_signer()), change()).unwrap();
    assert_eq!(store.find("key-2").unwrap().unwrap().status, EnrollmentStatus::Revoked);
    let active = store.set_status(&first(), EnrollmentStatus::Active, change());
    assert!(matches!(active, Err(AdminError::Revoked(name)) if name == first()));
    let proof = draft("a-1", 1).header("kid", "key-2");
    let body = proof.body_around(&proof.proof_by(&other_signer()));
    assert_eq!(answer(&verifier(config(), &store), &body, now()), "enrollment_revoked");
}

/// §3.14: a status of any other name does not pass, and names are compared to the letter.
#[test]
fn only_active_passes() {
    for (name, code) in [
        ("active", "approved"),
        ("Active", "enrollment_suspended"),
        ("active ", "enrollment_suspended"),
        ("", "enrollment_suspended"),
        ("suspended", "enrollment_suspended"),
        ("revoked", "enrollment_revoked"),
        ("Revoked", "enrollment_suspended"),
    ] {
        let store = store();
        let status = EnrollmentStatus::from_name(name);
        assert_eq!(status.name(), name);
        assert_eq!(status.to_string(), name);
        store.set_status(&first(), status, change()).unwrap();
        let answer = answer(&verifier(config(), &store), &draft("a-1", 1).body(), now());
        assert_eq!(answer, code, "{name:?}");
    }
}

/// A name has 1–256 characters.
#[test]
fn names_of_attesters_are_bounded() {
    assert!(AttesterId::new("").is_none());
    assert!(AttesterId::new("ä".repeat(256)).is_some());
    assert!(AttesterId::new("ä".repeat(257)).is_none());
    assert_eq!(format!("{} {:?}", first(), first()), "attester-1 AttesterId(\"attester-1\")");
}

/// §3.14: a status of the deployment's own cannot bear the name of one that means something.
#[test]
fn a_name_is_one_status() {
    for name in ["active", "suspended", "revoked"] {
        let status = EnrollmentStatus::from_name(name);
        assert!(!matches!(status, EnrollmentStatus::Other(_)), "{name}");
        assert_eq!(status.name(), name);
    }
    let other = EnrollmentStatus::from_name("on-leave");
    assert!(matches!(other, EnrollmentStatus::Other(_)));
    assert_eq!(EnrollmentStatus::from_name(other.name()), other);
}

/// §3.14: the history begins with the enrollment and says when, why and what, in order; the list
/// holds every record, by name.
#[test]
fn the_history_and_the_list_say_all() {
    let store = store();
    store.enroll(enrollment("attester-0", "key-0", key_of(&other_signer())), change()).unwrap();
    let why = |reason: &str| Change::new(at(u64::from(NOW) + 9), reason.to_owned());
    store.set_status(&first(), EnrollmentStatus::Suspended, why("lost")).unwrap();
    store.rotate_key(&first(), "key-2", key_of(&other_signer()), why("found")).unwrap();
    let said = store.history(&first()).unwrap();
    let kinds: Vec<_> = said.iter().map(|record| record.kind.clone()).collect();
    let enrolled = ChangeKind::Enrolled { kid: "key-1".into() };
    let rotated = ChangeKind::KeyRotated { kid: "key-2".into() };
    assert_eq!(kinds, [enrolled, ChangeKind::Status(EnrollmentStatus::Suspended), rotated]);
    let versions: Vec<_> = said.iter().map(|record| record.version.get()).collect();
    assert_eq!(versions, [0, 1, 2]);
    let whys: Vec<_> = said.iter().map(|record| record.change.reason()).collect();
    assert_eq!(whys, ["for a test", "lost", "found"]);
    assert_eq!(said[0].change.at(), now());
    assert_eq!(said[2].change.at(), at(u64::from(NOW) + 9));
    assert_eq!(store.history(&attester("nobody")).unwrap(), []);
    let names: Vec<_> = store.list().unwrap().iter().map(|e| e.attester.clone()).collect();
    assert_eq!(names, [attester("attester-0"), first()]);
}
