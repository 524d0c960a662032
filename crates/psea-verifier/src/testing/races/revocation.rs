use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;

use super::race;
use crate::enrollment::EnrollmentStatus;
use crate::testing::observe::recorded;
use crate::testing::proof::{NOW, Proof, enroll, proof, set};
use crate::testing::suite::{Ran, Suite};

const SUBMITTERS: usize = 2;
/// More than a submitter gets to before the revocation.
const PROOFS: usize = 2_000;

struct Race {
    round: usize,
    revoked: AtomicBool,
    /// Which proof each submitter is at.
    progress: [AtomicUsize; SUBMITTERS],
}

/// What a thread saw.
enum Saw {
    /// Of each proof, whether it was begun after the revocation was acknowledged, and the answer.
    Answers(Vec<(bool, &'static str)>),
    /// For each submitter, the first proof that was not accepted when the revocation was
    /// acknowledged.
    Open([usize; SUBMITTERS]),
}

/// R4: proofs pour in while the Attester is revoked. None is accepted that was begun after the
/// revocation was acknowledged, and none that was under way and not accepted at that moment.
pub(in crate::testing) fn nothing_after_a_revocation(suite: &Suite<'_>) -> Ran {
    let case = suite.case();
    let store = case.store();
    let handles = case.handles();
    let races = suite.options.races;
    let (mut before, mut after) = (0, 0);
    let make = |round: usize, thread: usize, index: usize| -> Proof {
        let jti = format!("r{round}-{thread}-{index}");
        let tier = format!("tier-{thread}");
        proof(suite, &format!("key-{round}"), &jti, index as u64).tier(&tier)
    };
    race(
        SUBMITTERS + 1,
        races,
        |round| {
            enroll(suite, store, &format!("attester-{round}"), &format!("key-{round}"));
            Race { round, revoked: AtomicBool::new(false), progress: Default::default() }
        },
        |race, thread| {
            let Some(progress) = race.progress.get(thread) else {
                // At different moments of the submissions, and always into some.
                let under_way = |p: &AtomicUsize| p.load(Ordering::SeqCst) > race.round % 4;
                while !race.progress.iter().any(under_way) {
                    thread::yield_now();
                }
                let name = format!("attester-{}", race.round);
                set(&*handles[0], &name, EnrollmentStatus::Revoked);
                race.revoked.store(true, Ordering::SeqCst);
                let mut open = [0; SUBMITTERS];
                for (thread, (open, progress)) in open.iter_mut().zip(&race.progress).enumerate() {
                    let index = progress.load(Ordering::SeqCst);
                    let proof = make(race.round, thread, index);
                    let accepted = recorded(&*handles[0], &proof.iss, &proof.jti).is_some();
                    *open = index + usize::from(accepted);
                }
                return Saw::Open(open);
            };
            let handle = &*handles[thread % handles.len()];
            let mut answers = Vec::new();
            for index in 0..PROOFS {
                let proof = make(race.round, thread, index);
                let began_after = race.revoked.load(Ordering::SeqCst);
                progress.store(index, Ordering::SeqCst);
                answers.push((began_after, proof.submit(handle, NOW)));
                if began_after {
                    break;
                }
            }
            Saw::Answers(answers)
        },
        |round, _, saw| {
            let Some(Saw::Open(open)) = saw.last() else { unreachable!("the last one revokes") };
            for (answers, open) in saw.iter().zip(open) {
                let Saw::Answers(answers) = answers else { unreachable!("it submits") };
                for (index, (began_after, answer)) in answers.iter().enumerate() {
                    let late = *began_after || index >= *open;
                    assert!(
                        !late || *answer != "approved",
                        "race {round}: an approval after the revocation was acknowledged (begun \
                         after it: {began_after})"
                    );
                    assert!(!began_after || *answer == "enrollment_revoked", "{answer}");
                    before += usize::from(*answer == "approved");
                    after += usize::from(*began_after);
                }
            }
        },
    );
    let bound = 3.0 / races as f64;
    Ran::Counted(format!(
        "{races} races, {before} accepted before, {after} begun after: rate ≤ {bound:.1e} a race"
    ))
}
