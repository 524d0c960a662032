use std::path::Path;

use serde::Serialize;

use super::target::{Store, Target};
use crate::edge::{clock, terminal};
use crate::failure::Failure;
use crate::output::style::GOOD;
use crate::output::{Exit, Report};
use crate::state::{StateDirectory, store_failure};

/// Forget what can no longer matter: records of proofs that could not pass any more
///
/// Never forgets a jti before the last moment at which a proof with it could pass (§3.10). Each
/// accepted proof makes the store forget a few by itself, so that this is for stores that are idle,
/// or in PostgreSQL, where nothing is forgotten without it.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  psea store prune --state verifier
  psea store prune --postgres \"host=/run/postgresql dbname=approvals\"

The embedded file keeps its size and uses the room again. In PostgreSQL it works in short steps that
wait for nobody: let a timer call it every few minutes.

Next: `psea store stats` shows what is left.")]
pub(crate) struct Args {
    #[command(flatten)]
    target: Target,
}

#[derive(Serialize)]
struct Document {
    records_forgotten: u64,
    challenges_forgotten: u64,
}

pub(super) fn run(args: &Args) -> Result<Report, Failure> {
    match args.target.store() {
        Store::Embedded(directory) => embedded(directory),
        #[cfg(feature = "postgres")]
        Store::Postgres(url) => {
            let pruned = super::postgres::prune(url)?;
            Ok(report(pruned.jtis, pruned.challenges))
        }
    }
}

fn embedded(directory: &Path) -> Result<Report, Failure> {
    let state = StateDirectory::open(directory, clock::now_or(None)?)?;
    let records = || Some(state.store.stats().ok()?.records);
    let before = records();
    let progress = || Some(format!("… {} records forgotten", before?.saturating_sub(records()?)));
    let pruned = terminal::watched(|| state.store.prune(), progress)
        .map_err(|error| store_failure(&error, directory))?;
    Ok(report(pruned.records, pruned.challenges))
}

fn report(records: u64, challenges: u64) -> Report {
    let document = Document { records_forgotten: records, challenges_forgotten: challenges };
    let text = format!("{GOOD}Forgotten:{GOOD:#} {records} records, {challenges} challenges\n");
    Report::new(Exit::Done, text, &document)
}
