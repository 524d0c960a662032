use std::path::Path;
use std::sync::Arc;
use std::thread::JoinHandle;

use psea_claims::{EpochSeconds, Issuer, Jti};
use psea_jose::es256::{Es256Backend, VerifyingKey};
use psea_verifier::{
    AdminError, ApprovalRecord, AttesterId, Challenge, ChallengeError, ChallengeStore, Change,
    ChangeRecord, Commit, CommitRequest, Durability, Enrollment, EnrollmentAdmin, EnrollmentLookup,
    EnrollmentStatus, NewEnrollment, OutcomeLookup, ReplayStore, Snapshot, StoreError,
    StorePromise,
};

use crate::check::{self, Report};
use crate::codec::{key, read_record};
use crate::error::{ImportError, OpenError};
use crate::gate::Core;
use crate::options::Options;
use crate::read::{self, Stats};
use crate::schema::JTIS;
use crate::{metrics, ops};

/// Enrollments, challenges and replay state in one file.
///
/// All changes go through one thread of the store's, which ends when the store is dropped. Share
/// the store with [`Arc`]; a file can be open once.
#[derive(Debug)]
pub struct RedbStore {
    core: Arc<Core>,
    writer: Option<JoinHandle<()>>,
    exact_anchor: bool,
    cache: usize,
}

/// What a prune dropped.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Pruned {
    /// Records of accepted proofs.
    pub records: u64,
    /// Challenges.
    pub challenges: u64,
}

impl RedbStore {
    pub(crate) const fn new(
        core: Arc<Core>,
        writer: JoinHandle<()>,
        exact_anchor: bool,
        cache: usize,
    ) -> Self {
        Self { core, writer: Some(writer), exact_anchor, cache }
    }

    /// [`Options::create`] with the default options.
    ///
    /// # Errors
    ///
    /// See there.
    pub fn create(
        path: impl AsRef<Path>,
        backend: Arc<dyn Es256Backend>,
    ) -> Result<Self, OpenError> {
        Options::new().create(path, backend)
    }

    /// [`Options::open`] with the default options.
    ///
    /// # Errors
    ///
    /// See there.
    pub fn open(
        path: impl AsRef<Path>,
        backend: Arc<dyn Es256Backend>,
        now: EpochSeconds,
    ) -> Result<Self, OpenError> {
        Options::new().open(path, backend, now)
    }

    /// [`Options::import`] with the default options.
    ///
    /// # Errors
    ///
    /// See there.
    pub fn import(
        path: impl AsRef<Path>,
        snapshot: &Snapshot,
        backend: Arc<dyn Es256Backend>,
        now: EpochSeconds,
    ) -> Result<Self, ImportError> {
        Options::new().import(path, snapshot, backend, now)
    }

    /// Everything that still matters, as plain data.
    ///
    /// # Errors
    ///
    /// If the store cannot be read, or is damaged.
    pub fn export(&self) -> Result<Snapshot, StoreError> {
        self.core.read(read::export)
    }

    /// Checks the whole file: every page's checksum, every row, and that the tables agree. Changes
    /// nothing but that the log's rows are written to redb first. Submissions wait while the pages
    /// are checked.
    ///
    /// # Errors
    ///
    /// If the store cannot be read. Damage is no error but in the report.
    pub fn check(&self) -> Result<Report, StoreError> {
        let pages = self.core.alone(|| check::pages(&self.core.files.engine, self.cache))?;
        let size = self.size()?;
        let mut report = self.core.read(|txn| check::rows(txn, size))?;
        if let Err(error) = pages {
            report.damage.push(error.to_string().into());
        }
        Ok(report)
    }

    /// How much there is.
    ///
    /// # Errors
    ///
    /// If the store cannot be read.
    pub fn stats(&self) -> Result<Stats, StoreError> {
        let size = self.size()?;
        self.core.read(|txn| read::stats(txn, size))
    }

    fn size(&self) -> Result<u64, StoreError> {
        check::size(&self.core.files.file).map_err(|error| StoreError::Unavailable(error.into()))
    }

    /// Drops every record and challenge that can no longer matter, many at a time and with
    /// submissions in between. Each commit drops some too.
    ///
    /// # Errors
    ///
    /// If the store failed.
    pub fn prune(&self) -> Result<Pruned, StoreError> {
        let mut all = Pruned::default();
        loop {
            let step = self.core.submit(ops::prune)?;
            let (records, challenges) = (step.records, step.challenges);
            if records == 0 && challenges == 0 {
                return Ok(all);
            }
            all.records = all.records.saturating_add(u64::try_from(records).unwrap_or(u64::MAX));
            all.challenges =
                all.challenges.saturating_add(u64::try_from(challenges).unwrap_or(u64::MAX));
        }
    }

