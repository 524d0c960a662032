use std::path::{Path, PathBuf};

use psea::claims::EpochSeconds;
use serde::Serialize;

use super::target::{Store, Target};
use crate::edge::clock;
use crate::failure::Failure;
use crate::output::style::GOOD;
use crate::output::table::Pairs;
use crate::output::{Exit, Report};
use crate::state::{Migrated, migrate, store_failure, store_file};
use crate::verbs::change::moment;

/// Bring a store to the form that this version works with
///
/// A directory of an earlier psea, with a store.json, gets a store.redb with all that is in it. It is
/// fenced, for the old form could not notice an older copy of itself: proofs issued until then are
/// refused as `store_fenced`, fresh ones pass. The old file stays as store.json.migrated. A store.redb
/// of an earlier format is upgraded in place.
///
/// With --postgres the schema is brought up to date, in one transaction a step.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  psea store migrate --state verifier
  psea store migrate --postgres \"host=/run/postgresql dbname=approvals user=owner\"

It is safe to run again: what is up to date is left as it is. In PostgreSQL run it once per release,
as the role that owns the schema.

Next: `psea store stats` shows the result.")]
pub(crate) struct Args {
    #[command(flatten)]
    target: Target,

    /// Where the anchor goes, if verifier.json names none yet [default: in the user's state directory]
    #[arg(long, value_name = "FILE")]
    anchor: Option<PathBuf>,
}

#[derive(Serialize)]
pub(super) struct Document {
    pub(super) store: &'static str,
    pub(super) migrated: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) old_file: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) fence: Option<u64>,
}

pub(super) fn run(args: &Args) -> Result<Report, Failure> {
    match args.target.store() {
        Store::Embedded(directory) => embedded(directory, args.anchor.as_deref()),
        #[cfg(feature = "postgres")]
        Store::Postgres(url) => super::postgres::migrate(url),
    }
}

fn embedded(directory: &Path, anchor: Option<&Path>) -> Result<Report, Failure> {
    let migrated = migrate(directory, anchor, clock::now_or(None)?)?;
    let (state, old) = match migrated {
        Migrated::FromDocument(state, old) => (state, Some(old)),
        Migrated::Store(state) => (state, None),
    };
    let stats = state.store.stats().map_err(|error| store_failure(&error, directory))?;
    let document = Document {
        store: "embedded",
        migrated: old.is_some(),
        old_file: old.map(|old| old.display().to_string()),
        fence: stats.time.fence.map(EpochSeconds::get),
    };
    let mut pairs = Pairs::new();
    pairs
        .text("store", store_file(directory).display().to_string())
        .text("anchor", state.settings.anchor_text())
        .text("attesters", stats.attesters.to_string())
        .text("records", stats.records.to_string());
    if let Some(old) = &document.old_file {
        pairs.text("old file", format!("{old}: nothing reads it any more"));
    }
    if let Some(fence) = document.fence {
        pairs.text("fence", format!("{}: proofs issued until then are refused", moment(fence)));
    }
    let done = if document.migrated { "Migrated" } else { "Up to date" };
    Ok(Report::new(Exit::Done, format!("{GOOD}{done}{GOOD:#}\n{pairs}"), &document))
}
