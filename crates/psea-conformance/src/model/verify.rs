//! Suite `verify`: what a verifier decides (§3.13.2), over one or more steps.

use serde::{Deserialize, Serialize};

use super::common::{check_head, or_nothing};
use super::{
    Codes, Difference, EnrollmentSetup, Flaw, Jwk, Octets, RejectCode, Suite, SuiteVector,
    VerifierSetup, head,
};

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
    const fn as_str(self) -> &'static str {
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
        let SubmitMembers {
            now,
            op,
            tier,
            body,
            body_hex,
        } = members;
        let body = Octets::from_members(body, body_hex).ok_or(Flaw::new(
            "body",
            "give exactly one of `body` and `body_hex`",
        ))?;
        Ok(Self {
            now,
            op,
            tier,
            body,
        })
    }
}

impl From<Submit> for SubmitMembers {
    fn from(submit: Submit) -> Self {
        let Submit {
            now,
            op,
            tier,
            body,
        } = submit;
        let (body, body_hex) = body.into_members();
        Self {
            now,
            op,
            tier,
            body,
            body_hex,
        }
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
        let StepMembers {
            submit,
            expect,
            set_status,
            rotate_key,
            issue_challenge,
            restart,
        } = members;
        if submit.is_none() && expect.is_some() {
            return Err(Flaw::new(
                "expect",
                "leave it out, only a `submit` has a decision",
            ));
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
            Step::Submit { submit, expect } => Self {
                submit: Some(submit),
                expect,
                ..none
            },
            Step::SetStatus(set) => Self {
                set_status: Some(set),
                ..none
            },
            Step::RotateKey(rotate) => Self {
                rotate_key: Some(rotate),
                ..none
            },
            Step::IssueChallenge(issue) => Self {
                issue_challenge: Some(issue),
                ..none
            },
            Step::Restart => Self {
                restart: Some(RestartMembers {}),
                ..none
            },
        }
    }
}

/// Answer to a [`VerifyVector`].
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
            AnswerMembers {
                result: Some(Decision::Accept),
                uv,
                chain_entry,
                code: None,
            } => Ok(Self::Accept { uv, chain_entry }),
            AnswerMembers {
                result: Some(Decision::Accept),
                ..
            } => Err(Flaw::new("code", "leave it out, the proof is accepted")),
            AnswerMembers {
                result: Some(Decision::Reject),
                uv: None,
                chain_entry: None,
                code,
            } => Ok(Self::Reject { code }),
            AnswerMembers {
                result: Some(Decision::Reject),
                ..
            } => Err(Flaw::new(
                "result",
                "a rejection has a `code` and nothing else",
            )),
            AnswerMembers {
                result: None,
                uv: None,
                chain_entry: None,
                code: None,
            } => Ok(Self::Done),
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
            StepAnswer::Accept { uv, chain_entry } => Self {
                result: Some(Decision::Accept),
                uv,
                chain_entry,
                ..none
            },
            StepAnswer::Reject { code } => Self {
                result: Some(Decision::Reject),
                code,
                ..none
            },
        }
    }
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
                submits += 1;
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
            let count = |n: usize| format!("{n} objects, one for each step");
            return vec![Difference::new(
                "steps",
                &count(self.steps.len()),
                &answer.steps.len(),
            )];
        }
        let pairs = self.steps.iter().zip(&answer.steps).enumerate();
        pairs
            .flat_map(|(index, (step, answer))| {
                compare_step(step, answer, codes)
                    .into_iter()
                    .map(move |difference| Difference {
                        step: Some(index + 1),
                        ..difference
                    })
            })
            .collect()
    }
}

fn compare_step(step: &Step, answer: &StepAnswer, codes: Codes) -> Vec<Difference> {
    let Step::Submit {
        expect: Some(expect),
        ..
    } = step
    else {
        return match answer {
            StepAnswer::Done => Vec::new(),
            other => vec![Difference::new(
                "result",
                "{}, for the step is no submit",
                &other.describe(),
            )],
        };
    };
    match (expect, answer) {
        (
            Expect::Accept { uv, chain_entry },
            StepAnswer::Accept {
                uv: got_uv,
                chain_entry: got_entry,
            },
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
            vec![Difference::new(
                "result",
                &format!("reject {code}"),
                &other.describe(),
            )]
        }
    }
}

impl StepAnswer {
    fn describe(&self) -> String {
        match self {
            Self::Done => "{}".to_owned(),
            Self::Accept { .. } => "accept".to_owned(),
            Self::Reject { code: Some(code) } => format!("reject {code}"),
            Self::Reject { code: None } => "reject".to_owned(),
        }
    }
}
