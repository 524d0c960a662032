use psea::verifier::EnrollmentStatus;

use super::change::{Of, known, set_status};
use crate::edge::{clock, terminal};
use crate::failure::Failure;
use crate::output::{Report, visible};
use crate::state::StateDirectory;

/// Revoke an attester, for good
///
/// Its proofs never pass again, whatever key it has, and its name and kid are never free again
/// (§3.14). The attester is told `revoked` and stops. Asks for the attester's name to be typed.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  psea revoke --state verifier alice --reason \"phone stolen, ticket 4711\"
  psea revoke --state verifier alice --reason \"left the company\" --yes

Next: enroll a new attester with a new key, with `psea enroll`. Where it may turn out well, use
`psea suspend` instead.")]
pub(crate) struct Args {
    #[command(flatten)]
    of: Of,

    /// Revoke without being asked: for scripts
    #[arg(long)]
    yes: bool,
}

pub(super) fn run(args: &Args) -> Result<Report, Failure> {
    if !args.yes {
        confirm(&args.of)?;
    }
    set_status(&args.of, EnrollmentStatus::Revoked)
}

fn confirm(of: &Of) -> Result<(), Failure> {
    // Closed again before the question: who thinks it over must not keep verifications out.
    let known = {
        let state = StateDirectory::open(&of.state, clock::now_or(None)?)?;
        known(&state.store, &of.attester, &of.state)?
    };
    if !terminal::can_ask() {
        return Err(Failure::new(
            "confirmation_needed",
            "a revocation is final and needs a yes, and there is no terminal to ask on",
        )
        .field("--yes")
        .fix("run it on a terminal, or give --yes"));
    }
    let name = of.attester.as_str();
    let question = format!(
        "Revoking {0} is final. It is {1} now, with the kid {2}.\nType its name to revoke it: ",
        visible::text(name),
        visible::text(known.status.name()),
        visible::text(&known.kid),
    );
    if terminal::ask_for(name, &question) {
        return Ok(());
    }
    Err(Failure::new("declined", "that is not the attester's name: nothing was changed").refused())
}
