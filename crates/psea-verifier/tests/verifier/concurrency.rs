//! Many threads at one store (§3.10, §6.5): exactly one proof of those that exclude each other.
//!
//! 0 failures in 200 rounds bound the rate of failures at 3/200 a round.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Barrier, Mutex};
use std::thread;

use psea_verifier::{
    Challenge, ChallengePolicy, ChallengeStore as _, Commit, CommitRefusal, CommitRequest,
    Enrollment, EnrollmentAdmin as _, EnrollmentLookup, EnrollmentStatus, MemoryStore, ReplayStore,
    StoreError, Verifier, VerifierConfig,
};

use crate::support::*;

const THREADS: usize = 64;
const ROUNDS: usize = 200;

/// Lets each thread submit the body that `bodies` gives for (round, thread), all at once, and
/// hands each round's answers to `check`.
fn race_at(
    verifier: &Verifier,
    bodies: impl Fn(usize, usize) -> String + Sync,
    mut check: impl FnMut(usize, BTreeMap<&'static str, usize>),
) {
    let barrier = Barrier::new(THREADS + 1);
    let answers = Mutex::new(BTreeMap::new());
    thread::scope(|scope| {
        for index in 0..THREADS {
            let (bodies, barrier, answers) = (&bodies, &barrier, &answers);
            scope.spawn(move || {
                for round in 0..ROUNDS {
                    let body = bodies(round, index);
                    barrier.wait();
                    let answer = answer(verifier, &body, now());
                    *answers.lock().unwrap().entry(answer).or_insert(0) += 1;
                    barrier.wait();
                    barrier.wait();
                }
            });
        }
        let mut result = Ok(());
        for round in 0..ROUNDS {
            barrier.wait();
            barrier.wait();
            let answers = std::mem::take(&mut *answers.lock().unwrap());
            // A failed check must not leave the threads waiting.
            if result.is_ok() {
                let check = std::panic::AssertUnwindSafe(|| check(round, answers));
                result = std::panic::catch_unwind(check);
            }
            barrier.wait();
        }
        if let Err(panic) = result {
            std::panic::resume_unwind(panic);
        }
    });
}

/// The race at a store in memory that has a challenge for each round.
fn race(
    config: VerifierConfig,
    bodies: impl Fn(usize, usize) -> String + Sync,
    mut check: impl FnMut(usize, BTreeMap<&'static str, usize>, &MemoryStore),
) {
    let store = gullible_store();
    for round in 0..ROUNDS {
        let nonce = psea_claims::Nonce::new(format!("n-{round}")).unwrap();
        store.issue(Challenge::new(nonce, now(), 60)).unwrap();
    }
    let verifier = verifier(config, &store);
    race_at(&verifier, bodies, |round, answers| check(round, answers, &store));
}

fn one_approved(answers: &BTreeMap<&'static str, usize>, others: &[&'static str]) {
    assert_eq!(answers.get("approved"), Some(&1), "{answers:?}");
    assert_eq!(answers.values().sum::<usize>(), THREADS);
    for answer in answers.keys() {
        assert!(*answer == "approved" || others.contains(answer), "{answers:?}");
    }
}

fn numbers(store: &MemoryStore) -> (usize, u64) {
    let state = state(store);
    (
        state.records.len(),
        state.attesters[0].counters.first().map_or(0, |(_, counter)| counter.get()),
    )
}

/// §3.10: one proof, submitted by all.
#[test]
fn one_of_many_submissions_of_one_proof() {
    let body = |round: usize, _| draft(&format!("a-{round}"), round as u64).unsigned_body();
    race(config(), body, |round, answers, store| {
        one_approved(&answers, &["jti_replayed"]);
        assert_eq!(numbers(store), (round + 1, round as u64));
    });
}

/// The control: a store that looks in one step and writes in another is caught by the race.
#[test]
fn a_store_of_two_steps_is_caught() {
    #[derive(Debug)]
    struct TwoSteps {
        enrolled: Arc<MemoryStore>,
        jtis: Mutex<BTreeSet<String>>,
    }
    impl EnrollmentLookup for TwoSteps {
        fn find(&self, kid: &str) -> Result<Option<Arc<Enrollment>>, StoreError> {
            self.enrolled.find(kid)
        }
    }
    impl ReplayStore for TwoSteps {
        fn promise(&self) -> psea_verifier::StorePromise {
            VOLATILE
        }

        fn commit(&self, request: &CommitRequest<'_>) -> Result<Commit, StoreError> {
            let jti = request.jti().as_str().to_owned();
            if self.jtis.lock().unwrap().contains(&jti) {
                return Ok(Commit::Refused(CommitRefusal::JtiReplayed));
            }
            thread::yield_now();
            self.jtis.lock().unwrap().insert(jti);
            Ok(Commit::Done)
        }
    }
    let store = TwoSteps { enrolled: gullible_store(), jtis: Mutex::default() };
    let verifier = Verifier::new(config(), Arc::new(store));
    let body = |round: usize, _| draft(&format!("a-{round}"), round as u64).unsigned_body();
    let mut caught = 0;
    race_at(&verifier, body, |_, answers| caught += usize::from(answers["approved"] > 1));
    assert!(caught > 0);
}

/// §3.10: one counter with an id for each.
#[test]
fn one_of_many_ids_with_one_counter() {
    let body =
        |round: usize, index| draft(&format!("a-{round}-{index}"), round as u64).unsigned_body();
    race(config(), body, |round, answers, store| {
        one_approved(&answers, &["counter_not_increasing"]);
        assert_eq!(numbers(store), (round + 1, round as u64));
    });
}

/// §3.10: one id with a counter for each: the losers do not move the counter.
#[test]
fn one_of_many_counters_with_one_id() {
    let counter = |round: usize, index: usize| (round * THREADS + index) as u64;
    let body = |round, index| draft(&format!("a-{round}"), counter(round, index)).unsigned_body();
    let mut last = None;
    race(config(), body, |round, answers, store| {
        one_approved(&answers, &["jti_replayed"]);
        let (ids, stored) = numbers(store);
        assert_eq!(ids, round + 1);
        assert!((counter(round, 0)..counter(round + 1, 0)).contains(&stored));
        assert!(last.replace(stored).is_none_or(|last| last < stored));
    });
}

/// §3.1.1: one challenge, answered by all with proofs of their own.
#[test]
fn one_of_many_answers_to_one_challenge() {
    let body = |round: usize, index: usize| {
        let draft = draft(&format!("a-{round}-{index}"), (round * THREADS + index) as u64);
        draft.claim("eat_nonce", format!("n-{round}")).unsigned_body()
    };
    let config = config().challenges(ChallengePolicy::Required);
    race(config, body, |round, answers, store| {
        one_approved(&answers, &["challenge_unknown"]);
        assert_eq!(numbers(store).0, round + 1);
        let burned = state(store).challenges.iter().filter(|c| c.burned).count();
        assert_eq!(burned, round + 1);
    });
}

/// §3.14: while proofs pour in, a revocation: none passes that began after it was acknowledged.
#[test]
fn nothing_passes_after_an_acknowledged_revocation() {
    const SUBMITTERS: usize = 2;
    let (mut before, mut after) = (0, 0);
    for round in 0..ROUNDS {
        let store = gullible_store();
        let verifier: Verifier = verifier(config(), &store);
        let revoked = AtomicBool::new(false);
        let start = Barrier::new(SUBMITTERS + 1);
        let answers = Mutex::new(Vec::new());
        thread::scope(|scope| {
            for index in 0..SUBMITTERS {
                let (verifier, revoked, start) = (&verifier, &revoked, &start);
                let (answers, body) = (&answers, |counter: u64| {
                    draft(&format!("a-{index}-{counter}"), counter).unsigned_body()
                });
                let bodies: Vec<_> = (1..=8).map(body).collect();
                scope.spawn(move || {
                    start.wait();
                    for body in &bodies {
                        let began_after = revoked.load(Ordering::SeqCst);
                        let answer = answer(verifier, body, now());
                        answers.lock().unwrap().push((began_after, answer));
                    }
                });
            }
            start.wait();
            for _ in 0..round % 16 {
                thread::yield_now();
            }
            store.set_status(&attester("attester-1"), EnrollmentStatus::Revoked, change()).unwrap();
            revoked.store(true, Ordering::SeqCst);
        });
        for (began_after, answer) in answers.into_inner().unwrap() {
            assert!(!began_after || answer == "enrollment_revoked", "{answer} in round {round}");
            before += usize::from(answer == "approved");
            after += usize::from(began_after);
        }
    }
    // The race took place: some came before, some after.
    assert!(before > 0 && after > 0, "{before} before, {after} after");
}
