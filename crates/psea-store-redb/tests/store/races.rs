//! R1, R2, R4: many submissions at once, one approval.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Barrier};

use psea_store_redb::RedbStore;
use psea_verifier::{
    Commit, CommitRefusal, CommitRequest, Enrollment, EnrollmentAdmin as _, EnrollmentLookup,
    EnrollmentStatus, OutcomeLookup as _, ReplayStore, StoreError, StorePromise,
};

use crate::support::*;
use psea_trial::Disk;

fn threads() -> usize {
    rounds(64, 256)
}

/// How many of the threads were told that `proof` is approved, per round.
fn race<S: EnrollmentLookup + ReplayStore>(store: &S, rounds: usize) -> Vec<usize> {
    let approvals: Vec<_> = (0..rounds).map(|_| AtomicUsize::new(0)).collect();
    let barrier = Barrier::new(threads());
    std::thread::scope(|scope| {
        for _ in 0..threads() {
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
    let rounds = rounds(2000, 100_000);
    assert!(race(&store(), rounds).into_iter().all(|approvals| approvals == 1));
    println!("{} threads, {rounds} rounds: 1 approval each", threads());
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
    let caught = (0..10).any(|_| {
        let approvals = race(&TwoTransactions(store()), 20);
        approvals.into_iter().any(|approvals| approvals > 1)
    });
    assert!(caught, "the harness sees no double");
}

/// What is wrong with a pair of proofs that exclude each other.
fn pair(
    store: &RedbStore,
    number: u64,
    submit: impl Fn(&Proof) -> Answer + Sync,
) -> Result<(), String> {
    let same_counter = number.is_multiple_of(2);
    let counter = number * 10;
    let first = proof(format!("a-{number}"), counter + 5);
    let second = if same_counter {
        proof(format!("b-{number}"), counter + 5)
    } else {
        proof(format!("a-{number}"), counter + 6)
    };
    let answers = std::thread::scope(|scope| {
        let other = scope.spawn(|| submit(&second));
        [submit(&first), other.join().unwrap()]
    });
    let loser = if same_counter { "counter_not_increasing" } else { "jti_replayed" };
    let expected = [Answer::Approved, Answer::Refused(loser)];
    if answers != expected && answers != [expected[1], expected[0]] {
        return Err(format!("{answers:?}"));
    }
    let (won, lost) =
        if answers[0] == Answer::Approved { (&first, &second) } else { (&second, &first) };
    if same_counter && is_recorded(store, lost) {
        return Err(format!("{} lost and is recorded", lost.jti));
    }
    // The counter stands at the winner's, neither below it nor above.
    let below = proof(format!("below-{number}"), won.counter);
    let above = proof(format!("above-{number}"), won.counter + 1);
    let probes = [submit(&below), submit(&above)];
    if probes != [Answer::Refused("counter_not_increasing"), Answer::Approved] {
        return Err(format!("the loser moved the counter: {probes:?}"));
    }
    Ok(())
}

/// R2: two proofs that exclude each other; the loser changes nothing.
#[test]
fn one_of_two_that_exclude_each_other() {
    let store = store();
    let pairs = rounds(5000, 1_000_000) as u64;
    let mut progress = Progress::of("pairs", pairs as usize);
    for number in 0..pairs {
        pair(&store, number, |proof| submit(&store, proof))
            .unwrap_or_else(|wrong| panic!("pair {number}: {wrong}"));
        progress.held();
        if number % 500 == 499 {
            assert_eq!(store.stats().unwrap().records, (number + 1) * 2);
        }
    }
    println!("{pairs} pairs, 0 failures (rate < {:.1e})", 3.0 / pairs as f64);
}

/// The control: the counter is advanced before the id is looked at.
#[test]
fn control_counter_before_the_id() {
    let store = store();
    let counter_first = |wanted: &Proof| {
        let answer = submit(&store, wanted);
        if answer == Answer::Refused("jti_replayed") {
            let _ = submit(
                &store,
                &proof(format!("{}-{}", wanted.jti, wanted.counter), wanted.counter),
            );
        }
        answer
    };
    let wrong = (0..200).find_map(|number| pair(&store, number, counter_first).err());
    println!("caught: {}", wrong.expect("the harness sees no moved counter"));
}

/// Counts the approvals that began after a revocation was acknowledged.
#[derive(Debug)]
struct Watched<S> {
    inner: S,
    acknowledged: AtomicBool,
    late: AtomicUsize,
}

impl<S: EnrollmentLookup> EnrollmentLookup for Watched<S> {
    fn find(&self, kid: &str) -> Result<Option<Arc<Enrollment>>, StoreError> {
        self.inner.find(kid)
    }
}

impl<S: ReplayStore> ReplayStore for Watched<S> {
    fn promise(&self) -> StorePromise {
        self.inner.promise()
    }

    fn commit(&self, request: &CommitRequest<'_>) -> Result<Commit, StoreError> {
        let acknowledged = self.acknowledged.load(Ordering::SeqCst);
        let answer = self.inner.commit(request)?;
        if acknowledged && answer == Commit::Done {
            self.late.fetch_add(1, Ordering::SeqCst);
        }
        Ok(answer)
    }
}

/// R4: submissions of an Attester that is revoked meanwhile. How many began after that and were
/// approved.
fn revoke<S: EnrollmentLookup + ReplayStore>(
    watched: &Watched<S>,
    admin: &RedbStore,
    race: usize,
    random: &mut Random,
) -> usize {
    let (name, kid) = (format!("r-{race}"), format!("r-{race}"));
    admin.enroll(enrollment(&name, &kid), change()).unwrap();
    watched.acknowledged.store(false, Ordering::SeqCst);
    let spins = random.below(2000);
    std::thread::scope(|scope| {
        for thread in 0..2 {
            let kid = &kid;
            scope.spawn(move || {
                submit_until_revoked(watched, |number| {
                    let counter = number * 2 + thread;
                    proof(format!("{race}-{counter}"), counter).by(kid)
                });
            });
        }
        for _ in 0..spins {
            std::hint::spin_loop();
        }
        admin.set_status(&attester(&name), EnrollmentStatus::Revoked, change()).unwrap();
        watched.acknowledged.store(true, Ordering::SeqCst);
        let late = proof(format!("{race}-late"), 1 << 40).by(&kid);
        assert_eq!(submit(watched, &late), Answer::Refused("enrollment_revoked"));
    });
    watched.late.swap(0, Ordering::SeqCst)
}

fn watched<S>(inner: S) -> Watched<S> {
    Watched { inner, acknowledged: AtomicBool::new(false), late: AtomicUsize::new(0) }
}

#[test]
fn no_approval_after_a_revocation() {
    let mut random = Random::seeded("revocations");
    let store = Arc::new(create(&Arc::new(Disk::default())));
    let watched = watched(StatusInside(Arc::clone(&store)));
    let races = rounds(2000, 500_000);
    for race in 0..races {
        assert_eq!(revoke(&watched, &store, race, &mut random), 0, "race {race}");
    }
    println!("{races} races, 0 late approvals (rate < {:.1e})", 3.0 / races as f64);
}

/// The store as it is.
#[derive(Debug)]
struct StatusInside(Arc<RedbStore>);

impl EnrollmentLookup for StatusInside {
    fn find(&self, kid: &str) -> Result<Option<Arc<Enrollment>>, StoreError> {
        self.0.find(kid)
    }
}

impl ReplayStore for StatusInside {
    fn promise(&self) -> StorePromise {
        self.0.promise()
    }

    fn commit(&self, request: &CommitRequest<'_>) -> Result<Commit, StoreError> {
        self.0.commit(request)
    }
}

/// The control: the status that was found before the transaction is taken for the one in it.
#[derive(Debug)]
struct StatusOutside(Arc<RedbStore>);

impl EnrollmentLookup for StatusOutside {
    fn find(&self, kid: &str) -> Result<Option<Arc<Enrollment>>, StoreError> {
        self.0.find(kid)
    }
}

impl ReplayStore for StatusOutside {
    fn promise(&self) -> StorePromise {
        self.0.promise()
    }

    fn commit(&self, request: &CommitRequest<'_>) -> Result<Commit, StoreError> {
        std::thread::yield_now();
        Ok(match self.0.commit(request)? {
            Commit::Refused(CommitRefusal::EnrollmentRevoked) => Commit::Done,
            other => other,
        })
    }
}

#[test]
fn control_status_outside_of_the_transaction() {
    let mut random = Random::seeded("revocations, control");
    let store = Arc::new(create(&Arc::new(Disk::default())));
    let watched = watched(StatusOutside(Arc::clone(&store)));
    let caught = (0..20_000).find(|race| revoke(&watched, &store, *race, &mut random) > 0);
    println!("caught in race {}", caught.expect("the harness sees no late approval"));
}
