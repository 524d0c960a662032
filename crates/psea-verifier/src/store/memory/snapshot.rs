use psea_claims::{ChainEntry, Counter, CounterScope, EpochSeconds, UvGate};
use psea_jose::es256::{BackendError, Es256Backend, PublicKey, VerifyingKey};

use crate::enrollment::{
    AttesterId, EnrolledDevice, Enrollment, EnrollmentStatus, EnrollmentVersion,
};
use crate::store::Challenge;

/// The whole state of a [`MemoryStore`](super::MemoryStore) as plain data, in a stable order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Snapshot {
    /// The enrolled Attesters, by name.
    pub attesters: Vec<AttesterSnapshot>,
    /// The finalised ids.
    pub jtis: Vec<JtiSnapshot>,
    /// The issued challenges, by nonce.
    pub challenges: Vec<ChallengeSnapshot>,
    /// The greatest time at which a proof was accepted.
    pub latest: EpochSeconds,
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
}

impl AttesterSnapshot {
    pub(super) fn of(
        enrollment: &Enrollment,
        counters: Vec<(CounterScope, Counter)>,
        chain_head: Option<ChainEntry>,
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
        }
    }

    #[expect(clippy::type_complexity, reason = "taken apart at once by its only caller")]
    pub(super) fn into_parts(
        self,
        backend: &dyn Es256Backend,
    ) -> Result<(Enrollment, Vec<(CounterScope, Counter)>, Option<ChainEntry>), BackendError> {
        let enrollment = Enrollment {
            attester: self.attester,
            kid: self.kid,
            key: VerifyingKey::new(self.key, backend)?,
            device: self.device,
            status: self.status,
            uv_gate: self.uv_gate,
            version: self.version,
        };
        Ok((enrollment, self.counters, self.chain_head))
    }
}

/// One finalised id.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct JtiSnapshot {
    /// The issuer within which it is unique.
    pub iss: Box<str>,
    /// The id.
    pub jti: Box<str>,
    /// The first second at which it may be forgotten.
    pub keep_until: EpochSeconds,
}

/// One issued challenge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChallengeSnapshot {
    /// The challenge.
    pub challenge: Challenge,
    /// Whether a proof answered it.
    pub burned: bool,
}
