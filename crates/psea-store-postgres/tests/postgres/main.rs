//! The store on a real PostgreSQL, which the tests start and stop themselves.
//!
//! `cargo xtask test` runs them where the server's programs are there. `PSEA_LONG=n` takes n times
//! as many rounds, and the long form of the conformance suite; `PSEA_SEED` repeats a random run.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    reason = "helpers of tests, which clippy does not count as tests"
)]

mod answers;
mod cache;
mod check;
mod conformance;
mod crashes;
mod fence;
mod growth;
mod hostile;
#[cfg(feature = "metrics")]
mod metrics;
mod migrations;
mod model;
mod mutants;
mod races;
mod restores;
mod scenarios;
mod second;
mod server;
mod settings;
mod support;
