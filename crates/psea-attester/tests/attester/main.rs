//! The Attester: one user verification, one signature, one counter, one action.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::unreachable,
    clippy::wildcard_imports,
    reason = "helpers of tests, which clippy does not count as tests"
)]

mod acknowledge;
mod claims;
mod file_state;
mod keys;
mod memory_state;
mod properties;
mod refused;
mod restore;
mod results;
mod software;
mod support;
mod trust;
mod two_steps;
