use std::path::Path;

use psea::claims::EpochSeconds;
use psea::verifier::{ReplayStore as _, StoreTime};
use serde::Serialize;

use super::target::{Store, Target};
use crate::edge::clock;
use crate::failure::Failure;
use crate::output::table::Pairs;
use crate::output::{Exit, Report};
use crate::state::{StateDirectory, store_failure, store_file};
use crate::verbs::change::moment;

/// Show how much the store holds, what it promises, and whether it is fenced
///
/// The promise is the store's word on what an accepted proof outlives (§6.5): `volatile`,
/// `process_crash`, `power_loss` or `failover`; and whether it notices that its file is an older copy.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  psea store stats --state verifier
  psea store stats --state verifier --json

Records and challenges count those included that `psea store prune` would forget. The file's format
is the one of this version: an older one was upgraded when it was opened, a later one is refused.

Next: `psea store check` reads everything; `psea list` shows who is enrolled.")]
pub(crate) struct Args {
    #[command(flatten)]
    target: Target,
}

/// The members of a store's health: stable names. Times are in seconds since 1970.
#[derive(Serialize)]
pub(super) struct Document<'a> {
    pub(super) store: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) file: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) file_octets: Option<u64>,
    pub(super) attesters: u64,
    pub(super) counters: u64,
    /// Accepted proofs whose ids are kept.
    pub(super) records: u64,
    pub(super) challenges: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) changes: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) commits: Option<u64>,
    pub(super) durability: &'a str,
    pub(super) notices_older_copy: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) anchor: Option<String>,
    pub(super) latest_served: Option<u64>,
    pub(super) fence: Option<u64>,
}

pub(super) fn run(args: &Args) -> Result<Report, Failure> {
    match args.target.store() {
        Store::Embedded(directory) => embedded(directory),
        #[cfg(feature = "postgres")]
        Store::Postgres(url) => super::postgres::stats(url),
    }
}

fn embedded(directory: &Path) -> Result<Report, Failure> {
    let state = StateDirectory::open(directory, clock::now_or(None)?)?;
    let stats = state.store.stats().map_err(|error| store_failure(&error, directory))?;
    let promise = state.store.promise();
    Ok(report(&Document {
        store: "embedded",
        file: Some(store_file(directory).display().to_string()),
        file_octets: Some(stats.file),
        attesters: stats.attesters,
        counters: stats.counters,
        records: stats.records,
        challenges: stats.challenges,
        changes: Some(stats.changes),
        commits: Some(stats.sequence),
        durability: promise.durability.as_str(),
        notices_older_copy: promise.notices_older_copy,
        anchor: Some(state.settings.anchor_text()),
        latest_served: latest(&stats.time),
        fence: stats.time.fence.map(EpochSeconds::get),
    }))
}

/// None: no proof was accepted yet.
pub(super) fn latest(time: &StoreTime) -> Option<u64> {
    Some(time.latest.get()).filter(|latest| *latest > 0)
}

pub(super) fn report(document: &Document<'_>) -> Report {
    let mut pairs = Pairs::new();
    let size = document.file_octets.map(|octets| format!("{octets} octets"));
    let texts = [("file", document.file.clone()), ("size", size)];
    let counts = [
        ("attesters", Some(document.attesters)),
        ("counters", Some(document.counters)),
        ("records", Some(document.records)),
        ("challenges", Some(document.challenges)),
        ("changes", document.changes),
        ("commits", document.commits),
    ];
    let counts = counts.map(|(name, count)| (name, count.map(|count| count.to_string())));
    for (name, value) in texts.into_iter().chain(counts) {
        if let Some(value) = value {
            pairs.text(name, value);
        }
    }
    pairs.text("durability", document.durability).text(
        "older copy",
        match (document.notices_older_copy, document.store) {
            (true, _) => "noticed when the store is opened: it is fenced then",
            (false, "embedded") => "not noticed: verifier.json names no anchor",
            (false, _) => {
                "another server, timeline or database is noticed, a cold copy put back is not: \
                 after restoring one, `psea store fence`"
            }
        },
    );
    if let Some(anchor) = &document.anchor {
        pairs.text("anchor", anchor);
    }
    pairs
        .text("latest served", document.latest_served.map_or_else(|| "nothing yet".into(), moment))
        .text(
            "fence",
            document.fence.map_or_else(
                || "none".into(),
                |fence| format!("{}: proofs issued until then are refused", moment(fence)),
            ),
        );
    Report::new(Exit::Done, pairs.to_string(), document)
}
