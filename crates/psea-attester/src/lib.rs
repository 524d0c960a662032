//! The Attester: one user verification, one signature, one action.
//!
//! # Making a proof
//!
//! ```text
//! Attester::propose   the action is checked, the local trust state permits a proof
//!   └ Proposal::verify_user   the key verifies the user, who sees the action
//!       └ Confirmed::sign     the counter is reserved durably, the key signs once
//! ```
//!
//! The verification is a value that cannot be cloned and that the one signature consumes
//! ([`HardwareKey`], [`UserVerified`]): a second signature needs a second verification (§3.7).
//! Keys that are asynchronous or elsewhere take the two-step path instead:
//! [`Proposal::prepare`] gives the signing input, [`Prepared::complete`] takes the 64 octets.
//!
//! # State
//!
//! An [`AttesterState`] keeps the counters, the head of the chain and the local trust state. A
//! counter is durable before the proof that carries it exists, so that no crash makes the
//! Attester use one twice (§3.10). [`FileState`] keeps it in a file, [`MemoryState`] forgets it.
//!
//! The crate reads no clock and makes no random numbers: times and ids are arguments. Only
//! [`FileState`] does I/O.
//!
//! Section numbers are those of draft-yossif-psea-03 unless an RFC is named.

#![cfg_attr(docsrs, feature(doc_cfg))]
#![warn(clippy::arithmetic_side_effects)]

mod acknowledge;
mod attester;
mod config;
mod error;
mod key;
mod pin;
mod proof;
mod propose;
mod request;
#[cfg(feature = "software-key")]
pub mod software;
mod stages;
mod state;
#[cfg(feature = "testing")]
pub mod testing;

pub use acknowledge::AcknowledgeError;
pub use attester::Attester;
pub use config::{AttesterConfig, ConfigError};
pub use error::AttestError;
pub use key::{HardwareKey, KeyError, KeyReport, Prompt, RemoteVerification, UserVerified};
pub use pin::{Pin, PinEntry, PinRequest};
pub use proof::{Proof, RestoreError};
pub use request::ActionRequest;
pub use stages::{Confirmed, Prepared, Proposal};
pub use state::{AttesterState, FileState, MemoryState, StateError, StateSnapshot, TrustState};
