//! Keys on PIV cards, through pcscd and the virtual reader vpcd.
//!
//! Each test has a pcscd of its own, see [`stack`], and a card of the project's own, see [`card`].

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::wildcard_imports,
    clippy::redundant_closure,
    reason = "helpers of tests, which clippy does not count as tests; the name of a closure is that of its test"
)]

mod attestation;
mod card;
mod contention;
mod failures;
mod gate;
mod keys;
mod oracle;
mod proofs;
mod service;
mod stack;
mod suite;
mod support;
