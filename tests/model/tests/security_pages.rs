//! The pages of the security case name tests, vectors, files and commands: each of them is there.
#![allow(clippy::unwrap_used, clippy::panic, clippy::string_slice, reason = "tests")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

const PAGES: [&str; 7] = [
    "SECURITY.md",
    "docs/security/README.md",
    "docs/security/threat-model.md",
    "docs/security/fuzzing.md",
    "docs/security/mutants.md",
    "docs/security/supply-chain.md",
    "docs/performance.md",
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
    if path.is_dir() {
        return None;
    }
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

/// The calls of cargo that build something, each up to the end of its line or code span.
fn commands(page: &str) -> Vec<&str> {
    let starts = ["cargo test ", "cargo run ", "cargo bench "];
    let starts = starts.iter().flat_map(|start| page.match_indices(start));
    starts.map(|(at, _)| page[at..].split(['`', '\n']).next().unwrap()).collect()
}

/// Folder and manifest of a package of the workspace.
fn package(name: &str) -> Option<(PathBuf, String)> {
    let workspace = std::fs::read_to_string(project().join("Cargo.toml")).unwrap();
    let folders = workspace.split('"').map(|folder| project().join(folder));
    folders.filter(|folder| folder != &project()).find_map(|folder| {
        let manifest = std::fs::read_to_string(folder.join("Cargo.toml")).ok()?;
        let of_package = manifest.split("\n\n").next()?;
        of_package.contains(&format!("\nname = \"{name}\"\n")).then_some((folder, manifest))
    })
}

/// What is wrong with a command that names a package, if anything.
fn command_problem(command: &str) -> Option<String> {
    let ours = command.split(" -- ").next().unwrap();
    let words: Vec<&str> = ours.split_whitespace().collect();
    let after = |option| words.iter().skip_while(|word| **word != option).nth(1).copied();
    let name = after("-p")?;
    let Some((folder, manifest)) = package(name) else {
        return Some(format!("{command}: there is no package {name}"));
    };
    for (option, place) in [
        ("--test", "tests"),
        ("--example", "examples"),
        ("--bench", "benches"),
        ("--bin", "src/bin"),
    ] {
        let Some(target) = after(option) else { continue };
        let is_there = [format!("{target}.rs"), format!("{target}/main.rs")]
            .iter()
            .any(|file| folder.join(place).join(file).is_file());
        if !is_there && !manifest.contains(&format!("name = \"{target}\"")) {
            return Some(format!("{command}: {name} has no {target}"));
        }
    }
    None
}

fn problems(page: &str, content: &str) -> Vec<String> {
    let path = project().join(page);
    let directory = path.parent().unwrap();
    let wrong = |(text, target): (&str, &str)| problem(directory, text, target);
    let of_links = links(content).into_iter().filter_map(wrong);
    let of_commands = commands(content).into_iter().filter_map(command_problem);
    of_links.chain(of_commands).map(|what| format!("{page}: {what}")).collect()
}

#[test]
fn every_name_is_there() {
    let mut counts = BTreeMap::new();
    for page in PAGES {
        let content = std::fs::read_to_string(project().join(page)).unwrap();
        let wrong = problems(page, &content);
        assert!(wrong.is_empty(), "{wrong:#?}");
        counts.insert(page, (links(&content).len(), commands(&content).len()));
    }
    println!("links and commands: {counts:?}");
    assert!(counts["docs/security/threat-model.md"].0 > 80, "{counts:?}");
    assert!(counts["docs/security/README.md"].1 > 15, "{counts:?}");
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
fn a_name_that_leads_nowhere_is_noticed() {
    for name in [
        "[`no_such_test`](../../crates/psea-verifier/tests/advisories.rs)",
        "[`verify.no-such.vector`](../../test-vectors/verify.json)",
        "[`verify.no-such.*`](../../test-vectors/verify.json)",
        "[`a`](../../crates/psea-verifier/tests/no_such_file.rs)",
        "[no page](no-such-page.md)",
        "`cargo test -p psea-no-such-crate`",
        "```sh\ncargo test --release -p psea-verifier --test no-such-test\n```",
        "`cargo run -p psea-fuzz-targets --example no-such-example -- --test advisories`",
    ] {
        assert_eq!(problems("docs/security/README.md", name).len(), 1, "{name}");
    }
    assert_eq!(problems("SECURITY.md", "`cargo test -p psea-verifier --test advisories`").len(), 0);
}
