//! The gate before the effect: what is not executed, with its code, and what is executed once.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::wildcard_imports,
    reason = "helpers of tests, which clippy does not count as tests"
)]

mod clock;
mod concurrent;
mod once;
mod principals;
mod refused;
mod support;
mod typed;
