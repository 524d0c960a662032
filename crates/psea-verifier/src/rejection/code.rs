use std::fmt;

use super::{Fault, Refusal, Rejection};

/// In which part of the appraisal a refusal arose, in their order (§3.13.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Stage {
    /// Before any key: sizes, syntax, header.
    Decode,
    /// The enrolled key and the signature.
    Signature,
    /// The enrollment's status.
    Enrollment,
    /// The claim set.
    Claims,
    /// Issuer, audience, operation, tier, device, caller.
    Binding,
    /// Time and challenge.
    Freshness,
    /// User verification.
    UserVerification,
    /// The action and what else the proof commits to.
    Action,
    /// Against what was accepted before.
    Replay,
    /// A fault of this side.
    Internal,
}

impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Decode => "decode",
            Self::Signature => "signature",
            Self::Enrollment => "enrollment",
            Self::Claims => "claims",
            Self::Binding => "binding",
            Self::Freshness => "freshness",
            Self::UserVerification => "user verification",
            Self::Action => "action",
            Self::Replay => "replay",
            Self::Internal => "internal",
        })
    }
}

impl Rejection {
    /// The stable code, stage and section, in one place.
    const fn facts(&self) -> (&'static str, Stage, &'static str) {
        use Stage::{
            Action, Binding, Claims, Decode, Enrollment, Freshness, Replay, Signature,
            UserVerification,
        };
        match self {
            Self::BodyTooLarge(_) => ("body_too_large", Decode, "3.6"),
            Self::BodyMalformed(_) => ("body_malformed", Decode, "3.6"),
            Self::ActionPayloadMissing(_) => ("action_payload_missing", Decode, "3.13.2"),
            Self::ProofTooLarge(_) => ("proof_too_large", Decode, "3.6"),
            Self::ProofMalformed(_) => ("proof_malformed", Decode, "3.2"),
            Self::HeaderAlg => ("header_alg", Decode, "3.4"),
            Self::HeaderTyp => ("header_typ", Decode, "3.2"),
            Self::HeaderCrit => ("header_crit", Decode, "3.4"),
            Self::HeaderB64 => ("header_b64", Decode, "3.4"),
            Self::HeaderKid => ("header_kid", Decode, "3.4"),
            Self::KeyUnknown => ("key_unknown", Signature, "3.4"),
            Self::SignatureMalformed => ("signature_malformed", Signature, "3.4"),
            Self::SignatureInvalid => ("signature_invalid", Signature, "3.4"),
            Self::EnrollmentSuspended => ("enrollment_suspended", Enrollment, "3.14"),
            Self::EnrollmentRevoked => ("enrollment_revoked", Enrollment, "3.14"),
            Self::PayloadMalformed(_) => ("payload_malformed", Claims, "3.5"),
            Self::PayloadNotCanonical => ("payload_not_canonical", Claims, "2"),
            Self::ClaimUnknown(_) => ("claim_unknown", Claims, "3.5"),
            Self::ClaimMissing(_) => ("claim_missing", Claims, "3.5"),
            Self::ClaimInvalid { .. } => ("claim_invalid", Claims, "3.5"),
            Self::ProfileUnsupported => ("profile_unsupported", Claims, "3.5"),
            Self::VersionUnsupported => ("version_unsupported", Claims, "3.5"),
            Self::IssuerMismatch => ("issuer_mismatch", Binding, "3.13.4"),
            Self::AudienceMismatch => ("audience_mismatch", Binding, "3.13.4"),
            Self::OperationMismatch => ("operation_mismatch", Binding, "3.13.4"),
            Self::TierMismatch => ("tier_mismatch", Binding, "3.13.4"),
            Self::UeidMismatch => ("ueid_mismatch", Binding, "7.1"),
            Self::CallerMismatch => ("caller_mismatch", Binding, "3.13.5"),
            Self::Expired { .. } => ("expired", Freshness, "3.11"),
            Self::IssuedInFuture { .. } => ("issued_in_future", Freshness, "3.11"),
            Self::LifetimeExceeded { .. } => ("lifetime_exceeded", Freshness, "3.11"),
            Self::ChallengeMissing => ("challenge_missing", Freshness, "3.1.1"),
            Self::ChallengeUnknown => ("challenge_unknown", Freshness, "3.1.1"),
            Self::UvNotVerified => ("uv_not_verified", UserVerification, "3.7.1"),
            Self::UvContradicted => ("uv_contradicted", UserVerification, "3.7.1"),
            Self::UvUnattested => ("uv_unattested", UserVerification, "3.7.1"),
            Self::ActionPayloadInvalid(_) => ("action_payload_invalid", Action, "3.13.2"),
            Self::ActionMismatch => ("action_mismatch", Action, "3.13.2"),
            Self::SignalsMissing => ("signals_missing", Action, "3.6"),
            Self::SignalsMismatch => ("signals_mismatch", Action, "3.6"),
            Self::ContextMismatch => ("context_mismatch", Action, "3.13.2"),
            Self::JtiReplayed => ("jti_replayed", Replay, "3.10"),
            Self::CounterNotIncreasing => ("counter_not_increasing", Replay, "3.10"),
            Self::ChainBroken => ("chain_broken", Replay, "3.12"),
        }
    }

    /// The stable code, shared between implementations, for the Verifier's own log.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        self.facts().0
    }

    /// Where in the appraisal it arose.
    #[must_use]
    pub const fn stage(&self) -> Stage {
        self.facts().1
    }

    /// The section of the draft whose rule was broken, e.g. `3.13.4`.
    #[must_use]
    pub const fn section(&self) -> &'static str {
        self.facts().2
    }
}

impl Fault {
    /// The stable code, shared between implementations, for the Verifier's own log.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::StoreUnavailable(_) | Self::EnrollmentChanged => "store_unavailable",
            Self::OutcomeUnknown(_) => "outcome_unknown",
            Self::StoreFenced(_) => "store_fenced",
            Self::ClockBehind(_) => "clock_behind",
            Self::Internal(_) | Self::Misuse(_) => "internal",
        }
    }
}

impl Refusal {
    /// The stable code, shared between implementations, for the Verifier's own log.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Rejected(rejection) => rejection.code(),
            Self::Faulted(fault) => fault.code(),
        }
    }

    /// The section of the draft whose rule was broken; none for a fault of this side.
    #[must_use]
    pub const fn section(&self) -> Option<&'static str> {
        match self {
            Self::Rejected(rejection) => Some(rejection.section()),
            Self::Faulted(_) => None,
        }
    }

    /// Where in the appraisal it arose.
    #[must_use]
    pub const fn stage(&self) -> Stage {
        match self {
            Self::Rejected(rejection) => rejection.stage(),
            Self::Faulted(_) => Stage::Internal,
        }
    }
}
