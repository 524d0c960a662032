//! What is answered to a verify vector.

use serde::{Deserialize, Serialize};

use crate::model::Flaw;

/// Answer to a [`VerifyVector`](super::VerifyVector).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VerifyAnswer {
    /// One for each step of the vector.
    pub steps: Vec<StepAnswer>,
}

/// What a verifier answers to one step: its decision on a submit, `{}` on any other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "AnswerMembers", into = "AnswerMembers")]
pub enum StepAnswer {
    /// Nothing to decide.
    Done,
    /// The proof is accepted.
    Accept {
        /// `attested` or `asserted`.
        uv: Option<String>,
        /// The link to store.
        chain_entry: Option<String>,
    },
    /// The proof is refused.
    Reject {
        /// Why; needed unless codes are off. Not of the type of the known codes, so that an
        /// unknown one is shown as a difference.
        code: Option<String>,
    },
}

#[derive(Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct AnswerMembers {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    result: Option<Decision>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    uv: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    chain_entry: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    code: Option<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Decision {
    Accept,
    Reject,
}

impl TryFrom<AnswerMembers> for StepAnswer {
    type Error = Flaw;

    fn try_from(members: AnswerMembers) -> Result<Self, Flaw> {
        match members {
            AnswerMembers { result: Some(Decision::Accept), uv, chain_entry, code: None } => {
                Ok(Self::Accept { uv, chain_entry })
            }
            AnswerMembers { result: Some(Decision::Accept), .. } => {
                Err(Flaw::new("code", "leave it out, the proof is accepted"))
            }
            AnswerMembers { result: Some(Decision::Reject), uv: None, chain_entry: None, code } => {
                Ok(Self::Reject { code })
            }
            AnswerMembers { result: Some(Decision::Reject), .. } => {
                Err(Flaw::new("result", "a rejection has a `code` and nothing else"))
            }
            AnswerMembers { result: None, uv: None, chain_entry: None, code: None } => {
                Ok(Self::Done)
            }
            AnswerMembers { result: None, .. } => {
                Err(Flaw::new("result", "say `accept` or `reject`"))
            }
        }
    }
}

impl From<StepAnswer> for AnswerMembers {
    fn from(answer: StepAnswer) -> Self {
        let none = Self::default();
        match answer {
            StepAnswer::Done => none,
            StepAnswer::Accept { uv, chain_entry } => {
                Self { result: Some(Decision::Accept), uv, chain_entry, ..none }
            }
            StepAnswer::Reject { code } => Self { result: Some(Decision::Reject), code, ..none },
        }
    }
}

impl StepAnswer {
    pub(super) fn describe(&self) -> String {
        match self {
            Self::Done => "{}".to_owned(),
            Self::Accept { .. } => "accept".to_owned(),
            Self::Reject { code: Some(code) } => format!("reject {code}"),
            Self::Reject { code: None } => "reject".to_owned(),
        }
    }
}
