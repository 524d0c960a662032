use std::thread;

use crate::key::KeyError;
use crate::testing::case::{Case, input, verifies};
use crate::testing::random::Random;
use crate::testing::suite::{Ran, Suite};
use crate::testing::user::{Habit, Shown};

/// Threads that share a key: each signature has a request of its own, and is over its own input.
pub(in crate::testing) fn signatures(suite: &Suite<'_>) -> Ran {
    let case = suite.case();
    case.user.set(Habit::Right);
    let mut asked = in_threads(&case, |case, thread, round| {
        let proposal = case.proposal();
        let prompt = Shown::of(&proposal.prompt());
        let verified = case.key.verify_user(&proposal.prompt()).unwrap();
        let number = suite.options.seed ^ ((thread << 32) | round) as u64;
        let own = input(&mut Random::new(number), thread);
        let signature = verified.sign(&own).unwrap();
        assert!(verifies(case.key.public_key(), &own, &signature), "another thread's input");
        prompt
    });
    let mut shown = case.expect_asked(asked.len(), "of all threads");
    asked.sort();
    shown.sort();
    assert_eq!(shown, asked, "what was shown, and what was to be approved");
    Ran::Counted(format!("{} signatures by {} threads", asked.len(), suite.options.threads))
}

/// Users who decline beside users who consent: nobody gets the verification of another.
pub(in crate::testing) fn refusals(suite: &Suite<'_>) -> Ran {
    let case = suite.case();
    case.user.set(Habit::AsTheActionSays);
    let all = in_threads(&case, |case, thread, round| {
        if thread % 2 == round % 2 {
            let proposal = case.proposal_to_decline();
            let answer = case.key.verify_user(&proposal.prompt()).map(drop);
            assert!(matches!(answer, Err(KeyError::Declined)), "{answer:?}");
        } else {
            let proposal = case.proposal();
            let verified = case.key.verify_user(&proposal.prompt()).unwrap();
            verified.sign(&input(&mut Random::new(suite.options.seed), 64)).unwrap();
        }
    });
    case.expect_asked(all.len(), "of all threads");
    Ran::Done
}

fn in_threads<T: Send>(
    case: &Case<'_>,
    one: impl Fn(&Case<'_>, usize, usize) -> T + Sync,
) -> Vec<T> {
    let (options, one) = (case.suite.options, &one);
    thread::scope(|scope| {
        let start = |thread| {
            scope.spawn(move || {
                (0..options.signatures).map(|round| one(case, thread, round)).collect::<Vec<_>>()
            })
        };
        let threads: Vec<_> = (0..options.threads).map(start).collect();
        let joined = threads.into_iter().flat_map(|thread| match thread.join() {
            Ok(made) => made,
            Err(panic) => std::panic::resume_unwind(panic),
        });
        joined.collect()
    })
}
