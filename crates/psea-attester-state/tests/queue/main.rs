//! What the offline queue must hold: as a pure machine against a small model, over restarts, and
//! end to end with a Verifier. Each harness has a control: the same run with a planted
//! fault must come out red.
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

mod answers;
mod backoff;
mod chain;
mod end_to_end;
mod ended;
mod machine;
mod requests;
mod support;
