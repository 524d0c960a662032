use std::fmt;
use std::sync::Arc;

use psea_claims::{DeviceId, Issuer, Revision, Ueid, UvGate};
use psea_jose::es256::VerifyingKey;

/// The deployment's name of one enrolled Attester: 1–256 characters.
///
/// Counters and the chain belong to it, not to its key: they outlive a rotation (§3.10).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AttesterId(Arc<str>);

impl AttesterId {
    /// Takes a name of 1–256 characters. Clones share it.
    #[must_use]
    pub fn new(name: impl Into<Arc<str>>) -> Option<Self> {
        let name = name.into();
        (1..=256).contains(&name.chars().count()).then_some(Self(name))
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for AttesterId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for AttesterId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "AttesterId({:?})", self.0)
    }
}

/// What the Verifier knows of an Attester, from enrollment and administration alone; nothing of
/// it ever comes from a token (§3.14, §6.3).
#[derive(Clone, Debug)]
pub struct Enrollment {
    /// Whose record it is.
    pub attester: AttesterId,
    /// The `kid` that selects it.
    pub kid: Box<str>,
    /// The enrolled key.
    pub key: VerifyingKey,
    /// From what its `ueid` follows.
    pub device: EnrolledDevice,
    /// Whether its proofs may pass.
    pub status: EnrollmentStatus,
    /// What is known of the key's user-verification gate.
    pub uv_gate: UvGate,
    /// Which version of the record this is. It grows with every change of status or key, so that
    /// a commit notices that what it appraised is no longer so.
    pub version: EnrollmentVersion,
}

/// A version of an enrollment record. Later versions are greater.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EnrollmentVersion(u64);

impl EnrollmentVersion {
    /// A version from its number, as a store keeps it.
    #[must_use]
    pub const fn new(number: u64) -> Self {
        Self(number)
    }

    /// The number.
    #[must_use]
    pub const fn get(self) -> u64 {
        self.0
    }

    /// The next version, unless this is the last.
    #[must_use]
    pub const fn next(self) -> Option<Self> {
        match self.0.checked_add(1) {
            Some(number) => Some(Self(number)),
            None => None,
        }
    }
}

/// What a `ueid` is compared with (§7.1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EnrolledDevice {
    /// The enrolled device id; the `ueid` is derived for the issuer and the token's revision.
    Id(DeviceId<'static>),
    /// The enrolled `ueid` itself.
    Ueid(Ueid),
}

impl EnrolledDevice {
    /// The `ueid` that a proof of this device must carry.
    #[must_use]
    pub fn ueid(&self, revision: Revision, iss: &Issuer<'_>) -> Ueid {
        match self {
            Self::Id(device_id) => Ueid::derive(revision, device_id, iss),
            Self::Ueid(ueid) => *ueid,
        }
    }
}

/// Whether an Attester's proofs may pass: authoritative on the server (§3.14).
///
/// Only [`Active`](Self::Active) passes.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum EnrollmentStatus {
    /// Proofs may pass.
    Active,
    /// Proofs do not pass until it is active again.
    Suspended,
    /// Proofs never pass again. There is no way back but a new enrollment.
    Revoked,
    /// A status of the deployment's own. Proofs do not pass, whatever its name.
    Other(OtherStatus),
}

/// The name of a status of the deployment's own: none that this crate gives a meaning. Made by
/// [`EnrollmentStatus::from_name`].
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct OtherStatus(Box<str>);

impl EnrollmentStatus {
    /// The status with this name; an unknown name is one that does not pass.
    #[must_use]
    pub fn from_name(name: &str) -> Self {
        match name {
            "active" => Self::Active,
            "suspended" => Self::Suspended,
            "revoked" => Self::Revoked,
            other => Self::Other(OtherStatus(other.into())),
        }
    }

    /// The status's name.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Active => "active",
            Self::Suspended => "suspended",
            Self::Revoked => "revoked",
            Self::Other(OtherStatus(name)) => name,
        }
    }
}

impl fmt::Display for EnrollmentStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
