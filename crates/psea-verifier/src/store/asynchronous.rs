//! The same store, for callers that must not block.

use std::fmt;
use std::future::{Future, ready};
use std::pin::Pin;
use std::sync::Arc;

use super::{Commit, CommitRequest, StoreError, StorePromise, VerifierStore};
use crate::enrollment::Enrollment;

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

    /// See [`EnrollmentLookup::find`](super::EnrollmentLookup::find).
    fn find<'a>(
        &'a self,
        kid: &'a str,
    ) -> BoxFuture<'a, Result<Option<Arc<Enrollment>>, StoreError>>;

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
