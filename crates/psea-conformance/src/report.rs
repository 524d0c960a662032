//! What a run gave: vector by vector, and counted.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::Serialize;

use crate::load::LoadedVector;
use crate::model::{Codes, Suite};
use crate::run::Outcome;

/// One vector and what became of it.
#[derive(Debug, Clone, PartialEq)]
pub struct VectorResult {
    /// The vector and its file.
    pub source: LoadedVector,
    /// What became of it.
    pub outcome: Outcome,
    /// How long the answer took.
    pub duration: Duration,
}

/// What a run gave, vector by vector.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// The name of the implementation.
    pub implementation: String,
    /// Whether codes were compared.
    pub codes: Codes,
    /// One for each vector, in the order of the run.
    pub results: Vec<VectorResult>,
}

/// How many vectors had which outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Tally {
    /// All of them.
    pub total: usize,
    /// The expected answer.
    pub passed: usize,
    /// Another answer, or none.
    pub failed: usize,
    /// Not implemented.
    pub unsupported: usize,
}

impl Tally {
    fn add(&mut self, outcome: &Outcome) {
        let of_its_kind = match outcome {
            Outcome::Passed => &mut self.passed,
            Outcome::Unsupported => &mut self.unsupported,
            Outcome::Differs(_) | Outcome::Failed(_) => &mut self.failed,
        };
        *of_its_kind = of_its_kind.saturating_add(1);
        self.total = self.total.saturating_add(1);
    }
}

/// The counts of one suite. A vector counts in each of its sections.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SuiteTally {
    /// The suite.
    pub suite: Suite,
    /// Over the whole suite.
    #[serde(flatten)]
    pub tally: Tally,
    /// By section of the draft, in the draft's order.
    pub sections: Vec<SectionTally>,
}

/// The counts of one section of the draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SectionTally {
    /// The section.
    pub section: String,
    /// Over the vectors of the suite that name it.
    #[serde(flatten)]
    pub tally: Tally,
}

impl Report {
    /// Whether there was at least one vector, and every one passed.
    #[must_use]
    pub fn all_passed(&self) -> bool {
        let tally = self.total();
        tally.total > 0 && tally.passed == tally.total
    }

    /// The counts over everything.
    #[must_use]
    pub fn total(&self) -> Tally {
        let mut tally = Tally::default();
        for result in &self.results {
            tally.add(&result.outcome);
        }
        tally
    }

    /// The counts by suite and section.
    #[must_use]
    pub fn suites(&self) -> Vec<SuiteTally> {
        let mut suites: BTreeMap<Suite, (Tally, BTreeMap<SectionKey, Tally>)> = BTreeMap::new();
        for result in &self.results {
            let (tally, sections) = suites.entry(result.source.vector.suite()).or_default();
            tally.add(&result.outcome);
            for section in result.source.vector.sections() {
                sections.entry(SectionKey::new(section)).or_default().add(&result.outcome);
            }
        }
        suites
            .into_iter()
            .map(|(suite, (tally, sections))| {
                let sections = sections.into_iter();
                let sections = sections
                    .map(|(key, tally)| SectionTally { section: key.text, tally })
                    .collect();
                SuiteTally { suite, tally, sections }
            })
            .collect()
    }

    /// Those that failed, in the order of the run.
    pub fn failures(&self) -> impl Iterator<Item = &VectorResult> {
        self.results
            .iter()
            .filter(|result| matches!(result.outcome, Outcome::Differs(_) | Outcome::Failed(_)))
    }
}

/// Sorts `3.4` before `3.13`, and appendices after the sections.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct SectionKey {
    parts: Vec<(u64, String)>,
    text: String,
}

impl SectionKey {
    fn new(section: &str) -> Self {
        let part = |part: &str| {
            part.parse().map_or_else(|_| (u64::MAX, part.to_owned()), |n| (n, String::new()))
        };
        Self { parts: section.split('.').map(part).collect(), text: section.to_owned() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_sort_as_in_the_draft() {
        let mut keys: Vec<_> =
            ["B.3", "3.13.2", "3.4", "10", "2"].into_iter().map(SectionKey::new).collect();
        keys.sort();
        let texts: Vec<_> = keys.iter().map(|key| key.text.as_str()).collect();
        assert_eq!(texts, ["2", "3.4", "3.13.2", "10", "B.3"]);
    }

    #[test]
    fn no_vector_is_no_success() {
        let report =
            Report { implementation: "none".into(), codes: Codes::On, results: Vec::new() };
        assert!(!report.all_passed());
    }
}
