use super::race;
use crate::store::{Commit, CommitRefusal};
use crate::testing::observe::recorded;
use crate::testing::proof::{NOW, Proof, enroll, proof};
use crate::testing::suite::{Ran, Suite};

/// R2: two proofs that exclude each other: the same counter with two ids, one id with two
/// counters, one id in two scopes, and one challenge answered twice. Exactly one is accepted, and
/// the other leaves nothing behind.
pub(in crate::testing) fn exclusive_pairs(suite: &Suite<'_>) -> Ran {
    let case = suite.case();
    let store = case.store();
    let handles = case.handles();
    let rounds = suite.options.pairs;
    race(
        2,
        rounds,
        |round| {
            let (name, kid) = (format!("attester-{round}"), format!("key-{round}"));
            enroll(suite, store, &name, &kid);
            let make = |jti: &str, counter| proof(suite, &kid, &format!("p{round}-{jti}"), counter);
            let (one, other) = match round % 3 {
                0 => (make("a", 5), make("b", 5)),
                1 => (make("a", 5), make("a", 6)),
                _ => (make("a", 5), make("a", 5).tier("low")),
            };
            let appraise = |proof: Proof| {
                let appraised = proof.appraise(store, NOW).unwrap();
                (proof, appraised)
            };
            [appraise(one), appraise(other)]
        },
        |pair, thread| handles[thread % handles.len()].commit(&pair[thread].1.request()),
        |round, pair, answers| {
            let accepted: Vec<_> =
                answers.iter().map(|answer| matches!(answer, Ok(Commit::Done))).collect();
            let loser = match accepted[..] {
                [true, false] => 1,
                [false, true] => 0,
                _ => panic!("pair {round}: {answers:?}"),
            };
            let reason = [CommitRefusal::CounterNotIncreasing, CommitRefusal::JtiReplayed];
            let reason = reason[usize::from(round % 3 > 0)];
            assert!(
                matches!(answers[loser], Ok(Commit::Refused(given)) if given == reason),
                "pair {round}: {answers:?}"
            );
            leaves_nothing(suite, store, round, &pair[loser].0, &pair[1 - loser].0);
        },
    );
    let bound = 3.0 / rounds as f64;
    Ran::Counted(format!("{rounds} pairs, 0 failures: rate ≤ {bound:.1e} a pair"))
}

/// The loser's counter and id are as free as if it had never come.
fn leaves_nothing(
    suite: &Suite<'_>,
    store: &dyn crate::testing::Store,
    round: usize,
    loser: &Proof,
    winner: &Proof,
) {
    let record = recorded(store, &winner.iss, &winner.jti).expect("the winner is recorded");
    assert_eq!(record.counter.get(), winner.counter, "pair {round}: the winner's record");
    let next = |jti: &str, counter, tier: &str| {
        proof(suite, &loser.kid, jti, counter).tier(tier).submit(store, NOW)
    };
    let probe = format!("p{round}-probe");
    match round % 3 {
        0 => assert_eq!(next(&loser.jti, winner.counter + 1, "high"), "approved", "pair {round}"),
        1 => assert_eq!(next(&probe, winner.counter + 1, "high"), "approved", "pair {round}"),
        _ => assert_eq!(next(&probe, 0, &loser.tier), "approved", "pair {round}: {loser:?}"),
    }
}
