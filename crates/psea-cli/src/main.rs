//! The command `psea`: make, inspect and verify PSEA proofs.
//!
//! Each verb is a function from its arguments to a [`Report`](output::Report); the clock, the
//! random source, the terminal and the file system are touched in `edge`, `keys`, `keyset`,
//! `attester` and `state` alone, and PostgreSQL in `verbs::store::postgres`.

#![warn(clippy::arithmetic_side_effects)]

mod args;
mod attester;
mod edge;
mod failure;
// A stack that is left out may be the last that some helper is for.
#[cfg_attr(
    not(all(feature = "pkcs11", feature = "tpm", feature = "piv")),
    allow(dead_code, unused_variables)
)]
mod keys;
mod keyset;
mod output;
mod state;
mod verbs;

use std::process::ExitCode;

fn main() -> ExitCode {
    let (report, as_json) = match args::parse() {
        Ok(cli) => (verbs::run(&cli.verb), cli.json),
        Err(early) => return early.finish(),
    };
    match report {
        Ok(report) => report.finish(as_json),
        Err(failure) => failure.finish(as_json),
    }
}
