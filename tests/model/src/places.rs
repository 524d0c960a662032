//! Where a store lives, so that it can be opened again after its process ended: in memory, in a
//! file, and with a planted fault.

use std::sync::{Arc, Mutex};

use psea_store_redb::Options;
use psea_verifier::testing::Store;
use psea_verifier::{
    AdminError, ApprovalRecord, AttesterId, Challenge, ChallengeError, ChallengeStore, Change,
    ChangeRecord, Commit, CommitRequest, Enrollment, EnrollmentAdmin, EnrollmentLookup,
    EnrollmentStatus, MemoryStore, NewEnrollment, OutcomeLookup, ReplayStore, Snapshot, StoreError,
    StorePromise,
};

use crate::deployment::{at, backend};
use crate::tags::Tags;

/// A place for one store.
pub trait Place: std::fmt::Debug {
    /// The store with what it kept; an empty one at first. Earlier handles were dropped.
    fn open(&self) -> Arc<dyn Store>;
}

/// A store in memory that is handed over from process to process.
#[derive(Debug, Default)]
pub struct InMemory(Mutex<Option<Arc<Faulty>>>, Fault);

impl InMemory {
    /// With a planted fault.
    #[must_use]
    pub fn with(fault: Fault) -> Self {
        Self(Mutex::default(), fault)
    }
}

impl Place for InMemory {
    fn open(&self) -> Arc<dyn Store> {
        let mut kept = self.0.lock().unwrap();
        let mut snapshot = kept.take().map(|store| store.snapshot()).unwrap_or_default();
        if self.1 == Fault::RestartForgets {
            snapshot.records.clear();
            for attester in &mut snapshot.attesters {
                attester.counters.clear();
                attester.chain_head = None;
            }
        }
        let store = Arc::new(Faulty::of(snapshot, self.1));
        *kept = Some(Arc::clone(&store));
        store
    }
}

/// A file of the embedded store.
#[derive(Debug)]
pub struct InFile(tempfile::TempDir);

impl Default for InFile {
    fn default() -> Self {
        let memory = std::path::Path::new("/dev/shm");
        Self(tempfile::tempdir_in(memory).or_else(|_| tempfile::tempdir()).unwrap())
    }
}

impl Place for InFile {
    fn open(&self) -> Arc<dyn Store> {
        let path = self.0.path().join("store");
        let options = Options::new().log_size(64 << 10).cache_size(4 << 20);
        let store = if path.exists() {
            options.open(&path, backend(), at(0))
        } else {
            options.create(&path, backend())
        };
        Arc::new(store.unwrap())
    }
}

/// A fault for a control.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Fault {
    /// None.
    #[default]
    None,
    /// What was accepted is forgotten with the process.
    RestartForgets,
    /// A new key starts at no counter and an empty chain.
    RotationResets,
    /// The counter of a refused proof counts.
    RefusalCounts,
    /// A revocation can be lifted.
    RevocationLifted,
}

/// The store in memory, with a fault.
#[derive(Debug)]
pub struct Faulty {
    store: Mutex<MemoryStore>,
    fault: Fault,
}

impl Faulty {
    fn of(snapshot: Snapshot, fault: Fault) -> Self {
        let store = MemoryStore::restore(snapshot, &Tags).unwrap();
        Self { store: Mutex::new(store), fault }
    }

    fn snapshot(&self) -> Snapshot {
        self.with(|store| store.snapshot().unwrap())
    }

    fn with<T>(&self, act: impl FnOnce(&MemoryStore) -> T) -> T {
        act(&self.store.lock().unwrap())
    }

    /// Changes the state behind the store's back.
    fn tamper(&self, change: impl FnOnce(&mut Snapshot)) {
        let mut store = self.store.lock().unwrap();
        let mut snapshot = store.snapshot().unwrap();
        change(&mut snapshot);
        *store = MemoryStore::restore(snapshot, &Tags).unwrap();
    }
}

impl EnrollmentLookup for Faulty {
    fn find(&self, kid: &str) -> Result<Option<Arc<Enrollment>>, StoreError> {
        self.with(|store| store.find(kid))
    }
}

impl EnrollmentAdmin for Faulty {
    fn enroll(&self, enrollment: NewEnrollment, change: Change) -> Result<(), AdminError> {
        self.with(|store| store.enroll(enrollment, change))
    }

    fn set_status(
        &self,
        attester: &AttesterId,
        status: EnrollmentStatus,
        change: Change,
    ) -> Result<(), AdminError> {
        if self.fault == Fault::RevocationLifted {
            self.tamper(|snapshot| {
                for record in snapshot.attesters.iter_mut().filter(|a| a.attester == *attester) {
                    record.status = EnrollmentStatus::Active;
                }
            });
        }
        self.with(|store| store.set_status(attester, status, change))
    }

    fn rotate_key(
        &self,
        attester: &AttesterId,
        kid: &str,
        key: psea_jose::es256::VerifyingKey,
        change: Change,
    ) -> Result<(), AdminError> {
        self.with(|store| store.rotate_key(attester, kid, key, change))?;
        if self.fault == Fault::RotationResets {
            self.tamper(|snapshot| {
                for record in snapshot.attesters.iter_mut().filter(|a| a.attester == *attester) {
                    record.counters.clear();
                    record.chain_head = None;
                }
            });
        }
        Ok(())
    }

    fn list(&self) -> Result<Vec<Arc<Enrollment>>, StoreError> {
        self.with(EnrollmentAdmin::list)
    }

    fn history(&self, attester: &AttesterId) -> Result<Vec<ChangeRecord>, StoreError> {
        self.with(|store| store.history(attester))
    }
}

impl ChallengeStore for Faulty {
    fn issue(&self, challenge: Challenge) -> Result<(), ChallengeError> {
        self.with(|store| store.issue(challenge))
    }
}

impl ReplayStore for Faulty {
    fn promise(&self) -> StorePromise {
        self.with(ReplayStore::promise)
    }

    fn commit(&self, request: &CommitRequest<'_>) -> Result<Commit, StoreError> {
        let answer = self.with(|store| store.commit(request))?;
        if self.fault == Fault::RefusalCounts && answer != Commit::Done {
            let counter = (request.scope().clone(), request.counter());
            self.tamper(|snapshot| {
                let name = request.attester();
                for record in snapshot.attesters.iter_mut().filter(|a| a.attester == *name) {
                    record
                        .counters
                        .retain(|(scope, last)| *scope != counter.0 || *last > counter.1);
                    if record.counters.iter().all(|(scope, _)| *scope != counter.0) {
                        record.counters.push(counter.clone());
                    }
                }
            });
        }
        Ok(answer)
    }
}

impl OutcomeLookup for Faulty {
    fn recorded(
        &self,
        iss: &psea_claims::Issuer<'_>,
        jti: &psea_claims::Jti<'_>,
    ) -> Result<Option<ApprovalRecord>, StoreError> {
        self.with(|store| store.recorded(iss, jti))
    }
}
