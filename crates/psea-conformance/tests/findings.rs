//! The findings on the draft name vectors that exist, and the table leads to every section.

#![expect(clippy::unwrap_used, reason = "helpers of tests, which clippy does not count as tests")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use psea_conformance::load;
use psea_conformance::model::Suite;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn findings() -> String {
    fs::read_to_string(root().join("docs/spec-findings.md")).unwrap()
}

/// What stands between backticks and begins with the name of a suite and a point.
fn mentions(text: &str) -> Vec<&str> {
    let suites: Vec<_> = Suite::ALL.iter().map(|suite| format!("{suite}.")).collect();
    text.lines()
        .flat_map(|line| line.split('`').skip(1).step_by(2))
        .filter(|code| suites.iter().any(|suite| code.starts_with(suite.as_str())))
        .collect()
}

/// The number with which a line of the form `before` F00 `after` begins.
fn number<'t>(line: &'t str, before: &str, after: &str) -> Option<&'t str> {
    let (number, _) = line.strip_prefix(before)?.split_once(after)?;
    is_number(number).then_some(number)
}

fn is_number(word: &str) -> bool {
    let digits = word.strip_prefix('F').unwrap_or_default();
    digits.len() == 2 && digits.bytes().all(|digit| digit.is_ascii_digit())
}

fn numbers<'t>(text: &'t str, before: &str, after: &str) -> Vec<&'t str> {
    text.lines().filter_map(|line| number(line, before, after)).collect()
}

#[test]
fn every_vector_named_exists() {
    let loaded = load::load(&[root().join("test-vectors")]);
    assert!(loaded.errors.is_empty(), "{:#?}", loaded.errors);
    let ids: BTreeSet<_> = loaded.vectors.iter().map(|loaded| loaded.vector.id()).collect();

    let text = findings();
    let mentions = mentions(&text);
    assert!(mentions.len() >= 40, "{} mentions", mentions.len());
    let missing: Vec<_> = mentions
        .into_iter()
        .filter(|mention| match mention.strip_suffix('*') {
            Some(prefix) => !ids.iter().any(|id| id.starts_with(prefix)),
            None => !ids.contains(mention),
        })
        .collect();
    assert_eq!(missing, [""; 0]);
}

#[test]
fn the_table_and_the_sections_are_the_same_findings() {
    let text = findings();
    let table = numbers(&text, "| [", "](#");
    assert!(table.len() >= 38, "{} findings", table.len());
    assert_eq!(table, numbers(&text, "## ", ". "));
    let in_order: Vec<_> = (1..=table.len()).map(|number| format!("F{number:02}")).collect();
    assert_eq!(table, in_order);
}

/// A number in the running text leads somewhere.
#[test]
fn every_finding_referred_to_exists() {
    let text = findings();
    let sections: BTreeSet<_> = numbers(&text, "## ", ". ").into_iter().collect();
    let referred = text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| is_number(word));
    let missing: Vec<_> = referred.filter(|word| !sections.contains(word)).collect();
    assert_eq!(missing, [""; 0]);
}
