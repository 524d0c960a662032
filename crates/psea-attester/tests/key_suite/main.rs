//! The conformance suite for keys: what passes it, and what it must catch.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "helpers of tests, which clippy does not count as tests"
)]

mod controls;
mod faulty;
mod judge;
mod software;
