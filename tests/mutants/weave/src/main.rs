//! Puts many mutants into one build. Each is there beside what it replaces, and the variable
//! `PSEA_MUTANT` says when a test runs which of them is meant: none, if it is not set.
//!
//! ```text
//! psea-weave TREE < REQUEST > ANSWER
//! ```
//!
//! The request holds the mutants as `cargo mutants --list --json` prints them, those that are left
//! out, and functions that must stay `const`. The answer says which of them are in the tree now, and
//! where each was put, so that an error of the compiler tells whose it is.

mod edit;
mod find;

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::path::Path;
use std::{env, fs, io};

use serde::{Deserialize, Serialize};

/// One mutant, as cargo-mutants describes it. Lines and columns count from 1.
#[derive(Debug, Deserialize)]
struct Mutant {
    file: String,
    genre: String,
    #[serde(default)]
    replacement: String,
    span: Span,
}

#[derive(Clone, Copy, Debug, Deserialize)]
struct Span {
    start: Place,
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    line: usize,
    column: usize,
}

#[derive(Debug, Deserialize)]
struct Request {
    /// Numbered from 1, in this order.
    mutants: Vec<Mutant>,
    left_out: BTreeSet<usize>,
    keep_const: BTreeSet<String>,
    /// Root files of the crates that hold mutants.
    roots: Vec<String>,
}

#[derive(Debug, Serialize)]
struct Answer {
    woven: BTreeSet<usize>,
    pieces: Vec<Piece>,
}

/// Octets of a file that are there for these mutants.
#[derive(Debug, Serialize)]
struct Piece {
    file: String,
    start: usize,
    end: usize,
    mutants: Vec<usize>,
}

/// What every crate with mutants has: the number of the one that is meant.
const CHOICE: &str = "
#[allow(warnings)]
mod psea_mutant {
    extern crate std;
    pub(crate) fn on() -> u32 {
        static CHOSEN: std::sync::OnceLock<u32> = std::sync::OnceLock::new();
        *CHOSEN.get_or_init(|| {
            std::env::var(\"PSEA_MUTANT\").ok().and_then(|text| text.parse().ok()).unwrap_or(0)
        })
    }
}
";

fn main() -> Result<(), Box<dyn Error>> {
    let tree = env::args().nth(1).ok_or("usage: psea-weave TREE < REQUEST")?;
    let tree = Path::new(&tree);
    let request: Request = serde_json::from_reader(io::stdin().lock())?;
    let mut answer = Answer { woven: BTreeSet::new(), pieces: Vec::new() };
    let mut by_file: BTreeMap<&str, Vec<(usize, &Mutant)>> = BTreeMap::new();
    for (index, mutant) in request.mutants.iter().enumerate() {
        if !request.left_out.contains(&(index + 1)) {
            by_file.entry(&mutant.file).or_default().push((index + 1, mutant));
        }
    }
    for (file, mutants) in by_file {
        let text = fs::read_to_string(tree.join(file))?;
        let edits = find::edits(&text, &mutants, &request.keep_const)?;
        answer.woven.extend(edits.mutants());
        let (text, pieces) = edits.apply(&text);
        answer.pieces.extend(pieces.into_iter().map(|(range, mutants)| Piece {
            file: file.to_owned(),
            start: range.start,
            end: range.end,
            mutants,
        }));
        fs::write(tree.join(file), text)?;
    }
    for root in &request.roots {
        let text = fs::read_to_string(tree.join(root))?;
        fs::write(tree.join(root), text + CHOICE)?;
    }
    serde_json::to_writer(io::stdout().lock(), &answer)?;
    Ok(())
}
