//! R1, R2: many submissions at once, one approval.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Barrier};

use psea_store_redb::RedbStore;
use psea_verifier::{
    Commit, CommitRefusal, CommitRequest, Enrollment, EnrollmentLookup, OutcomeLookup as _,
    ReplayStore, StoreError, StorePromise,
};

use crate::disk::Disk;
use crate::support::*;

const THREADS: usize = 64;

/// How many of the threads were told that `proof` is approved, per round.
fn race<S: EnrollmentLookup + ReplayStore>(store: &S, rounds: usize) -> Vec<usize> {
    let approvals: Vec<_> = (0..rounds).map(|_| AtomicUsize::new(0)).collect();
    let barrier = Barrier::new(THREADS);
    std::thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                for (round, approvals) in approvals.iter().enumerate() {
                    let proof = proof(format!("r-{round}"), round as u64);
                    barrier.wait();
                    match submit(store, &proof) {
                        Answer::Approved => {
                            approvals.fetch_add(1, Ordering::SeqCst);
                        }
                        Answer::Refused("jti_replayed") => {}
                        other => panic!("{other:?}"),
                    }
                }
            });
        }
    });
    approvals.into_iter().map(AtomicUsize::into_inner).collect()
}

fn store() -> RedbStore {
    let store = create(&Arc::new(Disk::default()));
    enroll(&store, 1);
    store
}

#[test]
fn one_of_many_submissions_is_approved() {
    let rounds = rounds(100);
    assert!(race(&store(), rounds).into_iter().all(|approvals| approvals == 1));
    println!("{THREADS} threads, {rounds} rounds: 1 approval each");
}

/// The control: looks in one transaction and writes in another.
#[derive(Debug)]
struct TwoTransactions(RedbStore);

impl EnrollmentLookup for TwoTransactions {
    fn find(&self, kid: &str) -> Result<Option<Arc<Enrollment>>, StoreError> {
        self.0.find(kid)
    }
}

impl ReplayStore for TwoTransactions {
    fn promise(&self) -> StorePromise {
        self.0.promise()
    }

    fn commit(&self, request: &CommitRequest<'_>) -> Result<Commit, StoreError> {
        if self.0.recorded(request.iss(), request.jti())?.is_some() {
            return Ok(Commit::Refused(CommitRefusal::JtiReplayed));
        }
        let _ = self.0.commit(request)?;
        Ok(Commit::Done)
    }
}

#[test]
fn control_check_and_set_in_two_transactions() {
    let approvals = race(&TwoTransactions(store()), 20);
    assert!(approvals.iter().any(|approvals| *approvals > 1), "the harness sees no double");
}

/// R2: two proofs that exclude each other; the loser changes nothing.
#[test]
fn one_of_two_that_exclude_each_other() {
    let store = store();
    let pairs = rounds(300);
    for pair in 0..pairs as u64 {
        let same_counter = pair.is_multiple_of(2);
        let counter = pair * 10;
        let first = proof(format!("a-{pair}"), counter + 5);
        let second = if same_counter {
            proof(format!("b-{pair}"), counter + 5)
        } else {
            proof(format!("a-{pair}"), counter + 6)
        };
        let answers = std::thread::scope(|scope| {
            let other = scope.spawn(|| submit(&store, &second));
            [submit(&store, &first), other.join().unwrap()]
        });
        let loser = if same_counter { "counter_not_increasing" } else { "jti_replayed" };
        let expected = [Answer::Approved, Answer::Refused(loser)];
        assert!(
            answers == expected || answers == [expected[1], expected[0]],
            "pair {pair}: {answers:?}"
        );
        let won = if answers[0] == Answer::Approved { &first } else { &second };
        let state = store.export().unwrap();
        assert_eq!(state.attesters[0].counters[0].1.get(), won.counter);
        assert_eq!(state.records.len() as u64, pair + 1);
    }
}
