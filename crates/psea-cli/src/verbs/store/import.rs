use std::path::PathBuf;

use psea::claims::EpochSeconds;
use serde::Serialize;

use crate::edge::{clock, files};
use crate::failure::Failure;
use crate::output::style::GOOD;
use crate::output::table::Pairs;
use crate::output::{Exit, Report};
use crate::state::{StateDirectory, document, store_failure};
use crate::verbs::change::moment;

/// The words that a current import needs.
const WORDS: &str = "the-exported-store-accepts-nothing-any-more";

/// Make a store from an export: fenced, so that nothing is approved twice
///
/// The directory needs its verifier.json and no store.redb. An export lacks what was accepted after
/// it was written, so that every proof issued until now is refused as `store_fenced`, and fresh ones
/// pass (§6.5). An anchor that an earlier store left is moved aside.
///
/// Changes of enrollments that were made after the export are lost: make them again, revocations
/// first, before anything is verified.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  psea store import --state verifier export.json
  psea store import --state verifier export.json \\
      --current the-exported-store-accepts-nothing-any-more

--current leaves the fence out, for a planned move: no proof is refused that could pass before. It
is safe only if the exported store has accepted nothing since the export and never will again: stop
its processes before the export, and remove it after the import.

Next: `psea store stats` shows the fence; have fresh proofs made.")]
pub(crate) struct Args {
    /// The verifier's directory, without a store
    #[arg(long, value_name = "DIR")]
    state: PathBuf,

    /// What `psea store export` wrote
    #[arg(value_name = "FILE")]
    file: PathBuf,

    /// Without a fence, on your word
    #[arg(long, value_name = "WORDS", value_parser = words)]
    current: Option<()>,
}

fn words(text: &str) -> Result<(), String> {
    if text == WORDS {
        return Ok(());
    }
    Err(format!(
        "a store without a fence approves twice what the exported one accepted since: if it cannot \
         have, write --current {WORDS}"
    ))
}

#[derive(Serialize)]
struct Document {
    attesters: usize,
    records: usize,
    challenges: usize,
    fence: Option<u64>,
}

pub(super) fn run(args: &Args) -> Result<Report, Failure> {
    let snapshot = document::read(&args.file, &files::read_export(&args.file)?)?;
    let fence = match args.current {
        Some(()) => None,
        None => Some(clock::now_or(None)?),
    };
    let state = StateDirectory::import(&args.state, &snapshot, fence)?;
    let stats = state.store.stats().map_err(|error| store_failure(&error, &args.state))?;
    let document = Document {
        attesters: snapshot.attesters.len(),
        records: snapshot.records.len(),
        challenges: snapshot.challenges.len(),
        fence: stats.time.fence.map(EpochSeconds::get),
    };
    let mut pairs = Pairs::new();
    pairs
        .text("attesters", document.attesters.to_string())
        .text("records", document.records.to_string())
        .text("challenges", document.challenges.to_string())
        .text(
            "fence",
            document.fence.map_or_else(
                || "none".into(),
                |fence| {
                    format!(
                        "{}: proofs issued until then are refused, fresh ones pass",
                        moment(fence)
                    )
                },
            ),
        );
    Ok(Report::new(Exit::Done, format!("{GOOD}Imported{GOOD:#}\n{pairs}"), &document))
}
