//! Manifests: which members the copy needs, and a root manifest with these alone.

use std::collections::BTreeSet;
use std::error::Error;
use std::path::{Path, PathBuf};

use toml_edit::{Array, DocumentMut, Item, Table, value};

/// Reads a manifest.
pub(crate) fn parse(text: &str) -> Result<DocumentMut, Box<dyn Error>> {
    Ok(text.parse()?)
}

/// The folders of `package` and of every package of the workspace below it.
pub(crate) fn members_under(
    workspace: &DocumentMut,
    package: &str,
    manifest_of: impl Fn(&Path) -> Result<DocumentMut, Box<dyn Error>>,
) -> Result<BTreeSet<PathBuf>, Box<dyn Error>> {
    let folder_of = |name: &str| {
        let path = workspace.get("workspace")?.get("dependencies")?.get(name)?.get("path")?;
        path.as_str().map(PathBuf::from)
    };
    let first = folder_of(package);
    let mut waiting = vec![first.ok_or_else(|| format!("`{package}` is no workspace dependency"))?];
    let mut members = BTreeSet::new();
    while let Some(folder) = waiting.pop() {
        if members.contains(&folder) {
            continue;
        }
        let manifest = manifest_of(&folder)?;
        for kind in ["dependencies", "dev-dependencies", "build-dependencies"] {
            let names = manifest.get(kind).and_then(Item::as_table_like);
            let names = names.into_iter().flat_map(|table| table.iter().map(|(name, _)| name));
            waiting.extend(names.filter_map(folder_of));
        }
        members.insert(folder);
    }
    Ok(members)
}

/// The root manifest of the copy. What is switched need not satisfy the lints, nothing of it is
/// debugged, and it runs a few hundred times.
pub(crate) fn reduced(mut workspace: DocumentMut, members: &BTreeSet<PathBuf>) -> String {
    let members: Array =
        members.iter().map(|folder| folder.to_string_lossy().into_owned()).collect();
    let mut lints = Table::new();
    let mut rust = Table::new();
    rust.insert("warnings", value("allow"));
    lints.insert("rust", Item::Table(rust));
    if let Some(table) = workspace.get_mut("workspace").and_then(Item::as_table_mut) {
        table.insert("members", value(members));
        table.remove("default-members");
        table.remove("exclude");
        table.insert("lints", Item::Table(lints));
    }
    if let Some(profiles) = workspace.get_mut("profile").and_then(Item::as_table_mut) {
        let dev = profiles.entry("dev").or_insert_with(|| Item::Table(Table::new()));
        if let Some(dev) = dev.as_table_mut() {
            dev.insert("debug", value(false));
            dev.insert("opt-level", value(1));
        }
    }
    workspace.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROOT: &str = r#"
[workspace]
members = ["a", "b", "c"]
default-members = ["a"]
[workspace.dependencies]
a = { path = "a", version = "1" }
b = { path = "b" }
c = { path = "c" }
serde = "1"
[workspace.lints.rust]
unsafe_code = "forbid"
[profile.dev.package."*"]
opt-level = 2
"#;

    fn members() -> BTreeSet<PathBuf> {
        let root = parse(ROOT).unwrap();
        members_under(&root, "a", |folder| {
            parse(if folder == Path::new("a") {
                "[dependencies]\nserde = \"1\"\nb.workspace = true"
            } else {
                "[dev-dependencies]\na = { workspace = true }"
            })
        })
        .unwrap()
    }

    #[test]
    fn members_are_those_that_are_needed() {
        assert_eq!(members(), BTreeSet::from(["a".into(), "b".into()]));
    }

    #[test]
    fn the_reduced_manifest_names_them_alone() {
        let text = reduced(parse(ROOT).unwrap(), &members());
        assert!(text.contains(r#"members = ["a", "b"]"#), "{text}");
        for gone in ["default-members", "unsafe_code"] {
            assert!(!text.contains(gone), "{text}");
        }
        assert!(text.contains("opt-level = 2") && text.contains("debug = false"), "{text}");
    }
}
