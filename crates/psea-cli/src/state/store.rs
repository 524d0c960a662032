use std::io;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use psea::jose::es256::{P256Backend, VerifyingKey};
use psea::verifier::{
    AdminError, AttesterId, Challenge, ChallengeError, ChallengeStore, Change, ChangeRecord,
    Commit, CommitRequest, Durability, Enrollment, EnrollmentAdmin, EnrollmentLookup,
    EnrollmentStatus, MemoryStore, NewEnrollment, ReplayStore, StoreError, StorePromise,
};

use super::lock::Lock;
use super::{STORE, document};
use crate::edge::files::{self, Mode};
use crate::failure::Failure;

/// Enrollments, challenges and replay state in one file.
///
/// The rules are [`MemoryStore`]'s. Each change is in the file before it is answered. Where that
/// fails, memory and file may differ: the answer is "unknown", and so is every later one, until
/// a new process has read what the file holds.
#[derive(Debug)]
pub(crate) struct FileStore {
    path: PathBuf,
    inner: Mutex<Inner>,
    _lock: Lock,
}

#[derive(Debug)]
struct Inner {
    memory: MemoryStore,
    /// Set by the first write that failed.
    stopped: bool,
}

impl FileStore {
    pub(super) fn open(path: PathBuf, lock: Lock) -> Result<Self, Failure> {
        if !path.exists() {
            return Err(Failure::new(
                "state_damaged",
                format!("the verifier's {STORE} is missing: what was accepted is not known"),
            )
            .file(&path)
            .fix(
                "restore the file from a backup that is not older than the proofs in flight; or \
                 begin anew in another directory, with new attester keys",
            ));
        }
        let snapshot = document::read(&path, &files::read(&path)?)?;
        let memory = MemoryStore::restore(snapshot, &P256Backend).map_err(|error| {
            Failure::new("state_damaged", error.to_string())
                .file(&path)
                .fix("restore the file from a backup")
        })?;
        Ok(Self { path, inner: Mutex::new(Inner { memory, stopped: false }), _lock: lock })
    }

    /// For every use, reading included: a record must not be seen before it is in the file.
    fn inner(&self) -> Result<MutexGuard<'_, Inner>, StoreError> {
        // A panic in the middle of a change leaves `stopped` set: see `change`.
        let inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        if inner.stopped {
            return Err(StoreError::Unavailable(
                "an earlier change could not be written: start anew".into(),
            ));
        }
        Ok(inner)
    }

    /// Applies a change in memory and, if `changed` says that it was one, writes the file.
    fn change<T, E: From<StoreError>>(
        &self,
        change: impl FnOnce(&MemoryStore) -> Result<T, E>,
        changed: impl FnOnce(&T) -> bool,
    ) -> Result<T, E> {
        let mut inner = self.inner()?;
        // Until the file has the change, whatever comes between leaves the store stopped.
        inner.stopped = true;
        let answer = change(&inner.memory);
        if answer.as_ref().is_ok_and(changed) {
            self.write(&inner.memory)
                .map_err(|error| StoreError::OutcomeUnknown(Box::new(error)))?;
        }
        inner.stopped = false;
        answer
    }

    fn write(&self, memory: &MemoryStore) -> io::Result<()> {
        let snapshot = memory.snapshot().map_err(io::Error::other)?;
        let text = document::write(&snapshot)
            .ok_or_else(|| io::Error::other("an enrolled key has no JSON form"))?;
        files::replace(&self.path, text.as_bytes(), Mode::Default)
    }
}

impl EnrollmentLookup for FileStore {
    fn find(&self, kid: &str) -> Result<Option<Arc<Enrollment>>, StoreError> {
        self.inner()?.memory.find(kid)
    }
}

impl ReplayStore for FileStore {
    /// The file and its directory are synced before a change is answered.
    fn promise(&self) -> StorePromise {
        StorePromise { durability: Durability::PowerLoss, notices_older_copy: false }
    }

