//! The relying party's verbs on a signed result.

mod read;

use clap::Subcommand;

use crate::failure::Failure;
use crate::output::Report;

/// Read a signed result, as a relying party or an attester does
///
/// `psea verify --result` makes them.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  psea result read result.jwt --keys keyset/jwks.json --from verifier.example --for shop.example

Next: `psea result VERB --help` says more.")]
pub(crate) struct Args {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    Read(read::Args),
}

pub(super) fn run(args: &Args) -> Result<Report, Failure> {
    match &args.verb {
        Verb::Read(args) => read::run(args),
    }
}
