//! The published files: writing them, and comparing them with the tree.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use crate::vector::Suite;
use crate::{coverage, readme};

/// The root of the repository.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Every file that is generated, by its path from the root, and what it must hold; and
/// what is wrong besides.
pub(crate) fn files(suites: &[Suite]) -> (Vec<(String, String)>, Vec<String>) {
    let mut files: Vec<_> = suites
        .iter()
        .map(|suite| (format!("test-vectors/{}.json", suite.name), suite.file()))
        .collect();
    let mut errors = Vec::new();
    match readme::updated(&root(), suites) {
        Ok(text) => files.push((readme::PATH.to_owned(), text)),
        Err(error) => errors.push(error),
    }
    let (page, faults) = coverage::page(&root(), suites);
    files.push((coverage::PATH.to_owned(), page));
    errors.extend(faults);
    (files, errors)
}

/// Writes what differs.
pub(crate) fn write(suites: &[Suite]) -> ExitCode {
    let (files, errors) = files(suites);
    for (path, text) in &files {
        let full = root().join(path);
        if fs::read_to_string(&full).is_ok_and(|old| old == *text) {
            continue;
        }
        fs::create_dir_all(full.parent().unwrap()).unwrap();
        fs::write(&full, text).unwrap();
        println!("wrote {path}");
    }
    for suite in suites {
        println!("{:>15} {:>4} vectors", suite.name, suite.vectors.len());
    }
    report(&errors)
}

/// Names what differs from the tree.
pub(crate) fn check(suites: &[Suite]) -> ExitCode {
    let (files, mut errors) = files(suites);
    errors.extend(differences(&files));
    report(&errors)
}

/// What the tree does not hold as it would be generated.
pub(crate) fn differences(files: &[(String, String)]) -> Vec<String> {
    let differs = |(path, text): &&(String, String)| {
        !fs::read_to_string(root().join(path)).is_ok_and(|old| old == *text)
    };
    let name = |(path, _): &(String, String)| {
        format!("{path} differs from what `cargo run -p psea-vector-generator` writes")
    };
    files.iter().filter(differs).map(name).collect()
}

fn report(errors: &[String]) -> ExitCode {
    for error in errors {
        eprintln!("error: {error}");
    }
    if errors.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
