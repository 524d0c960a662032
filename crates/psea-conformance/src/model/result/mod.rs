//! Suite `result`: signed Attestation Results, as they are made, read and acted on (§3.13.3).

mod code;
mod consumer;
mod step;
mod verdict;

use serde::{Deserialize, Serialize};

use super::common::check_head;
use super::{Codes, Difference, Flaw, Suite, SuiteVector, head};

pub use code::ResultCode;
pub use consumer::{ConsumerSetup, Trust};
pub use step::{
    AuthorizeAction, BuildApproval, BuildResult, ReadAt, ReadResult, ResultAct, ResultStep,
};
pub use verdict::{ResultAnswer, StepVerdict};

/// A consumer of results, and what happens in order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ResultVector {
    /// Dotted, stable, unique.
    pub id: String,
    /// What the vector shows.
    pub title: String,
    /// Sections of the draft.
    pub sections: Vec<String>,
    /// Free words. `rfc6979`: what is built has the signature that deterministic ECDSA gives.
    pub flags: Vec<String>,
    /// Who reads.
    pub consumer: ConsumerSetup,
    /// What happens, in order.
    pub steps: Vec<ResultStep>,
}

impl SuiteVector for ResultVector {
    const SUITE: Suite = Suite::Result;
    type Answer = ResultAnswer;
    head!();

    fn without_expectations(&self) -> Self {
        let mut request = self.clone();
        for step in &mut request.steps {
            step.expect = None;
        }
        request
    }

    fn check(&self) -> Result<(), Flaw> {
        check_head(&self.id, &self.title, &self.sections)?;
        if let Trust::Keys(keys) = &self.consumer.trust
            && keys.iter().any(|key| key.d.is_some())
        {
            return Err(Flaw::new("keys", "a trusted key is public: leave `d` out"));
        }
        if self.steps.is_empty() {
            return Err(Flaw::new("steps", "give at least one step"));
        }
        for step in &self.steps {
            if let ResultAct::Build(build) = &step.act {
                if build.key.d.is_none() {
                    return Err(Flaw::new("key", "give the private key, with `d`"));
                }
                if (build.outcome == "approve") != build.approval.is_some() {
                    return Err(Flaw::new("approval", "give it with `approve`, and nowhere else"));
                }
            }
            let Some(expect) = &step.expect else {
                return Err(Flaw::new("expect", "state what comes of every step"));
            };
            expect.check(&step.act)?;
        }
        Ok(())
    }

    fn compare(&self, answer: &ResultAnswer, codes: Codes) -> Vec<Difference> {
        if self.steps.len() != answer.steps.len() {
            let count = format!("{}, one for each step", self.steps.len());
            return vec![Difference::new("steps", &count, &answer.steps.len())];
        }
        let pairs = self.steps.iter().zip(&answer.steps).enumerate();
        pairs
            .flat_map(|(index, (step, answer))| {
                let expect = step.expect.as_ref();
                let differences = expect.map(|expect| expect.compare(answer, &step.act, codes));
                differences.unwrap_or_default().into_iter().map(move |difference| Difference {
                    step: Some(index.saturating_add(1)),
                    ..difference
                })
            })
            .collect()
    }
}
