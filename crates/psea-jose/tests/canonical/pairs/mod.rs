//! P5: on the values that it admits the canonical form is injective and idempotent, and an
//! independent implementation writes the same (§2, RFC 8785). Shown on pairs of values that differ
//! in one place, each spelled in a way of its own.
//!
//! 200,000 pairs; with `PSEA_LONG=1`, 10^8. `PSEA_SEED` repeats a run.

mod neighbour;

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use psea_jose::canonical::CanonicalJson;
use psea_seed::{cases_from, seed};

use crate::peers::by_peers;
use crate::properties::to_serde;
use crate::support::{MAX, Tree, choices, spell, tree};
use neighbour::{Choices, begin_at_the_bound, neighbour};

/// The canonical text of JSON; none where it has none.
type Canonicaliser = fn(&str) -> Option<String>;

fn ours(json: &str) -> Option<String> {
    CanonicalJson::parse(json.as_bytes(), 32).ok().map(CanonicalJson::into_string)
}

/// What a canonical form must not be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Fault {
    /// One text for two values.
    Collides,
    /// Two texts for one value.
    DependsOnSpelling,
    /// Another text for its own text.
    Changes,
    /// Another text than an independent implementation's.
    Disagrees,
    /// A text for what is outside of the subset, or none for what is inside.
    Admits,
}

/// Where it was found.
struct Finding(Fault, String);

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}: {}", self.0, self.1)
    }
}

/// §2: every number lies within ±(2^53 − 1).
fn is_admitted(tree: &Tree) -> bool {
    match tree {
        Tree::Integer(value) => (-MAX..=MAX).contains(value),
        Tree::Array(values) => values.iter().all(is_admitted),
        Tree::Object(members) => members.values().all(is_admitted),
        _ => true,
    }
}

/// A value and its neighbours, each with the choices for its spelling.
#[derive(Clone, Debug)]
struct Neighbourhood {
    base: (Tree, Vec<u8>),
    neighbours: Vec<(Tree, Vec<u8>)>,
}

/// So many neighbours each.
const NEIGHBOURS: usize = 12;

fn neighbourhoods() -> impl Strategy<Value = Neighbourhood> {
    let changes = vec((vec(any::<u8>(), 8), vec(any::<u8>(), 1..16)), NEIGHBOURS);
    (tree(), choices(), changes).prop_map(|(mut tree, spelling, changes)| {
        // Some begin at the bound, so that there are pairs on its other side.
        begin_at_the_bound(&mut tree, &mut Choices::of(&spelling));
        let neighbours = changes.into_iter();
        let neighbours = neighbours
            .map(|(change, spelling)| (neighbour(&tree, &mut Choices::of(&change)), spelling))
            .collect();
        Neighbourhood { base: (tree, spelling), neighbours }
    })
}

impl Neighbourhood {
    /// What is wrong with the canonical texts of these values, or of how many pairs of two
    /// different admitted values nothing is.
    fn examine(&self, canonicaliser: Canonicaliser) -> Result<u32, Vec<Finding>> {
        let all = [&self.base].into_iter().chain(&self.neighbours);
        let all = all.map(|(tree, choices)| (tree, spell(tree, choices)));
        let all: Vec<_> = all.map(|(tree, json)| (tree, canonicaliser(&json), json)).collect();
        let mut findings = Vec::new();
        let mut find = |fault, what: String| findings.push(Finding(fault, what));

        // All of them against each other, not only against the first.
        let mut by_text: BTreeMap<&str, (&Tree, &str)> = BTreeMap::new();
        for (tree, text, json) in &all {
            let Some(text) = text else { continue };
            let (first, spelled) = by_text.entry(text).or_insert((tree, json));
            if first != tree {
                find(Fault::Collides, format!("{spelled} and {json} are both {text}"));
            }
        }
        let (base, base_text, base_json) = &all[0];
        let mut pairs = 0;
        for (tree, text, json) in &all {
            if tree == base && text != base_text {
                find(Fault::DependsOnSpelling, format!("{base_json} and {json}"));
            }
            if text.is_some() != is_admitted(tree) {
                find(Fault::Admits, format!("{json} gives {text:?}"));
            }
            let Some(text) = text else { continue };
            if canonicaliser(text).as_ref() != Some(text) {
                find(Fault::Changes, text.clone());
            }
            let theirs = serde_jcs::to_string(&to_serde(tree)).unwrap();
            if theirs != *text {
                find(Fault::Disagrees, format!("{text} is {theirs}"));
            }
            pairs += u32::from(base_text.is_some() && tree != base);
        }
        if findings.is_empty() { Ok(pairs) } else { Err(findings) }
    }
}

