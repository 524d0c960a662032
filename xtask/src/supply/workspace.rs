//! The workspace, as cargo describes it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use cargo_metadata::{CargoOpt, Metadata, MetadataCommand, Package};
use serde::Deserialize;

use super::shell::{cargo, wait};

/// A name and a version. The lock file may hold a name several times.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Crate {
    pub(super) name: String,
    pub(super) version: String,
}

impl std::fmt::Display for Crate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.name, self.version)
    }
}

/// Who needs whom, for one published crate with all of its features, on all targets. Without what
/// only its tests need.
pub(super) type Tree = BTreeMap<Crate, BTreeSet<Crate>>;

#[derive(Debug, Deserialize)]
struct Lock {
    package: Vec<Locked>,
}

#[derive(Debug, Deserialize)]
struct Locked {
    name: String,
    version: String,
    checksum: Option<String>,
}

pub(super) struct Workspace {
    pub(super) root: PathBuf,
    pub(super) metadata: Metadata,
    /// The SHA-256 of every package that a registry gave.
    pub(super) checksums: BTreeMap<Crate, String>,
}

impl Workspace {
    pub(super) fn read() -> Result<Self, String> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().ok_or("no root")?;
        let mut command = MetadataCommand::new();
        command.current_dir(root).features(CargoOpt::AllFeatures);
        let metadata =
            command.other_options(["--locked".to_owned()]).exec().map_err(|e| e.to_string())?;
        let file = root.join("Cargo.lock");
        let lock =
            std::fs::read_to_string(&file).map_err(|e| format!("{}: {e}", file.display()))?;
        Ok(Self { root: root.to_owned(), metadata, checksums: checksums(&lock)? })
    }

    /// The packages that are for others, by name.
    pub(super) fn published(&self) -> Vec<&Package> {
        let members = self.metadata.workspace_packages();
        let mut members: Vec<_> =
            members.into_iter().filter(|package| package.publish != Some(Vec::new())).collect();
        members.sort_by(|one, other| one.name.cmp(&other.name));
        members
    }

    /// Options that name every published package.
    pub(super) fn each_published(&self) -> Vec<String> {
        self.published().iter().map(|package| format!("-p={}", package.name)).collect()
    }

    pub(super) fn package(&self, of: &Crate) -> Option<&Package> {
        self.metadata.packages.iter().find(|package| Crate::from(*package) == *of)
    }

    /// What a published crate needs, itself among it.
    pub(super) fn tree(&self, of: &Package, features: &[&str]) -> Result<Tree, String> {
        let mut command = cargo(&self.root);
        command.args(["tree", "--locked", "--edges=normal,build", "--target=all"]);
        command.args(["--prefix=depth", "--format={p}"]).args(features);
        command.arg(format!("-p={}", of.name));
        tree(&wait(&mut command)?.output)
    }
}

impl From<&Package> for Crate {
    fn from(package: &Package) -> Self {
        Self { name: package.name.to_string(), version: package.version.to_string() }
    }
}

fn checksums(lock: &str) -> Result<BTreeMap<Crate, String>, String> {
    let lock: Lock = toml_edit::de::from_str(lock).map_err(|e| format!("Cargo.lock: {e}"))?;
    let entry = |Locked { name, version, checksum }| Some((Crate { name, version }, checksum?));
    Ok(lock.package.into_iter().filter_map(entry).collect())
}

/// Reads what `cargo tree --prefix=depth` prints: `0psea v0.1.0 (/path)`, `1sha2 v0.11.1 (*)`.
fn tree(printed: &str) -> Result<Tree, String> {
    let mut tree = Tree::new();
    let mut above: Vec<Crate> = Vec::new();
    for line in printed.lines() {
        let odd = || format!("`{line}` is not a line of cargo tree");
        let digits = line.find(|c: char| !c.is_ascii_digit()).ok_or_else(odd)?;
        let (depth, words) = line.split_at_checked(digits).ok_or_else(odd)?;
        let depth: usize = depth.parse().map_err(|_| odd())?;
        let mut words = words.split_whitespace();
        let name = words.next().ok_or_else(odd)?.to_owned();
        let version = words.next().and_then(|word| word.strip_prefix('v')).ok_or_else(odd)?;
        let this = Crate { name, version: version.to_owned() };
        above.truncate(depth);
        if above.len() != depth {
            return Err(odd());
        }
        if let Some(parent) = above.last() {
            tree.entry(parent.clone()).or_default().insert(this.clone());
        }
        tree.entry(this.clone()).or_default();
        above.push(this);
    }
    Ok(tree)
}

#[cfg(test)]
mod tests {
    use super::{Crate, checksums, tree};

    fn named(name: &str, version: &str) -> Crate {
        Crate { name: name.into(), version: version.into() }
    }

    #[test]
    fn a_tree_is_read_by_its_depths() {
        let tree = tree(
            "0ours v0.1.0 (/a b/ours)\n1x v1.0.0\n2y v2.0.0 (proc-macro)\n1y v3.0.0\n2x v1.0.0 (*)\n",
        )
        .unwrap();
        let needs = |one: &Crate| tree.get(one).unwrap().iter().cloned().collect::<Vec<_>>();
        assert_eq!(tree.len(), 4);
        assert_eq!(needs(&named("ours", "0.1.0")), [named("x", "1.0.0"), named("y", "3.0.0")]);
        assert_eq!(needs(&named("x", "1.0.0")), [named("y", "2.0.0")]);
        assert_eq!(needs(&named("y", "3.0.0")), [named("x", "1.0.0")]);
    }

    #[test]
    fn what_is_no_tree_is_refused() {
        for odd in ["x v1.0.0", "0x 1.0.0", "1x v1.0.0", "0x v1.0.0\n2y v1.0.0", "7", ""] {
            assert_eq!(tree(odd).is_err(), !odd.is_empty(), "{odd}");
        }
    }

    #[test]
    fn only_what_a_registry_gave_has_a_checksum() {
        let lock = "version = 4\n[[package]]\nname = \"a\"\nversion = \"1.0.0\"\n\
            source = \"registry+x\"\nchecksum = \"ab\"\n[[package]]\nname = \"b\"\nversion = \"2.0.0\"\n";
        let sums: Vec<_> = checksums(lock).unwrap().into_iter().collect();
        assert_eq!(sums, [(named("a", "1.0.0"), "ab".into())]);
    }
}
