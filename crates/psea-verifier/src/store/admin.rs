use std::fmt;

use psea_claims::UvGate;
use psea_jose::es256::VerifyingKey;

use super::StoreError;
use crate::enrollment::{
    AttesterId, EnrolledDevice, Enrollment, EnrollmentStatus, EnrollmentVersion,
};

/// Changes enrollment records (§3.14). Each change is atomic and gives the record a new version.
pub trait EnrollmentAdmin: fmt::Debug + Send + Sync {
    /// Enrolls an Attester: active, no counter, an empty chain.
    ///
    /// # Errors
    ///
    /// If the Attester or the `kid` is enrolled already, or the store failed.
    fn enroll(&self, enrollment: NewEnrollment) -> Result<(), AdminError>;

    /// Gives an Attester another status. Revocation is final.
    ///
    /// # Errors
    ///
    /// If the Attester is unknown, or revoked and `status` is another one, or the store failed.
    fn set_status(&self, attester: &AttesterId, status: EnrollmentStatus)
    -> Result<(), AdminError>;

    /// Replaces an Attester's key: the old `kid` stops selecting it. Status, gate, counters and
    /// chain stay (§3.10, §3.14): a rotation does not lift a revocation.
    ///
    /// # Errors
    ///
    /// If the Attester is unknown, the `kid` belongs to another one, or the store failed.
    fn rotate_key(
        &self,
        attester: &AttesterId,
        kid: &str,
        key: VerifyingKey,
    ) -> Result<(), AdminError>;
}

/// An Attester to enroll.
#[derive(Clone, Debug)]
pub struct NewEnrollment {
    attester: AttesterId,
    kid: Box<str>,
    key: VerifyingKey,
    device: EnrolledDevice,
    uv_gate: UvGate,
}

impl NewEnrollment {
    /// An Attester whose key's gate is not known: its user verification counts as asserted.
    #[must_use]
    pub fn new(
        attester: AttesterId,
        kid: impl Into<Box<str>>,
        key: VerifyingKey,
        device: EnrolledDevice,
    ) -> Self {
        Self { attester, kid: kid.into(), key, device, uv_gate: UvGate::Unknown }
    }

    /// Records what the attestation that was appraised at enrollment says of the gate (§3.7.1).
    #[must_use]
    pub const fn uv_gate(mut self, gate: UvGate) -> Self {
        self.uv_gate = gate;
        self
    }

    /// The record's first version.
    #[must_use]
    pub fn into_enrollment(self) -> Enrollment {
        Enrollment {
            attester: self.attester,
            kid: self.kid,
            key: self.key,
            device: self.device,
            status: EnrollmentStatus::Active,
            uv_gate: self.uv_gate,
            version: EnrollmentVersion::default(),
        }
    }
}

/// Why an enrollment was not changed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AdminError {
    /// No Attester has this name.
    #[error("no Attester is enrolled as `{0}`")]
    UnknownAttester(AttesterId),
    /// An Attester has this name already.
    #[error("`{0}` is enrolled already: rotate its key, or choose another name")]
    AttesterExists(AttesterId),
    /// The `kid` is empty, so that no proof could select the record.
    #[error("a kid is not empty: no proof could carry it")]
    EmptyKid,
    /// The `kid` selects another record.
    #[error("the kid `{0}` is in use already: a kid selects one key")]
    KidInUse(Box<str>),
    /// The Attester was revoked.
    #[error("`{0}` was revoked, which is final: enroll a new Attester with a new key")]
    Revoked(AttesterId),
    /// The record has no version left, so that a commit could not notice the change.
    #[error("the record has no version left: enroll a new Attester")]
    VersionsExhausted,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}
