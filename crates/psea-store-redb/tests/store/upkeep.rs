//! What its owner does with a store: the sizes, the fence, a prune.

use std::sync::Arc;

use psea_store_redb::{Options, RedbStore, create_on};
use psea_verifier::ChallengeStore as _;
use redb::StorageBackend as _;

use crate::support::*;
use psea_trial::Disk;

/// The file's size is told, and the log in it is as long as was asked for.
#[test]
fn the_size_of_the_file_and_of_its_log() {
    let size = |options: &Options| {
        let disk = Arc::new(Disk::default());
        let store = create_on(options, disk.clone(), keys()).unwrap();
        let size = disk.len().unwrap();
        assert_eq!(store.stats().unwrap().file, size);
        assert_eq!(store.check().unwrap().stats.file, size);
        size
    };
    let usual = size(&Options::new());
    for log in [4096, 64 << 10, 1 << 20] {
        let expected = usual - (4 << 20) + log;
        assert_eq!(size(&Options::new().log_size(log)), expected);
        assert_eq!(size(&Options::new().log_size(log).cache_size(4 << 20)), expected);
    }
}

/// §6.5: what was issued up to the fence is refused, and so it stays after a crash.
#[test]
fn a_fence_holds() {
    let disk = Arc::new(Disk::default());
    let store = create(&disk);
    enroll(&store, 1);
    store.fence_now(now()).unwrap();
    let killed = open(&Arc::new(Disk::of(disk.written(), psea_trial::Faults::default()))).unwrap();
    for store in [&store, &killed] {
        let fence = || store.stats().unwrap().time.fence;
        assert_eq!(fence(), Some(now()));
        let refused = submit(store, &proof("a", 1).issued(NOW));
        assert_eq!(refused, Answer::Refused("store_fenced"));
        assert_eq!(submit(store, &proof("a", 1).issued(NOW + 1)), Answer::Approved);
        store.fence_now(at(NOW - 1)).unwrap();
        assert_eq!(fence(), Some(now()), "an earlier one changes nothing");
        store.fence_now(at(NOW + 5)).unwrap();
        assert_eq!(fence(), Some(at(NOW + 5)));
        store.lift_fence().unwrap();
        assert_eq!(fence(), None);
    }
}

fn counts(store: &RedbStore) -> (u64, u64) {
    let stats = store.stats().unwrap();
    (stats.records, stats.challenges)
}

/// A prune tells what it dropped, also where it is of one kind alone.
#[test]
fn a_prune_counts_what_it_drops() {
    let records = create(&Arc::new(Disk::default()));
    enroll(&records, 1);
    for number in 0..100 {
        let proof = proof(format!("p-{number}"), number);
        assert_eq!(submit(&records, &proof), Answer::Approved);
    }
    let later = proof("later", 1000).issued(NOW + 360);
    assert_eq!(submit(&records, &later), Answer::Approved);
    let (left, none) = counts(&records);
    assert!(left > 1 && none == 0, "{left} records, {none} challenges");
    let pruned = records.prune().unwrap();
    assert_eq!((pruned.records, pruned.challenges), (left - 1, 0));
    assert_eq!(counts(&records), (1, 0));

    let challenges = create(&Arc::new(Disk::default()));
    enroll(&challenges, 1);
    for number in 0..100 {
        challenges.issue(challenge(&format!("n-{number}"), NOW)).unwrap();
    }
    assert_eq!(submit(&challenges, &later), Answer::Approved);
    let (one, left) = counts(&challenges);
    assert!(one == 1 && left > 0, "{one} records, {left} challenges");
    let pruned = challenges.prune().unwrap();
    assert_eq!((pruned.records, pruned.challenges), (0, left));
    assert_eq!(counts(&challenges), (1, 0));
    let nothing = challenges.prune().unwrap();
    assert_eq!((nothing.records, nothing.challenges), (0, 0));
}
