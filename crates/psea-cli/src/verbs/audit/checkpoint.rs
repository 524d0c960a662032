//! How far an audit is, in a file: whoever goes on from there ends with the same totals.

use std::path::Path;

use psea::claims::{ChainEntry, Counter, CounterScope};
use psea::verifier::Expected;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::enrolled::Enrolled;
use super::input::{Input, Place, unreadable};
use super::order::Order;
use super::totals::{Count, Totals};
use crate::edge::files::{self, Mode};
use crate::failure::Failure;
use crate::output;

const FORMAT: &str = "psea-audit/1";

/// What is audited by what: the configuration, the enrollments and what was asked for. Totals of
/// two subjects do not add up.
pub(super) struct Subject(String);

/// A checkpoint that was found.
pub(super) struct Checkpoint {
    pub(super) totals: Totals,
    pub(super) order: Order,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    format: String,
    subject: String,
    offset: u64,
    lines: u64,
    /// SHA-256 of the last octets before the offset, and how many.
    before: String,
    before_octets: usize,
    proofs: u64,
    codes: Vec<Code>,
    counters: Vec<ScopeCounter>,
    chain_heads: Vec<Head>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Code {
    code: String,
    section: String,
    proofs: u64,
    first_line: u64,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ScopeCounter {
    attester: String,
    scope: String,
    counter: u64,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
    attester: String,
    entry: String,
}

impl Subject {
    pub(super) fn of(config: &[u8], enrolled: &Enrolled, expected: Option<&Expected>) -> Self {
        let mut hash = Sha256::new();
        let mut part = |octets: &[u8]| {
            hash.update((octets.len() as u64).to_be_bytes());
            hash.update(octets);
        };
        // Another version may judge otherwise.
        part(env!("CARGO_PKG_VERSION").as_bytes());
        part(config);
        part(format!("{expected:?}").as_bytes());
        enrolled.describe(|text| part(text.as_bytes()));
        Self(hexadecimal(&hash.finalize()))
    }
}

/// Replaces the checkpoint: a crash leaves this one or the one before.
pub(super) fn write(
    path: &Path,
    subject: &Subject,
    end: &Place,
    totals: &Totals,
    order: &Order,
    enrolled: &Enrolled,
) -> Result<(), Failure> {
    let codes = totals.by_code.iter().map(|(code, count)| Code {
        code: code.clone(),
        section: count.section.clone(),
        proofs: count.proofs,
        first_line: count.first_line,
    });
    let counters = order.counters.iter().map(|((attester, scope), counter)| ScopeCounter {
        attester: enrolled.name(*attester).into(),
        scope: scope.as_key().into(),
        counter: counter.get(),
    });
    let heads = order.heads.iter().map(|(attester, entry)| Head {
        attester: enrolled.name(*attester).into(),
        entry: entry.to_text(),
    });
    let document = Document {
        format: FORMAT.into(),
        subject: subject.0.clone(),
        offset: end.offset,
        lines: end.lines,
        before: hexadecimal(&Sha256::digest(&end.before)),
        before_octets: end.before.len(),
        proofs: totals.proofs,
        codes: codes.collect(),
        counters: counters.collect(),
        chain_heads: heads.collect(),
    };
    files::replace(path, output::json(&document).as_bytes(), Mode::Default)
        .map_err(|error| files::unwritable(path, &error))
}

/// The checkpoint of an earlier run, with the input put where it ended; none if there is no file.
pub(super) fn find(
    path: &Path,
    subject: &Subject,
    enrolled: &Enrolled,
    input: &mut Input,
    bodies: &Path,
) -> Result<Option<Checkpoint>, Failure> {
    if input.length().is_none() {
        return Err(Failure::new("usage", "--resume needs a file that can be gone on with")
            .file(bodies)
            .field("--resume")
            .fix("name a regular file of transport bodies, or omit --resume"));
    }
    if !path.exists() {
        return Ok(None);
    }
    let octets = files::read_export(path)?;
    let unusable = |problem: &str| {
        Failure::new("checkpoint_invalid", format!("the checkpoint cannot be used: {problem}"))
            .file(path)
            .fix("remove it, to begin the audit anew")
    };
    let document: Document =
        serde_json::from_slice(&octets).map_err(|error| unusable(&error.to_string()))?;
    if document.format != FORMAT {
        return Err(unusable("it is of another version"));
    }
    if document.subject != subject.0 {
        return Err(unusable(
            "it is of an audit with other enrollments, another verifier.json or other flags",
        ));
    }
    let octets = document.before_octets;
    let is_before = |before: &[u8]| {
        before.len() == octets && hexadecimal(&Sha256::digest(before)) == document.before
    };
    let found = input
        .go_to(document.offset, document.lines, octets, is_before)
        .map_err(|error| unreadable(bodies, &error))?;
    if !found {
        return Err(unusable("it is of another file than the one that is named"));
    }
    read(document, enrolled).map(Some).ok_or_else(|| unusable("a member is not one written here"))
}

fn read(document: Document, enrolled: &Enrolled) -> Option<Checkpoint> {
    let mut totals = Totals { proofs: document.proofs, ..Totals::default() };
    for Code { code, section, proofs, first_line } in document.codes {
        totals.by_code.insert(code, Count { proofs, first_line, section });
    }
    let mut order = Order::default();
    for ScopeCounter { attester, scope, counter } in document.counters {
        let key = (enrolled.number_of(&attester)?, CounterScope::from_key(scope));
        order.counters.insert(key, Counter::new(counter)?);
    }
    for Head { attester, entry } in document.chain_heads {
        order.heads.insert(enrolled.number_of(&attester)?, ChainEntry::parse(&entry)?);
    }
    Some(Checkpoint { totals, order })
}

fn hexadecimal(octets: &[u8]) -> String {
    octets.iter().map(|octet| format!("{octet:02x}")).collect()
}
