//! From the errors of the layers below to the rejection that each one means.

use psea_claims::{BodyError, ClaimError};
use psea_jose::jws::{JwsError, SignatureError};

use super::{Fault, Refusal, Rejection};
use crate::store::CommitRefusal;

impl From<BodyError> for Rejection {
    fn from(error: BodyError) -> Self {
        match error {
            BodyError::TooLarge { .. } => Self::BodyTooLarge(error),
            BodyError::ActionPayloadMissing => Self::ActionPayloadMissing(error),
            BodyError::ProofTooLarge { .. } => Self::ProofTooLarge(error),
            // Not JSON, no object, no proof; and whatever else may be added is no body either.
            _ => Self::BodyMalformed(error),
        }
    }
}

impl From<JwsError> for Rejection {
    fn from(error: JwsError) -> Self {
        match error {
            JwsError::Alg => Self::HeaderAlg,
            JwsError::Typ => Self::HeaderTyp,
            JwsError::Crit => Self::HeaderCrit,
            JwsError::B64 => Self::HeaderB64,
            JwsError::Kid => Self::HeaderKid,
            // Segments, base64url, header syntax; and whatever else may be added.
            other => Self::ProofMalformed(other),
        }
    }
}

impl From<SignatureError> for Rejection {
    fn from(error: SignatureError) -> Self {
        match error {
            SignatureError::Malformed => Self::SignatureMalformed,
            _ => Self::SignatureInvalid,
        }
    }
}

impl From<ClaimError> for Rejection {
    fn from(error: ClaimError) -> Self {
        match error {
            ClaimError::NotCanonical => Self::PayloadNotCanonical,
            ClaimError::Unknown { .. } => Self::ClaimUnknown(error),
            ClaimError::Missing(claim) => Self::ClaimMissing(claim),
            ClaimError::Invalid { claim, problem } => Self::ClaimInvalid { claim, problem },
            ClaimError::Profile => Self::ProfileUnsupported,
            ClaimError::Version => Self::VersionUnsupported,
            // Not JSON, no object; and whatever else may be added.
            _ => Self::PayloadMalformed(error),
        }
    }
}

impl From<CommitRefusal> for Refusal {
    fn from(refusal: CommitRefusal) -> Self {
        Self::Rejected(match refusal {
            CommitRefusal::EnrollmentGone => Rejection::KeyUnknown,
            CommitRefusal::EnrollmentSuspended => Rejection::EnrollmentSuspended,
            CommitRefusal::EnrollmentRevoked => Rejection::EnrollmentRevoked,
            CommitRefusal::ChallengeUnknown => Rejection::ChallengeUnknown,
            CommitRefusal::JtiReplayed => Rejection::JtiReplayed,
            CommitRefusal::CounterNotIncreasing => Rejection::CounterNotIncreasing,
            CommitRefusal::ChainBroken => Rejection::ChainBroken,
            CommitRefusal::EnrollmentChanged => return Self::Faulted(Fault::EnrollmentChanged),
        })
    }
}
