//! What the store must hold under races, crashes, errors, restored copies, clock steps and decay.
//! Each harness has a control: the same run with a planted fault must come out red.
//!
//! `PSEA_SEED` repeats a random run; `PSEA_LONG=1` runs the long forms.
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

mod admin;
mod bit_rot;
mod clock;
mod conformance;
mod damage;
mod full_disk;
mod group;
mod hostile;
mod io_errors;
mod kill;
mod log;
mod opening;
mod power_cuts;
mod races;
mod recovery;
mod restore;
mod state;
mod support;
mod upkeep;
