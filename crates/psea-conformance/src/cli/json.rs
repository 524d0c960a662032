//! The report for machines.

use psea_conformance::Report;
use psea_conformance::model::{Codes, Difference, Suite};
use psea_conformance::report::{SuiteTally, Tally, VectorResult};
use psea_conformance::run::{Failure, Outcome};
use serde::Serialize;

#[derive(Serialize)]
pub(crate) struct Document<'a> {
    format: &'static str,
    implementation: &'a str,
    codes: &'static str,
    all_passed: bool,
    totals: Tally,
    suites: Vec<SuiteTally>,
    vectors: Vec<Entry<'a>>,
}

#[derive(Serialize)]
struct Entry<'a> {
    id: &'a str,
    suite: Suite,
    sections: &'a [String],
    file: String,
    outcome: &'static str,
    seconds: f64,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    differences: &'a [Difference],
    #[serde(skip_serializing_if = "Option::is_none")]
    failure: Option<&'a Failure>,
}

impl<'a> Document<'a> {
    pub(crate) fn new(report: &'a Report) -> Self {
        Self {
            format: "psea-conformance-report/1",
            implementation: &report.implementation,
            codes: match report.codes {
                Codes::On => "on",
                Codes::Off => "off",
            },
            all_passed: report.all_passed(),
            totals: report.total(),
            suites: report.suites(),
            vectors: report.results.iter().map(Entry::new).collect(),
        }
    }
}

impl<'a> Entry<'a> {
    fn new(result: &'a VectorResult) -> Self {
        let vector = &result.source.vector;
        let (differences, failure) = match &result.outcome {
            Outcome::Differs(differences) => (differences.as_slice(), None),
            Outcome::Failed(failure) => (&[][..], Some(failure)),
            Outcome::Passed | Outcome::Unsupported => (&[][..], None),
        };
        Self {
            id: vector.id(),
            suite: vector.suite(),
            sections: vector.sections(),
            file: result.source.path.display().to_string(),
            outcome: result.outcome.word(),
            seconds: result.duration.as_secs_f64(),
            differences,
            failure,
        }
    }
}
