//! A deployment as a whole: Attesters, Verifiers and their store, the messages between them, and
//! what operators do. Once as a page of plain [`Rules`], and once as the [`System`] of these crates.
//!
//! Everything is a function of the steps that are given: time is a number, and signatures are cheap
//! tags, so that thousands of runs take seconds.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::missing_panics_doc,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a test reports by panicking; nothing here runs in a Verifier"
)]

pub mod deployment;
pub mod places;
mod rules;
mod system;
mod tags;

pub use rules::{Answer, ProofFacts, Rules, Status, Step};
pub use system::{Handle, System};
pub use tags::{Tags, tag};
