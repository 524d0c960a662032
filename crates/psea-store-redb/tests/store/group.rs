//! Group commit: shared syncs, own answers, a bound, and nobody is left behind.

use std::sync::Arc;
use std::time::Duration;

use psea_store_redb::{RedbStore, create_on};
use psea_verifier::{EnrollmentAdmin as _, EnrollmentStatus};

use crate::support::*;
use psea_trial::{Disk, Faults};

fn slow_disk(max_batch: u32) -> RedbStore {
    let sync_takes = Duration::from_millis(2);
    let disk = Disk::of(Vec::new(), Faults { sync_takes, ..Faults::default() });
    let options = small().max_batch(max_batch);
    let store = create_on(&options, Arc::new(disk), keys()).unwrap();
    enroll(&store, 8);
    store
}

fn sequence(store: &RedbStore) -> u64 {
    store.stats().unwrap().sequence
}

/// Thirty-two threads, each with its own proofs and a replay of each: far fewer commits than
/// proofs, every answer the right one.
#[test]
fn waiting_submissions_share_a_commit() {
    let store = slow_disk(1024);
    let before = sequence(&store);
    std::thread::scope(|scope| {
        for thread in 0..32_usize {
            let store = &store;
            scope.spawn(move || {
                for number in 0..5_u64 {
                    let proof = proof(format!("{thread}-{number}"), number * 1000 + thread as u64)
                        .of(thread % 8 + 1);
                    let first = submit(store, &proof);
                    let replay = submit(store, &proof);
                    let passed = first == Answer::Approved;
                    assert!(passed || first == Answer::Refused("counter_not_increasing"));
                    let expected = if passed { "jti_replayed" } else { "counter_not_increasing" };
                    assert_eq!(replay, Answer::Refused(expected));
                }
            });
        }
    });
    let records = store.stats().unwrap().records;
    let commits = sequence(&store) - before;
    println!("{records} approvals in {commits} commits");
    assert!(records >= 8 && commits * 2 <= records, "{records} approvals in {commits} commits");
}

/// With batches of four, forty threads get through evenly.
#[test]
fn nobody_is_left_behind() {
    // Enough that a busy machine has let every thread begin before one has ended.
    const EACH: u64 = 20;
    let store = slow_disk(4);
    let before = sequence(&store);
    let finished = std::sync::Mutex::new(Vec::new());
    let together = std::sync::Barrier::new(40);
    std::thread::scope(|scope| {
        for thread in 0..40_usize {
            let (store, finished, together) = (&store, &finished, &together);
            scope.spawn(move || {
                together.wait();
                for number in 0..EACH {
                    let name = format!("{thread}-{number}");
                    store.enroll(enrollment(&name, &name), change()).unwrap();
                    finished.lock().unwrap().push(thread);
                }
            });
        }
    });
    let commits = sequence(&store) - before;
    assert!(commits >= 40 * EACH / 4, "{commits} commits: a batch had more than four");
    // When the first thread has finished its last, each other has finished at least one.
    let finished = finished.into_inner().unwrap();
    let mut done = [0; 40];
    for thread in finished {
        done[thread] += 1;
        if done[thread] == EACH {
            break;
        }
    }
    assert!(done.iter().all(|done| *done >= 1), "{done:?}");
}

/// R4: after a revocation was acknowledged, `find` shows it and nothing passes.
#[test]
fn an_acknowledged_revocation_is_seen() {
    let store = slow_disk(1024);
    for round in 0..20 {
        let (name, kid) = (format!("a-{round}"), format!("k-{round}"));
        store.enroll(enrollment(&name, &kid), change()).unwrap();
        std::thread::scope(|scope| {
            for thread in 0..4_u64 {
                let (store, kid) = (&store, &kid);
                scope.spawn(move || {
                    submit_until_revoked(store, |number| {
                        let jti = format!("{round}-{thread}-{number}");
                        proof(jti, number * 10 + thread).by(kid)
                    });
                });
            }
            let revoked = EnrollmentStatus::Revoked;
            store.set_status(&attester(&name), revoked, change()).unwrap();
            let late = proof(format!("late-{round}"), 1 << 40).by(&kid);
            assert_eq!(submit(&store, &late), Answer::Refused("enrollment_revoked"));
        });
    }
}

/// A store that is dropped ends its thread, and what was acknowledged is there.
#[test]
fn the_thread_ends_with_the_store() {
    let disk = Arc::new(Disk::default());
    let store = create(&disk);
    enroll(&store, 1);
    assert_eq!(submit(&store, &proof("a", 1)), Answer::Approved);
    drop(store);
    // The thread held the disk too.
    assert_eq!(Arc::strong_count(&disk), 1);
    let store = open(&disk).unwrap();
    assert!(is_recorded(&store, &proof("a", 1)));
}
