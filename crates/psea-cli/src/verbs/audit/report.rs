//! What the audit says.

use std::path::Path;

use serde::Serialize;

use super::totals::Totals;
use crate::output::style::{BAD, GOOD};
use crate::output::table::{Pairs, Table};
use crate::output::{Exit, Report, advice};

pub(super) struct Audit<'a> {
    pub(super) file: &'a Path,
    pub(super) totals: &'a Totals,
    /// Counters, one per attester and scope.
    pub(super) scopes: usize,
    /// Proofs that an earlier run had audited already.
    pub(super) resumed_at: Option<u64>,
    pub(super) seconds: f64,
}

/// The members of the document: stable names.
#[derive(Serialize)]
struct Document<'a> {
    sound: bool,
    file: String,
    proofs: u64,
    passed: u64,
    refused: u64,
    counters: usize,
    codes: Vec<Code<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    resumed_at: Option<u64>,
    seconds: f64,
}

#[derive(Serialize)]
struct Code<'a> {
    code: &'a str,
    section: &'a str,
    proofs: u64,
    first_line: u64,
}

pub(super) fn of(audit: &Audit<'_>) -> Report {
    let Audit { file, totals, scopes, resumed_at, seconds } = audit;
    let sound = totals.refused() == 0;
    let codes: Vec<_> = totals
        .by_code
        .iter()
        .map(|(code, count)| Code {
            code,
            section: &count.section,
            proofs: count.proofs,
            first_line: count.first_line,
        })
        .collect();
    let document = Document {
        sound,
        file: file.display().to_string(),
        proofs: totals.proofs,
        passed: totals.passed(),
        refused: totals.refused(),
        counters: *scopes,
        codes,
        resumed_at: *resumed_at,
        seconds: *seconds,
    };
    let text = text(&document);
    Report::new(if sound { Exit::Done } else { Exit::Refused }, text, &document)
}

fn text(document: &Document<'_>) -> String {
    let mut pairs = Pairs::new();
    pairs
        .text("file", &document.file)
        .text("proofs", document.proofs.to_string())
        .text("passed", document.passed.to_string())
        .text("counters", format!("{}, one per attester and scope", document.counters));
    if let Some(before) = document.resumed_at {
        pairs.text("resumed", format!("after {before} proofs of an earlier run"));
    }
    let here = document.proofs.saturating_sub(document.resumed_at.unwrap_or_default());
    let rate = here as f64 / document.seconds.max(1e-6);
    pairs.text("took", format!("{:.1} s, {rate:.0} proofs a second", document.seconds));
    if document.sound {
        return format!("{GOOD}SOUND{GOOD:#}\n{pairs}");
    }
    pairs.text("refused", document.refused.to_string());
    let mut table = Table::new(Some(["code", "proofs", "first line", "rule", "what it means"]));
    for code in &document.codes {
        table.row([
            code.code.into(),
            code.proofs.to_string(),
            code.first_line.to_string(),
            format!("§{}", code.section),
            advice::for_code(code.code).into(),
        ]);
    }
    format!("{BAD}NOT SOUND{BAD:#}\n{pairs}\n{table}")
}
