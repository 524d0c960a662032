//! Targets without an operating system.

use super::shell::{cargo, wait};
use super::workspace::Workspace;
use super::{Answer, Options, Problem};
use crate::suites::has_library;

/// What needs no standard library.
const CRATES: &[&str] = &["psea-jose", "psea-claims", "psea-result"];

/// Links on this host, beside a panic handler of its own: see `tests/no-std/Cargo.toml`.
pub(super) fn no_std(workspace: &Workspace, _: &Options) -> Answer {
    wait(cargo(&workspace.root.join("tests/no-std")).args(["build", "--locked"]))?;
    Ok(format!("{} link on this host without std", CRATES.join(", ")))
}

pub(super) fn wasm32(workspace: &Workspace, _: &Options) -> Answer {
    check(workspace, "wasm32-unknown-unknown")
}

pub(super) fn bare(workspace: &Workspace, _: &Options) -> Answer {
    check(workspace, "thumbv7em-none-eabihf")
}

fn check(workspace: &Workspace, target: &str) -> Answer {
    let mut rustc = std::process::Command::new("rustc");
    rustc.args(["--print", "target-libdir", "--target", target]).current_dir(&workspace.root);
    let folder = wait(&mut rustc)?.output;
    if !std::path::Path::new(folder.trim()).is_dir() {
        return Err(Problem::NotRun(format!("not installed; rustup target add {target}")));
    }
    let mut command = cargo(&workspace.root);
    command.args(["check", "--locked", "--no-default-features", "--target", target]);
    command.args(["--features=psea-claims/serde"]);
    wait(command.args(CRATES.iter().map(|name| format!("-p={name}"))))?;
    Ok(format!("{} for {target}", CRATES.join(", ")))
}

/// The libraries of the system that some published crates are built against.
pub(super) fn libraries() -> Result<(), Problem> {
    if has_library("tss2-esys") && has_library("libpcsclite") {
        return Ok(());
    }
    Err(Problem::NotRun("needs libtss2-dev, libpcsclite-dev and pkg-config".into()))
}
