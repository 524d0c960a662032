//! The pages of the security case name tests, vectors and files: each of them is there.
#![allow(clippy::unwrap_used, clippy::panic, clippy::string_slice, reason = "tests")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

const PAGES: [&str; 4] = [
    "SECURITY.md",
    "docs/security/README.md",
    "docs/security/threat-model.md",
    "docs/security/fuzzing.md",
];

fn project() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// `[text](target)`, in order.
fn links(page: &str) -> Vec<(&str, &str)> {
    let mut links = Vec::new();
    for (middle, _) in page.match_indices("](") {
        let text = page[..middle].rsplit('[').next().unwrap();
        let target = page[middle + 2..].split(')').next().unwrap();
        links.push((text.trim_matches('`'), target));
    }
    links
}

/// What is wrong with a link, if anything.
fn problem(directory: &Path, text: &str, target: &str) -> Option<String> {
    if target.starts_with("https://") || target.starts_with('#') {
        return None;
    }
    let (file, _) = target.split_once('#').unwrap_or((target, ""));
    let path = directory.join(file);
    let Ok(content) = std::fs::read_to_string(&path) else {
        return Some(format!("{target} is not there"));
    };
    if file.contains("test-vectors/") && file.ends_with(".json") {
        let found = match text.strip_suffix('*') {
            Some(start) => content.contains(&format!("\"id\": \"{start}")),
            None => content.contains(&format!("\"id\": \"{text}\"")),
        };
        return (!found).then(|| format!("{file} has no vector {text}"));
    }
    if file.ends_with(".rs") && !file.ends_with(text) {
        let name = text.rsplit("::").next().unwrap();
        let found = content.contains(&format!("fn {name}("));
        return (!found).then(|| format!("{file} has no function {name}"));
    }
    None
}

fn problems(page: &str, content: &str) -> Vec<String> {
    let path = project().join(page);
    let directory = path.parent().unwrap();
    let wrong = |(text, target): (&str, &str)| problem(directory, text, target);
    links(content).into_iter().filter_map(wrong).map(|what| format!("{page}: {what}")).collect()
}

#[test]
fn every_name_is_there() {
    let mut counts = BTreeMap::new();
    for page in PAGES {
        let content = std::fs::read_to_string(project().join(page)).unwrap();
        let wrong = problems(page, &content);
        assert!(wrong.is_empty(), "{wrong:#?}");
        counts.insert(page, links(&content).len());
    }
    println!("{counts:?}");
    assert!(counts["docs/security/threat-model.md"] > 80, "{counts:?}");
}

/// Every test of the advisories is on the page.
#[test]
fn every_advisory_is_told() {
    let tests = project().join("crates/psea-verifier/tests/advisories.rs");
    let tests = std::fs::read_to_string(tests).unwrap();
    let page = project().join("docs/security/threat-model.md");
    let page = std::fs::read_to_string(page).unwrap();
    let names = tests.split("#[test]\nfn ").skip(1).map(|rest| rest.split('(').next().unwrap());
    let named: Vec<_> = names.filter(|name| *name != "the_start_of_every_test_passes").collect();
    assert!(named.len() >= 25, "{}", named.len());
    for name in named {
        assert!(page.contains(&format!("[`{name}`]")), "{name} is not on the page");
    }
}

/// The control: what is not there is noticed.
#[test]
fn a_link_that_leads_nowhere_is_noticed() {
    for link in [
        "[`no_such_test`](../../crates/psea-verifier/tests/advisories.rs)",
        "[`verify.no-such.vector`](../../test-vectors/verify.json)",
        "[`verify.no-such.*`](../../test-vectors/verify.json)",
        "[`a`](../../crates/psea-verifier/tests/no_such_file.rs)",
        "[no page](no-such-page.md)",
    ] {
        assert_eq!(problems("docs/security/README.md", link).len(), 1, "{link}");
    }
}
