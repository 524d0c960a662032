//! The controls: a store with a bug makes the suite go red, in the short form, and each check that
//! is named for a bug is one that finds it.

use psea_verifier::testing::{SuiteOptions, assert_store_with, store_suite};

use crate::buggy::Bug;

/// A store of a third party's passes every check, none of them left out.
#[test]
fn a_store_without_a_bug_passes() {
    let options = SuiteOptions::short();
    let report = store_suite(&Bug::None, &options);
    assert!(report.is_green(), "{report}");
    let left_out = report.to_string().matches("n/a").count();
    assert_eq!(left_out, 0, "{report}");
}

/// Each bug with the checks that must find it, each of them on its own.
const CONTROLS: &[(Bug, &[&str])] = &[
    // R1: check and set in two transactions.
    (Bug::TwoTransactions, &["race.one_of_many", "race.pairs"]),
    // R2: the counter advanced before the jti check.
    (
        Bug::CounterBeforeJti,
        &["race.pairs", "refusal.changes_nothing", "replay.jti_spent", "sequence.model"],
    ),
    // R3: a status cached for 10 ms; `<=` for `<`.
    (Bug::StatusCached, &["history.linearizable", "race.revocation", "enrollment.status"]),
    (
        Bug::CounterOrEqual,
        &["history.linearizable", "race.pairs", "replay.counter_increases", "sequence.model"],
    ),
    // R4: the status read outside the transaction.
    (Bug::StatusOutside, &["race.revocation", "history.linearizable"]),
    // R5: off by one at 2^53.
    (Bug::CounterOffByOneAtTheEnd, &["sequence.model", "replay.counter_range"]),
    (Bug::CounterIn32Bits, &["replay.counter_range", "sequence.model"]),
    (Bug::ChallengeNotBurned, &["challenge.burned_once", "sequence.model"]),
    (Bug::ChallengeOneSecondLong, &["challenge.outstanding", "sequence.model"]),
    (Bug::ChallengeUnbound, &["challenge.bound", "sequence.model"]),
    (Bug::ChallengeIssuedTwice, &["challenge.issued_twice", "sequence.model"]),
    (Bug::ChallengeBurnedByRefusal, &["challenge.kept_on_refusal", "refusal.changes_nothing"]),
    (Bug::RefusalKeepsJti, &["refusal.changes_nothing", "race.pairs", "sequence.model"]),
    (Bug::RefusalMovesClock, &["time.refusals_do_not_count"]),
    (Bug::JtiWithoutIssuer, &["replay.jti_per_issuer", "record.by_issuer_and_jti"]),
    (Bug::JtiFolded, &["replay.texts_are_exact", "record.by_issuer_and_jti"]),
    (Bug::JtiForgottenEarly, &["time.jti_kept", "sequence.model"]),
    (Bug::ChainPerScope, &["chain.over_scopes", "sequence.model"]),
    (Bug::ChainByUnlinked, &["chain.off", "sequence.model"]),
    (Bug::ScopeIgnored, &["replay.counters_per_scope", "sequence.model"]),
    (Bug::TextCutAtNul, &["replay.texts_are_exact"]),
    (Bug::RotationResetsCounters, &["rotation.resets_nothing", "sequence.model"]),
    (Bug::RotationKeepsOldKid, &["rotation.old_kid_is_gone", "sequence.model"]),
    (Bug::RotationActivates, &["rotation.resets_nothing", "sequence.model"]),
    (Bug::RevocationLifted, &["enrollment.revocation_is_final", "sequence.model"]),
    (Bug::VersionStands, &["change.wins_over_appraised", "enrollment.status"]),
    (Bug::HistoryWithoutReason, &["enrollment.history", "sequence.model"]),
    (Bug::ListUnsorted, &["enrollment.enroll"]),
    (Bug::RecordMissing, &["record.complete", "sequence.model"]),
    (Bug::RecordOfTheLast, &["record.complete", "refusal.changes_nothing"]),
    (Bug::ClockIgnored, &["time.clock_behind", "time.jti_kept", "sequence.model"]),
    (Bug::ClockGoesBack, &["time.clock_behind"]),
    (Bug::FenceIgnored, &["fence.refuses_older_proofs"]),
    (Bug::RestartForgetsCounters, &["restart.keeps_its_promise"]),
    (Bug::RestartForgetsBurned, &["restart.keeps_its_promise"]),
    (Bug::RestartForgetsClock, &["restart.clock"]),
    (Bug::RestartForgetsHistory, &["restart.keeps_its_promise"]),
    (Bug::PromisesTooMuch, &["restart.keeps_its_promise"]),
];

/// How many short runs a check gets. Some find their bug by a random sequence or a race, and miss it
/// in a few runs of a hundred.
const RUNS: usize = 12;

#[test]
fn every_bug_is_found() {
    let mut missed = Vec::new();
    for (bug, checks) in CONTROLS {
        let mut open = checks.to_vec();
        for run in 0..RUNS {
            let options = SuiteOptions::short().only(open.iter().copied());
            let report = store_suite(bug, &options);
            assert_eq!(report.results.len(), open.len(), "{bug:?}: {open:?}");
            let found: Vec<_> = report.failed().collect();
            println!("{bug:?}: run {run}: found by {}", found.join(", "));
            open.retain(|check| !found.contains(check));
            if open.is_empty() {
                break;
            }
        }
        missed.extend(open.iter().map(|check| format!("{bug:?} by {check}")));
    }
    assert!(missed.is_empty(), "not found: {missed:#?}");
}

/// The panic of the one line that a third party writes.
#[test]
#[should_panic(expected = "FAILED -  §3.12     chain.over_scopes")]
fn the_report_names_the_check() {
    let options = SuiteOptions::short().only(["chain"]);
    assert_store_with(&Bug::ChainPerScope, &options);
}
