//! The project's pages name tests, vectors, files, headings and commands: each of them is there.
#![allow(clippy::unwrap_used, clippy::panic, clippy::string_slice, reason = "tests")]

mod anchors;
mod chores;
mod commands;
mod filters;
mod links;
mod page;
mod paths;
mod threats;

use std::collections::BTreeMap;

use page::{Page, project};

/// A kind of name: how many of them a page has, and what is wrong with them.
type Check = fn(&Page) -> (usize, Vec<String>);

const CHECKS: [(&str, Check); 7] = [
    ("links", links::check),
    ("anchors", anchors::check),
    ("packages and targets", commands::check),
    ("filters of tests", filters::check),
    ("chores", chores::check),
    ("paths", paths::check),
    ("rows of threats", threats::check),
];

fn problems(page: &Page) -> Vec<String> {
    CHECKS.iter().flat_map(|(_, check)| check(page).1).collect()
}

#[test]
fn every_name_is_there() {
    let pages = Page::all();
    let (mut counts, mut wrong) = (BTreeMap::<_, usize>::new(), Vec::new());
    for page in &pages {
        for (name, check) in CHECKS {
            let (count, problems) = check(page);
            *counts.entry(name).or_default() += count;
            wrong.extend(problems.into_iter().map(|what| format!("{}: {what}", page.path)));
        }
    }
    println!("{} pages: {counts:?}", pages.len());
    assert!(wrong.is_empty(), "{wrong:#?}");
    // A check that finds nothing to look at is none.
    let least = [800, 600, 50, 8, 15, 60, 40];
    for ((name, _), least) in CHECKS.iter().zip(least) {
        assert!(counts[name] >= least, "{name}: {counts:?}");
    }
}

/// The pages that must be among those that are read.
#[test]
fn every_page_is_read() {
    let pages = Page::all();
    for path in [
        "README.md",
        "CONTRIBUTING.md",
        "SECURITY.md",
        "docs/reliability.md",
        "docs/security/README.md",
        "docs/security/threat-model.md",
        "test-vectors/README.md",
    ] {
        assert!(pages.iter().any(|page| page.path == path), "{path}");
    }
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

/// The control: what is not there is noticed, by one check.
#[test]
fn a_name_that_leads_nowhere_is_noticed() {
    for name in [
        // Links.
        "[`no_such_test`](../../crates/psea-verifier/tests/advisories.rs)",
        "[`verify.no-such.vector`](../../test-vectors/verify.json)",
        "[`verify.no-such.*`](../../test-vectors/verify.json)",
        "[`a`](../../crates/psea-verifier/tests/no_such_file.rs)",
        "[no page](no-such-page.md)",
        // Anchors.
        "## A heading\n\n[no heading](#no-such-heading)",
        "```sh\n# A comment\n```\n\n[no heading](#a-comment)",
        "[no heading](threat-model.md#no-such-heading)",
        "[no second heading](threat-model.md#open-problems-1)",
        "[verify.uv.contradicted](../../test-vectors/verify.json#L9999999)",
        // Packages and targets.
        "`cargo test -p psea-no-such-crate`",
        "```sh\ncargo test --release -p psea-verifier --test no-such-test\n```",
        "`cargo run -p psea-fuzz-targets --example no-such-example -- --test advisories`",
        "`cargo install --path no-such-folder`",
        "`cargo test -p psea-jose\n--features no-such-feature`",
        // Filters of tests.
        "`cargo test -p psea-verifier --test verifier no_such_test`",
        "`cargo test -p psea-verifier --test verifier -- --nocapture no_such_test`",
        "`cargo test -p psea-verifier --test=verifier no_such_module::`",
        "`cargo test -p psea-cli -- --ignored no_such_module::`",
        // Chores.
        "`cargo xtask no-such-chore`",
        "`cargo xtask supply policy no-such-step`",
        "`cargo xtask test --no-such-option`",
        // Paths.
        "`.ci/no-such-script`",
        "`tests/mutants/no_such_script.py --table`",
        "```sh\ncrates/psea-cli/no-such-file\n```",
        "`crates/psea-jose/src/{json,no-such-folder}`",
        // Rows of threats.
        "| 1.1 | a threat |\n\n## The same by name\n\n| a name | 1.1, 1.2 | |\n",
    ] {
        let page = Page::new("docs/security/README.md", name);
        assert_eq!(problems(&page).len(), 1, "{name}: {:?}", problems(&page));
    }
}

/// The control of the control: what is there is found.
#[test]
fn a_name_that_leads_somewhere_passes() {
    for name in [
        "`cargo test -p psea-verifier --test advisories -- --nocapture`",
        "`cargo test --release -p psea-verifier --test verifier twins`",
        "`cargo install --path crates/psea-cli --features tpm,piv`",
        "`cargo xtask supply policy msrv --baseline v0.1.0`  and `cargo xtask test --install --all`",
        "## What it's `for`: a \"test\"\n\n[a heading](#what-its-for-a-test)",
        "## Twice\n\n## Twice\n\n[the second](#twice-1)",
        "[a heading](docs/security/threat-model.md#open-problems)",
        "`crates/psea-jose/src/{json,canonical}`, `.ci/run`, `target/nothing`",
        "| 1.1 | a threat |\n\n## The same by name\n\n| a name | 1.1 | |\n",
    ] {
        assert_eq!(problems(&Page::new("SECURITY.md", name)), [""; 0], "{name}");
    }
}