    fn commit(&self, request: &CommitRequest<'_>) -> Result<Commit, StoreError> {
        self.change(|memory| memory.commit(request), |commit| *commit == Commit::Done)
    }
}

impl EnrollmentAdmin for FileStore {
    fn enroll(&self, enrollment: NewEnrollment, change: Change) -> Result<(), AdminError> {
        self.change(|memory| memory.enroll(enrollment, change), |()| true)
    }

    fn set_status(
        &self,
        attester: &AttesterId,
        status: EnrollmentStatus,
        change: Change,
    ) -> Result<(), AdminError> {
        self.change(|memory| memory.set_status(attester, status, change), |()| true)
    }

    fn rotate_key(
        &self,
        attester: &AttesterId,
        kid: &str,
        key: VerifyingKey,
        change: Change,
    ) -> Result<(), AdminError> {
        self.change(|memory| memory.rotate_key(attester, kid, key, change), |()| true)
    }

    fn list(&self) -> Result<Vec<Arc<Enrollment>>, StoreError> {
        self.inner()?.memory.list()
    }

    fn history(&self, attester: &AttesterId) -> Result<Vec<ChangeRecord>, StoreError> {
        self.inner()?.memory.history(attester)
    }
}

impl ChallengeStore for FileStore {
    fn issue(&self, challenge: Challenge) -> Result<(), ChallengeError> {
        self.change(|memory| memory.issue(challenge), |()| true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use psea::claims::{DeviceId, EpochSeconds};
    use psea::jose::es256::{Es256Signer as _, P256Signer};
    use psea::verifier::EnrolledDevice;
    use std::fs;

    fn new_enrollment(name: &str) -> NewEnrollment {
        let key = *P256Signer::from_scalar(&[7; 32]).unwrap().public_key();
        let key = VerifyingKey::new(key, &P256Backend).unwrap();
        let device = EnrolledDevice::Id(DeviceId::new("d").unwrap());
        NewEnrollment::new(AttesterId::new(name).unwrap(), name, key, device)
    }

    fn change() -> Change {
        Change::new(EpochSeconds::from(1), "for a test")
    }

    fn open(directory: &tempfile::TempDir) -> FileStore {
        let lock = Lock::acquire(directory.path()).unwrap();
        FileStore::open(directory.path().join(STORE), lock).unwrap()
    }

    /// §6.5: an answer is in the file; a refusal writes nothing.
    #[test]
    fn changes_are_in_the_file() {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join(STORE);
        fs::write(&file, document::empty()).unwrap();
        let store = open(&directory);
        store.enroll(new_enrollment("a"), change()).unwrap();
        let written = fs::read(&file).unwrap();
        assert!(matches!(
            store.enroll(new_enrollment("a"), change()),
            Err(AdminError::AttesterExists(_))
        ));
        assert_eq!(fs::read(&file).unwrap(), written);
        drop(store);
        assert!(open(&directory).find("a").unwrap().is_some());
    }

    /// A change that could not be written: "unknown", and nothing is answered any more.
    #[test]
    fn a_failed_write_stops_the_store() {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join(STORE);
        fs::write(&file, document::empty()).unwrap();
        let store = open(&directory);
        // A directory stands where the new file would be written.
        fs::create_dir(directory.path().join("store.json.new")).unwrap();
        assert!(matches!(
            store.enroll(new_enrollment("a"), change()),
            Err(AdminError::Store(StoreError::OutcomeUnknown(_)))
        ));
        fs::remove_dir(directory.path().join("store.json.new")).unwrap();
        assert!(matches!(store.find("a"), Err(StoreError::Unavailable(_))));
        assert!(matches!(
            store.enroll(new_enrollment("b"), change()),
            Err(AdminError::Store(StoreError::Unavailable(_)))
        ));
        assert_eq!(fs::read_to_string(&file).unwrap(), document::empty());
    }
}
