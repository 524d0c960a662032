//! The oldest Rust that our crates build with, `rust-version` in their manifests.

use std::process::Command;

use cargo_metadata::semver::Version;

use super::shell::wait;
use super::workspace::Workspace;
use super::{Answer, Options, Problem, targets};

/// No dependency declares that it needs a newer one.
pub(super) fn declared(workspace: &Workspace, _: &Options) -> Answer {
    let ours = ours(workspace)?;
    let packages = workspace.metadata.packages.iter();
    let facts: Vec<_> = packages
        .map(|package| (format!("{} {}", package.name, package.version), &package.rust_version))
        .collect();
    let said = check(&ours, facts.iter().map(|(name, version)| (name.as_str(), version.as_ref())))?;
    Ok(format!(
        "none of {} packages needs more than {ours}; {said} say what they need",
        facts.len()
    ))
}

/// The published crates build with it, where its toolchain is installed.
pub(super) fn built(workspace: &Workspace, _: &Options) -> Answer {
    let Version { major, minor, .. } = ours(workspace)?;
    let toolchain = format!("{major}.{minor}");
    let known = wait(Command::new("rustup").args(["run", &toolchain, "rustc", "--version"]));
    if known.is_err() {
        return Err(Problem::NotRun(format!(
            "no toolchain {toolchain}; rustup toolchain install {toolchain}"
        )));
    }
    targets::libraries()?;
    let mut command = Command::new("rustup");
    command.current_dir(&workspace.root).args(["run", &toolchain, "cargo", "check", "--locked"]);
    command.arg("--all-features").args(workspace.each_published());
    // A cache of its own: that of another compiler is of no use.
    command.arg("--target-dir").arg(workspace.metadata.target_directory.join("msrv"));
    wait(command.env_remove("CARGO").env_remove("RUSTC"))?;
    Ok(format!("{} crates with all features by Rust {toolchain}", workspace.published().len()))
}

/// What every published crate declares.
fn ours(workspace: &Workspace) -> Result<Version, String> {
    let mut found = None;
    for package in workspace.published() {
        let Some(version) = &package.rust_version else {
            return Err(format!("{}: the manifest has no rust-version", package.name));
        };
        if found.get_or_insert(version) != &version {
            return Err(format!("{}: another rust-version than the others", package.name));
        }
    }
    found.cloned().ok_or_else(|| "no published crate".into())
}

/// How many declare anything, or all that need more.
fn check<'a>(
    ours: &Version,
    packages: impl Iterator<Item = (&'a str, Option<&'a Version>)>,
) -> Result<usize, Problem> {
    let mut said: usize = 0;
    let mut bad = Vec::new();
    for (name, version) in packages {
        let Some(version) = version else { continue };
        said = said.saturating_add(1);
        if version > ours {
            bad.push(format!("{name} needs Rust {version}"));
        }
    }
    if bad.is_empty() {
        return Ok(said);
    }
    let what = format!("what needs more than Rust {ours}: cargo update -p NAME --precise OLDER");
    Err(Problem::Failed(format!("{what}\n{}", bad.join("\n"))))
}

#[cfg(test)]
mod tests {
    use super::{Problem, Version, check};

    #[test]
    fn a_planted_dependency_of_a_newer_rust_is_refused() {
        let ours = Version::new(1, 90, 0);
        let newer = Version::new(1, 90, 1);
        let good = [("a", None), ("b", Some(&ours))];
        assert_eq!(check(&ours, good.into_iter()), Ok(1));
        let Err(Problem::Failed(why)) = check(&ours, [("planted", Some(&newer))].into_iter())
        else {
            panic!("passed");
        };
        assert!(why.ends_with("\nplanted needs Rust 1.90.1"), "{why}");
    }
}
