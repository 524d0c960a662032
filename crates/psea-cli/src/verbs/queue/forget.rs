use psea_attester_state::{EntryId, QueueOptions};
use serde::Serialize;

use super::Of;
use crate::attester::state_failure;
use crate::failure::Failure;
use crate::output::style::GOOD;
use crate::output::{Exit, Report};

/// Forget how proofs ended, once whom it concerns was told
///
/// A proof that waits is not forgotten: it ends by an answer or by its window.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  psea queue forget --state key.state.redb 3 4
  psea queue forget --state key.state.redb --all

Next: `psea queue list` shows what is left.")]
pub(crate) struct Args {
    #[command(flatten)]
    of: Of,

    /// The numbers of proofs that ended, as `psea queue list` shows them
    #[arg(value_name = "NO", required_unless_present = "all")]
    numbers: Vec<u64>,

    /// All that ended
    #[arg(long, conflicts_with = "numbers")]
    all: bool,
}

#[derive(Serialize)]
struct Document {
    forgotten: Vec<u64>,
}

pub(super) fn run(args: &Args) -> Result<Report, Failure> {
    let queue = args.of.queue(QueueOptions::default())?;
    let failed = |error| state_failure(&error, args.of.file());
    let ended = queue.ended().map_err(failed)?;
    let ended: Vec<_> = ended.iter().map(|ended| ended.id.get()).collect();
    let forgotten = if args.all { ended.clone() } else { args.numbers.clone() };
    // All of them, or none.
    if let Some(number) = forgotten.iter().find(|number| !ended.contains(number)) {
        return Err(Failure::new("not_ended", format!("no proof with the number {number} ended"))
            .file(args.of.file())
            .refused()
            .fix("see `psea queue list`: what waits is not forgotten"));
    }
    for number in &forgotten {
        queue.forget(EntryId::new(*number)).map_err(failed)?;
    }
    let text = format!("{GOOD}Forgot{GOOD:#} {} that ended\n", forgotten.len());
    Ok(Report::new(Exit::Done, text, &Document { forgotten }))
}
