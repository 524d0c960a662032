//! The log: what only it has is there after a crash, and damage to it is no silent loss.

use std::path::Path;
use std::sync::Arc;

use psea_store_redb::{OpenError, Options, RedbStore, create_on, open_on};
use psea_verifier::{EnrollmentAdmin as _, EnrollmentLookup as _};

use crate::support::*;
use psea_trial::{Disk, Faults};

const BLOCK: usize = 4096;
const PROOFS: u64 = 9;

/// A process that was killed after nine proofs: the image, and what the anchor says.
fn killed(options: &Options, anchor: Option<&Path>) -> (Vec<u8>, Vec<u8>) {
    let disk = Arc::new(Disk::default());
    let store = create_on(options, disk.clone(), keys()).unwrap();
    enroll(&store, 1);
    for number in 1..=PROOFS {
        assert_eq!(submit(&store, &proof(format!("p-{number}"), number)), Answer::Approved);
    }
    let left = (disk.written(), anchor.map(|anchor| std::fs::read(anchor).unwrap()));
    drop(store);
    (left.0, left.1.unwrap_or_default())
}

fn open_image(options: &Options, image: &[u8]) -> Result<RedbStore, OpenError> {
    open_on(options, Arc::new(Disk::of(image.to_vec(), Faults::default())), keys(), now())
}

fn recorded(store: &RedbStore) -> u64 {
    (1..=PROOFS).filter(|n| is_recorded(store, &proof(format!("p-{n}"), *n))).count() as u64
}

/// One enrollment and nine proofs: ten records, each in a block of its own after the head.
fn record(number: usize) -> usize {
    BLOCK * (1 + number)
}

#[test]
fn what_only_the_log_has_is_there_again() {
    let (image, _) = killed(&small(), None);
    let mut without = image.clone();
    without[BLOCK..BLOCK + (64 << 10)].fill(0);
    assert_eq!(
        recorded(&open_image(&small(), &without).unwrap()),
        0,
        "it was not in the log alone"
    );
    let store = open_image(&small(), &image).unwrap();
    assert_eq!(recorded(&store), PROOFS);
    assert_eq!(store.stats().unwrap().sequence, PROOFS + 1);
    assert!(store.check().unwrap().is_sound());
}

/// What was removed stays removed: a `kid` that was given up selects nobody after a crash either.
#[test]
fn a_removal_that_only_the_log_has() {
    let disk = Arc::new(Disk::default());
    let store = create(&disk);
    enroll(&store, 1);
    drop(store);
    // The enrollment is in the engine.
    let disk = Arc::new(Disk::of(disk.written(), Faults::default()));
    let store = open(&disk).unwrap();
    store.rotate_key(&attester("attester-1"), "key-9", key(9), change()).unwrap();
    let left = open_image(&small(), &disk.written()).unwrap();
    assert!(left.find("key-1").unwrap().is_none());
    assert_eq!(left.find("key-9").unwrap().unwrap().attester, attester("attester-1"));
    let report = left.check().unwrap();
    assert!(report.is_sound(), "{:?}", report.damage);
}

/// The log goes round and round, and the process is killed at every place of it.
#[test]
fn killed_at_every_place_of_the_log() {
    let disk = Arc::new(Disk::default());
    let store = create_on(&Options::new().log_size(5 * 4096), disk.clone(), keys()).unwrap();
    enroll(&store, 1);
    for number in 1..=40 {
        assert_eq!(submit(&store, &proof(format!("p-{number}"), number)), Answer::Approved);
        let left = open_image(&small(), &disk.written()).unwrap();
        assert_eq!(left.stats().unwrap().records, number);
        assert!(left.check().unwrap().is_sound());
    }
}

/// A batch that is greater than the whole log goes to the engine.
#[test]
fn more_than_the_log_can_hold() {
    use psea_verifier::ChallengeStore as _;
    let disk = Arc::new(Disk::default());
    let store = create_on(&Options::new().log_size(4096), disk.clone(), keys()).unwrap();
    for number in 0..5 {
        store.issue(challenge(&format!("{number}{}", "n".repeat(9_000)), NOW)).unwrap();
        store.issue(challenge(&format!("{number}"), NOW)).unwrap();
        let left = open_image(&small(), &disk.written()).unwrap();
        assert_eq!(left.stats().unwrap().challenges, number * 2 + 2);
    }
}

/// A record that was acknowledged and is damaged: an error where a later one is, the fence where
/// the anchor knows of it. Without both it is what a crash leaves of a record that was never
/// acknowledged.
#[test]
fn a_damaged_record_is_noticed() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("anchor");
    let options = small().anchor(&path);
    let (image, anchor) = killed(&options, Some(&path));
    for place in [0, 100, 300] {
        for number in 0..10 {
            let mut flipped = image.clone();
            flipped[record(number) + place] ^= 0x10;
            std::fs::write(&path, &anchor).unwrap();
            let opened = open_image(&options, &flipped);
            if number < 9 {
                assert!(matches!(opened, Err(OpenError::Damaged(_))), "{number}: {opened:?}");
                assert!(open_image(&small(), &flipped).is_err());
                continue;
            }
            let stats = opened.unwrap().stats().unwrap();
            assert_eq!((stats.sequence, stats.time.fence), (11, Some(now())));
            assert_eq!(recorded(&open_image(&small(), &flipped).unwrap()), PROOFS - 1);
        }
    }
}

/// The log of another store, or of another time of this one, is not taken for this one's.
#[test]
fn another_log_is_not_applied() {
    let (image, _) = killed(&small(), None);
    let (mut other, _) = killed(&small(), None);
    let log = BLOCK..BLOCK + (64 << 10);
    other[log.clone()].copy_from_slice(&image[log.clone()]);
    assert_eq!(recorded(&open_image(&small(), &other).unwrap()), 0);
    // Records without the first of them.
    let mut gap = image.clone();
    gap.copy_within(record(1)..record(9), record(0));
    assert!(matches!(open_image(&small(), &gap), Err(OpenError::Damaged(_))));
}
