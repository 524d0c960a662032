use psea_claims::{ChainEntry, Counter, CounterScope, UvGate};
use psea_jose::es256::{BackendError, Es256Backend, PublicKey, VerifyingKey};

use crate::enrollment::{
    AttesterId, EnrolledDevice, Enrollment, EnrollmentStatus, EnrollmentVersion,
};
use crate::store::{ApprovalRecord, Challenge, ChangeRecord, StoreTime};

/// The whole state of a [`MemoryStore`](super::MemoryStore) as plain data, in a stable order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Snapshot {
    /// The enrolled Attesters, by name.
    pub attesters: Vec<AttesterSnapshot>,
    /// The accepted proofs whose ids are kept, by issuer and id.
    pub records: Vec<ApprovalRecord>,
    /// The issued challenges, by nonce.
    pub challenges: Vec<ChallengeSnapshot>,
    /// What is kept of time.
    pub time: StoreTime,
}

/// One Attester: its enrollment record, its counters and its chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttesterSnapshot {
    /// Its name.
    pub attester: AttesterId,
    /// What selects it.
    pub kid: Box<str>,
    /// Its key.
    pub key: PublicKey,
    /// From what its `ueid` follows.
    pub device: EnrolledDevice,
    /// Its status.
    pub status: EnrollmentStatus,
    /// What is known of the key's gate.
    pub uv_gate: UvGate,
    /// The record's version.
    pub version: EnrollmentVersion,
    /// The last accepted counter of each scope.
    pub counters: Vec<(CounterScope, Counter)>,
    /// The last accepted chain entry.
    pub chain_head: Option<ChainEntry>,
    /// Every change of the enrollment record, the oldest first.
    pub history: Vec<ChangeRecord>,
}

impl AttesterSnapshot {
    pub(super) fn of(
        enrollment: &Enrollment,
        counters: Vec<(CounterScope, Counter)>,
        chain_head: Option<ChainEntry>,
        history: Vec<ChangeRecord>,
    ) -> Self {
        Self {
            attester: enrollment.attester.clone(),
            kid: enrollment.kid.clone(),
            key: *enrollment.key.public(),
            device: enrollment.device.clone(),
            status: enrollment.status.clone(),
            uv_gate: enrollment.uv_gate,
            version: enrollment.version,
            counters,
            chain_head,
            history,
        }
    }

    pub(super) fn enrollment(
        &self,
        backend: &dyn Es256Backend,
    ) -> Result<Enrollment, BackendError> {
        Ok(Enrollment {
            attester: self.attester.clone(),
            kid: self.kid.clone(),
            key: VerifyingKey::new(self.key, backend)?,
            device: self.device.clone(),
            status: self.status.clone(),
            uv_gate: self.uv_gate,
            version: self.version,
        })
    }
}

/// One issued challenge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChallengeSnapshot {
    /// The challenge.
    pub challenge: Challenge,
    /// Whether a proof answered it.
    pub burned: bool,
}
