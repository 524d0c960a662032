use super::race;
use crate::store::{Commit, CommitRefusal};
use crate::testing::proof::{NOW, enroll, proof};
use crate::testing::suite::{Ran, Suite};

/// R1: all threads commit the same proof; exactly one is told that it is accepted.
pub(in crate::testing) fn one_of_many(suite: &Suite<'_>) -> Ran {
    let case = suite.case();
    let handles = case.handles();
    enroll(suite, case.store(), "attester-1", "key-1");
    let (threads, rounds) = (suite.options.threads, suite.options.rounds);
    race(
        threads,
        rounds,
        |round| {
            let proof = proof(suite, "key-1", &format!("a-{round}"), round as u64);
            proof.appraise(case.store(), NOW).unwrap()
        },
        |appraised, thread| handles[thread % handles.len()].commit(&appraised.request()),
        |round, _, answers| {
            let mut approved = 0;
            for answer in answers {
                match answer {
                    Ok(Commit::Done) => approved += 1,
                    Ok(Commit::Refused(CommitRefusal::JtiReplayed)) => {}
                    other => panic!("round {round}: {other:?} to a proof submitted by all"),
                }
            }
            assert_eq!(approved, 1, "round {round}: approvals of one proof");
        },
    );
    let bound = 3.0 / rounds as f64;
    Ran::Counted(format!("{threads} × {rounds}, 0 failures: rate ≤ {bound:.1e} a round"))
}