/// §2: two values have one canonical text exactly if they are one value; it is its own canonical
/// text, and the one that an independent implementation writes.
#[test]
fn near_pairs_have_texts_of_their_own() {
    let long = std::env::var("PSEA_LONG").is_ok_and(|on| on != "0");
    let wanted: u32 = if long { 100_000_000 } else { 200_000 };
    let seed = seed("pairs");
    // About ten of the twelve: some changes change nothing, some values are outside of the subset.
    let cases = wanted / 9;
    let (pairs, held) = (Cell::new(0), Cell::new(0_u32));
    let result = TestRunner::new(cases_from(seed, cases)).run(&neighbourhoods(), |neighbourhood| {
        match neighbourhood.examine(ours) {
            Ok(found) => pairs.set(pairs.get() + found),
            Err(findings) => return Err(TestCaseError::fail(findings[0].to_string())),
        }
        held.set(held.get() + 1);
        if held.get() % 500_000 == 0 {
            println!("{} of {wanted} pairs held", pairs.get());
        }
        Ok(())
    });
    if let Err(failure) = result {
        panic!("PSEA_SEED={seed}: {failure}");
    }
    println!("{} pairs of {cases} values and their neighbours", pairs.get());
    assert!(pairs.get() >= wanted, "{} pairs", pairs.get());
}

/// Everything that is found wrong with a canonicaliser.
fn faults(canonicaliser: Canonicaliser) -> BTreeSet<Fault> {
    let faults = RefCell::new(BTreeSet::new());
    TestRunner::new(cases_from(seed("control"), 2000))
        .run(&neighbourhoods(), |neighbourhood| {
            let findings = neighbourhood.examine(canonicaliser).err().unwrap_or_default();
            faults.borrow_mut().extend(findings.into_iter().map(|Finding(fault, _)| fault));
            Ok(())
        })
        .unwrap();
    faults.into_inner()
}

/// The control: RFC 8785 alone, whose numbers are doubles, merges integers beyond 2^53.
#[test]
fn control_without_the_guard() {
    assert_eq!(by_peers("[9007199254740993]"), by_peers("[9007199254740992]"));
    assert_eq!(faults(by_peers), BTreeSet::from([Fault::Collides, Fault::Admits]));
}

/// The controls of what else is looked at.
#[test]
fn control_other_canonicalisers() {
    let as_written: Canonicaliser = |json| ours(json).and(Some(json.into()));
    let expected = [Fault::DependsOnSpelling, Fault::Disagrees];
    assert_eq!(faults(as_written), BTreeSet::from(expected));

    let quoted: Canonicaliser = |json| ours(json).map(|text| serde_json::json!(text).to_string());
    assert_eq!(faults(quoted), BTreeSet::from([Fault::Changes, Fault::Disagrees]));

    // `serde_json` sorts names by their UTF-8.
    let by_utf8: Canonicaliser = |json| {
        let value: serde_json::Value = serde_json::from_str(&ours(json)?).unwrap();
        Some(value.to_string())
    };
    assert_eq!(faults(by_utf8), BTreeSet::from([Fault::Disagrees]));

    let without_controls: Canonicaliser = |json| ours(&ours(json)?.replace("\\u0000", ""));
    assert!(faults(without_controls).contains(&Fault::Collides));
}
