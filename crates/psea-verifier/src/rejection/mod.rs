//! Why a submission was not approved.
//!
//! A [`Rejection`] is about the submission: what was received cannot be approved. A [`Fault`] is
//! about this side: no statement about the submission was possible, so it is not approved
//! either. Both carry a stable code for the Verifier's own log; an Attester is told an
//! [`Outcome`](psea_claims::Outcome) and nothing more (§6.4.4).

mod code;
mod fault;
mod from;
mod outcome;

pub use code::Stage;
pub use fault::Fault;

use psea_claims::{BodyError, ClaimError, ClaimName, EpochSeconds};
use psea_jose::jws::JwsError;

/// A submission that cannot be approved, with the reason for the Verifier's log.
///
/// [`code`](Self::code) is stable across versions and shared between implementations;
/// [`section`](Self::section) names the rule. The display text is for operators and may change.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Rejection {
    /// The body is longer than the limit.
    #[error("{0}")]
    BodyTooLarge(BodyError),
    /// The body is not a strict JSON object with a `proof`.
    #[error("{0}")]
    BodyMalformed(BodyError),
    /// The body has no `actionPayload`.
    #[error("{0}")]
    ActionPayloadMissing(BodyError),
    /// The proof is longer than the limit.
    #[error("{0}")]
    ProofTooLarge(BodyError),
    /// The proof is not three strict base64url segments with a JSON header.
    #[error("the proof is not a compact JWS: {0}")]
    ProofMalformed(JwsError),
    /// `alg` is not ES256.
    #[error("the header's `alg` is not \"ES256\"")]
    HeaderAlg,
    /// `typ` is not that of a proof.
    #[error("the header's `typ` is not \"psea-proof+jwt\"")]
    HeaderTyp,
    /// `crit` is present.
    #[error("the header has `crit`, and the profile defines no critical extension")]
    HeaderCrit,
    /// `b64` is present and not `true`.
    #[error("the header has `b64` with a value other than true")]
    HeaderB64,
    /// `kid` is absent, empty, too long or no string.
    #[error("the header's `kid` is absent, empty, too long or not a string")]
    HeaderKid,
    /// No key is enrolled under the `kid`.
    #[error("no key is enrolled under this `kid`")]
    KeyUnknown,
    /// The signature is not 64 octets.
    #[error("the signature is not 64 octets r ‖ s")]
    SignatureMalformed,
    /// The signature is not the enrolled key's over this proof.
    #[error("the signature is not the enrolled key's over this proof")]
    SignatureInvalid,
    /// The enrollment is suspended, or has a status that does not pass.
    #[error("the enrollment is not active")]
    EnrollmentSuspended,
    /// The enrollment was revoked.
    #[error("the enrollment was revoked")]
    EnrollmentRevoked,
    /// The payload is not a strict JSON object.
    #[error("{0}")]
    PayloadMalformed(ClaimError),
    /// The payload is not canonical, and this deployment requires it.
    #[error("the payload is not in canonical form, which this deployment requires")]
    PayloadNotCanonical,
    /// An undeclared claim.
    #[error("{0}")]
    ClaimUnknown(ClaimError),
    /// A required claim is absent.
    #[error("the required claim `{0}` is absent")]
    ClaimMissing(ClaimName),
    /// A claim of the wrong type, pattern or range.
    #[error("the claim `{claim}` {problem}")]
    ClaimInvalid {
        /// Which claim.
        claim: ClaimName,
        /// What it must be.
        problem: &'static str,
    },
    /// `eat_profile` is not an accepted revision.
    #[error("`eat_profile` is not one of the accepted revisions")]
    ProfileUnsupported,
    /// `psea_proof_version` is not "1".
    #[error("`psea_proof_version` is not \"1\"")]
    VersionUnsupported,
    /// `iss` is not this deployment.
    #[error("`iss` is not this deployment")]
    IssuerMismatch,
    /// `aud` is not this Verifier.
    #[error("`aud` is not this Verifier")]
    AudienceMismatch,
    /// `psea_op` is not the requested operation.
    #[error("`psea_op` is not the operation of this request")]
    OperationMismatch,
    /// `psea_tier` is not the required tier.
    #[error("`psea_tier` is not the tier of this request")]
    TierMismatch,
    /// `ueid` is not the enrolled device's.
    #[error("`ueid` is not the one that follows from the enrolled device and `iss`")]
    UeidMismatch,
    /// `psea_caller_package` is not the enrolled caller of the operation.
    #[error("`psea_caller_package` is not the caller enrolled for the operation")]
    CallerMismatch,
    /// The proof has expired.
    #[error("the proof expired at {exp} and it is {now}")]
    Expired {
        /// `exp`.
        exp: EpochSeconds,
        /// The Verifier's time.
        now: EpochSeconds,
    },
    /// The proof was issued in the future.
    #[error("the proof says it was issued at {iat} and it is {now}: compare the clocks")]
    IssuedInFuture {
        /// `iat`.
        iat: EpochSeconds,
        /// The Verifier's time.
        now: EpochSeconds,
    },
    /// `exp` is not after `iat`, or too long after it.
    #[error("`exp` is not after `iat`, or more than {max_lifetime} s after it")]
    LifetimeExceeded {
        /// The greatest accepted lifetime, in seconds.
        max_lifetime: u64,
    },
    /// A challenge is required and `eat_nonce` is absent.
    #[error("the operation requires a challenge and the proof carries no `eat_nonce`")]
    ChallengeMissing,
    /// `eat_nonce` is no outstanding challenge.
    #[error("`eat_nonce` is no outstanding challenge: unknown, expired or already used")]
    ChallengeUnknown,
    /// `psea_uv.verified` is not true.
    #[error("the proof says that no user was verified")]
    UvNotVerified,
    /// The enrolled attestation contradicts a per-signature gate.
    #[error("the enrolled attestation says that the key is not gated per signature")]
    UvContradicted,
    /// The operation needs an attested gate, and there is none.
    #[error("the operation requires an attested user-verification gate, and there is none")]
    UvUnattested,
    /// `actionPayload` is no object, has a number outside the subset, or lacks the scope.
    #[error("the action payload {0}")]
    ActionPayloadInvalid(&'static str),
    /// The action is not the one that was approved.
    #[error("the action payload is not the one that was approved: its hash differs")]
    ActionMismatch,
    /// The proof commits to a signal report that is absent.
    #[error("the proof commits to a signal report, and the body has none")]
    SignalsMissing,
    /// The signal report is not the one that the proof commits to.
    #[error("the signal report is not the one that the proof commits to")]
    SignalsMismatch,
    /// `psea_rp_context_hash` is not the request's context.
    #[error("`psea_rp_context_hash` does not commit to the context of this request")]
    ContextMismatch,
    /// The `jti` was approved before.
    #[error("this `jti` was approved before")]
    JtiReplayed,
    /// The counter is not above the last accepted one of its scope.
    #[error("the counter is not above the last accepted one of its scope")]
    CounterNotIncreasing,
    /// `psea_chain_prev` is not the entry of the last accepted proof.
    #[error("`psea_chain_prev` is not the entry of the last accepted proof")]
    ChainBroken,
}

/// What [`Verifier::verify`](crate::Verifier::verify) answers when it does not approve.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// The submission cannot be approved.
    #[error(transparent)]
    Rejected(#[from] Rejection),
    /// This side could not say.
    #[error(transparent)]
    Faulted(#[from] Fault),
}
