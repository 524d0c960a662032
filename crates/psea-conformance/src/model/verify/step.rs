//! The steps of a verify vector.

use serde::{Deserialize, Serialize};

use crate::model::{Flaw, Jwk, Octets, RejectCode};

/// One thing that happens to the verifier.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "StepMembers", into = "StepMembers")]
pub enum Step {
    /// A proof is submitted.
    Submit {
        /// The submission.
        submit: Submit,
        /// Expected: the decision. Absent in a request.
        expect: Option<Expect>,
    },
    /// The status of an attester changes.
    SetStatus(SetStatus),
    /// The key of an attester is replaced.
    RotateKey(RotateKey),
    /// The verifier issues a challenge.
    IssueChallenge(IssueChallenge),
    /// The verifier process restarts on the same store.
    Restart,
}

/// A transport body that arrives.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "SubmitMembers", into = "SubmitMembers")]
pub struct Submit {
    /// The verifier's time, epoch seconds.
    pub now: u64,
    /// The operation that this request is for.
    pub op: String,
    /// The tier that this request is for.
    pub tier: String,
    /// `body` or `body_hex`: the transport body, to the letter.
    pub body: Octets,
}

/// The expected decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "result", rename_all = "lowercase", deny_unknown_fields)]
pub enum Expect {
    /// The proof is accepted.
    Accept {
        /// How user verification is known, where the vector states it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        uv: Option<UvAssurance>,
        /// The link to store, where the vector states it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        chain_entry: Option<String>,
    },
    /// The proof is refused.
    Reject {
        /// Why.
        code: RejectCode,
    },
}

/// How user verification is known of an accepted proof.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum UvAssurance {
    /// From the enrolled attestation.
    Attested,
    /// From the proof's own word.
    Asserted,
}

impl UvAssurance {
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Attested => "attested",
            Self::Asserted => "asserted",
        }
    }
}

/// A change of an attester's status.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SetStatus {
    /// The attester.
    pub attester: String,
    /// The new status.
    pub status: String,
}

/// A change of an attester's key; the old `kid` stops resolving.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RotateKey {
    /// The attester.
    pub attester: String,
    /// The new key's name.
    pub kid: String,
    /// The new public key.
    pub key: Jwk,
}

/// A challenge that the verifier issues.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IssueChallenge {
    /// The nonce.
    pub nonce: String,
    /// When, epoch seconds.
    pub now: u64,
    /// For how many seconds it is outstanding.
    pub ttl: u64,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SubmitMembers {
    now: u64,
    op: String,
    tier: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    body: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    body_hex: Option<String>,
}

impl TryFrom<SubmitMembers> for Submit {
    type Error = Flaw;

    fn try_from(members: SubmitMembers) -> Result<Self, Flaw> {
        let SubmitMembers { now, op, tier, body, body_hex } = members;
        let body = Octets::from_members(body, body_hex)
            .ok_or(Flaw::new("body", "give exactly one of `body` and `body_hex`"))?;
        Ok(Self { now, op, tier, body })
    }
}

impl From<Submit> for SubmitMembers {
    fn from(submit: Submit) -> Self {
        let Submit { now, op, tier, body } = submit;
        let (body, body_hex) = body.into_members();
        Self { now, op, tier, body, body_hex }
    }
}

#[derive(Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct StepMembers {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    submit: Option<Submit>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    expect: Option<Expect>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    set_status: Option<SetStatus>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    rotate_key: Option<RotateKey>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    issue_challenge: Option<IssueChallenge>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    restart: Option<RestartMembers>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct RestartMembers {}

impl TryFrom<StepMembers> for Step {
    type Error = Flaw;

    fn try_from(members: StepMembers) -> Result<Self, Flaw> {
        let StepMembers { submit, expect, set_status, rotate_key, issue_challenge, restart } =
            members;
        if submit.is_none() && expect.is_some() {
            return Err(Flaw::new("expect", "leave it out, only a `submit` has a decision"));
        }
        let mut steps = [
            submit.map(|submit| Self::Submit { submit, expect }),
            set_status.map(Self::SetStatus),
            rotate_key.map(Self::RotateKey),
            issue_challenge.map(Self::IssueChallenge),
            restart.map(|_| Self::Restart),
        ]
        .into_iter()
        .flatten();
        match (steps.next(), steps.next()) {
            (Some(step), None) => Ok(step),
            _ => Err(Flaw::new(
                "steps",
                "each step has exactly one of `submit`, `set_status`, `rotate_key`, `issue_challenge`, `restart`",
            )),
        }
    }
}

impl From<Step> for StepMembers {
    fn from(step: Step) -> Self {
        let none = Self::default();
        match step {
            Step::Submit { submit, expect } => Self { submit: Some(submit), expect, ..none },
            Step::SetStatus(set) => Self { set_status: Some(set), ..none },
            Step::RotateKey(rotate) => Self { rotate_key: Some(rotate), ..none },
            Step::IssueChallenge(issue) => Self { issue_challenge: Some(issue), ..none },
            Step::Restart => Self { restart: Some(RestartMembers {}), ..none },
        }
    }
}
