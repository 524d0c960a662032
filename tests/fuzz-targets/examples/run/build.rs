//! Where things are, and the instrumented build.

use std::path::{Path, PathBuf};
use std::process::Command;

pub(crate) struct Places {
    pub(crate) project: PathBuf,
    pub(crate) fuzz: PathBuf,
    /// What is built with instrumentation: apart from the rest, which it would rebuild.
    pub(crate) target: PathBuf,
}

impl Places {
    pub(crate) fn find() -> Self {
        let project = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap();
        let target = std::env::var_os("CARGO_TARGET_DIR").map(PathBuf::from);
        let target = target.unwrap_or_else(|| project.join("target"));
        let target = std::path::absolute(target).unwrap();
        Self { fuzz: project.join("fuzz"), target, project }
    }

    pub(crate) fn fuzz_target(&self) -> PathBuf {
        self.target.join("fuzz")
    }

    pub(crate) fn binary(&self, target: &str) -> PathBuf {
        self.fuzz_target().join(triple()).join("release").join(target)
    }
}

/// The triple of this machine: named, so that build scripts and procedural macros are not
/// instrumented.
pub(crate) fn triple() -> String {
    let output = Command::new("rustc").arg("-vV").output().expect("rustc runs");
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines().find_map(|line| line.strip_prefix("host: ")).expect("a host").to_owned()
}

/// The version that a command prints of itself, on one line.
pub(crate) fn version(command: &str, arguments: &[&str]) -> String {
    let output = Command::new(command).args(arguments).output();
    let text = output.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned());
    text.unwrap_or_default()
}

/// A command that may use the compiler's sanitizers without a nightly toolchain.
pub(crate) fn cargo(project: &Path) -> Command {
    let mut command = Command::new("cargo");
    command.current_dir(project).env("RUSTC_BOOTSTRAP", "1");
    // What `cargo run` says of this program is not for others.
    command.env_remove("CARGO_MANIFEST_DIR");
    command
}

pub(crate) fn build(places: &Places) -> Result<(), String> {
    if !version("cargo", &["fuzz", "--version"]).starts_with("cargo-fuzz") {
        return Err("cargo-fuzz is missing: cargo install --locked cargo-fuzz".to_owned());
    }
    let started = std::time::Instant::now();
    eprintln!("building the targets with AddressSanitizer and coverage (minutes, the first time)");
    // The default of one codegen unit saves nothing here and costs minutes.
    let status = cargo(&places.project)
        .args(["fuzz", "build", "--codegen-units", "16", "--target-dir"])
        .arg(places.fuzz_target())
        .status()
        .map_err(|error| format!("cargo fuzz build: {error}"))?;
    if !status.success() {
        return Err("cargo fuzz build failed, see above".to_owned());
    }
    eprintln!("built in {} s", started.elapsed().as_secs());
    Ok(())
}
