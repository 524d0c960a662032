#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]
#![warn(clippy::arithmetic_side_effects)]

pub use psea_attester as attester;
pub use psea_claims as claims;
pub use psea_jose as jose;
pub use psea_relying_party as relying_party;
pub use psea_result as result;
pub use psea_verifier as verifier;

/// Everything that both sides name often.
pub mod prelude {
    pub use psea_attester::{
        ActionRequest, AttestError, Attester, AttesterConfig, AttesterState, FileState,
        HardwareKey, KeyError, MemoryState, Prompt, RemoteVerification, TrustState, UserVerified,
    };
    pub use psea_claims::{
        ActionPayload, Audience, DeviceId, EpochSeconds, Issuer, Jti, Nonce, Operation, Outcome,
        Revision, Revisions, Tier, UvGate, UvMethod,
    };
    #[cfg(feature = "aws-lc-rs")]
    pub use psea_jose::es256::AwsLcBackend;
    pub use psea_jose::es256::{Es256Backend, P256Backend, PublicKey, VerifyingKey};
    pub use psea_verifier::{
        Approval, AttesterId, Challenge, ChallengePolicy, ChallengeStore, Change, EnrolledDevice,
        EnrollmentAdmin, EnrollmentStatus, Expected, Fault, MemoryStore, NewEnrollment, Refusal,
        Rejection, Verifier, VerifierConfig,
    };
}
