//! The controls: a key with a bug makes the suite go red, and each check that is named for a bug is
//! one that finds it, on its own.

use psea_attester::testing::{
    SuiteOptions, assert_hardware_key_with, check_names, hardware_key_suite,
};

use crate::faulty::{Bug, Faulty};
use crate::judge::accepted_by_the_verifier;

/// A key of a third party's, with a PIN that locks, passes every check, none of them left out.
#[test]
fn a_key_without_a_bug_passes() {
    let options = SuiteOptions::default().judged_by(accepted_by_the_verifier);
    let report = hardware_key_suite(&Faulty(Bug::None), &options);
    assert!(report.is_green(), "{report}");
    assert_eq!(report.to_string().matches("n/a").count(), 0, "{report}");
    println!("{report}");
}

/// Each bug with the checks that must find it, each of them on its own.
const CONTROLS: &[(Bug, &[&str])] = &[
    (Bug::HashesTwice, &["signature.of_what_was_asked", "proof.one_call"]),
    (Bug::SignsAnother, &["signature.of_what_was_asked", "signature.twins", "proof.two_steps"]),
    (Bug::WrongPublicKey, &["signature.of_what_was_asked", "proof.one_call", "proof.two_steps"]),
    (Bug::CutsLongInput, &["signature.of_what_was_asked", "proof.one_call"]),
    (Bug::SwapsHalves, &["signature.twins", "signature.of_what_was_asked"]),
    (Bug::CachesPin, &["verification.for_each_signature", "contention.signatures"]),
    (Bug::CachesPinForAMoment, &["verification.for_each_signature", "contention.signatures"]),
    (Bug::ReusesDropped, &["verification.dropped"]),
    (Bug::VerificationServesTwice, &["verification.for_each_signature", "contention.refusals"]),
    (Bug::AsksTwice, &["verification.asked_once", "contention.signatures"]),
    (Bug::AsksNever, &["verification.asked_once", "refusal.declined"]),
    (Bug::AsksLate, &["verification.asked_once", "verification.prompt"]),
    (Bug::ShowsAnotherAction, &["verification.prompt", "contention.signatures"]),
    (Bug::DeclineIsHardware, &["refusal.declined", "contention.refusals"]),
    (Bug::DeclineIsWrongPin, &["refusal.declined", "proof.refused_uses_no_counter"]),
    (Bug::DeclineIsIgnored, &["refusal.declined", "verification.dropped", "contention.refusals"]),
    (Bug::WrongPinIsHardware, &["refusal.wrong_pin", "refusal.locked"]),
    (Bug::WrongPinIsDeclined, &["refusal.wrong_pin", "proof.refused_uses_no_counter"]),
    (Bug::WrongPinIsIgnored, &["refusal.wrong_pin", "refusal.locked"]),
    (Bug::TriesMiscounted, &["refusal.wrong_pin"]),
    (Bug::TriesNotRestored, &["refusal.wrong_pin"]),
    (Bug::LockedIsWrongPin, &["refusal.locked"]),
    (Bug::StuckAfterRefusal, &["refusal.declined", "proof.refused_uses_no_counter"]),
    (Bug::GateChanges, &["stable.report"]),
    (Bug::ReportContradictsGate, &["stable.report"]),
    (Bug::Ungated, &["stable.report"]),
    (Bug::AnotherKeyEachTime, &["stable.reopened"]),
    (Bug::MethodChanges, &["verification.method"]),
    (Bug::MethodIsNotPin, &["verification.method"]),
    (Bug::InputsShared, &["contention.signatures"]),
];

/// How many runs a check gets: some find their bug by a race.
const RUNS: usize = 12;

#[test]
fn every_bug_is_found() {
    let mut missed = Vec::new();
    for (bug, checks) in CONTROLS {
        let mut open = checks.to_vec();
        for run in 0..RUNS {
            let options = SuiteOptions::default().only(open.iter().copied());
            let report = hardware_key_suite(&Faulty(*bug), &options);
            assert_eq!(report.results.len(), open.len(), "{bug:?}: {open:?}");
            let found: Vec<_> = report.failed().collect();
            println!("{bug:?}: run {run}: found by {}: {report}", found.join(", "));
            open.retain(|check| !found.contains(check));
            if open.is_empty() {
                break;
            }
        }
        missed.extend(open.iter().map(|check| format!("{bug:?} by {check}")));
    }
    assert!(missed.is_empty(), "not found: {missed:#?}");
}

/// Every check has a bug that it must find.
#[test]
fn every_check_has_a_control() {
    for check in check_names() {
        let controlled = CONTROLS.iter().any(|(_, checks)| checks.contains(&check));
        assert!(controlled, "{check} has no control");
    }
}

/// The panic of the one line that a third party writes.
#[test]
#[should_panic(expected = "FAILED §3.7    verification.dropped")]
fn the_report_names_the_check() {
    let options = SuiteOptions::default().only(["verification.dropped"]);
    assert_hardware_key_with(&Faulty(Bug::ReusesDropped), &options);
}
