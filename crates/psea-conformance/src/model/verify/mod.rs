//! Suite `verify`: what a verifier decides (§3.13.2), over one or more steps.

mod answer;
mod step;

use serde::{Deserialize, Serialize};

use super::common::{check_head, or_nothing};
use super::{Codes, Difference, EnrollmentSetup, Flaw, Suite, SuiteVector, VerifierSetup, head};

pub use answer::{StepAnswer, VerifyAnswer};
pub use step::{Expect, IssueChallenge, RotateKey, SetStatus, Step, Submit, UvAssurance};

/// A verifier, its enrollments, and what happens to it in order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VerifyVector {
    /// Dotted, stable, unique.
    pub id: String,
    /// What the vector shows.
    pub title: String,
    /// Sections of the draft.
    pub sections: Vec<String>,
    /// Free words.
    pub flags: Vec<String>,
    /// The configuration.
    pub verifier: VerifierSetup,
    /// The enrolled attesters.
    pub enrollments: Vec<EnrollmentSetup>,
    /// What happens, in order.
    pub steps: Vec<Step>,
}

impl SuiteVector for VerifyVector {
    const SUITE: Suite = Suite::Verify;
    type Answer = VerifyAnswer;
    head!();

    fn without_expectations(&self) -> Self {
        let mut request = self.clone();
        for step in &mut request.steps {
            if let Step::Submit { expect, .. } = step {
                *expect = None;
            }
        }
        request
    }

    fn check(&self) -> Result<(), Flaw> {
        check_head(&self.id, &self.title, &self.sections)?;
        if self.verifier.profiles.is_empty() {
            return Err(Flaw::new("profiles", "name at least one accepted revision"));
        }
        let rotated = self.steps.iter().filter_map(|step| match step {
            Step::RotateKey(rotate) => Some(&rotate.key),
            _ => None,
        });
        if self
            .enrollments
            .iter()
            .map(|enrollment| &enrollment.key)
            .chain(rotated)
            .any(|key| key.d.is_some())
        {
            return Err(Flaw::new("key", "an enrolled key is public: leave `d` out"));
        }
        let mut submits = 0_usize;
        for step in &self.steps {
            if let Step::Submit { submit, expect } = step {
                submits = submits.saturating_add(1);
                if expect.is_none() {
                    return Err(Flaw::new("expect", "state the decision on every `submit`"));
                }
                if submit.body.to_vec().is_err() {
                    return Err(Flaw::new(
                        "body_hex",
                        "write two hexadecimal digits for each octet",
                    ));
                }
            }
        }
        if submits == 0 {
            return Err(Flaw::new(
                "steps",
                "give at least one `submit`, nothing is decided without",
            ));
        }
        Ok(())
    }

    fn compare(&self, answer: &VerifyAnswer, codes: Codes) -> Vec<Difference> {
        if self.steps.len() != answer.steps.len() {
            let count = |n: usize| format!("{n}, one for each step");
            return vec![Difference::new("steps", &count(self.steps.len()), &answer.steps.len())];
        }
        let pairs = self.steps.iter().zip(&answer.steps).enumerate();
        pairs
            .flat_map(|(index, (step, answer))| {
                compare_step(step, answer, codes).into_iter().map(move |difference| Difference {
                    step: Some(index.saturating_add(1)),
                    ..difference
                })
            })
            .collect()
    }
}

fn compare_step(step: &Step, answer: &StepAnswer, codes: Codes) -> Vec<Difference> {
    let Step::Submit { expect: Some(expect), .. } = step else {
        return match answer {
            StepAnswer::Done => Vec::new(),
            other => {
                vec![Difference::new("result", "{}, for the step is no submit", &other.describe())]
            }
        };
    };
    match (expect, answer) {
        (Expect::Accept { .. }, StepAnswer::Accept { .. }) if codes == Codes::Off => Vec::new(),
        (
            Expect::Accept { uv, chain_entry },
            StepAnswer::Accept { uv: got_uv, chain_entry: got_entry },
        ) => {
            let stated = [
                ("uv", uv.map(UvAssurance::as_str), got_uv),
                ("chain_entry", chain_entry.as_deref(), got_entry),
            ];
            stated
                .into_iter()
                .filter_map(|(member, expected, got)| {
                    let expected = expected?;
                    (Some(expected) != got.as_deref())
                        .then(|| Difference::new(member, expected, &or_nothing(got.as_deref())))
                })
                .collect()
        }
        (Expect::Reject { code }, StepAnswer::Reject { code: got }) => {
            if codes == Codes::Off || got.as_deref() == Some(code.as_str()) {
                return Vec::new();
            }
            vec![Difference::new("code", code, &or_nothing(got.as_deref()))]
        }
        (Expect::Accept { .. }, other) => {
            vec![Difference::new("result", "accept", &other.describe())]
        }
        (Expect::Reject { code }, other) => {
            vec![Difference::new("result", &format!("reject {code}"), &other.describe())]
        }
    }
}
