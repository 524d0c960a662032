use psea::verifier::EnrollmentStatus;

use super::change::{Of, set_status};
use crate::failure::Failure;
use crate::output::Report;

/// Suspend an attester: its proofs are refused until it is reactivated
///
/// From the moment this verb ends, every proof of the attester is refused as `enrollment_suspended`,
/// those included that were made before (§3.14).
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  psea suspend --state verifier alice --reason \"phone mislaid, ticket 4711\"

Next: `psea reactivate` where all is well again; `psea revoke` where it is not.")]
pub(crate) struct Args {
    #[command(flatten)]
    of: Of,
}

pub(super) fn run(args: &Args) -> Result<Report, Failure> {
    set_status(&args.of, EnrollmentStatus::Suspended)
}
