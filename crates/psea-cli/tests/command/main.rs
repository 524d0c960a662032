//! The command as its users meet it: processes, files, exit codes, output.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::string_slice,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

mod attest;
mod audit;
mod canon;
mod challenge;
mod crashes;
mod demo;
mod enrollment;
mod help;
mod inspect;
mod keys;
mod keyset;
mod migrate;
#[cfg(feature = "postgres")]
mod postgres;
mod readme;
mod restore;
mod results;
mod roundtrip;
mod state;
mod store;
mod support;
