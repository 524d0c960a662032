//! Every combination of the features of every published crate.

use std::collections::{BTreeMap, BTreeSet};

use super::shell::{cargo, wait};
use super::workspace::Workspace;
use super::{Answer, Options, targets};

/// Features that are on together.
type Set = BTreeSet<String>;

pub(super) fn run(workspace: &Workspace, _: &Options) -> Answer {
    targets::libraries()?;
    let mut built: usize = 0;
    let mut bad = Vec::new();
    for package in workspace.published() {
        for set in combinations(&package.features) {
            let features = set.into_iter().collect::<Vec<_>>().join(",");
            let what = format!("{} [{features}]", package.name);
            println!("{what}");
            let mut command = cargo(&workspace.root);
            command.args(["check", "--quiet", "--locked", "--no-default-features"]);
            command.args([format!("-p={}", package.name), format!("--features={features}")]);
            match wait(&mut command) {
                Ok(printed) if printed.errors.contains("warning") => {
                    bad.push(format!("{what}: {}", printed.errors));
                }
                Ok(_) => {}
                Err(why) => bad.push(format!("{what}: {why}")),
            }
            built = built.saturating_add(1);
        }
    }
    if bad.is_empty() {
        let crates = workspace.published().len();
        return Ok(format!("{built} combinations of {crates} crates, no warning"));
    }
    Err(format!("{} of {built} combinations\n{}", bad.len(), bad.join("\n")).into())
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
    use super::combinations;
    use std::collections::BTreeMap;

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
}
