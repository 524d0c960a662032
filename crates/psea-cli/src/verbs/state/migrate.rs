use std::path::PathBuf;

use super::show;
use crate::attester::migrate;
use crate::failure::Failure;
use crate::output::style::GOOD;
use crate::output::{Exit, Report};

/// Take over the JSON state of an earlier psea
///
/// The old file is deleted, since of two states each would use the other's counters. `psea attest`
/// does this by itself for the state beside a key; this is for one that was named with --state.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  psea state migrate --from alice.state.json --state alice.state.redb

It is safe to run again after it was interrupted.

Next: `psea attest --state alice.state.redb` goes on with the counters.")]
pub(crate) struct Args {
    /// The old state
    #[arg(long, value_name = "FILE")]
    from: PathBuf,

    /// The new state, which must not be there
    #[arg(long, value_name = "FILE")]
    state: PathBuf,
}

pub(super) fn run(args: &Args) -> Result<Report, Failure> {
    let state = migrate(&args.from, &args.state)?;
    let (pairs, mut document) = show::seen(&state, &args.state)?;
    document.migrated_from = Some(args.from.display().to_string());
    Ok(Report::new(Exit::Done, format!("{GOOD}Migrated{GOOD:#}\n{pairs}"), &document))
}
