//! A store in memory. It forgets everything with the process.

mod snapshot;
mod state;

pub use snapshot::{AttesterSnapshot, ChallengeSnapshot, Snapshot};

use std::sync::{Arc, Mutex, MutexGuard};

use psea_claims::{Durability, Issuer, Jti};
use psea_jose::es256::{BackendError, Es256Backend, VerifyingKey};

use super::{
    AdminError, ApprovalRecord, Challenge, ChallengeError, ChallengeStore, Change, ChangeRecord,
    Commit, CommitRequest, EnrollmentAdmin, EnrollmentLookup, NewEnrollment, OutcomeLookup,
    ReplayStore, StoreError, StorePromise,
};
use crate::enrollment::{AttesterId, Enrollment, EnrollmentStatus};
use state::State;

/// Enrollments, challenges and replay state in memory, under one lock.
///
/// A restart forgets what was accepted, so that every proof that is still fresh could be accepted
/// once more (§6.5). The name of its constructor says so.
#[derive(Debug, Default)]
pub struct MemoryStore {
    state: Mutex<State>,
}

impl MemoryStore {
    /// An empty store that forgets everything with the process.
    #[must_use]
    pub fn volatile() -> Self {
        Self::default()
    }

    /// A store with the state of `snapshot`, its keys prepared with `backend`.
    ///
    /// # Errors
    ///
    /// If a key cannot be prepared, or two entries of the snapshot are for the same thing, of which
    /// one would be forgotten.
    pub fn restore(snapshot: Snapshot, backend: &dyn Es256Backend) -> Result<Self, RestoreError> {
        Ok(Self { state: Mutex::new(State::restore(snapshot, backend)?) })
    }

    /// The whole state as plain data.
    ///
    /// # Errors
    ///
    /// If the store failed before.
    pub fn snapshot(&self) -> Result<Snapshot, StoreError> {
        Ok(self.lock()?.snapshot())
    }

    /// A thread that panicked while it changed the state may have left half a change behind.
    fn lock(&self) -> Result<MutexGuard<'_, State>, StoreError> {
        self.state
            .lock()
            .map_err(|_| StoreError::Unavailable("a thread failed while changing the state".into()))
    }
}

/// Why a snapshot is not a state.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RestoreError {
    /// A key cannot be prepared.
    #[error(transparent)]
    Key(#[from] BackendError),
    /// Two entries are for the same thing.
    #[error("the snapshot has two entries for the {what} `{name}`")]
    Duplicate {
        /// `attester`, `kid`, `counter scope`, `jti` or `challenge`.
        what: &'static str,
        /// Its name.
        name: Box<str>,
    },
}

impl EnrollmentLookup for MemoryStore {
    fn find(&self, kid: &str) -> Result<Option<Arc<Enrollment>>, StoreError> {
        Ok(self.lock()?.find(kid))
    }
}

impl EnrollmentAdmin for MemoryStore {
    fn enroll(&self, enrollment: NewEnrollment, change: Change) -> Result<(), AdminError> {
        self.lock()?.enroll(enrollment.into_enrollment(), change)
    }

    fn set_status(
        &self,
        attester: &AttesterId,
        status: EnrollmentStatus,
        change: Change,
    ) -> Result<(), AdminError> {
        self.lock()?.set_status(attester, status, change)
    }

    fn rotate_key(
        &self,
        attester: &AttesterId,
        kid: &str,
        key: VerifyingKey,
        change: Change,
    ) -> Result<(), AdminError> {
        self.lock()?.rotate_key(attester, kid, key, change)
    }

    fn list(&self) -> Result<Vec<Arc<Enrollment>>, StoreError> {
        Ok(self.lock()?.list())
    }

    fn history(&self, attester: &AttesterId) -> Result<Vec<ChangeRecord>, StoreError> {
        Ok(self.lock()?.history(attester))
    }
}

impl ChallengeStore for MemoryStore {
    fn issue(&self, challenge: Challenge) -> Result<(), ChallengeError> {
        self.lock()?.issue(challenge)
    }
}

impl ReplayStore for MemoryStore {
    fn promise(&self) -> StorePromise {
        StorePromise { durability: Durability::Volatile, notices_older_copy: false }
    }

    fn commit(&self, request: &CommitRequest<'_>) -> Result<Commit, StoreError> {
        self.lock()?.commit(request)
    }
}

impl OutcomeLookup for MemoryStore {
    fn recorded(
        &self,
        iss: &Issuer<'_>,
        jti: &Jti<'_>,
    ) -> Result<Option<ApprovalRecord>, StoreError> {
        Ok(self.lock()?.recorded(iss, jti))
    }
}
