//! `psea-conformance`: checks an implementation of PSEA against the conformance vectors.

mod cli;

fn main() -> std::process::ExitCode {
    cli::main()
}
