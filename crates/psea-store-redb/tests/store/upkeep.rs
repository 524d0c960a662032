//! What its owner does with a store: the sizes, the fence, a prune.

use std::sync::{Arc, mpsc};
use std::time::Duration;

use psea_store_redb::{Options, Pruned, RedbStore, create_on};
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

/// Prunes; a prune that does not end fails the test.
fn prune(store: &Arc<RedbStore>) -> Pruned {
    let (tell, told) = mpsc::channel();
    let store = Arc::clone(store);
    std::thread::spawn(move || tell.send(store.prune().unwrap()));
    told.recv_timeout(Duration::from_secs(60)).expect("the prune does not end, or failed")
}

/// A prune tells what it dropped, also where it is of one kind alone. It is one commit, durable
/// when it returns, and none where there is nothing to drop.
#[test]
fn a_prune_counts_what_it_drops() {
    let disks = [(); 2].map(|()| Arc::new(Disk::default()));
    let [records, challenges] = disks.each_ref().map(|disk| Arc::new(create(disk)));
    let sequence = |store: &RedbStore| store.stats().unwrap().sequence;
    for store in [&records, &challenges] {
        enroll(store, 1);
        let before = sequence(store);
        let nothing = prune(store);
        assert_eq!((nothing.records, nothing.challenges), (0, 0));
        assert_eq!(sequence(store), before);
    }
    for number in 0..100 {
        let proof = proof(format!("p-{number}"), number);
        assert_eq!(submit(&*records, &proof), Answer::Approved);
        challenges.issue(challenge(&format!("n-{number}"), NOW)).unwrap();
    }
    let later = proof("later", 1000).issued(NOW + 360);
    for store in [&records, &challenges] {
        assert_eq!(submit(&**store, &later), Answer::Approved);
    }
    let (left, none) = counts(&records);
    assert!(left > 1 && none == 0, "{left} records, {none} challenges");
    let (one, issued) = counts(&challenges);
    assert!(one == 1 && issued > 0, "{one} records, {issued} challenges");

    let dropped = [(left - 1, 0), (0, issued)];
    for ((store, disk), dropped) in [&records, &challenges].into_iter().zip(&disks).zip(dropped) {
        let before = sequence(store);
        let pruned = prune(store);
        assert_eq!((pruned.records, pruned.challenges), dropped);
        assert_eq!((counts(store), sequence(store)), ((1, 0), before + 1));
        let nothing = prune(store);
        assert_eq!((nothing.records, nothing.challenges), (0, 0));
        assert_eq!(sequence(store), before + 1);
        let killed = Disk::of(disk.written(), psea_trial::Faults::default());
        assert_eq!(counts(&open(&Arc::new(killed)).unwrap()), (1, 0));
    }
}
