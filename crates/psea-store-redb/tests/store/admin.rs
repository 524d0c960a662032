//! Enrollments: what is kept of them, and what a change of one allows.

use std::sync::Arc;

use psea_claims::{Issuer, Jti, Ueid, UvAnchor, UvGate};
use psea_verifier::{
    AdminError, Change, ChangeKind, ChangeRecord, EnrolledDevice, EnrollmentAdmin as _,
    EnrollmentLookup as _, EnrollmentStatus, NewEnrollment, OutcomeLookup as _,
};

use crate::support::*;
use psea_trial::Disk;

/// Each form of a device and of what is known of the key's gate is there again.
#[test]
fn an_enrollment_is_kept_as_it_is() {
    let disk = Arc::new(Disk::default());
    let store = create(&disk);
    let device = EnrolledDevice::Ueid(Ueid::parse(UEID).unwrap());
    let gates = [UvGate::Attested, UvGate::Contradicted, UvGate::Unknown];
    for (kid, gate) in ["k-0", "k-1", "k-2"].into_iter().zip(gates) {
        let new = NewEnrollment::new(attester(kid), kid, key(7), device.clone());
        store.enroll(new.uv_gate(gate), change()).unwrap();
    }
    drop(store);
    let store = open(&disk).unwrap();
    for (kid, gate) in ["k-0", "k-1", "k-2"].into_iter().zip(gates) {
        let found = store.find(kid).unwrap().unwrap();
        assert_eq!((&found.device, found.uv_gate), (&device, gate));
    }
    let attested = proof("a", 1).by("k-0");
    assert_eq!(submit(&store, &attested), Answer::Approved);
    assert_eq!(submit(&store, &proof("b", 1).by("k-1")), Answer::Refused("uv_contradicted"));
    assert_eq!(submit(&store, &proof("c", 1).by("k-2")), Answer::Approved);
    for (jti, anchor) in [("a", UvAnchor::Attested), ("c", UvAnchor::Asserted)] {
        let (iss, jti) = (Issuer::new("tenant.example").unwrap(), Jti::new(jti).unwrap());
        assert_eq!(store.recorded(&iss, &jti).unwrap().unwrap().uv, anchor);
    }
}

/// §3.14: revocation is final. To revoke once more is a change like any other.
#[test]
fn nothing_follows_a_revocation_but_another() {
    let store = create(&Arc::new(Disk::default()));
    enroll(&store, 1);
    let set = |status| store.set_status(&attester("attester-1"), status, change());
    set(EnrollmentStatus::Suspended).unwrap();
    set(EnrollmentStatus::Active).unwrap();
    set(EnrollmentStatus::Revoked).unwrap();
    for status in [EnrollmentStatus::Active, EnrollmentStatus::Suspended] {
        let refused = set(status);
        assert!(matches!(refused, Err(AdminError::Revoked(who)) if who == attester("attester-1")));
    }
    set(EnrollmentStatus::Revoked).unwrap();
    let found = store.find("key-1").unwrap().unwrap();
    assert_eq!((&found.status, found.version.get()), (&EnrollmentStatus::Revoked, 4));
}

/// A `kid` selects one Attester. Its own may stay when the key changes.
#[test]
fn a_rotation_takes_no_kid_of_another() {
    let store = create(&Arc::new(Disk::default()));
    enroll(&store, 2);
    let rotate = |kid| store.rotate_key(&attester("attester-1"), kid, key(9), change());
    let refused = rotate("key-2");
    assert!(matches!(refused, Err(AdminError::KidInUse(kid)) if &*kid == "key-2"));
    rotate("key-1").unwrap();
    let found = store.find("key-1").unwrap().unwrap();
    assert_eq!((&found.attester, found.key.public()), (&attester("attester-1"), key(9).public()));
    assert_eq!(store.find("key-2").unwrap().unwrap().attester, attester("attester-2"));
    assert!(store.check().unwrap().is_sound());
}

/// The history has every change, in its order.
#[test]
fn no_change_is_forgotten() {
    let disk = Arc::new(Disk::default());
    let store = create(&disk);
    enroll(&store, 1);
    let who = attester("attester-1");
    let at = |number: u64| Change::new(at(NOW + number), format!("reason {number}"));
    store.set_status(&who, EnrollmentStatus::Suspended, at(1)).unwrap();
    store.rotate_key(&who, "key-9", key(9), at(2)).unwrap();
    store.set_status(&who, EnrollmentStatus::Active, at(3)).unwrap();
    let told: Vec<(Change, ChangeKind)> = vec![
        (change(), ChangeKind::Enrolled { kid: "key-1".into() }),
        (at(1), ChangeKind::Status(EnrollmentStatus::Suspended)),
        (at(2), ChangeKind::KeyRotated { kid: "key-9".into() }),
        (at(3), ChangeKind::Status(EnrollmentStatus::Active)),
    ];
    drop(store);
    let store = open(&disk).unwrap();
    let history = store.history(&who).unwrap();
    let versions: Vec<_> = history.iter().map(|record| record.version.get()).collect();
    assert_eq!(versions, [0, 1, 2, 3]);
    let kept = history.into_iter().map(|ChangeRecord { change, kind, .. }| (change, kind));
    assert_eq!(kept.collect::<Vec<_>>(), told);
}

/// A key is prepared once, for as long as nothing changes.
#[test]
fn a_prepared_key_is_kept_until_a_change() {
    let store = create(&Arc::new(Disk::default()));
    enroll(&store, 3);
    let find = |number: usize| store.find(&format!("key-{number}")).unwrap().unwrap();
    let first = [find(1), find(2), find(3)];
    for (enrollment, number) in first.iter().zip(1..) {
        assert!(Arc::ptr_eq(enrollment, &find(number)), "key-{number} was prepared again");
    }
    let suspended = EnrollmentStatus::Suspended;
    store.set_status(&attester("attester-2"), suspended.clone(), change()).unwrap();
    assert!(Arc::ptr_eq(&first[0], &find(1)));
    assert_eq!((&first[1].status, &find(2).status), (&EnrollmentStatus::Active, &suspended));
    assert!(Arc::ptr_eq(&find(2), &find(2)));
}
