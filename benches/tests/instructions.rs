//! The guard by instruction counts, as a test that can be asked for.
#![allow(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::process::Command;

/// No count grew by more than 3 %, and the guard's control is noticed.
#[test]
#[ignore = "needs valgrind, and --release"]
fn no_work_takes_more_instructions_than_are_stored() {
    let guard = env!("CARGO_BIN_EXE_instructions");
    let status = Command::new(guard).arg("check").status().unwrap();
    assert!(status.success(), "{status}");
}
