//! The lowest versions that the manifests allow.

use std::fs;
use std::path::Path;

use toml_edit::{Array, DocumentMut};

use super::shell::{cargo, wait};
use super::workspace::Workspace;
use super::{Answer, Options, copy, targets};

/// Builds a copy in which every direct dependency is the oldest that its manifest admits. What only
/// tests need, and what is not published, does not take part.
pub(super) fn run(workspace: &Workspace, _: &Options) -> Answer {
    targets::libraries()?;
    let folder = tempfile::tempdir().map_err(|error| format!("a folder for a copy: {error}"))?;
    let copy = folder.path();
    copy::tree(&workspace.root, copy)?;
    let published = workspace.published();
    let mut members = Vec::new();
    for package in &published {
        let manifest = package.manifest_path.strip_prefix(&workspace.root);
        let manifest = manifest.map_err(|_| format!("{} lies outside", package.name))?;
        edit(&copy.join(manifest), without_tests)?;
        members.extend(manifest.parent().map(ToString::to_string));
    }
    edit(&copy.join("Cargo.toml"), |root| with_members(root, &members))?;
    fs::remove_file(copy.join("Cargo.lock")).map_err(|error| format!("Cargo.lock: {error}"))?;

    let mut update = cargo(copy);
    update.args(["update", "-Z", "direct-minimal-versions"]);
    // The option is one of nightly cargo. The compiler stays the stable one.
    wait(update.env("RUSTC_BOOTSTRAP", "1"))?;
    let mut check = cargo(copy);
    check.args(["check", "--workspace", "--all-features", "--locked"]);
    check.arg("--target-dir").arg(workspace.metadata.target_directory.join("minimal"));
    wait(&mut check)?;
    Ok(format!("{} crates with all features", published.len()))
}

fn edit(file: &Path, change: impl FnOnce(&mut DocumentMut)) -> Result<(), String> {
    let at = |error: String| format!("{}: {error}", file.display());
    let text = fs::read_to_string(file).map_err(|error| at(error.to_string()))?;
    let mut manifest: DocumentMut = text.parse().map_err(|error| at(format!("{error}")))?;
    change(&mut manifest);
    fs::write(file, manifest.to_string()).map_err(|error| at(error.to_string()))
}

fn without_tests(manifest: &mut DocumentMut) {
    manifest.remove("dev-dependencies");
}

fn with_members(root: &mut DocumentMut, members: &[String]) {
    if let Some(workspace) = root.get_mut("workspace").and_then(|item| item.as_table_mut()) {
        workspace.remove("default-members");
        workspace.insert("members", toml_edit::value(members.iter().collect::<Array>()));
    }
}

#[cfg(test)]
mod tests {
    use super::{DocumentMut, with_members, without_tests};

    #[test]
    fn what_only_tests_need_is_left_out() {
        let text = "[dependencies]\na = \"1\"\n[dev-dependencies]\nb = \"2\"\n[features]\n";
        let mut manifest: DocumentMut = text.parse().unwrap();
        without_tests(&mut manifest);
        assert_eq!(manifest.to_string(), "[dependencies]\na = \"1\"\n[features]\n");
    }

    #[test]
    fn what_is_not_published_is_left_out() {
        let text = "[workspace]\nmembers = [\"a\", \"b\"]\ndefault-members = [\"b\"]\n";
        let mut root: DocumentMut = text.parse().unwrap();
        with_members(&mut root, &["a".to_owned()]);
        assert_eq!(root.to_string(), "[workspace]\nmembers = [\"a\"]\n");
    }
}
