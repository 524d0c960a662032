use std::fmt;
use std::sync::Arc;

use psea_claims::{EpochSeconds, UvGate};
use psea_jose::es256::VerifyingKey;

use super::StoreError;
use crate::enrollment::{
    AttesterId, EnrolledDevice, Enrollment, EnrollmentStatus, EnrollmentVersion,
};

/// Changes enrollment records (§3.14). Each change is atomic, gives the record a new version, and is
/// kept with its time and reason.
pub trait EnrollmentAdmin: fmt::Debug + Send + Sync {
    /// Enrolls an Attester: active, no counter, an empty chain.
    ///
    /// # Errors
    ///
    /// If the Attester or the `kid` is enrolled already, or the store failed.
    fn enroll(&self, enrollment: NewEnrollment, change: Change) -> Result<(), AdminError>;

    /// Gives an Attester another status. Revocation is final.
    ///
    /// # Errors
    ///
    /// If the Attester is unknown, or revoked and `status` is another one, or the store failed.
    fn set_status(
        &self,
        attester: &AttesterId,
        status: EnrollmentStatus,
        change: Change,
    ) -> Result<(), AdminError>;

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
        change: Change,
    ) -> Result<(), AdminError>;

    /// Every record in its current version, by the Attester's name.
    ///
    /// # Errors
    ///
    /// If the store failed.
    fn list(&self) -> Result<Vec<Arc<Enrollment>>, StoreError>;

    /// Every change of an Attester's record, the oldest first; none if it is unknown.
    ///
    /// # Errors
    ///
    /// If the store failed.
    fn history(&self, attester: &AttesterId) -> Result<Vec<ChangeRecord>, StoreError>;
}

/// When and why an enrollment record changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    at: EpochSeconds,
    reason: Box<str>,
}

impl Change {
    /// At a time, for a reason in the operator's words.
    #[must_use]
    pub fn new(at: EpochSeconds, reason: impl Into<Box<str>>) -> Self {
        Self { at, reason: reason.into() }
    }

    /// When.
    #[must_use]
    pub const fn at(&self) -> EpochSeconds {
        self.at
    }

    /// Why.
    #[must_use]
    pub const fn reason(&self) -> &str {
        &self.reason
    }

    /// The record of this change.
    #[must_use]
    pub const fn into_record(self, kind: ChangeKind, version: EnrollmentVersion) -> ChangeRecord {
        ChangeRecord { change: self, kind, version }
    }
}

/// A change that took place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangeRecord {
    /// When and why.
    pub change: Change,
    /// What changed.
    pub kind: ChangeKind,
    /// The version of the record that it made.
    pub version: EnrollmentVersion,
}

/// What a change of an enrollment record was.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ChangeKind {
    /// The Attester was enrolled under this `kid`.
    Enrolled {
        /// The first `kid`.
        kid: Box<str>,
    },
    /// It was given this status.
    Status(EnrollmentStatus),
    /// Its key was replaced by the one under this `kid`.
    KeyRotated {
        /// The new `kid`.
        kid: Box<str>,
    },
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
