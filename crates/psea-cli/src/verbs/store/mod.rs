//! The operator's verbs on the store itself.

mod check;
mod export;
mod fence;
mod import;
mod migrate;
#[cfg(feature = "postgres")]
mod postgres;
mod prune;
mod stats;
mod target;

use clap::Subcommand;

use crate::failure::Failure;
use crate::output::Report;

/// Look after the store: check, stats, prune, export, import, migrate, fence
///
/// The store is one file, store.redb in the verifier's directory, and its anchor outside of it. One
/// process at a time has it open. The store of a server may be in PostgreSQL instead: verbs with
/// --postgres look after that one.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  psea store check --state verifier
  psea store stats --state verifier --json

After a backup was restored: `psea store check`, then `psea store fence` if the anchor was restored
as well, and have fresh proofs made. See `psea store fence --help`.

Next: `psea store VERB --help` says what each one does and does not.")]
pub(crate) struct Args {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    Check(check::Args),
    Stats(stats::Args),
    Prune(prune::Args),
    Export(export::Args),
    Import(import::Args),
    Migrate(migrate::Args),
    Fence(fence::Args),
}

pub(super) fn run(args: &Args) -> Result<Report, Failure> {
    match &args.verb {
        Verb::Check(args) => check::run(args),
        Verb::Stats(args) => stats::run(args),
        Verb::Prune(args) => prune::run(args),
        Verb::Export(args) => export::run(args),
        Verb::Import(args) => import::run(args),
        Verb::Migrate(args) => migrate::run(args),
        Verb::Fence(args) => fence::run(args),
    }
}
