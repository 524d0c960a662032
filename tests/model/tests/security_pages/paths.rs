//! Files, folders and scripts that stand in code, from the root of the project.

use crate::page::{Page, project};

const FOLDERS: [&str; 9] = [
    ".cargo/",
    ".ci/",
    "benches/",
    "crates/",
    "docs/",
    "fuzz/",
    "test-vectors/",
    "tests/",
    "xtask/",
];

pub(crate) fn check(page: &Page) -> (usize, Vec<String>) {
    let code = page.code();
    let words = code.iter().flat_map(|code| code.split([' ', '"', '\'']));
    let paths: Vec<_> =
        words.filter(|word| FOLDERS.iter().any(|start| word.starts_with(start))).collect();
    let all = paths.iter().flat_map(|path| alternatives(path));
    let wrong = all.filter(|path| !is_there(page, path));
    (paths.len(), wrong.map(|path| format!("{path} is not there")).collect())
}

/// `a/{b,c}` is `a/b` and `a/c`.
fn alternatives(path: &str) -> Vec<String> {
    let parts = path.split_once('{').and_then(|(start, rest)| Some((start, rest.split_once('}')?)));
    let Some((start, (names, end))) = parts else { return vec![path.into()] };
    names.split(',').map(|name| format!("{start}{name}{end}")).collect()
}

/// What only a run makes is not in a checkout, and what a gap stands for is not known.
fn is_there(page: &Page, path: &str) -> bool {
    if path.contains(['<', '*', '…']) {
        return true;
    }
    let path = path.trim_end_matches([',', ';', ':', '.']);
    let ignored = std::fs::read_to_string(project().join(".gitignore")).unwrap();
    let mut made = ignored.lines().filter_map(|line| line.strip_prefix('/'));
    made.any(|made| path.starts_with(made))
        || project().join(path).exists()
        || page.folder().join(path).exists()
}
