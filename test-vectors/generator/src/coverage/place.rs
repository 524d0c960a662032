//! From an anchor or a test to its link, and what is wrong with one that has none.

use std::fs;
use std::path::Path;

use super::{Anchor, Test};

/// A link to the anchor's line.
pub(super) fn place(root: &Path, Anchor { file, needle }: &Anchor) -> Result<String, String> {
    let line = line_of(&read(root, file)?, needle).map_err(|fault| format!("{fault} in {file}"))?;
    Ok(format!("[{file}:{line}](../{file}#L{line})"))
}

/// A link to the test's file: no line, so that the page does not follow every change of a test.
pub(super) fn shown(root: &Path, Test { file, function }: &Test) -> Result<String, String> {
    let needle = format!("fn {function}(");
    match read(root, file)?.matches(&needle).count() {
        1 => Ok(format!("[{file} `{function}`](../{file})")),
        count => Err(format!("`{needle}` stands {count} times in {file}, not once")),
    }
}

fn read(root: &Path, file: &str) -> Result<String, String> {
    fs::read_to_string(root.join(file)).map_err(|error| format!("{file}: {error}"))
}

/// The line of the one place where `needle` stands, from 1.
fn line_of(text: &str, needle: &str) -> Result<usize, String> {
    let mut found = text.match_indices(needle);
    match (found.next(), found.count()) {
        (None, _) => Err(format!("`{needle}` is not found")),
        (Some((at, _)), 0) => {
            let before = &text[..at];
            let line = before.rsplit('\n').next().unwrap_or_default();
            if line.trim_start().starts_with("//") || needle.starts_with("//") {
                return Err(format!("`{needle}` stands in a comment"));
            }
            Ok(before.matches('\n').count() + 1)
        }
        (Some(_), more) => Err(format!("`{needle}` stands {} times, not once,", more + 1)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::root;

    #[test]
    fn a_needle_stands_once_and_in_no_comment() {
        let text = "// a rule\nif a {\n    b();\n}\nif c { b(b()) }\n";
        assert_eq!(line_of(text, "if a"), Ok(2));
        assert_eq!(line_of(text, "b(b())"), Ok(5));
        assert_eq!(line_of(text, "if"), Err("`if` stands 2 times, not once,".into()));
        assert_eq!(line_of(text, "d"), Err("`d` is not found".into()));
        for comment in ["a rule", "// a"] {
            assert!(line_of(text, comment).unwrap_err().ends_with("stands in a comment"));
        }
    }

    #[test]
    fn faults_name_the_needle_and_the_file() {
        let file = "test-vectors/generator/Cargo.toml";
        let fault = |needle| place(&root(), &Anchor { file, needle }).unwrap_err();
        assert_eq!(fault("no such text"), format!("`no such text` is not found in {file}"));
        let absent = Anchor { file: "no/such.rs", needle: "a" };
        assert!(place(&root(), &absent).unwrap_err().starts_with("no/such.rs: "));
        let absent = Test { file, function: "no_such_test" };
        assert!(shown(&root(), &absent).unwrap_err().contains("stands 0 times in"));
    }
}
