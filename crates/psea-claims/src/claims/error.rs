use alloc::string::String;

use psea_jose::json::JsonError;

use super::ClaimName;

/// Why a signed payload is not an acceptable claim set (§3.5).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ClaimError {
    /// Not strict JSON.
    #[error("the payload is not strict JSON: {0}")]
    Json(JsonError),
    /// JSON, but no object.
    #[error("the payload is not a JSON object")]
    NotObject,
    /// Not in canonical form, and this deployment requires it.
    #[error("the payload is not in canonical form")]
    NotCanonical,
    /// A claim that the revision does not declare.
    #[error("the claim `{name}` is not declared")]
    Unknown {
        /// The first such name, cut to 64 characters.
        name: String,
    },
    /// A required claim is absent.
    #[error("the required claim `{0}` is absent")]
    Missing(ClaimName),
    /// A claim has the wrong type, pattern or range.
    #[error("the claim `{claim}` {problem}")]
    Invalid {
        /// Which one.
        claim: ClaimName,
        /// What it must be.
        problem: &'static str,
    },
    /// `eat_profile` names a revision that is not accepted.
    #[error("`eat_profile` is not one of the accepted revisions")]
    Profile,
    /// `psea_proof_version` is another string than "1".
    #[error("`psea_proof_version` is not \"1\"")]
    Version,
}
