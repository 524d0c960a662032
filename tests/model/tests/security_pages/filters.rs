//! Names of tests behind `cargo test`: one that matches nothing is a green run of nothing.

use std::path::{Path, PathBuf};

use crate::commands::{Command, is_placeholder, package};
use crate::page::Page;

/// Options whose next word is theirs.
const WITH_VALUE: [&str; 12] = [
    "-p",
    "--test",
    "--example",
    "--bench",
    "--bin",
    "--features",
    "--target",
    "--profile",
    "-j",
    "--test-threads",
    "--skip",
    "--format",
];

pub(crate) fn check(page: &Page) -> (usize, Vec<String>) {
    let (mut count, mut wrong) = (0, Vec::new());
    for command in Command::all(page).iter().filter(|command| command.verb() == "test") {
        let Some((folder, _)) = command.option("-p").and_then(package) else { continue };
        let filters = filters(&command.own).into_iter().chain(filters(&command.passed_on));
        let filters: Vec<_> = filters.collect();
        count += filters.len();
        if filters.is_empty() {
            continue;
        }
        let names = names(&sources(&folder, command.option("--test")));
        for filter in filters.into_iter().filter(|filter| !names.has(filter)) {
            wrong.push(format!("{}: no test has {filter} in its name", command.text()));
        }
    }
    (count, wrong)
}

fn filters(words: &[String]) -> Vec<&str> {
    let mut filters = Vec::new();
    let mut words = words.iter();
    while let Some(word) = words.next() {
        if WITH_VALUE.contains(&word.as_str()) {
            words.next();
        } else if !word.starts_with('-') && !is_placeholder(word) {
            filters.push(word.as_str());
        }
    }
    filters
}

/// The files of one test program, or else of all of a package's.
fn sources(package: &Path, target: Option<&str>) -> Vec<PathBuf> {
    let mut left = match target {
        Some(name) => {
            let place = package.join("tests").join(name);
            vec![place.with_extension("rs"), place]
        }
        None => vec![package.join("src"), package.join("tests")],
    };
    let mut files = Vec::new();
    while let Some(path) = left.pop() {
        match std::fs::read_dir(&path) {
            Ok(entries) => left.extend(entries.map(|entry| entry.unwrap().path())),
            Err(_) if path.extension().is_some_and(|it| it == "rs") => files.push(path),
            Err(_) => {}
        }
    }
    files
}

#[derive(Default)]
struct Names {
    tests: Vec<String>,
    modules: Vec<String>,
}

fn names(files: &[PathBuf]) -> Names {
    let mut names = Names::default();
    for file in files {
        let Ok(source) = std::fs::read_to_string(file) else { continue };
        let mut is_test = false;
        for line in source.lines().map(str::trim_start) {
            is_test |= line.starts_with("#[test]") || line.starts_with("#[tokio::test");
            let words = line.split(|c: char| !c.is_alphanumeric() && c != '_');
            let mut name = words.skip_while(|word| !matches!(*word, "fn" | "mod"));
            match (name.next(), name.next()) {
                (Some("fn"), Some(name)) if is_test => {
                    names.tests.push(name.into());
                    is_test = false;
                }
                (Some("mod"), Some(name)) if !line.starts_with("//") => {
                    names.modules.push(name.into());
                }
                _ => {}
            }
        }
    }
    names
}

impl Names {
    /// Whether a path of modules and a test can have the filter in it. Which module a test is in is
    /// not looked at.
    fn has(&self, filter: &str) -> bool {
        let parts: Vec<&str> = filter.split("::").collect();
        let Some((last, path)) = parts.split_last() else { return false };
        let is_end = |part: &str| self.modules.iter().any(|name| name.ends_with(part));
        let mut all = self.tests.iter().chain(&self.modules);
        path.iter().all(|part| is_end(part)) && all.any(|name| name.contains(last))
    }
}
