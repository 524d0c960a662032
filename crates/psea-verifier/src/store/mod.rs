//! What the Verifier keeps: enrollments, challenges, and what was accepted before.
//!
//! Three traits, separable, all object-safe:
//!
//! * [`EnrollmentLookup`] finds the record that a `kid` selects; [`EnrollmentAdmin`] changes it.
//! * [`ChallengeStore`] issues challenges.
//! * [`ReplayStore`] commits: one call, one atomic step, all or nothing (§3.10, §6.5).
//!
//! A store that implements all of them commits them together, which is what makes a revocation
//! that came first always win. [`MemoryStore`] is such a store, for tests and for processes whose
//! state may be forgotten.

mod admin;
mod asynchronous;
mod challenge;
mod commit;
mod memory;
mod owned;
mod promise;
mod record;
mod time;

pub use admin::{AdminError, Change, ChangeKind, ChangeRecord, EnrollmentAdmin, NewEnrollment};
pub use asynchronous::{
    AsyncChallengeStore, AsyncEnrollmentAdmin, AsyncOutcomeLookup, AsyncVerifierStore, BoxFuture,
};
pub use challenge::{Challenge, ChallengeError, ChallengeStore};
pub use commit::{
    ChainLink, Commit, CommitRefusal, CommitRequest, ReplayStore, StoredEnrollment, StoredState,
};
pub use memory::{AttesterSnapshot, ChallengeSnapshot, MemoryStore, RestoreError, Snapshot};
pub use owned::OwnedCommitRequest;
pub use promise::StorePromise;
pub use record::{ApprovalRecord, OutcomeLookup};
pub use time::StoreTime;

use std::error::Error;
use std::fmt;
use std::sync::Arc;

use psea_claims::EpochSeconds;

use crate::enrollment::Enrollment;

/// Finds enrollment records.
pub trait EnrollmentLookup: fmt::Debug + Send + Sync {
    /// The record that `kid` selects, in its current version; none if there is none.
    ///
    /// # Errors
    ///
    /// If the store cannot say. That is not the same as none.
    fn find(&self, kid: &str) -> Result<Option<Arc<Enrollment>>, StoreError>;
}

/// What a [`Verifier`](crate::Verifier) needs of a store.
pub trait VerifierStore: EnrollmentLookup + ReplayStore {}

impl<S: EnrollmentLookup + ReplayStore + ?Sized> VerifierStore for S {}

/// A store that did not answer. It can never be read as an answer.
#[derive(Debug)]
#[non_exhaustive]
pub enum StoreError {
    /// The operation did not take place.
    Unavailable(Box<dyn Error + Send + Sync>),
    /// A change was under way, and whether it took place is not known: an I/O error, a lost
    /// connection, a time-out.
    OutcomeUnknown(Box<dyn Error + Send + Sync>),
    /// The store's state became another one after the proof was issued: what was accepted before
    /// may have been forgotten. Nothing was changed; a fresh proof can pass (§6.5).
    Fenced {
        /// When the state became another one.
        fence: EpochSeconds,
    },
    /// The given time lies further behind the greatest one served than the store tolerates.
    /// Nothing was changed: what was forgotten since could look fresh again (§3.10).
    ClockBehind {
        /// The time that was given.
        now: EpochSeconds,
        /// The greatest time at which the store accepted a proof.
        latest: EpochSeconds,
    },
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unavailable(source) => write!(f, "nothing was changed: {source}"),
            Self::OutcomeUnknown(source) => write!(f, "it may have been changed: {source}"),
            Self::Fenced { fence } => write!(
                f,
                "the store's state was replaced at {fence}: a proof issued before may have been \
                 accepted and forgotten"
            ),
            Self::ClockBehind { now, latest } => {
                write!(
                    f,
                    "the clock says {now}, and a proof was accepted at {latest}: set the clock"
                )
            }
        }
    }
}

impl Error for StoreError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Unavailable(source) | Self::OutcomeUnknown(source) => Some(source.as_ref()),
            Self::Fenced { .. } | Self::ClockBehind { .. } => None,
        }
    }
}
