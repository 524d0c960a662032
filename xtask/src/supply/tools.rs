//! Checks by programs of others, where they are installed.

use std::path::PathBuf;
use std::process::Command;

use super::shell::{cargo, wait};
use super::workspace::Workspace;
use super::{Answer, Options, Problem};
use crate::suites::in_path;

/// Licences, bans and sources, by `deny.toml`.
pub(super) fn deny(workspace: &Workspace, _: &Options) -> Answer {
    installed("cargo-deny")?;
    let mut command = cargo(&workspace.root);
    command.args(["deny", "--locked", "--color=never", "check", "bans", "licenses", "sources"]);
    let printed = wait(&mut command)?;
    // Its last line: `bans ok, licenses ok, sources ok`.
    let lines = printed.output.lines().chain(printed.errors.lines());
    let last = lines.rev().find(|line| !line.trim().is_empty());
    Ok(last.unwrap_or_default().to_owned())
}

/// Published vulnerabilities, by the `RustSec` database.
pub(super) fn advisories(workspace: &Workspace, _: &Options) -> Answer {
    installed("cargo-deny")?;
    let mut fetch = cargo(&workspace.root);
    let fetched = wait(fetch.args(["deny", "--locked", "--color=never", "fetch", "db"]));
    let Some(date) = date_of_database() else {
        println!("{}", fetched.err().unwrap_or_default());
        return Err(Problem::NotRun(
            "the advisory database cannot be fetched, and none is here".into(),
        ));
    };
    let mut command = cargo(&workspace.root);
    command.args(["deny", "--locked", "--color=never", "check", "--disable-fetch", "advisories"]);
    wait(&mut command)?;
    Ok(format!("no advisory applies; the database is of {date}"))
}

/// The public interfaces, compared with a revision.
pub(super) fn semver(workspace: &Workspace, options: &Options) -> Answer {
    installed("cargo-semver-checks")?;
    let Some(revision) = &options.baseline else {
        return Err(Problem::NotRun("nothing to compare with; --baseline REVISION".into()));
    };
    let published = workspace.published();
    let libraries = published.iter().filter(|package| {
        package.targets.iter().any(|target| target.is_kind(cargo_metadata::TargetKind::Lib))
    });
    let libraries: Vec<_> = libraries.map(|package| format!("-p={}", package.name)).collect();
    let mut command = cargo(&workspace.root);
    command.args(["semver-checks", "--color=never", "--baseline-rev", revision]).args(&libraries);
    let printed = wait(&mut command)?;
    println!("{}{}", printed.output, printed.errors);
    Ok(format!("{} libraries against {revision}", libraries.len()))
}

fn installed(program: &str) -> Result<(), Problem> {
    if in_path(program) {
        return Ok(());
    }
    Err(Problem::NotRun(format!("cargo install --locked {program}")))
}

/// When the copy of the database that cargo-deny keeps was last changed.
fn date_of_database() -> Option<String> {
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| Some(PathBuf::from(std::env::var_os("HOME")?).join(".cargo")))?;
    let folders = std::fs::read_dir(home.join("advisory-dbs")).ok()?;
    let mut git = folders.flatten().filter(|folder| folder.path().join(".git").exists());
    let mut log = Command::new("git");
    log.arg("-C").arg(git.next()?.path()).args(["log", "-1", "--format=%cs"]);
    wait(&mut log).ok().map(|printed| printed.output.trim().to_owned())
}
