//! Builds the copy and runs the vectors against it, switch by switch.

use std::error::Error;
use std::io::{self, IsTerminal as _, Write as _};
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use serde::Deserialize;

use crate::copy::RUNNER;
use crate::mutate::VARIABLE;
use crate::switches::Switch;
use crate::workspace::cargo;

/// Builds the copy's runner and gives its path.
pub(crate) fn build(folder: &Path) -> Result<PathBuf, Box<dyn Error>> {
    let target = folder.join("target");
    let mut command = cargo();
    command.args(["build", "--package", RUNNER, "--target-dir"]).arg(&target).current_dir(folder);
    if !io::stderr().is_terminal() {
        command.arg("--quiet");
    }
    let status = command.status()?;
    if !status.success() {
        return Err(format!(
            "the copy in {} does not build: a replacement does not fit the code around it",
            folder.display()
        )
        .into());
    }
    Ok(target.join("debug").join(RUNNER).with_extension(std::env::consts::EXE_EXTENSION))
}

/// The vectors, and the runner of the copy.
#[derive(Debug)]
pub(crate) struct Vectors {
    pub(crate) program: PathBuf,
    pub(crate) folder: PathBuf,
}

/// What a run gave.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) total: usize,
    pub(crate) failures: Vec<Failure>,
}

/// A vector that noticed.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Failure {
    pub(crate) id: String,
    /// Not by its rejection code alone.
    pub(crate) by_result: bool,
}

/// A switch and who noticed it.
#[derive(Debug)]
pub(crate) struct Finding<'s> {
    pub(crate) switch: &'s Switch,
    pub(crate) failures: Vec<Failure>,
}

impl Finding<'_> {
    pub(crate) fn is_caught(&self) -> bool {
        !self.failures.is_empty()
    }

    /// How many vectors notice it even where rejection codes are not compared.
    pub(crate) fn by_result(&self) -> usize {
        self.failures.iter().filter(|failure| failure.by_result).count()
    }
}

impl Vectors {
    /// Runs every vector with this switch on, or none.
    pub(crate) fn run(&self, switch: Option<&str>) -> Result<Ran, String> {
        let mut command = Command::new(&self.program);
        command.arg("run").arg(&self.folder).arg("--json").env_remove(VARIABLE);
        if let Some(switch) = switch {
            command.env(VARIABLE, switch);
        }
        let told = |error: &dyn std::fmt::Display| {
            format!("switch `{}`: the runner gave no report: {error}", switch.unwrap_or("none"))
        };
        let output = command.output().map_err(|error| told(&error))?;
        let report = serde_json::from_slice(&output.stdout);
        let stderr = String::from_utf8_lossy(&output.stderr);
        read(report.map_err(|error| told(&format!("{error}\n{stderr}")))?)
            .map_err(|error| format!("switch `{}`: {error}", switch.unwrap_or("none")))
    }
}

#[derive(Deserialize)]
struct Report {
    vectors: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    id: String,
    outcome: String,
    #[serde(default)]
    differences: Vec<Difference>,
    #[serde(default)]
    failure: Option<serde_json::Value>,
}

#[derive(Deserialize)]
struct Difference {
    member: String,
}

/// Who noticed. A vector that got no answer shows a faulty replacement, not a missing check.
fn read(report: Report) -> Result<Ran, String> {
    let total = report.vectors.len();
    let mut failures = Vec::new();
    for entry in report.vectors {
        if let Some(failure) = entry.failure {
            return Err(format!("no answer to {}, mend the replacement: {failure}", entry.id));
        }
        if entry.outcome != "passed" {
            let by_result = entry.differences.iter().any(|one| one.member != "code");
            failures.push(Failure { id: entry.id, by_result });
        }
    }
    Ok(Ran { total, failures })
}

/// Runs the vectors once for each switch, as many at a time as there are processors.
pub(crate) fn each<'s>(
    vectors: &Vectors,
    switches: &[&'s Switch],
) -> Result<Vec<Finding<'s>>, String> {
    let next = AtomicUsize::new(0);
    let findings = Mutex::new(Vec::with_capacity(switches.len()));
    let workers = thread::available_parallelism().map_or(1, NonZero::get);
    let work = || -> Result<(), String> {
        while let Some(switch) = switches.get(next.fetch_add(1, Ordering::Relaxed)) {
            let failures = vectors.run(Some(switch.name))?.failures;
            let mut findings = findings.lock().map_err(|error| error.to_string())?;
            findings.push(Finding { switch, failures });
            progress(findings.len(), switches.len());
        }
        Ok(())
    };
    let ended: Vec<Result<(), String>> = thread::scope(|scope| {
        let workers: Vec<_> = (0..workers).map(|_| scope.spawn(work)).collect();
        let join = |worker: thread::ScopedJoinHandle<'_, _>| {
            worker.join().unwrap_or_else(|_| Err("a worker failed".to_owned()))
        };
        workers.into_iter().map(join).collect()
    });
    clear();
    ended.into_iter().collect::<Result<(), String>>()?;
    let mut findings = findings.into_inner().map_err(|error| error.to_string())?;
    let place = |name| switches.iter().position(|switch| switch.name == name);
    findings.sort_by_key(|finding: &Finding<'_>| place(finding.switch.name));
    Ok(findings)
}

fn progress(done: usize, total: usize) {
    if io::stderr().is_terminal() {
        // A progress line that cannot be written is no reason to end.
        let _ = write!(io::stderr(), "\r{done} of {total} switches");
    }
}

fn clear() {
    if io::stderr().is_terminal() {
        let _ = write!(io::stderr(), "\r\u{1b}[K");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(entries: &str) -> Report {
        serde_json::from_str(&format!("{{\"vectors\": [{entries}]}}")).unwrap()
    }

    #[test]
    fn a_report_tells_who_noticed_and_how() {
        let entries = r#"
            {"id": "a", "outcome": "passed"},
            {"id": "b", "outcome": "failed", "differences": [{"member": "code", "step": 1}]},
            {"id": "c", "outcome": "failed", "differences": [{"member": "result"}]}"#;
        let ran = read(report(entries)).unwrap();
        let seen: Vec<_> = ran.failures.iter().map(|f| (f.id.as_str(), f.by_result)).collect();
        assert_eq!((ran.total, seen), (3, vec![("b", false), ("c", true)]));
    }

    #[test]
    fn a_panic_is_no_catch() {
        let entries = r#"{"id": "d", "outcome": "failed", "failure": {"kind": "panic"}}"#;
        assert!(read(report(entries)).unwrap_err().contains("no answer to d"));
    }
}
