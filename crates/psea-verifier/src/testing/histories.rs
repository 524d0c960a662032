//! R3: what several threads saw of a store has an order that the model agrees with.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use psea_claims::ChainEntry;

use super::Store;
use super::act::{Given, act, commit, describe, facts};
use super::linear::{Event, is_linearizable};
use super::model::{Answer, Model, Op};
use super::proof::{NOW, Proof, enroll, proof};
use super::races::race;
use super::random::Random;
use super::signature::Key;
use super::suite::{Ran, Suite};

const THREADS: usize = 3;
const STEPS: usize = 3;

enum Step {
    Submit(Proof),
    Other(Op),
}

struct History {
    scripts: Vec<Vec<Step>>,
    model: Model,
}

pub(super) fn are_linearizable(suite: &Suite<'_>) -> Ran {
    let case = suite.case();
    let store = case.store();
    let handles = case.handles();
    let (count, seed) = (suite.options.histories, suite.options.seed);
    let clock = AtomicU64::new(0);
    let mut events = 0;
    race(
        THREADS,
        count,
        |run| {
            let (attester, kid) = (format!("attester-{run}"), format!("key-{run}-0"));
            enroll(suite, store, &attester, &kid);
            let mut model = Model { latest: NOW, ..Model::default() };
            model.apply(&Op::Enroll {
                attester: attester.clone(),
                kid,
                reason: "enrolled by the suite".into(),
            });
            let mut random = Random::new(seed, run);
            let script = |_| (0..STEPS).map(|_| any_step(suite, &mut random, run)).collect();
            History { scripts: (0..THREADS).map(script).collect(), model }
        },
        |history, thread| {
            let seen = Mutex::new(Vec::new());
            let handle = &*handles[thread % handles.len()];
            let recorder = Recorder { clock: &clock, seen: &seen, thread };
            for step in &history.scripts[thread] {
                match step {
                    Step::Submit(proof) => submit(&recorder, handle, proof),
                    Step::Other(op) => {
                        recorder.record(op.clone(), || act(handle, &suite.backend, op, NOW));
                    }
                }
            }
            seen.into_inner().unwrap()
        },
        |run, history, seen| {
            let mut seen: Vec<_> = seen.into_iter().flatten().collect();
            seen.sort_by_key(|event| event.invoked);
            events += seen.len();
            assert!(
                is_linearizable(&history.model, &seen),
                "history {run} of seed {seed} has no order:\n{}",
                seen.iter().map(show).collect::<Vec<_>>().join("\n")
            );
        },
    );
    let bound = 3.0 / count as f64;
    Ran::Counted(format!("{count} histories, {events} steps: rate ≤ {bound:.1e} a history"))
}

fn any_step(suite: &Suite<'_>, random: &mut Random, run: usize) -> Step {
    let attester = format!("attester-{run}");
    let kid = format!("key-{run}-{}", usize::from(random.once_in(4)));
    let jti = format!("h{run}-{}", random.below(3));
    match random.below(10) {
        0..=4 => {
            let mut proof = proof(suite, &kid, &jti, random.below(3) as u64);
            if random.once_in(4) {
                proof = proof.nonce(&format!("nonce-{run}"));
            }
            if random.once_in(4) {
                proof = proof.after(ChainEntry::SENTINEL);
            }
            Step::Submit(proof)
        }
        5 | 6 => {
            let statuses = ["suspended", "active", "suspended", "active", "revoked"];
            let status = (*random.pick(&statuses)).to_owned();
            Step::Other(Op::SetStatus { attester, status, reason: "r".into() })
        }
        7 => {
            let kid = format!("key-{run}-{}", random.below(2));
            Step::Other(Op::Rotate { attester, kid, key: Key::First, reason: "r".into() })
        }
        8 => {
            let nonce = format!("nonce-{run}");
            Step::Other(Op::Issue { nonce, issued: NOW, ttl: 60, attester: None, op: None })
        }
        _ => Step::Other(Op::Recorded { iss: "tenant.example".into(), jti }),
    }
}

struct Recorder<'r> {
    clock: &'r AtomicU64,
    seen: &'r Mutex<Vec<Event>>,
    thread: usize,
}

impl Recorder<'_> {
    fn now(&self) -> u64 {
        self.clock.fetch_add(1, Ordering::SeqCst)
    }

    fn record(&self, op: Op, step: impl FnOnce() -> Given) {
        let invoked = self.now();
        let given = step();
        let responded = self.now();
        self.note(op, given, invoked, responded);
    }

    fn note(&self, op: Op, given: Given, invoked: u64, responded: u64) {
        let thread = self.thread;
        let event = match given {
            Given::Answer(answer) => Event { thread, op, answer: Some(answer), invoked, responded },
            Given::Unknown => Event { thread, op, answer: None, invoked, responded: u64::MAX },
            Given::Nothing => return,
        };
        self.seen.lock().unwrap().push(event);
    }
}

/// The look-up and the commit are two steps of the history: what happens between them is the
/// commit's to notice.
fn submit(recorder: &Recorder<'_>, store: &dyn Store, proof: &Proof) {
    let invoked = recorder.now();
    let found = store.find(&proof.kid);
    let responded = recorder.now();
    let Ok(found) = found else { return };
    let answer = Answer::Found(found.as_deref().map(|record| describe(store, record)));
    recorder.note(Op::Find { kid: proof.kid.clone() }, Given::Answer(answer), invoked, responded);
    let Ok(appraised) = proof.appraise_for(found, NOW) else { return };
    let facts = facts(store, proof, &appraised);
    recorder.record(Op::Commit(facts), || commit(store, appraised));
}

fn show(event: &Event) -> String {
    let Event { thread, op, answer, invoked, responded } = event;
    format!("  {invoked:4}–{responded:4} thread {thread}: {op:?} → {answer:?}")
}
