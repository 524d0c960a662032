//! Running the command.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::fake;

pub(crate) struct Ran {
    pub(crate) status: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

pub(crate) fn command<S: AsRef<OsStr>>(arguments: &[S]) -> Ran {
    let output =
        Command::new(env!("CARGO_BIN_EXE_psea-conformance")).args(arguments).output().unwrap();
    Ran {
        status: output.status.code().unwrap(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

pub(crate) fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures")
}

/// The command line of the pretended implementation; `mode` is words such as `crash verify.replay`.
pub(crate) fn fake_command(mode: &str) -> String {
    let program = std::env::current_exe().unwrap();
    format!("'{}' {} '{}' {mode}", program.display(), fake::FLAG, fixtures().display())
}

/// Runs the pretended implementation over the fixtures.
pub(crate) fn run_fake(mode: &str, more: &[&str]) -> Ran {
    let fake = fake_command(mode);
    let fixtures = fixtures();
    let mut arguments = vec!["run", fixtures.to_str().unwrap(), "--exec", &fake];
    arguments.extend(more);
    command(&arguments)
}

/// The same, and the report read back.
pub(crate) fn report(mode: &str, more: &[&str]) -> (i32, Value) {
    let mut arguments = vec!["--json"];
    arguments.extend(more);
    let ran = run_fake(mode, &arguments);
    assert_eq!(ran.stderr, "");
    (ran.status, serde_json::from_str(&ran.stdout).unwrap())
}

/// The ids with the given outcome.
pub(crate) fn ids<'a>(report: &'a Value, outcome: &str) -> Vec<&'a str> {
    let vectors = report["vectors"].as_array().unwrap().iter();
    vectors
        .filter(|vector| vector["outcome"] == outcome)
        .map(|vector| vector["id"].as_str().unwrap())
        .collect()
}

pub(crate) fn vector<'a>(report: &'a Value, id: &str) -> &'a Value {
    report["vectors"].as_array().unwrap().iter().find(|vector| vector["id"] == id).unwrap()
}
