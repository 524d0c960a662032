//! The steps of a result vector.

use serde::{Deserialize, Serialize};

use super::StepVerdict;
use crate::model::{Flaw, Jwk};

/// One thing that happens, and what is expected of it: absent in a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "StepMembers", into = "StepMembers")]
pub struct ResultStep {
    /// What happens.
    pub act: ResultAct,
    /// Expected: what comes of it.
    pub expect: Option<StepVerdict>,
}

/// One thing that happens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ResultAct {
    /// The consumer reads a result.
    Read(ReadResult),
    /// The consumer is about to execute an action.
    Authorize(AuthorizeAction),
    /// The consumer is given a newer copy of the key set: its text, to the letter.
    KeySet(String),
    /// A Verifier makes a result.
    Build(Box<BuildResult>),
}

/// A result that is read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "ReadMembers", into = "ReadMembers")]
pub struct ReadResult {
    /// The token.
    pub token: String,
    /// When, and what for.
    pub at: ReadAt,
}

/// When a result is read, and what for; epoch seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReadAt {
    /// `now`: to act on it.
    Now(u64),
    /// `now` with `late`: to complete what the reader itself began.
    Late(u64),
    /// `recorded`: from a ledger, which recorded it then.
    Recorded(u64),
}

/// An action that is about to be executed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AuthorizeAction {
    /// The token.
    pub token: String,
    /// The consumer's time, epoch seconds.
    pub now: u64,
    /// The operation that was asked for.
    pub op: String,
    /// The tier that was asked for.
    pub tier: String,
    /// The action, JSON text.
    pub action: String,
    /// Whether the user verification has to be attested; false.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub attested: bool,
    /// What the record of the approval has to outlive at least; `volatile`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub durability: Option<String>,
}

/// What a result is made of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BuildResult {
    /// The private key.
    pub key: Jwk,
    /// Claim `iss`.
    pub iss: String,
    /// Claim `aud`.
    pub aud: String,
    /// Claim `iat`.
    pub iat: u64,
    /// Claim `exp`.
    pub exp: u64,
    /// Claim `jti`.
    pub jti: String,
    /// Claim `psea_outcome`.
    pub outcome: String,
    /// The record of the approval, exactly where the outcome is `approve`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approval: Option<BuildApproval>,
    /// Claim `psea_refused_jti`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refused_jti: Option<String>,
}

/// The record of an approval.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BuildApproval {
    /// The compact proof, from which `psea_proof_hash` comes.
    pub proof: String,
    /// Claim `psea_proof_jti`.
    pub proof_jti: String,
    /// The action, JSON text, from which `psea_payload_hash` comes.
    pub action: String,
    /// Claim `psea_op`.
    pub op: String,
    /// Claim `psea_tier`.
    pub tier: String,
    /// Claim `psea_counter`.
    pub counter: u64,
    /// Claim `ueid`.
    pub ueid: String,
    /// Claim `psea_uv_anchor`.
    pub uv: String,
    /// Claim `psea_durability`.
    pub durability: String,
    /// Claim `psea_chain_entry`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chain_entry: Option<String>,
}

impl ResultAct {
    /// The token that is taken, where one is.
    pub(crate) fn token(&self) -> Option<&str> {
        match self {
            Self::Read(read) => Some(&read.token),
            Self::Authorize(authorize) => Some(&authorize.token),
            Self::KeySet(_) | Self::Build(_) => None,
        }
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ReadMembers {
    token: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    now: Option<u64>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    late: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    recorded: Option<u64>,
}

impl TryFrom<ReadMembers> for ReadResult {
    type Error = Flaw;

    fn try_from(members: ReadMembers) -> Result<Self, Flaw> {
        let ReadMembers { token, now, late, recorded } = members;
        let at = match (now, late, recorded) {
            (Some(now), false, None) => ReadAt::Now(now),
            (Some(now), true, None) => ReadAt::Late(now),
            (None, false, Some(recorded)) => ReadAt::Recorded(recorded),
            _ => {
                return Err(Flaw::new(
                    "now",
                    "give `now`, with or without `late`, or `recorded` alone",
                ));
            }
        };
        Ok(Self { token, at })
    }
}

impl From<ReadResult> for ReadMembers {
    fn from(ReadResult { token, at }: ReadResult) -> Self {
        let (now, late, recorded) = match at {
            ReadAt::Now(now) => (Some(now), false, None),
            ReadAt::Late(now) => (Some(now), true, None),
            ReadAt::Recorded(recorded) => (None, false, Some(recorded)),
        };
        Self { token, now, late, recorded }
    }
}

#[derive(Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct StepMembers {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    read: Option<ReadResult>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    authorize: Option<AuthorizeAction>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    key_set: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    build: Option<Box<BuildResult>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    expect: Option<StepVerdict>,
}

impl TryFrom<StepMembers> for ResultStep {
    type Error = Flaw;

    fn try_from(members: StepMembers) -> Result<Self, Flaw> {
        let StepMembers { read, authorize, key_set, build, expect } = members;
        let mut acts = [
            read.map(ResultAct::Read),
            authorize.map(ResultAct::Authorize),
            key_set.map(ResultAct::KeySet),
            build.map(ResultAct::Build),
        ]
        .into_iter()
        .flatten();
        match (acts.next(), acts.next()) {
            (Some(act), None) => Ok(Self { act, expect }),
            _ => Err(Flaw::new(
                "steps",
                "each step has exactly one of `read`, `authorize`, `key_set`, `build`",
            )),
        }
    }
}

impl From<ResultStep> for StepMembers {
    fn from(ResultStep { act, expect }: ResultStep) -> Self {
        let none = Self { expect, ..Self::default() };
        match act {
            ResultAct::Read(read) => Self { read: Some(read), ..none },
            ResultAct::Authorize(authorize) => Self { authorize: Some(authorize), ..none },
            ResultAct::KeySet(text) => Self { key_set: Some(text), ..none },
            ResultAct::Build(build) => Self { build: Some(build), ..none },
        }
    }
}
