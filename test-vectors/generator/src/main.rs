//! Writes `test-vectors/` and `docs/coverage.md` from fixed keys and fixed times.
//!
//! Regenerating gives the same bytes; `--check` compares with the tree instead of
//! writing. What a case expects stands beside the case: nothing here verifies a proof.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a generator that meets a broken case stops loudly"
)]

mod attest;
mod canonical_json;
mod chain_entry;
mod core;
mod coverage;
mod readme;
mod result;
#[cfg(test)]
mod tests;
mod tree;
mod ueid;
mod vector;
mod verify;

use std::process::ExitCode;

use vector::Suite;

/// Every suite, in the order of the documentation.
fn suites() -> Vec<Suite> {
    vec![
        canonical_json::suite(),
        ueid::suite(),
        chain_entry::suite(),
        attest::suite(),
        verify::suite(),
        result::suite(),
    ]
}

fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    let suites = suites();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] => tree::write(&suites),
        ["--check"] => tree::check(&suites),
        _ => {
            eprintln!("usage: psea-vector-generator [--check]");
            ExitCode::from(2)
        }
    }
}
