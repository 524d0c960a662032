//! [`SoftwareKey`] passes the suite, and the suite judges what it says it judges.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use psea_attester::HardwareKey;
use psea_attester::software::SoftwareKey;
use psea_attester::testing::{
    CheckOutcome, KeyFactory, SuiteOptions, TestUser, assert_hardware_key,
    assert_hardware_key_with, check_names, hardware_key_suite,
};

use crate::judge::accepted_by_the_verifier;

#[derive(Debug)]
struct Software;

impl KeyFactory for Software {
    fn open(&self, user: &TestUser) -> Box<dyn HardwareKey> {
        let user = user.clone();
        Box::new(SoftwareKey::for_development(&[7; 32], move |p| user.consents(p)).unwrap())
    }
}

/// The one line of a third party.
#[test]
fn the_software_key() {
    assert_hardware_key(&Software);
}

/// §3.13.2: its proofs, on both paths, are accepted by a Verifier: each of them is judged.
#[test]
fn its_proofs_are_accepted() {
    let judged = Arc::new(AtomicUsize::new(0));
    let options = SuiteOptions::default().signatures(5).only(["proof"]).judged_by({
        let judged = Arc::clone(&judged);
        move |made| {
            judged.fetch_add(1, Ordering::Relaxed);
            accepted_by_the_verifier(made)
        }
    });
    assert_hardware_key_with(&Software, &options);
    assert_eq!(judged.load(Ordering::Relaxed), 5 + 5 + 1);
}

/// A Verifier that refuses makes the suite go red, with its code.
#[test]
fn a_refusal_is_reported() {
    let options = SuiteOptions::default().only(["proof.one_call"]).judged_by(|made| {
        let mut late = made.clone();
        late.now += 1_000;
        accepted_by_the_verifier(&late)
    });
    let report = hardware_key_suite(&Software, &options);
    assert!(
        matches!(&report.results[0].outcome, CheckOutcome::Failed(why) if why.contains("expired")),
        "{report}"
    );
}

/// Nothing is left out but what needs a PIN.
#[test]
fn what_does_not_apply_is_said() {
    let report = hardware_key_suite(&Software, &SuiteOptions::default());
    let left_out: Vec<_> = report
        .results
        .iter()
        .filter(|result| matches!(result.outcome, CheckOutcome::NotApplicable(_)))
        .map(|result| result.name)
        .collect();
    assert_eq!(left_out, ["refusal.wrong_pin", "refusal.locked"], "{report}");
}

/// Names are what reports, filters and documents refer to.
#[test]
fn names_are_unique() {
    let mut names: Vec<_> = check_names().collect();
    let all = names.len();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), all);
}
