//! What an Attester must not forget, in one small file: its counters, the head of its chain, as
//! what it is enrolled, its trust state, and the proofs that wait until the Verifier can be
//! reached.
//!
//! # State
//!
//! [`RedbState`] is an [`AttesterState`](psea_attester::AttesterState) on the embedded engine redb:
//! every change is a transaction with a two-phase commit and is on the disk before the call
//! returns. [`RedbState::enroll`] records an enrollment; a key that was revoked is never enrolled
//! again. [`RedbState::migrate`] takes over the simple
//! [`FileState`](psea_attester::FileState).
//!
//! # The offline queue
//!
//! [`OfflineQueue`] makes proofs while the Verifier is out of reach, keeps them, and sends them
//! when it can be reached:
//!
//! ```text
//! OfflineQueue::propose        policy allows the operation offline, and there is room
//!   └ OfflineProposal::verify_user, OfflineConfirmed::sign   made, stored: now it is queued
//! OfflineQueue::turn           drops what is over, sends what is due, obeys signed answers
//! OfflineQueue::ended          how each ended, until it is forgotten
//! ```
//!
//! * **The only way in is [`propose`](OfflineQueue::propose).** What an [`OfflinePolicy`] marks as
//!   [`Offline::ServerFirst`] is refused before the user is asked. There is no way to put in a proof
//!   that was made otherwise.
//! * **Order.** Proofs of one counter scope leave in the order of their counters, each after the one
//!   before it ended: a Verifier that accepted the later one first would refuse the earlier one
//!   (§3.10). Scopes do not wait for each other. A proof that the same Attester makes and sends in
//!   the same scope beside the queue overtakes what waits there, which is refused then: keep a scope
//!   for offline operations, or send all of the scope's proofs through the queue.
//! * **One request at a time.** A proof is marked as under way, with the request's deadline, on the
//!   disk before it is sent. Until an answer or the deadline no other request with it begins, also
//!   after a crash. The same proof may then be sent again: a Verifier tells what became of it first.
//! * **Answers** are signed results and nothing else: approved, it ends as accepted, and the chain's
//!   head moves; rejected or stale, it is dropped; unavailable, unverifiable or none at all, it is
//!   sent again, after a delay that doubles and is jittered. Revoked, if it verifies, the local
//!   state is revoked, the queue stops for good and everything in it is dropped, but for what is
//!   under way, whose answer may still say that it was accepted.
//! * **Windows.** A proof waits until its own `exp` or the end of the grace window, 24 h by default,
//!   whichever is first, and is dropped then. While a request is under way its answer is awaited.
//!   A proof that was sent and dropped without an answer may have been accepted:
//!   [`Ended::is_unknown`]. A clock that is set back prolongs a window by as much; the Verifier's
//!   own check of `exp` is what binds.
//! * **Nothing is lost silently.** What was queued waits or is in [`ended`](OfflineQueue::ended),
//!   whatever happened in between.
//! * **With the chain layer on, one proof at a time waits.** A proof refers to the head that the
//!   acceptance of the one before it makes (§3.12). Made before that acceptance is known it would
//!   guess, and one refusal would make all that follow it void after their users were asked. So
//!   [`propose`](OfflineQueue::propose) refuses the next one until the one before it ended
//!   ([`Refused::ChainBusy`]). If that one ended [unknown](Ended::is_unknown) and was accepted, the
//!   next one refers to an old head and is refused, until
//!   [`resume_chain`](psea_attester::Attester::resume_chain) is given the result.
//!
//! [`Machine`] decides all this as a pure value: time and chance are arguments.
//!
//! Section numbers are those of draft-yossif-psea-03 unless an RFC is named.

#![cfg_attr(docsrs, feature(doc_cfg))]
#![warn(clippy::arithmetic_side_effects)]

mod codec;
mod enrollment;
mod error;
mod file;
pub mod queue;
mod time;

pub use enrollment::{Chain, Enrollment};
pub use error::{EnrollError, OpenError};
pub use file::RedbState;
pub use queue::{
    AsyncTransport, DropReason, End, Ended, EntryId, Machine, NoAnswer, Offline, OfflinePolicy,
    OfflineQueue, Outgoing, QueueError, QueueOptions, Queued, Refused, Transport, Turn, Waiting,
};
pub use time::Millis;