    /// Refuses every proof that was issued before `at` or at it, the clock skew on top: to be
    /// called by who knows that the state may lack something (§6.5). An earlier moment than that
    /// of a standing fence changes nothing.
    ///
    /// # Errors
    ///
    /// If the store failed.
    pub fn fence_now(&self, at: EpochSeconds) -> Result<(), StoreError> {
        self.core.submit(move |tx| ops::set_fence(tx, Some(at)))
    }

    /// Lifts the fence: the word of an operator who knows that nothing was accepted that this
    /// state lacks. It is never needed for proofs issued after the fence: those pass.
    ///
    /// # Errors
    ///
    /// If the store failed.
    pub fn lift_fence(&self) -> Result<(), StoreError> {
        self.core.submit(move |tx| ops::set_fence(tx, None))
    }
}

impl Drop for RedbStore {
    fn drop(&mut self) {
        self.core.close();
        if let Some(writer) = self.writer.take() {
            // Its failure was every caller's answer already.
            let _ended = writer.join();
        }
    }
}

impl EnrollmentLookup for RedbStore {
    fn find(&self, kid: &str) -> Result<Option<Arc<Enrollment>>, StoreError> {
        self.core.running()?;
        let began = match self.core.files.cache.get(kid) {
            Ok(enrollment) => return Ok(Some(enrollment)),
            Err(began) => began,
        };
        let found = self.core.read(|txn| read::find(txn, kid, &*self.core.files.keys))?;
        if let Some(enrollment) = &found {
            self.core.files.cache.keep(began, enrollment);
        }
        Ok(found)
    }
}

impl EnrollmentAdmin for RedbStore {
    fn enroll(&self, enrollment: NewEnrollment, change: Change) -> Result<(), AdminError> {
        let enrollment = enrollment.into_enrollment();
        self.core.submit(move |tx| ops::enroll(tx, &enrollment, change))?
    }

    fn set_status(
        &self,
        attester: &AttesterId,
        status: EnrollmentStatus,
        change: Change,
    ) -> Result<(), AdminError> {
        let attester = attester.clone();
        self.core.submit(move |tx| ops::set_status(tx, &attester, &status, change))?
    }

    fn rotate_key(
        &self,
        attester: &AttesterId,
        kid: &str,
        key: VerifyingKey,
        change: Change,
    ) -> Result<(), AdminError> {
        let (attester, kid) = (attester.clone(), Box::<str>::from(kid));
        self.core.submit(move |tx| ops::rotate_key(tx, &attester, &kid, &key, change))?
    }

    fn list(&self) -> Result<Vec<Arc<Enrollment>>, StoreError> {
        self.core.read(|txn| read::list(txn, &*self.core.files.keys))
    }

    fn history(&self, attester: &AttesterId) -> Result<Vec<ChangeRecord>, StoreError> {
        self.core.read(|txn| read::history(txn, attester))
    }
}

impl ChallengeStore for RedbStore {
    fn issue(&self, challenge: Challenge) -> Result<(), ChallengeError> {
        self.core.submit(move |tx| ops::issue(tx, &challenge))?
    }
}

impl ReplayStore for RedbStore {
    fn promise(&self) -> StorePromise {
        StorePromise { durability: Durability::PowerLoss, notices_older_copy: self.exact_anchor }
    }

    fn commit(&self, request: &CommitRequest<'_>) -> Result<Commit, StoreError> {
        let request = request.to_owned_request();
        let answer = self.core.submit(move |tx| ops::commit(tx, &request.request()));
        let answer = answer.and_then(|answer| answer);
        metrics::answer(&answer);
        answer
    }
}

impl OutcomeLookup for RedbStore {
    fn recorded(
        &self,
        iss: &Issuer<'_>,
        jti: &Jti<'_>,
    ) -> Result<Option<ApprovalRecord>, StoreError> {
        let key = key::jti(iss.as_str(), jti.as_str());
        self.core.read(|txn| {
            let time = read::state(txn)?.time;
            let record = read::get(txn, JTIS, &key, read_record)?;
            Ok(record.filter(|record| !time.is_past(record.keep_until)))
        })
    }
}
