//! The Verifier: appraises proofs, fails closed, and lets each approval through exactly once.
//!
//! # The stages
//!
//! A submission becomes an approval in four steps. Each is a type with a private constructor, so
//! that no step can be left out:
//!
//! | type | made by | what can be read of it |
//! |---|---|---|
//! | [`Submission`] | [`Submission::parse`]: sizes, syntax, header | the `kid`, untrusted |
//! | [`SignedSubmission`] | [`Submission::verify_signature`]: the enrolled key | nothing more |
//! | [`Appraised`] | [`SignedSubmission::appraise`]: every check without state | what the commit needs |
//! | [`Approval`] | [`Appraised::commit`]: one atomic step of a [`ReplayStore`] | the action, to be executed |
//!
//! Everything but the commit is synchronous and performs no I/O; time is an argument. The draft's
//! order of checks (§3.13.2) is the order of these steps and of the code inside them.
//! [`Verifier`] takes the four steps for you.
//!
//! # When it says no
//!
//! A [`Rejection`] has a stable code and the draft's section for the Verifier's log, and an
//! [`Outcome`](psea_claims::Outcome), one of five words, for the Attester. A [`Fault`] is a
//! failure of this side: it never reads as fresh, and nothing is approved.
//!
//! Section numbers are those of draft-yossif-psea-03 unless an RFC is named.

#![cfg_attr(docsrs, feature(doc_cfg))]
#![warn(clippy::arithmetic_side_effects)]

mod answer;
mod appraisal;
mod approval;
mod config;
mod enrollment;
mod rejection;
mod store;
mod submission;
#[cfg(feature = "testing")]
pub mod testing;
mod verifier;

pub use answer::{
    Answered, AnsweringVerifier, AsyncAnsweringVerifier, KeptResults, RecentResults, Recipient,
    ResultIssueError, ResultIssuer,
};
pub use appraisal::{Appraised, Audited};
pub use approval::{Approval, Signals};
pub use config::{ChallengePolicy, ConfigError, ContextPolicy, Expected, VerifierConfig};
pub use enrollment::{
    AttesterId, EnrolledDevice, Enrollment, EnrollmentStatus, EnrollmentVersion, OtherStatus,
};
pub use psea_claims::{Durability, UvAnchor};
pub use rejection::{Fault, Refusal, Rejection, Stage};
pub use store::{
    AdminError, ApprovalRecord, AsyncChallengeStore, AsyncEnrollmentAdmin, AsyncOutcomeLookup,
    AsyncVerifierStore, AttesterSnapshot, BoxFuture, ChainLink, Challenge, ChallengeError,
    ChallengeSnapshot, ChallengeStore, Change, ChangeKind, ChangeRecord, Commit, CommitRefusal,
    CommitRequest, EnrollmentAdmin, EnrollmentLookup, MemoryStore, NewEnrollment, OutcomeLookup,
    OwnedCommitRequest, ReplayStore, RestoreError, Snapshot, StoreError, StorePromise, StoreTime,
    StoredEnrollment, StoredState, VerifierStore,
};
pub use submission::{SignedSubmission, Submission};
pub use verifier::{AsyncVerifier, Verifier};
