//! What the state must hold over restarts, power cuts and decay. Each harness has a control:
//! the same run with a planted fault must come out red.
//!
//! `PSEA_SEED` repeats a random run; `PSEA_LONG` is a factor for the number of rounds.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    clippy::wildcard_imports,
    reason = "helpers of tests, which clippy does not count as tests"
)]

mod contract;
mod damage;
mod format;
mod migration;
mod opening;
mod power_cuts;
mod support;
mod trust;
