//! D5: an older copy is restored. Every proof that it lacks is refused.

use std::fs;
use std::path::Path;

use psea_store_redb::{Options, RedbStore};
use psea_verifier::{Change, EnrollmentAdmin as _, EnrollmentStatus, ReplayStore as _};

use crate::support::*;

/// Copies a store at a random moment, accepts more, restores the copy: what is approved again.
fn restore(options: &Options, directory: &Path, random: &mut Random, lift: bool) -> usize {
    let path = directory.join("store");
    let copy = directory.join("copy");
    for file in [&path, &copy, &directory.join("anchor")] {
        let _ = fs::remove_file(file);
    }
    let store = options.create(&path, keys()).unwrap();
    enroll(&store, 1);
    let (before, after) = (random.below(3), random.below(3) + 1);
    for number in 0..before {
        assert_eq!(submit(&store, &proof(format!("b-{number}"), number)), Answer::Approved);
    }
    drop(store);
    fs::copy(&path, &copy).unwrap();
    let store = options.open(&path, keys(), at(NOW + 1)).unwrap();
    let forgotten: Vec<_> =
        (0..after).map(|n| proof(format!("f-{n}"), 10 + n).issued(NOW + 2)).collect();
    for proof in &forgotten {
        assert_eq!(submit(&store, proof), Answer::Approved);
    }
    drop(store);
    fs::rename(&copy, &path).unwrap();

    let restored_at = NOW + 3 + random.below(200);
    let store = options.open(&path, keys(), at(restored_at)).unwrap();
    if lift {
        store.lift_fence().unwrap();
    }
    let again = |proof: &Proof| {
        let answer = submit_at(&store, &proof.body(), &config(), restored_at + 1);
        assert!(matches!(answer, Answer::Approved | Answer::Refused("store_fenced")), "{answer:?}");
        usize::from(answer == Answer::Approved)
    };
    let approved = forgotten.iter().map(again).sum();
    let fresh = proof("fresh", 100).issued(restored_at + 1);
    assert_eq!(submit(&store, &fresh), Answer::Approved, "time passes the fence");
    approved
}

#[test]
fn every_forgotten_proof_is_refused() {
    let mut random = Random::seeded("restores");
    let directory = directory_in_memory();
    let options = small().anchor(directory.path().join("anchor"));
    let restores = rounds(200, 20_000);
    for _ in 0..restores {
        assert_eq!(restore(&options, directory.path(), &mut random, false), 0);
    }
    println!("{restores} restores, 0 forgotten proofs approved");
}

/// The controls: no anchor; and a fence that was lifted.
#[test]
fn control_fence_off() {
    let mut random = Random::seeded("restores, control");
    let directory = tempfile::tempdir().unwrap();
    assert!(restore(&small(), directory.path(), &mut random, false) > 0);
    let options = small().anchor(directory.path().join("anchor"));
    assert!(restore(&options, directory.path(), &mut random, true) > 0);
}

fn fence(store: &RedbStore) -> Option<u64> {
    store.stats().unwrap().time.fence.map(psea_claims::EpochSeconds::get)
}

/// A restored revocation is noticed too; the same store again is no older copy; and a second
/// restore of the same copy is one.
#[test]
fn a_fence_for_each_older_copy() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("store");
    let copy = directory.path().join("copy");
    let options = small().anchor(directory.path().join("anchor"));
    let store = options.create(&path, keys()).unwrap();
    assert!(store.promise().notices_older_copy);
    enroll(&store, 1);
    drop(store);
    fs::copy(&path, &copy).unwrap();
    let store = options.open(&path, keys(), at(NOW)).unwrap();
    assert_eq!(fence(&store), None);
    let change = Change::new(at(NOW), "lost");
    store.set_status(&attester("attester-1"), EnrollmentStatus::Revoked, change).unwrap();
    drop(store);
    for moment in [NOW + 10, NOW + 20] {
        fs::copy(&copy, &path).unwrap();
        let store = options.open(&path, keys(), at(moment)).unwrap();
        assert_eq!(fence(&store), Some(moment));
        drop(store);
        let store = options.open(&path, keys(), at(moment + 5)).unwrap();
        assert_eq!(fence(&store), Some(moment), "the fence stays, and is not moved");
        store.fence_now(at(moment - 1)).unwrap();
        assert_eq!(fence(&store), Some(moment), "never to an earlier time");
        store.lift_fence().unwrap();
        assert_eq!(fence(&store), None);
        drop(store);
        assert_eq!(fence(&options.open(&path, keys(), at(moment + 6)).unwrap()), None);
    }
}

/// An anchor that is missing, damaged or another store's says nothing: the fence applies.
#[test]
fn an_anchor_that_says_nothing() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("store");
    let anchor = directory.path().join("anchor");
    let options = small().anchor(&anchor);
    drop(options.create(&path, keys()).unwrap());
    let other = directory.path().join("other-anchor");
    let other_options = small().anchor(&other);
    drop(other_options.create(directory.path().join("other"), keys()).unwrap());
    let damages: [&dyn Fn(); 3] = [
        &|| fs::remove_file(&anchor).unwrap(),
        &|| fs::write(&anchor, vec![7; 5000]).unwrap(),
        &|| assert!(fs::copy(&other, &anchor).unwrap() > 0),
    ];
    for (number, damage) in (1..).zip(damages) {
        damage();
        let moment = NOW + number * 10;
        let store = options.open(&path, keys(), at(moment)).unwrap();
        assert_eq!(fence(&store), Some(moment));
        drop(store);
        assert_eq!(fence(&options.open(&path, keys(), at(moment + 1)).unwrap()), Some(moment));
    }
}

/// The window of an anchor that is written seldom: a process that is killed leaves it behind, and
/// then a copy that lacks less than it is not noticed; a clean end closes the window.
#[test]
fn the_window_of_a_rare_anchor() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("store");
    let anchor = directory.path().join("anchor");
    let options = small().anchor(&anchor).anchor_every(100);
    let store = options.create(&path, keys()).unwrap();
    assert!(!store.promise().notices_older_copy);
    enroll(&store, 1);
    let copy = fs::read(&path).unwrap();
    assert_eq!(submit(&store, &proof("a", 1)), Answer::Approved);
    let rare = fs::read(&anchor).unwrap();
    drop(store);
    let closed = fs::read(&anchor).unwrap();
    for (said, noticed) in [(rare, false), (closed, true)] {
        fs::write(&path, &copy).unwrap();
        fs::write(&anchor, said).unwrap();
        assert_eq!(fence(&options.open(&path, keys(), now()).unwrap()).is_some(), noticed);
    }
}
