//! The count tables of `test-vectors/README.md`, between two markers.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use crate::vector::{Suite, Vector};

/// The page, from the root.
pub(crate) const PATH: &str = "test-vectors/README.md";

const BEGIN: &str = "<!-- counts: begin, generated -->\n";
const END: &str = "<!-- counts: end -->\n";

/// The page with its tables as they must be.
pub(crate) fn updated(root: &Path, suites: &[Suite]) -> Result<String, String> {
    let text = fs::read_to_string(root.join(PATH)).map_err(|e| format!("{PATH}: {e}"))?;
    let parts =
        text.split_once(BEGIN).and_then(|(before, rest)| Some((before, rest.split_once(END)?.1)));
    let Some((before, after)) = parts else {
        return Err(format!("{PATH}: no markers for the counts"));
    };
    Ok(format!("{before}{BEGIN}{}{END}{after}", tables(suites)))
}

fn tables(suites: &[Suite]) -> String {
    let mut out = String::from("\n| suite | vectors | of them negative |\n|---|---:|---:|\n");
    let negative = |vectors: &[Vector]| vectors.iter().filter(|v| v.is_negative()).count();
    let (mut all, mut refused) = (0, 0);
    for suite in suites {
        let (count, bad) = (suite.vectors.len(), negative(&suite.vectors));
        writeln!(out, "| `{}` | {count} | {bad} |", suite.name).unwrap();
        all += count;
        refused += bad;
    }
    writeln!(out, "| all | {all} | {refused} |\n").unwrap();

    let mut sections: BTreeMap<Section, usize> = BTreeMap::new();
    for section in suites.iter().flat_map(|s| &s.vectors).flat_map(|v| &v.sections) {
        *sections.entry(Section(section)).or_default() += 1;
    }
    out.push_str("| section of the draft | vectors |\n|---|---:|\n");
    for (Section(section), count) in sections {
        writeln!(out, "| §{section} | {count} |").unwrap();
    }
    out.push_str("\nA vector that belongs to several sections counts in each.\n\n");
    out
}

/// A section's number, ordered part by part.
#[derive(PartialEq, Eq)]
struct Section(&'static str);

impl Section {
    fn parts(&self) -> Vec<u32> {
        self.0.split('.').map(|part| part.parse().unwrap()).collect()
    }
}

impl Ord for Section {
    fn cmp(&self, other: &Self) -> Ordering {
        self.parts().cmp(&other.parts())
    }
}

impl PartialOrd for Section {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
