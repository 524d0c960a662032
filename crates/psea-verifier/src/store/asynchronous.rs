//! The same store, for callers that must not block.

use std::fmt;
use std::future::{Future, ready};
use std::pin::Pin;
use std::sync::Arc;

use psea_claims::{Issuer, Jti};
use psea_jose::es256::VerifyingKey;

use super::{
    AdminError, ApprovalRecord, Challenge, ChallengeError, ChallengeStore, Change, ChangeRecord,
    Commit, CommitRequest, EnrollmentAdmin, NewEnrollment, OutcomeLookup, StoreError, StorePromise,
    VerifierStore,
};
use crate::enrollment::{AttesterId, Enrollment, EnrollmentStatus};

/// An answer that comes later. No executor is implied.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// What an [`AsyncVerifier`](crate::AsyncVerifier) needs of a store: the asynchronous form of
/// [`VerifierStore`], with the same contract.
///
/// Every synchronous store is one too; its calls block the thread that polls them.
///
/// A future that is dropped before it is ready leaves the outcome unknown: the commit may or may
/// not take place. Submitting the proof again is safe.
pub trait AsyncVerifierStore: fmt::Debug + Send + Sync {
    /// See [`ReplayStore::promise`](super::ReplayStore::promise).
    fn promise(&self) -> StorePromise;

    /// See [`EnrollmentLookup::find`](super::EnrollmentLookup::find). Absence is current; a record
    /// may be an earlier version, kept to save a round trip: [`commit`](Self::commit) reads status and version again,
    /// and what is refused before it is judged once more by
    /// [`find_current`](Self::find_current).
    fn find<'a>(
        &'a self,
        kid: &'a str,
    ) -> BoxFuture<'a, Result<Option<Arc<Enrollment>>, StoreError>>;

    /// As [`find`](Self::find), in the version that is current when it is called. For a store whose
    /// `find` keeps nothing back, that is `find` itself.
    fn find_current<'a>(
        &'a self,
        kid: &'a str,
    ) -> BoxFuture<'a, Result<Option<Arc<Enrollment>>, StoreError>> {
        self.find(kid)
    }

    /// See [`ReplayStore::commit`](super::ReplayStore::commit).
    fn commit<'a>(
        &'a self,
        request: &'a CommitRequest<'a>,
    ) -> BoxFuture<'a, Result<Commit, StoreError>>;
}

impl<S: VerifierStore + ?Sized> AsyncVerifierStore for S {
    fn promise(&self) -> StorePromise {
        super::ReplayStore::promise(self)
    }

    fn find<'a>(
        &'a self,
        kid: &'a str,
    ) -> BoxFuture<'a, Result<Option<Arc<Enrollment>>, StoreError>> {
        Box::pin(ready(super::EnrollmentLookup::find(self, kid)))
    }

    fn commit<'a>(
        &'a self,
        request: &'a CommitRequest<'a>,
    ) -> BoxFuture<'a, Result<Commit, StoreError>> {
        Box::pin(ready(super::ReplayStore::commit(self, request)))
    }
}

/// The asynchronous form of [`EnrollmentAdmin`], with the same contract. Every synchronous one is
/// one too.
///
/// A future that is dropped before it is ready leaves the outcome unknown.
pub trait AsyncEnrollmentAdmin: fmt::Debug + Send + Sync {
    /// See [`EnrollmentAdmin::enroll`].
    fn enroll(
        &self,
        enrollment: NewEnrollment,
        change: Change,
    ) -> BoxFuture<'_, Result<(), AdminError>>;

    /// See [`EnrollmentAdmin::set_status`].
    fn set_status<'a>(
        &'a self,
        attester: &'a AttesterId,
        status: EnrollmentStatus,
        change: Change,
    ) -> BoxFuture<'a, Result<(), AdminError>>;

    /// See [`EnrollmentAdmin::rotate_key`].
    fn rotate_key<'a>(
        &'a self,
        attester: &'a AttesterId,
        kid: &'a str,
        key: VerifyingKey,
        change: Change,
    ) -> BoxFuture<'a, Result<(), AdminError>>;

    /// See [`EnrollmentAdmin::list`].
    fn list(&self) -> BoxFuture<'_, Result<Vec<Arc<Enrollment>>, StoreError>>;

    /// See [`EnrollmentAdmin::history`].
    fn history<'a>(
        &'a self,
        attester: &'a AttesterId,
    ) -> BoxFuture<'a, Result<Vec<ChangeRecord>, StoreError>>;
}

impl<S: EnrollmentAdmin + ?Sized> AsyncEnrollmentAdmin for S {
    fn enroll(
        &self,
        enrollment: NewEnrollment,
        change: Change,
    ) -> BoxFuture<'_, Result<(), AdminError>> {
        Box::pin(ready(EnrollmentAdmin::enroll(self, enrollment, change)))
    }

    fn set_status<'a>(
        &'a self,
        attester: &'a AttesterId,
        status: EnrollmentStatus,
        change: Change,
    ) -> BoxFuture<'a, Result<(), AdminError>> {
        Box::pin(ready(EnrollmentAdmin::set_status(self, attester, status, change)))
    }

    fn rotate_key<'a>(
        &'a self,
        attester: &'a AttesterId,
        kid: &'a str,
        key: VerifyingKey,
        change: Change,
    ) -> BoxFuture<'a, Result<(), AdminError>> {
        Box::pin(ready(EnrollmentAdmin::rotate_key(self, attester, kid, key, change)))
    }

    fn list(&self) -> BoxFuture<'_, Result<Vec<Arc<Enrollment>>, StoreError>> {
        Box::pin(ready(EnrollmentAdmin::list(self)))
    }

    fn history<'a>(
        &'a self,
        attester: &'a AttesterId,
    ) -> BoxFuture<'a, Result<Vec<ChangeRecord>, StoreError>> {
        Box::pin(ready(EnrollmentAdmin::history(self, attester)))
    }
}

/// The asynchronous form of [`ChallengeStore`], with the same contract. Every synchronous one is
/// one too.
pub trait AsyncChallengeStore: fmt::Debug + Send + Sync {
    /// See [`ChallengeStore::issue`].
    fn issue(&self, challenge: Challenge) -> BoxFuture<'_, Result<(), ChallengeError>>;
}

impl<S: ChallengeStore + ?Sized> AsyncChallengeStore for S {
    fn issue(&self, challenge: Challenge) -> BoxFuture<'_, Result<(), ChallengeError>> {
        Box::pin(ready(ChallengeStore::issue(self, challenge)))
    }
}

/// The asynchronous form of [`OutcomeLookup`], with the same contract. Every synchronous one is
/// one too.
pub trait AsyncOutcomeLookup: fmt::Debug + Send + Sync {
    /// See [`OutcomeLookup::recorded`].
    fn recorded<'a>(
        &'a self,
        iss: &'a Issuer<'a>,
        jti: &'a Jti<'a>,
    ) -> BoxFuture<'a, Result<Option<ApprovalRecord>, StoreError>>;
}

impl<S: OutcomeLookup + ?Sized> AsyncOutcomeLookup for S {
    fn recorded<'a>(
        &'a self,
        iss: &'a Issuer<'a>,
        jti: &'a Jti<'a>,
    ) -> BoxFuture<'a, Result<Option<ApprovalRecord>, StoreError>> {
        Box::pin(ready(OutcomeLookup::recorded(self, iss, jti)))
    }
}
