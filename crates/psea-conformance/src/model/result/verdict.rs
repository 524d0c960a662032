//! What comes of a step: as expected in a vector, and as answered by a program.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{BuildResult, ResultAct, ResultCode};
use crate::model::common::or_nothing;
use crate::model::{Codes, Difference, Flaw, proof};

/// Answer to a [`ResultVector`](super::ResultVector).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ResultAnswer {
    /// One for each step of the vector.
    pub steps: Vec<StepVerdict>,
}

/// What comes of one step. Words and codes are texts, so that an unknown one in an answer is shown
/// as a difference; those of a vector are checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "result", rename_all = "lowercase", deny_unknown_fields)]
pub enum StepVerdict {
    /// The result is an approval.
    Approve {
        /// Of a `read`: the claims by their names on the wire.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        claims: Option<Map<String, Value>>,
        /// Of an `authorize`: the action in canonical form, as it may be executed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        action: Option<String>,
    },
    /// The result says no.
    Refuse {
        /// `reject`, `stale`, `revoked` or `unavailable`.
        outcome: String,
        /// Of a `read`: the proof that was refused.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        refused_jti: Option<String>,
    },
    /// The result is not relied on, nothing is authorised, or the key set is not taken.
    Reject {
        /// Why; needed unless codes are off.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        code: Option<String>,
        /// With `key_unknown`: whether the key set is to be fetched again.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        refresh: Option<bool>,
    },
    /// The key set is in force.
    Taken {},
    /// A result was made.
    Built {
        /// The JSON text of the header.
        header: String,
        /// The JSON text of the payload.
        payload: String,
        /// The compact JWS. Left out by a signer whose key cannot be imported.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        token: Option<String>,
    },
    /// No result may be made of this.
    Invalid {},
}

impl StepVerdict {
    /// What the types alone cannot say of what a vector expects.
    pub(super) fn check(&self, act: &ResultAct) -> Result<(), Flaw> {
        const FIT: &str = "state what the step can come to: see the description of the suite";
        let fits = match (act, self) {
            (ResultAct::Read(_), Self::Approve { claims, action }) => {
                claims.is_some() && action.is_none()
            }
            (ResultAct::Authorize(_), Self::Approve { claims, action }) => {
                claims.is_none() && action.is_some()
            }
            (ResultAct::Read(_), Self::Refuse { .. })
            | (ResultAct::Authorize(_), Self::Refuse { refused_jti: None, .. }) => true,
            (ResultAct::Build(_), Self::Built { token, .. }) => token.is_some(),
            (ResultAct::Build(_), Self::Invalid {}) | (ResultAct::KeySet(_), Self::Taken {}) => {
                true
            }
            (ResultAct::Build(_), _) => false,
            (_, Self::Reject { code, .. }) => {
                let code = code.as_deref().and_then(ResultCode::from_name);
                code.is_some_and(|code| {
                    matches!(act, ResultAct::KeySet(_)) == (code == ResultCode::KeySetInvalid)
                })
            }
            _ => false,
        };
        if fits { Ok(()) } else { Err(Flaw::new("expect", FIT)) }
    }

    /// The differences of an answer to this expectation.
    pub(super) fn compare(&self, got: &Self, act: &ResultAct, codes: Codes) -> Vec<Difference> {
        let texts = |member, expected: Option<&str>, got: Option<&str>| {
            (expected != got)
                .then(|| Difference::new(member, &or_nothing(expected), &or_nothing(got)))
        };
        match (self, got) {
            (
                Self::Approve { claims, action },
                Self::Approve { claims: got_claims, action: got_action },
            ) => {
                let claims = (claims != got_claims)
                    .then(|| Difference::new("claims", &shown(claims), &shown(got_claims)));
                let action = texts("action", action.as_deref(), got_action.as_deref());
                claims.into_iter().chain(action).collect()
            }
            (
                Self::Refuse { outcome, refused_jti },
                Self::Refuse { outcome: got_outcome, refused_jti: got_jti },
            ) => {
                let outcome = texts("outcome", Some(outcome), Some(got_outcome));
                let jti = texts("refused_jti", refused_jti.as_deref(), got_jti.as_deref());
                outcome.into_iter().chain(jti).collect()
            }
            (Self::Reject { code, refresh }, Self::Reject { code: got, refresh: asks }) => {
                if codes == Codes::Off {
                    return Vec::new();
                }
                let code = texts("code", code.as_deref(), got.as_deref());
                let refresh = refresh.filter(|refresh| Some(*refresh) != *asks).map(|expected| {
                    let asks = asks.map(|asks| asks.to_string());
                    Difference::new("refresh", &expected, &or_nothing(asks.as_deref()))
                });
                code.into_iter().chain(refresh).collect()
            }
            (
                Self::Built { header, payload, token },
                Self::Built { header: got_header, payload: got_payload, token: got_token },
            ) => {
                let header_differs = texts("header", Some(header), Some(got_header));
                let payload_differs = texts("payload", Some(payload), Some(got_payload));
                let mut differences: Vec<_> =
                    header_differs.into_iter().chain(payload_differs).collect();
                if let (ResultAct::Build(build), Some(got), true) =
                    (act, got_token, differences.is_empty())
                    && token.as_ref() != Some(got)
                {
                    differences.extend(wrong_token(got, header, payload, build));
                }
                differences
            }
            (Self::Taken {}, Self::Taken {}) | (Self::Invalid {}, Self::Invalid {}) => Vec::new(),
            (expected, got) => {
                vec![Difference::new("result", &expected.describe(), &got.describe())]
            }
        }
    }

    fn describe(&self) -> String {
        match self {
            Self::Approve { .. } => "approve".to_owned(),
            Self::Refuse { outcome, .. } => format!("refuse {outcome}"),
            Self::Reject { code: Some(code), .. } => format!("reject {code}"),
            Self::Reject { code: None, .. } => "reject".to_owned(),
            Self::Taken {} => "taken".to_owned(),
            Self::Built { .. } => "built".to_owned(),
            Self::Invalid {} => "invalid".to_owned(),
        }
    }
}

/// ECDSA signatures are not unique: a token that is another one passes if it verifies.
fn wrong_token(
    token: &str,
    header: &str,
    payload: &str,
    build: &BuildResult,
) -> Option<Difference> {
    let wrong = proof::check(token, Some(header), Some(payload), &build.key).err()?;
    let stated = "a token of the header and payload, signed by the key";
    Some(Difference::new("token", stated, &format!("{token} ({wrong})")))
}

fn shown(claims: &Option<Map<String, Value>>) -> String {
    claims.clone().map_or_else(|| "nothing".to_owned(), |claims| Value::Object(claims).to_string())
}
