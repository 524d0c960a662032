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

After a backup was restored:
  1. psea store check     is the copy whole?
  2. psea store fence     only if the anchor came back with it; otherwise it is fenced by itself
  3. psea store stats     the fence stands: what the copy forgot is refused
  4. psea list            changes that were made after the copy are lost: make them again,
                          revocations first, before anything is verified
Fresh proofs pass then. Lift no fence for them.

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
