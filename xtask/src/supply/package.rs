//! The packages that would be published: complete, and the same octets wherever they are made.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;

use cargo_metadata::Package;
use sha2::{Digest as _, Sha256};

use super::shell::{cargo, wait};
use super::workspace::Workspace;
use super::{Answer, Options, Problem, copy, targets};

pub(super) fn run(workspace: &Workspace, _: &Options) -> Answer {
    let folder = tempfile::tempdir().map_err(|error| format!("a folder for copies: {error}"))?;
    // Names of different lengths: a path that gets into a package changes its octets.
    let (one, other) = (folder.path().join("one"), folder.path().join("the/other/one"));
    let (first, second) = (make(workspace, &one)?, make(workspace, &other)?);
    let mut bad = different(&first, &second);
    let licence = fs::read_to_string(workspace.root.join("LICENSE"));
    let licence = licence.map_err(|error| format!("LICENSE: {error}"))?;
    for package in workspace.published() {
        let name = format!("{}-{}", package.name, package.version);
        bad.extend(lacks(package).iter().map(|what| format!("{name}: the manifest has no {what}")));
        let file = one.join("target/package").join(format!("{name}.crate"));
        bad.extend(contents(&file, &name, &licence)?);
    }
    for (name, octets) in &first {
        println!("{}  {name}", hex(&Sha256::digest(octets)));
    }
    if !bad.is_empty() {
        return Err(Problem::Failed(format!("{} packages\n{}", first.len(), bad.join("\n"))));
    }
    let octets: usize = first.values().map(Vec::len).sum();
    Ok(format!("{} packages, {octets} octets, the same from two folders", first.len()))
}

/// Builds the crates out of their packages, beside each other and with nothing else of the tree.
pub(super) fn unpacked(workspace: &Workspace, _: &Options) -> Answer {
    targets::libraries()?;
    let folder = tempfile::tempdir().map_err(|error| format!("a folder for copies: {error}"))?;
    let (tree, alone) = (folder.path().join("tree"), folder.path().join("alone"));
    make(workspace, &tree)?;
    fs::create_dir_all(&alone).map_err(|error| format!("{}: {error}", alone.display()))?;
    let (mut members, mut patches) = (String::new(), String::new());
    for package in workspace.published() {
        let (name, version) = (&package.name, &package.version);
        let file = tree.join(format!("target/package/{name}-{version}.crate"));
        wait(Command::new("tar").arg("-xzf").arg(file).arg("-C").arg(&alone))?;
        let _ = write!(members, "\"{name}-{version}\",");
        let _ = writeln!(patches, "{name} = {{ path = \"{name}-{version}\" }}");
    }
    // Built as in the tree, so that what was built there is not built again.
    let profiles = profiles(&workspace.root.join("Cargo.toml"))?;
    let root = format!(
        "[workspace]\nresolver = \"3\"\nmembers = [{members}]\n[patch.crates-io]\n{patches}{profiles}"
    );
    fs::write(alone.join("Cargo.toml"), root).map_err(|error| format!("Cargo.toml: {error}"))?;
    // The versions of the tree; what only its other members need drops out.
    let lock = fs::copy(workspace.root.join("Cargo.lock"), alone.join("Cargo.lock"));
    lock.map_err(|error| format!("Cargo.lock: {error}"))?;
    let mut check = cargo(&alone);
    check.args(["check", "--workspace", "--all-features", "--offline"]);
    wait(check.arg("--target-dir").arg(&workspace.metadata.target_directory))?;
    Ok(format!("{} crates with all features, from their packages alone", patches.lines().count()))
}

/// The tables `[profile.…]` of a manifest.
fn profiles(file: &Path) -> Result<String, String> {
    let text = fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))?;
    let mut manifest: toml_edit::DocumentMut =
        text.parse().map_err(|error| format!("{}: {error}", file.display()))?;
    manifest.retain(|name, _| name == "profile");
    Ok(manifest.to_string())
}

/// The packages by the names of their files, made in a copy of the tree.
fn make(workspace: &Workspace, folder: &Path) -> Result<BTreeMap<String, Vec<u8>>, String> {
    copy::tree(&workspace.root, folder)?;
    let mut command = cargo(folder);
    // That they build is the step `unpacked`.
    command.args(["package", "--no-verify", "--locked"]).args(workspace.each_published());
    let printed = wait(command.arg("--target-dir").arg(folder.join("target")))?;
    if printed.errors.contains("yanked") || printed.errors.contains("warning") {
        return Err(printed.errors);
    }
    let made = folder.join("target/package");
    let mut packages = BTreeMap::new();
    for package in workspace.published() {
        let name = format!("{}-{}.crate", package.name, package.version);
        let octets = fs::read(made.join(&name)).map_err(|error| format!("{name}: {error}"))?;
        packages.insert(name, octets);
    }
    Ok(packages)
}

