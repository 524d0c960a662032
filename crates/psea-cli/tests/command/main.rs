//! The command as its users meet it: processes, files, exit codes, output.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::string_slice,
    reason = "tests fail by panicking"
)]

mod attest;
mod canon;
mod demo;
mod help;
mod inspect;
mod keys;
mod readme;
mod roundtrip;
mod state;
mod support;
