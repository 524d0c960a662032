//! `psea-conformance`: checks an implementation of PSEA against the conformance vectors.

#![warn(clippy::arithmetic_side_effects)]

mod cli;

fn main() -> std::process::ExitCode {
    cli::main()
}
