//! The verbs on the attester's own state.

mod acknowledge;
mod migrate;
mod show;

use clap::Subcommand;

use crate::failure::Failure;
use crate::output::Report;

/// Look after an attester's own state: show, acknowledge, migrate
///
/// Counters, the chain's head, the enrollment, the trust state and the offline queue are in one file,
/// every change of which is on the disk before anything follows from it. It is never backed up: an
/// older copy would use counters twice. One process at a time has it open.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  psea state show --state key.state.redb
  psea state acknowledge body.json --result result.jwt --keys jwks.json --state key.state.redb
  psea state migrate --from old.state.json --state new.state.redb

Next: `psea state VERB --help` says what each one does and does not.")]
pub(crate) struct Args {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    Show(show::Args),
    Acknowledge(acknowledge::Args),
    Migrate(migrate::Args),
}

pub(super) fn run(args: &Args) -> Result<Report, Failure> {
    match &args.verb {
        Verb::Show(args) => show::run(args),
        Verb::Acknowledge(args) => acknowledge::run(args),
        Verb::Migrate(args) => migrate::run(args),
    }
}
