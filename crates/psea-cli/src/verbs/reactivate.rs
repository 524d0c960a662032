use psea::verifier::EnrollmentStatus;

use super::change::{Of, set_status};
use crate::failure::Failure;
use crate::output::Report;

/// Reactivate a suspended attester
///
/// Its counters and its chain stand where they stood (§3.10). A proof that was refused meanwhile
/// and is still fresh passes when it is submitted again. A revoked attester stays revoked.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  psea reactivate --state verifier alice --reason \"phone found, ticket 4711\"

Next: `psea list --state verifier alice` shows every change with its reason.")]
pub(crate) struct Args {
    #[command(flatten)]
    of: Of,
}

pub(super) fn run(args: &Args) -> Result<Report, Failure> {
    set_status(&args.of, EnrollmentStatus::Active)
}
