//! The report for build servers.

use psea_conformance::Report;
use psea_conformance::model::Difference;
use psea_conformance::report::VectorResult;
use psea_conformance::run::Outcome;
use quick_junit::{NonSuccessKind, SerializeError, TestCase, TestCaseStatus, TestSuite};

/// The document. What is unsupported shows as skipped, which most readers count apart.
pub(crate) fn document(report: &Report) -> Result<String, SerializeError> {
    let mut document =
        quick_junit::Report::new(format!("psea-conformance: {}", report.implementation));
    for suite in report.suites() {
        let mut test_suite = TestSuite::new(suite.suite.name());
        let results =
            report.results.iter().filter(|result| result.source.vector.suite() == suite.suite);
        test_suite.add_test_cases(results.map(test_case));
        document.add_test_suite(test_suite);
    }
    document.to_string()
}

fn test_case(result: &VectorResult) -> TestCase {
    let vector = &result.source.vector;
    let mut case = TestCase::new(vector.id(), status(&result.outcome));
    case.set_classname(vector.suite().name());
    case.set_time(result.duration);
    case
}

fn status(outcome: &Outcome) -> TestCaseStatus {
    match outcome {
        Outcome::Passed => TestCaseStatus::success(),
        Outcome::Unsupported => {
            let mut status = TestCaseStatus::skipped();
            status.set_message("unsupported");
            status
        }
        Outcome::Differs(differences) => {
            let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
            status.set_message(differences.iter().map(described).collect::<Vec<_>>().join("; "));
            status
        }
        Outcome::Failed(failure) => {
            let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
            status.set_message(failure.message.as_str());
            if !failure.stderr.is_empty() {
                status.set_description(failure.stderr.as_str());
            }
            status
        }
    }
}

fn described(difference: &Difference) -> String {
    let Difference { step, member, expected, got } = difference;
    let step = step.map(|step| format!("step {step}, ")).unwrap_or_default();
    format!("{step}{member}: expected {expected}, got {got}")
}