fn different(one: &BTreeMap<String, Vec<u8>>, other: &BTreeMap<String, Vec<u8>>) -> Vec<String> {
    let names = one.keys().filter(|name| one.get(*name) != other.get(*name));
    names.map(|name| format!("{name}: other octets in another folder")).collect()
}

/// What a registry shows and a manifest should say.
fn lacks(package: &Package) -> Vec<&'static str> {
    let said = [
        ("description", package.description.is_some()),
        ("license", package.license.is_some()),
        ("readme", package.readme.is_some()),
        ("rust-version", package.rust_version.is_some()),
        ("homepage", package.homepage.is_some()),
        ("categories", !package.categories.is_empty()),
        ("keywords", !package.keywords.is_empty()),
    ];
    said.into_iter().filter(|(_, said)| !said).map(|(what, _)| what).collect()
}

/// What is wrong inside of a package.
fn contents(file: &Path, name: &str, licence: &str) -> Result<Vec<String>, String> {
    let files = wait(Command::new("tar").arg("-tzf").arg(file))?.output;
    let mut bad = Vec::new();
    for needed in ["Cargo.toml", "Cargo.lock", "README.md", "LICENSE"] {
        if !files.lines().any(|file| file == format!("{name}/{needed}")) {
            bad.push(format!("{name}: no {needed} inside"));
        }
    }
    let inside = wait(Command::new("tar").arg("-xzOf").arg(file).arg(format!("{name}/LICENSE")));
    if inside.is_ok_and(|printed| printed.output != licence) {
        bad.push(format!("{name}: LICENSE is another text than that of the repository"));
    }
    Ok(bad)
}

fn hex(octets: &[u8]) -> String {
    octets.iter().fold(String::new(), |mut text, octet| {
        let _ = write!(text, "{octet:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::fs;
    use std::path::PathBuf;
    use std::process::Command;

    use super::{contents, different, hex, lacks};

    /// A package of these files.
    fn packed(folder: &tempfile::TempDir, files: &[(&str, &str)]) -> PathBuf {
        let inside = folder.path().join("planted-1.0.0");
        fs::create_dir_all(&inside).unwrap();
        for (name, text) in files {
            fs::write(inside.join(name), text).unwrap();
        }
        let file = folder.path().join("planted-1.0.0.crate");
        let mut tar = Command::new("tar");
        tar.arg("-czf").arg(&file).arg("-C").arg(folder.path()).arg("planted-1.0.0");
        assert!(tar.status().unwrap().success());
        file
    }

    #[test]
    fn a_planted_difference_is_seen() {
        let one = BTreeMap::from([("a".to_owned(), vec![1]), ("b".to_owned(), vec![2])]);
        assert!(different(&one, &one).is_empty());
        let octet = BTreeMap::from([("a".to_owned(), vec![1]), ("b".to_owned(), vec![3])]);
        assert_eq!(different(&one, &octet), ["b: other octets in another folder"]);
        let missing = BTreeMap::from([("b".to_owned(), vec![2])]);
        assert_eq!(different(&one, &missing), ["a: other octets in another folder"]);
    }

    #[test]
    fn a_package_without_a_licence_or_with_another_is_seen() {
        let all = [("Cargo.toml", ""), ("Cargo.lock", ""), ("README.md", ""), ("LICENSE", "text")];
        let folder = tempfile::tempdir().unwrap();
        let good = packed(&folder, &all);
        assert!(contents(&good, "planted-1.0.0", "text").unwrap().is_empty());
        assert_eq!(
            contents(&good, "planted-1.0.0", "other").unwrap(),
            ["planted-1.0.0: LICENSE is another text than that of the repository"]
        );
        let folder = tempfile::tempdir().unwrap();
        let bad = packed(&folder, all.split_at(2).0);
        assert_eq!(
            contents(&bad, "planted-1.0.0", "text").unwrap(),
            ["planted-1.0.0: no README.md inside", "planted-1.0.0: no LICENSE inside"]
        );
    }

    #[test]
    fn a_manifest_that_says_nothing_is_seen() {
        let bare = serde_json::json!({
            "name": "planted", "version": "1.0.0", "id": "planted", "dependencies": [],
            "targets": [], "features": {}, "manifest_path": "/Cargo.toml",
        });
        let package = serde_json::from_value(bare).unwrap();
        assert_eq!(
            lacks(&package),
            [
                "description",
                "license",
                "readme",
                "rust-version",
                "homepage",
                "categories",
                "keywords"
            ]
        );
    }

    #[test]
    fn octets_are_told_in_hexadecimal() {
        assert_eq!(hex(&[0, 10, 255]), "000aff");
    }
}
