//! What the Attester is told: written out, and lossy on purpose (§6.4.4).

use psea_claims::Outcome;

use super::{Fault, Refusal, Rejection};

impl Rejection {
    /// The outcome that the Attester learns. Never the code: it would tell an attacker how far an
    /// attempt got.
    #[must_use]
    pub const fn outcome(&self) -> Outcome {
        match self {
            // A fresh proof may pass.
            Self::Expired { .. }
            | Self::IssuedInFuture { .. }
            | Self::LifetimeExceeded { .. }
            | Self::ChallengeMissing
            | Self::ChallengeUnknown => Outcome::Stale,
            // §3.13.1: the Attester stops.
            Self::EnrollmentRevoked => Outcome::Revoked,
            Self::BodyTooLarge(_)
            | Self::BodyMalformed(_)
            | Self::ActionPayloadMissing(_)
            | Self::ProofTooLarge(_)
            | Self::ProofMalformed(_)
            | Self::HeaderAlg
            | Self::HeaderTyp
            | Self::HeaderCrit
            | Self::HeaderB64
            | Self::HeaderKid
            | Self::KeyUnknown
            | Self::SignatureMalformed
            | Self::SignatureInvalid
            | Self::EnrollmentSuspended
            | Self::PayloadMalformed(_)
            | Self::PayloadNotCanonical
            | Self::ClaimUnknown(_)
            | Self::ClaimMissing(_)
            | Self::ClaimInvalid { .. }
            | Self::ProfileUnsupported
            | Self::VersionUnsupported
            | Self::IssuerMismatch
            | Self::AudienceMismatch
            | Self::OperationMismatch
            | Self::TierMismatch
            | Self::UeidMismatch
            | Self::CallerMismatch
            | Self::UvNotVerified
            | Self::UvContradicted
            | Self::UvUnattested
            | Self::ActionPayloadInvalid(_)
            | Self::ActionMismatch
            | Self::SignalsMissing
            | Self::SignalsMismatch
            | Self::ContextMismatch
            | Self::JtiReplayed
            | Self::CounterNotIncreasing
            | Self::ChainBroken => Outcome::Reject,
        }
    }
}

impl Fault {
    /// The outcome that the Attester learns: ask again later, or with a fresh proof.
    #[must_use]
    pub const fn outcome(&self) -> Outcome {
        match self {
            Self::StoreFenced(_) => Outcome::Stale,
            Self::StoreUnavailable(_)
            | Self::OutcomeUnknown(_)
            | Self::ClockBehind(_)
            | Self::EnrollmentChanged
            | Self::Internal(_)
            | Self::Misuse(_) => Outcome::Unavailable,
        }
    }
}

impl Refusal {
    /// The outcome that the Attester learns.
    #[must_use]
    pub const fn outcome(&self) -> Outcome {
        match self {
            Self::Rejected(rejection) => rejection.outcome(),
            Self::Faulted(fault) => fault.outcome(),
        }
    }
}
