//! The text of the page, and the faults of the table.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

use super::place::{place, shown};
use super::{Enforcement, Evidence, PARTS, Statement};
use crate::vector::{Suite, Vector};

const INTRODUCTION: &str = "\
# Coverage of the draft

Each row is one normative statement of draft-yossif-psea-03, in our words. It is pinned by
the vectors named beside it, or says why no vector can pin it and names the tests that show it
instead. A name that ends with `*` stands for all vectors whose id begins so, their number after
it; the link leads to the first.

The last column leads to the code that enforces the statement: the condition or the refusal
itself, or the type or function that carries the statement where no single line does. Where no
code of this repository can enforce it and who runs it must keep it, the column says so: the
deployment's.

This page is generated: `cargo run -p psea-vector-generator` writes it from the table in
`test-vectors/generator/src/coverage/`. `-- --check` fails where a statement has neither vector
nor reason, or neither a place in the code nor that word; where the text that stands for
a place is not found in its file exactly once, outside comments; and where a named test is gone.
";

/// The page and what is wrong with it.
pub(crate) fn page(root: &Path, suites: &[Suite]) -> (String, Vec<String>) {
    let index = Index::new(suites);
    let mut errors = Vec::new();
    let mut ids = BTreeSet::new();
    let mut out = String::from(INTRODUCTION);
    let every = || PARTS.iter().flat_map(|(_, statements)| *statements);
    let count = |of: fn(&Statement) -> bool| every().filter(|statement| of(statement)).count();
    writeln!(
        out,
        "\n{} statements: {} pinned by vectors, {} with a reason instead. {} are enforced by\n\
         code, {} are the deployment's.",
        every().count(),
        count(|s| matches!(s.evidence, Evidence::Vectors(_))),
        count(|s| matches!(s.evidence, Evidence::Reason(..))),
        count(|s| matches!(s.enforcement, Enforcement::At(_))),
        count(|s| matches!(s.enforcement, Enforcement::Deployment)),
    )
    .unwrap();
    for (heading, statements) in PARTS {
        writeln!(out, "\n## {heading}\n").unwrap();
        out.push_str(
            "| statement | section | what the draft asks | vectors, or the reason | code |\n",
        );
        out.push_str("|---|---|---|---|---|\n");
        for statement in *statements {
            if !ids.insert(statement.id) {
                errors.push(format!("coverage: statement {} stands twice", statement.id));
            }
            let cells = [evidence(root, statement, &index), enforcement(root, statement)];
            let [evidence, code] = cells.map(|cell| {
                cell.unwrap_or_else(|faults| {
                    let of = |fault| format!("coverage: {}: {fault}", statement.id);
                    errors.extend(faults.into_iter().map(of));
                    String::new()
                })
            });
            let section = section(statement.section);
            let Statement { id, text, .. } = statement;
            writeln!(out, "| {id} | {section} | {text} | {evidence} | {code} |").unwrap();
        }
    }
    (out, errors)
}

fn section(section: &str) -> String {
    section
        .split(' ')
        .map(|part| {
            if part.starts_with(|c: char| c.is_ascii_digit()) {
                format!("§{part}")
            } else {
                part.to_owned()
            }
        })
        .collect::<Vec<_>>()
        .join(" ")
}

fn evidence(root: &Path, statement: &Statement, index: &Index<'_>) -> Result<String, Vec<String>> {
    match statement.evidence {
        Evidence::Reason("", _) => Err(vec!["its reason is empty".into()]),
        Evidence::Reason(reason, []) => Ok(format!("no vector: {reason}")),
        Evidence::Reason(reason, tests) => {
            let tests = all(tests.iter().map(|test| shown(root, test)))?;
            Ok(format!("no vector: {reason}; shown by {tests}"))
        }
        Evidence::Vectors([]) => Err(vec!["it has neither vector nor reason".into()]),
        Evidence::Vectors(patterns) => all(patterns.iter().map(|pattern| {
            index.link(pattern).map_err(|pattern| format!("no vector is {pattern}"))
        })),
    }
}

fn enforcement(root: &Path, statement: &Statement) -> Result<String, Vec<String>> {
    match statement.enforcement {
        Enforcement::Unsaid | Enforcement::At([]) => {
            Err(vec!["it has neither a place in the code nor a word for who keeps it".into()])
        }
        Enforcement::At(anchors) => all(anchors.iter().map(|anchor| place(root, anchor))),
        Enforcement::Deployment => Ok("the deployment's".into()),
    }
}

/// The links one after the other, or every fault.
fn all(links: impl Iterator<Item = Result<String, String>>) -> Result<String, Vec<String>> {
    let (mut good, mut faults) = (Vec::new(), Vec::new());
    for link in links {
        match link {
            Ok(link) => good.push(link),
            Err(fault) => faults.push(fault),
        }
    }
    if faults.is_empty() { Ok(good.join(", ")) } else { Err(faults) }
}

/// Every vector and the line of its file on which it begins.
struct Index<'a>(Vec<(&'a Vector, &'static str, usize)>);

impl<'a> Index<'a> {
    fn new(suites: &'a [Suite]) -> Self {
        let mut entries = Vec::new();
        for suite in suites {
            let file = suite.file();
            let mut lines = file.lines().enumerate();
            for vector in &suite.vectors {
                let needle = format!("      \"id\": \"{}\",", vector.id);
                let (line, _) = lines.find(|(_, line)| *line == needle).unwrap();
                entries.push((vector, suite.name, line + 1));
            }
        }
        Self(entries)
    }

    /// A link to the first vector of a pattern, or the pattern when it has none.
    fn link(&self, pattern: &'static str) -> Result<String, &'static str> {
        let matches =
            |vector: &Vector| match (pattern.strip_prefix("flag:"), pattern.strip_suffix('*')) {
                (Some(flag), _) => vector.flags.iter().any(|f| f == flag),
                (_, Some(prefix)) => vector.id.starts_with(prefix),
                _ => vector.id == pattern,
            };
        let mut found = self.0.iter().filter(|(vector, ..)| matches(vector));
        let (_, suite, line) = found.next().ok_or(pattern)?;
        let more = found.count();
        let count = if more == 0 { String::new() } else { format!(" ({})", more + 1) };
        Ok(format!("[`{pattern}`](../test-vectors/{suite}.json#L{line}){count}"))
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Anchor, PATH, code, pinned, unpinned};
    use super::*;
    use crate::tree::root;

    /// A statement of which nothing is said in a column is a fault.
    #[test]
    fn both_columns_must_say_something() {
        let index = Index::new(&[]);
        let silent = pinned("a", "2", "A statement.", &[]);
        assert_eq!(evidence(&root(), &silent, &index).unwrap_err().len(), 1);
        assert_eq!(
            evidence(&root(), &unpinned("a", "2", "", "", &[]), &index).unwrap_err().len(),
            1
        );
        assert_eq!(enforcement(&root(), &silent).unwrap_err().len(), 1);
        assert_eq!(enforcement(&root(), &silent.at(&[])).unwrap_err().len(), 1);
        assert_eq!(enforcement(&root(), &silent.of_deployment()).unwrap(), "the deployment's");
    }

    /// Each bad anchor of a statement is a fault of its own.
    #[test]
    fn every_fault_is_told() {
        const ANCHORS: &[Anchor] = &[code(PATH, "no such text"), code(PATH, "|")];
        let statement = pinned("a", "2", "", &[]).at(ANCHORS);
        assert_eq!(enforcement(&root(), &statement).unwrap_err().len(), 2);
    }
}
