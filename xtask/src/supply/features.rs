//! Every combination of the features of every published crate.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::shell::{cargo, wait};
use super::workspace::Workspace;
use super::{Answer, Options, targets};

/// Features that are on together.
type Set = BTreeSet<String>;

pub(super) fn run(workspace: &Workspace, _: &Options) -> Answer {
    targets::libraries()?;
    let mut built: usize = 0;
    let mut bad = Vec::new();
    let published = workspace.published();
    for package in &published {
        for set in combinations(&package.features) {
            let features = set.into_iter().collect::<Vec<_>>().join(",");
            println!("{} [{features}]", package.name);
            bad.extend(fault(&workspace.root, &package.name, &features));
            built = built.saturating_add(1);
        }
    }
    if bad.is_empty() {
        return Ok(format!("{built} combinations of {} crates, no warning", published.len()));
    }
    Err(format!("{} of {built} combinations\n{}", bad.len(), bad.join("\n")).into())
}

/// What cargo has to say against one combination.
fn fault(root: &Path, name: &str, features: &str) -> Option<String> {
    let mut command = cargo(root);
    command.args(["check", "--quiet", "--locked", "--no-default-features"]);
    command.args([format!("-p={name}"), format!("--features={features}")]);
    let said = match wait(&mut command) {
        Ok(printed) => Some(printed.errors).filter(|errors| errors.contains("warning")),
        Err(why) => Some(why),
    };
    said.map(|said| format!("{name} [{features}]: {said}"))
}

/// All that can be on together. What a feature switches on is in its set, so that two ways of asking
/// for the same are one.
fn combinations(declared: &BTreeMap<String, Vec<String>>) -> BTreeSet<Set> {
    let mut sets = BTreeSet::from([Set::new()]);
    for name in declared.keys().filter(|name| *name != "default") {
        let with: Vec<_> = sets
            .iter()
            .map(|set| {
                let mut set = set.clone();
                add(&mut set, name, declared);
                set
            })
            .collect();
        sets.extend(with);
    }
    sets
}

fn add(set: &mut Set, name: &str, declared: &BTreeMap<String, Vec<String>>) {
    // `dep:x` and `x/y` are no features of this crate.
    let Some(further) = declared.get(name) else { return };
    if set.insert(name.to_owned()) {
        for name in further {
            add(set, name, declared);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::fs;

    use super::{combinations, fault};

    fn sets(declared: &[(&str, &[&str])]) -> Vec<String> {
        let declared: BTreeMap<_, Vec<_>> = declared
            .iter()
            .map(|(name, further)| {
                ((*name).to_owned(), further.iter().map(|&name| name.to_owned()).collect())
            })
            .collect();
        let sets = combinations(&declared);
        sets.into_iter().map(|set| set.into_iter().collect::<Vec<_>>().join("+")).collect()
    }

    #[test]
    fn each_subset_stands_once() {
        assert_eq!(sets(&[]), [""]);
        assert_eq!(
            sets(&[("default", &["a"]), ("a", &["dep:x", "y/z"]), ("b", &[])]),
            ["", "a", "a+b", "b"]
        );
        assert_eq!(sets(&[("a", &[]), ("b", &[]), ("c", &[])]).len(), 8);
    }

    #[test]
    fn what_a_feature_brings_is_not_asked_for_twice() {
        assert_eq!(sets(&[("a", &["b"]), ("b", &["c"]), ("c", &[])]), ["", "a+b+c", "b+c", "c"]);
    }

    #[test]
    fn a_planted_combination_that_does_not_build_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let manifest = "[package]\nname = \"planted\"\nversion = \"1.0.0\"\nedition = \"2024\"\n\
            [features]\na = []\nb = []\n[workspace]\n[lib]\npath = \"lib.rs\"\n";
        let code = "#[cfg(all(feature = \"a\", not(feature = \"b\")))]\ncompile_error!(\"alone\");\n\
            #[cfg(all(feature = \"b\", not(feature = \"a\")))]\nfn unused() {}\n";
        let lock = "version = 4\n\n[[package]]\nname = \"planted\"\nversion = \"1.0.0\"\n";
        for (name, text) in [("Cargo.toml", manifest), ("lib.rs", code), ("Cargo.lock", lock)] {
            fs::write(folder.path().join(name), text).unwrap();
        }
        assert_eq!(fault(folder.path(), "planted", ""), None);
        assert_eq!(fault(folder.path(), "planted", "a,b"), None);
        assert!(fault(folder.path(), "planted", "a").unwrap().contains("alone"));
        let warning = fault(folder.path(), "planted", "b").unwrap();
        assert!(warning.contains("warning: function `unused` is never used"), "{warning}");
    }
}
