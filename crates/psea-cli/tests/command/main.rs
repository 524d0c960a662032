//! The command as its users meet it: processes, files, exit codes, output.

#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::panic,
    clippy::string_slice,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

mod attest;
mod attester_state;
mod audit;
mod canon;
mod challenge;
mod crashes;
mod demo;
mod enrollment;
mod hardware;
mod help;
mod inspect;
mod keys;
mod keyset;
mod migrate;
#[cfg(feature = "postgres")]
mod postgres;
mod queue;
mod readme;
mod restore;
mod results;
mod roundtrip;
mod state;
mod store;
mod support;
