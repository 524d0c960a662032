use psea_claims::{ActionError, Durability, Outcome};
use psea_result::ResultError;

use crate::one_time::OneTimeError;

/// Why nothing may be executed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AuthorizeError {
    /// The result cannot be relied on.
    #[error(transparent)]
    Result(#[from] ResultError),
    /// The result says no.
    #[error("the Verifier answered `{0}`")]
    Refused(Outcome),
    /// Another operation was approved.
    #[error("another operation was approved than the one that was asked for")]
    OperationMismatch,
    /// Another tier was approved.
    #[error("another tier was approved than the one that was asked for")]
    TierMismatch,
    /// The user verification is only asserted, and an attested one was asked for.
    #[error("the user verification is asserted, and an attested one was asked for")]
    UvUnattested,
    /// The record of the approval outlives less than was asked for.
    #[error("the Verifier keeps the approval as `{kept}`, and at least `{asked}` was asked for")]
    DurabilityBelow {
        /// What it outlives.
        kept: Durability,
        /// What was asked for.
        asked: Durability,
    },
    /// The action is none that can be approved.
    #[error("the action to execute {0}")]
    ActionInvalid(#[from] ActionError),
    /// Another action was approved.
    #[error("another action was approved than the one that is to be executed: its hash differs")]
    ActionMismatch,
    /// The approval is somebody else's than the standing grant.
    #[error("the approval is another principal's than the grant")]
    PrincipalsDiverge,
    /// The principal of the approval or the one of the standing grant is not known.
    #[error("whose approval or whose grant it is cannot be told")]
    PrincipalsUnresolved,
    /// The approval was used before.
    #[error("this approval was used before: it lets one execution through")]
    AlreadyUsed,
    /// Whether it was used before cannot be said.
    #[error(transparent)]
    OneTime(#[from] OneTimeError),
}

impl AuthorizeError {
    /// A stable code for this party's log.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Result(error) => error.code(),
            Self::Refused(_) => "refused",
            Self::OperationMismatch => "operation_mismatch",
            Self::TierMismatch => "tier_mismatch",
            Self::UvUnattested => "uv_unattested",
            Self::DurabilityBelow { .. } => "durability_below",
            Self::ActionInvalid(_) => "action_payload_invalid",
            Self::ActionMismatch => "action_mismatch",
            Self::PrincipalsDiverge => "principals_diverge",
            Self::PrincipalsUnresolved => "principals_unresolved",
            Self::AlreadyUsed => "already_used",
            Self::OneTime(_) => "one_time_unavailable",
        }
    }
}
