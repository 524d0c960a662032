//! The ordinary tests of the parsers under `AddressSanitizer`.
//!
//! The standard library is the toolchain's and not instrumented; what the tests allocate goes
//! through the sanitizer's allocator whoever asks for it.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use crate::build::{Places, cargo, triple};
use crate::figures::grouped;

/// Whose tests they are. Of the Verifier's, not the suite for stores, which parses nothing.
const PACKAGES: [(&str, &[&str]); 3] = [
    ("psea-jose", &["--tests"]),
    ("psea-claims", &["--tests"]),
    ("psea-verifier", &["--test=advisories", "--test=hostile", "--test=verifier"]),
];

fn sanitized(directory: &Path, places: &Places, command: &str) -> Command {
    let mut cargo = cargo(directory);
    cargo
        .env("RUSTFLAGS", "-Zsanitizer=address")
        // Tests leak on purpose, for names that live for ever.
        .env("ASAN_OPTIONS", "detect_leaks=0")
        .env("RUST_BACKTRACE", "0")
        .env("CARGO_TARGET_DIR", places.target.join("asan"))
        .args([command, "--target", &triple()]);
    cargo
}

pub(crate) fn run(places: &Places) -> Result<(), String> {
    control(places)?;
    let mut all = 0;
    println!("| {:14} | {:>7} | {:>5} |", "package", "tests", "s");
    println!("| {} | {}: | {}: |", "-".repeat(14), "-".repeat(6), "-".repeat(4));
    for (package, tests) in PACKAGES {
        let started = Instant::now();
        let mut command = sanitized(&places.project, places, "test");
        command.args(["--locked", "--lib", "-p", package]).args(tests);
        let output = command.stderr(Stdio::inherit()).output();
        let output = output.map_err(|error| format!("cargo test: {error}"))?;
        let text = String::from_utf8_lossy(&output.stdout);
        if !output.status.success() {
            return Err(format!("{text}\n{package} failed under AddressSanitizer"));
        }
        let passed = text.lines().filter_map(|line| {
            line.strip_prefix("test result: ok. ")?.split_once(" passed")?.0.parse::<u64>().ok()
        });
        let passed: u64 = passed.sum();
        all += passed;
        let seconds = started.elapsed().as_secs();
        println!("| {package:14} | {:>7} | {seconds:>5} |", grouped(passed));
    }
    if all == 0 {
        return Err("no test ran".to_owned());
    }
    println!("{} tests, no report", grouped(all));
    Ok(())
}

/// A read behind the end of an allocation, in `fuzz/overread`, must be reported.
fn control(places: &Places) -> Result<(), String> {
    let mut command = sanitized(&places.fuzz.join("overread"), places, "run");
    let output = command.args(["--locked", "--quiet"]).output();
    let output = output.map_err(|error| format!("cargo run: {error}"))?;
    let text = String::from_utf8_lossy(&output.stderr);
    let report = text.lines().find(|line| line.contains("heap-buffer-overflow"));
    match report {
        Some(report) if !output.status.success() => {
            println!("The control's read behind an allocation was reported:\n  {report}\n");
            Ok(())
        }
        _ => Err(format!("the control's read behind an allocation was not reported:\n{text}")),
    }
}
