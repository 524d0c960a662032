//! The text of the page, and the faults of the table.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use super::{Anchor, Evidence, PARTS, Statement};
use crate::vector::{Suite, Vector};

const INTRODUCTION: &str = "\
# Coverage of the draft

Each row is one normative statement of draft-yossif-psea-03, in our words. It is pinned by
the vectors named beside it, or says why no vector can pin it. A name that ends with `*`
stands for all vectors whose id begins so, their number after it; the link leads to the
first.

This page is generated: `cargo run -p psea-vector-generator` writes it from the table in
`test-vectors/generator/src/coverage/`, and `-- --check` fails where a statement has neither
vector nor reason, or where a place in the code is no longer found.
";

/// The page and what is wrong with it.
pub(crate) fn page(root: &Path, suites: &[Suite]) -> (String, Vec<String>) {
    let index = Index::new(suites);
    let mut errors = Vec::new();
    let mut ids = BTreeSet::new();
    let mut out = String::from(INTRODUCTION);
    let all = || PARTS.iter().flat_map(|(_, statements)| *statements);
    let reasons = all().filter(|s| matches!(s.evidence, Evidence::Reason(_))).count();
    let total = all().count();
    writeln!(
        out,
        "\n{total} statements: {} pinned by vectors, {reasons} with a reason instead.",
        total - reasons
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
            let evidence = match evidence(statement, &index) {
                Ok(text) => text,
                Err(error) => {
                    errors.push(error);
                    continue;
                }
            };
            let mut places = Vec::new();
            for anchor in statement.anchors {
                match place(root, anchor) {
                    Some(place) => places.push(place),
                    None => errors.push(format!(
                        "coverage: {}: `{}` is not found in {}",
                        statement.id, anchor.needle, anchor.file
                    )),
                }
            }
            let section = section(statement.section);
            let Statement { id, text, .. } = statement;
            writeln!(out, "| {id} | {section} | {text} | {evidence} | {} |", places.join(", "))
                .unwrap();
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

fn evidence(statement: &Statement, index: &Index<'_>) -> Result<String, String> {
    match statement.evidence {
        Evidence::Reason("") => Err(format!("coverage: {} has an empty reason", statement.id)),
        Evidence::Reason(reason) => Ok(format!("no vector: {reason}")),
        Evidence::Vectors([]) => {
            Err(format!("coverage: {} has neither vector nor reason", statement.id))
        }
        Evidence::Vectors(patterns) => {
            let links: Result<Vec<_>, _> = patterns.iter().map(|p| index.link(p)).collect();
            links
                .map(|links| links.join(", "))
                .map_err(|pattern| format!("coverage: {}: no vector is {pattern}", statement.id))
        }
    }
}

fn place(root: &Path, anchor: &Anchor) -> Option<String> {
    let text = fs::read_to_string(root.join(anchor.file)).ok()?;
    let line = line_of(&text, anchor.needle)?;
    Some(format!("[{}:{line}](../{}#L{line})", anchor.file, anchor.file))
}

fn line_of(text: &str, needle: &str) -> Option<usize> {
    let at = text.find(needle)?;
    Some(text[..at].matches('\n').count() + 1)
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
