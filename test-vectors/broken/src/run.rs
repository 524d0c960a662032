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
    let status = cargo()
        .args(["build", "--quiet", "--package", RUNNER, "--target-dir"])
        .arg(&target)
        .current_dir(folder)
        .status()?;
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
        read(&output.stdout)
            .map_err(|error| told(&format!("{error}\n{}", String::from_utf8_lossy(&output.stderr))))
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
}

#[derive(Deserialize)]
struct Difference {
    member: String,
}

/// Reads the runner's report.
fn read(report: &[u8]) -> Result<Ran, serde_json::Error> {
    let report: Report = serde_json::from_slice(report)?;
    let total = report.vectors.len();
    let failures = report.vectors.into_iter().filter(|entry| entry.outcome != "passed");
    let failures = failures
        .map(|entry| {
            let codes_alone = entry.differences.iter().all(|one| one.member == "code");
            Failure { by_result: entry.differences.is_empty() || !codes_alone, id: entry.id }
        })
        .collect();
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

    #[test]
    fn a_report_tells_who_noticed_and_how() {
        let report = br#"{"vectors": [
            {"id": "a", "outcome": "passed"},
            {"id": "b", "outcome": "failed", "differences": [{"member": "code", "step": 1}]},
            {"id": "c", "outcome": "failed", "differences": [{"member": "result"}]},
            {"id": "d", "outcome": "failed", "failure": {"kind": "panic"}}]}"#;
        let ran = read(report).unwrap();
        let seen: Vec<_> = ran.failures.iter().map(|f| (f.id.as_str(), f.by_result)).collect();
        assert_eq!((ran.total, seen), (4, vec![("b", false), ("c", true), ("d", true)]));
    }
}
