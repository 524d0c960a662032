//! Asking an implementation for every vector, and counting.

use std::any::Any;
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use serde::Serialize;

use crate::load::LoadedVector;
use crate::model::{Answer, Codes, Difference, Suite, Vector};

/// Something that answers vectors.
pub trait Implementation {
    /// What it is called in reports.
    fn name(&self) -> String;

    /// Answers one vector, whose expected members are left out. Vectors are independent: nothing
    /// of one may be seen in the answer to another.
    ///
    /// # Errors
    /// [`Fault::Failed`] fails this vector, [`Fault::CannotContinue`] ends the run.
    fn answer(&mut self, request: &Vector) -> Result<Answer, Fault>;
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// This vector fails; the next one is asked for.
    #[error(transparent)]
    Failed(#[from] Failure),
    /// No vector can be asked for any more.
    #[error(transparent)]
    CannotContinue(#[from] CannotContinue),
}

/// Why one vector got no answer that can be compared.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize)]
#[error("{message}")]
pub struct Failure {
    /// What happened.
    pub kind: FailureKind,
    /// The same in words.
    pub message: String,
    /// The last of what the implementation wrote to its standard error.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub stderr: String,
}

/// What happened instead of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum FailureKind {
    /// The implementation ended, or panicked.
    Crash,
    /// It took too long.
    TimeOut,
    /// It answered with something that is no answer.
    WrongLine,
}

/// The run cannot go on.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct CannotContinue {
    /// Why.
    pub message: String,
    /// What lies below.
    #[source]
    pub source: Option<std::io::Error>,
}

/// What became of one vector.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The answer is the expected one.
    Passed,
    /// The implementation does not do this. Never a pass.
    Unsupported,
    /// The answer differs.
    Differs(Vec<Difference>),
    /// There was no answer.
    Failed(Failure),
}

impl Outcome {
    /// `passed`, `unsupported` or `failed`.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Unsupported => "unsupported",
            Self::Differs(_) | Self::Failed(_) => "failed",
        }
    }
}

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

/// Asks for every vector in turn. `progress` is told how many are done, and the outcome of the last.
///
/// # Errors
/// When the implementation is gone for good.
pub fn run(
    vectors: Vec<LoadedVector>,
    implementation: &mut dyn Implementation,
    codes: Codes,
    progress: &mut dyn FnMut(usize, &Outcome),
) -> Result<Report, CannotContinue> {
    let mut results = Vec::with_capacity(vectors.len());
    for source in vectors {
        let start = Instant::now();
        let outcome = outcome(&source.vector, implementation, codes)?;
        let result = VectorResult {
            source,
            outcome,
            duration: start.elapsed(),
        };
        progress(results.len() + 1, &result.outcome);
        results.push(result);
    }
    Ok(Report {
        implementation: implementation.name(),
        codes,
        results,
    })
}

fn outcome(
    vector: &Vector,
    implementation: &mut dyn Implementation,
    codes: Codes,
) -> Result<Outcome, CannotContinue> {
    let request = vector.without_expectations();
    // A panic of an implementation in this process is to it what a crash is to a command.
    let answered = catch_unwind(AssertUnwindSafe(|| implementation.answer(&request)));
    Ok(match answered {
        Ok(Ok(Answer::Unsupported)) => Outcome::Unsupported,
        Ok(Ok(answer)) => match vector.compare(&answer, codes) {
            differences if differences.is_empty() => Outcome::Passed,
            differences => Outcome::Differs(differences),
        },
        Ok(Err(Fault::Failed(failure))) => Outcome::Failed(failure),
        Ok(Err(Fault::CannotContinue(error))) => return Err(error),
        Err(panic) => Outcome::Failed(Failure {
            kind: FailureKind::Crash,
            message: format!(
                "the implementation panicked: {}",
                panic_message(panic.as_ref())
            ),
            stderr: String::new(),
        }),
    })
}

fn panic_message(panic: &(dyn Any + Send)) -> &str {
    panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("without a message")
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
        self.total += 1;
        match outcome {
            Outcome::Passed => self.passed += 1,
            Outcome::Unsupported => self.unsupported += 1,
            Outcome::Differs(_) | Outcome::Failed(_) => self.failed += 1,
        }
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
                sections
                    .entry(SectionKey::new(section))
                    .or_default()
                    .add(&result.outcome);
            }
        }
        suites
            .into_iter()
            .map(|(suite, (tally, sections))| {
                let sections = sections.into_iter();
                let sections = sections
                    .map(|(key, tally)| SectionTally {
                        section: key.text,
                        tally,
                    })
                    .collect();
                SuiteTally {
                    suite,
                    tally,
                    sections,
                }
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
            part.parse()
                .map_or_else(|_| (u64::MAX, part.to_owned()), |n| (n, String::new()))
        };
        Self {
            parts: section.split('.').map(part).collect(),
            text: section.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_sort_as_in_the_draft() {
        let mut keys: Vec<_> = ["B.3", "3.13.2", "3.4", "10", "2"]
            .into_iter()
            .map(SectionKey::new)
            .collect();
        keys.sort();
        let texts: Vec<_> = keys.iter().map(|key| key.text.as_str()).collect();
        assert_eq!(texts, ["2", "3.4", "3.13.2", "10", "B.3"]);
    }

    #[test]
    fn no_vector_is_no_success() {
        let report = Report {
            implementation: "none".into(),
            codes: Codes::On,
            results: Vec::new(),
        };
        assert!(!report.all_passed());
    }
}
