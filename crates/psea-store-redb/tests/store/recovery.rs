//! D7: a store with many records opens soon after a cut.

use std::sync::Arc;
use std::time::{Duration, Instant};

use psea_claims::Jti;
use psea_store_redb::{Options, RedbStore};

use crate::support::*;
use psea_trial::{Disk, Faults};

/// The example `recovery` does the same with a million.
#[test]
fn a_store_with_many_records_opens_soon() {
    let one = create(&Arc::new(Disk::default()));
    enroll(&one, 1);
    assert_eq!(submit(&one, &proof("p", 1)), Answer::Approved);
    let mut snapshot = one.export().unwrap();
    let record = snapshot.records[0].clone();
    let named = |n: usize| Jti::new(format!("record-{n:08}")).unwrap();
    let records = 20_000;
    let of = |n| psea_verifier::ApprovalRecord { jti: named(n), ..record.clone() };
    snapshot.records = (0..records).map(of).collect();
    let directory = directory_in_memory();
    let path = directory.path().join("store");
    drop(Options::new().import_current(&path, &snapshot, keys()).unwrap());
    let store = RedbStore::open(&path, keys(), now()).unwrap();
    for number in 2..300 {
        assert_eq!(submit(&store, &proof(format!("p-{number}"), number)), Answer::Approved);
    }
    // What a process that is killed now leaves behind.
    let disk = Arc::new(Disk::of(std::fs::read(&path).unwrap(), Faults::default()));
    drop(store);
    let start = Instant::now();
    let store = open_with(&Options::new(), &disk).unwrap();
    let took = start.elapsed();
    println!("{records} records and a log of 298 commits: open after {took:?}");
    assert!(took < Duration::from_secs(2), "{took:?}");
    let stats = store.stats().unwrap();
    assert_eq!((stats.records, stats.time.fence), (records as u64 + 298, None));
}
