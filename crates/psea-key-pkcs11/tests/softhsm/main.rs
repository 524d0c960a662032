//! Keys on a real PKCS#11 module: `SoftHSM2`, on tokens of each test's own.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "helpers of tests, which clippy does not count as tests"
)]

mod gate;
mod judge;
mod list;
mod oracle;
mod pins;
mod suite;
mod support;
mod token;
