//! Asking an implementation for every vector, and counting.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Instant;

use serde::Serialize;

use crate::load::LoadedVector;
use crate::model::{Answer, Codes, Difference, Vector};
use crate::report::{Report, VectorResult};

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
        let result = VectorResult { source, outcome, duration: start.elapsed() };
        progress(results.len().saturating_add(1), &result.outcome);
        results.push(result);
    }
    Ok(Report { implementation: implementation.name(), codes, results })
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
            message: format!("the implementation panicked: {}", panic_message(panic.as_ref())),
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

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::model::{ChainEntryAnswer, Suite};

    struct Scripted(Vec<Result<Answer, Fault>>);

    impl Implementation for Scripted {
        fn name(&self) -> String {
            "scripted".to_owned()
        }

        fn answer(&mut self, _: &Vector) -> Result<Answer, Fault> {
            self.0.pop().unwrap()
        }
    }

    fn one_vector() -> LoadedVector {
        let text = r#"{"id": "ueid.one", "title": "One.", "sections": ["7.1"], "flags": [],
            "profile": "draft-03", "device_id": "d", "iss": "i", "ueid": "u"}"#;
        LoadedVector {
            path: Path::new("ueid.json").into(),
            vector: Vector::from_json(Suite::Ueid, text).unwrap(),
        }
    }

    fn run_one(answers: Vec<Result<Answer, Fault>>) -> Result<Report, CannotContinue> {
        run(vec![one_vector()], &mut Scripted(answers), Codes::On, &mut |_, _| {})
    }

    #[test]
    fn a_panic_fails_the_vector_and_not_the_run() {
        let report = run_one(Vec::new()).unwrap();
        let Outcome::Failed(failure) = &report.results[0].outcome else { panic!("{report:?}") };
        assert_eq!(failure.kind, FailureKind::Crash);
        assert!(
            failure.message.starts_with("the implementation panicked: "),
            "{}",
            failure.message
        );
    }

    #[test]
    fn an_answer_of_another_suite_fails() {
        let answer = Answer::ChainEntry(ChainEntryAnswer { chain_entry: "u".to_owned() });
        let report = run_one(vec![Ok(answer)]).unwrap();
        let difference = Difference {
            step: None,
            member: "suite",
            expected: "ueid".into(),
            got: "chain-entry".into(),
        };
        assert_eq!(report.results[0].outcome, Outcome::Differs(vec![difference]));
    }

    #[test]
    fn an_implementation_that_is_gone_ends_the_run() {
        let gone = CannotContinue { message: "gone".to_owned(), source: None };
        assert_eq!(run_one(vec![Err(gone.into())]).unwrap_err().to_string(), "gone");
    }
}
