use std::path::Path;

use psea::claims::EpochSeconds;
use serde::Serialize;

use super::target::{Store, Target};
use crate::edge::{clock, terminal};
use crate::failure::Failure;
use crate::output::style::GOOD;
use crate::output::table::Pairs;
use crate::output::{Exit, Report};
use crate::state::{StateDirectory, store_failure};
use crate::verbs::change::moment;

/// Refuse every proof issued until now: your word that the store may lack what was accepted
///
/// What a store forgot it would approve a second time. So after a restore that it cannot notice, say
/// so: every proof issued until this second, and the clock skew on top, is refused as `store_fenced`
/// (§6.5). Fresh proofs pass; nothing has to be lifted for them.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  psea store fence --state verifier
  psea store fence --postgres \"host=/run/postgresql dbname=approvals\"
  psea store fence --state verifier --lift

Fence after restoring a whole machine or disk, on which the anchor came back together with the
store; after restoring a cold copy of a PostgreSQL server; and where verifier.json names no anchor,
after any restore. An older store.redb beside an anchor that was not restored is fenced by itself.

Lifting is for who knows that nothing was accepted that this store lacks: the moved directory whose
anchor was left behind, say. A proof that was accepted and forgotten passes again then, if it is
still fresh. It is never needed for fresh proofs, and max_lifetime seconds after the fence for none.

Next: `psea store stats` shows the fence.")]
pub(crate) struct Args {
    #[command(flatten)]
    target: Target,

    /// Lift the fence instead; asks for the word `lift`
    #[arg(long)]
    lift: bool,

    /// Lift without being asked: for scripts
    #[arg(long, requires = "lift")]
    yes: bool,
}

#[derive(Serialize)]
struct Document {
    fence: Option<u64>,
}

pub(super) fn run(args: &Args) -> Result<Report, Failure> {
    let now = clock::now_or(None)?;
    match args.target.store() {
        Store::Embedded(directory) => embedded(directory, args, now),
        #[cfg(feature = "postgres")]
        Store::Postgres(_) if args.lift => {
            Err(Failure::new("usage", "a fence in PostgreSQL is not lifted by this command")
                .field("--lift")
                .fix("have fresh proofs made: they pass"))
        }
        #[cfg(feature = "postgres")]
        Store::Postgres(url) => super::postgres::fence(url, now).map(report),
    }
}

fn embedded(directory: &Path, args: &Args, now: EpochSeconds) -> Result<Report, Failure> {
    if args.lift && !args.yes {
        // Closed again before the question: who thinks it over must not keep verifications out.
        let fence = stands(&StateDirectory::open(directory, now)?, directory)?;
        confirm(fence)?;
    }
    let state = StateDirectory::open(directory, now)?;
    let changed = if args.lift { state.store.lift_fence() } else { state.store.fence_now(now) };
    changed.map_err(|error| store_failure(&error, directory))?;
    stands(&state, directory).map(report)
}

fn stands(state: &StateDirectory, directory: &Path) -> Result<Option<EpochSeconds>, Failure> {
    let stats = state.store.stats().map_err(|error| store_failure(&error, directory))?;
    Ok(stats.time.fence)
}

fn confirm(fence: Option<EpochSeconds>) -> Result<(), Failure> {
    let Some(fence) = fence else { return Ok(()) };
    if !terminal::can_ask() {
        return Err(Failure::new(
            "confirmation_needed",
            "without its fence the store approves again what it forgot, and there is no terminal \
             to ask on",
        )
        .field("--yes")
        .fix("run it on a terminal, or give --yes"));
    }
    let question = format!(
        "The store is fenced at {}. Without the fence, a proof that it accepted and forgot passes \
         again.\nType lift if nothing was accepted that this store lacks: ",
        moment(fence.get()),
    );
    if terminal::ask_for("lift", &question) {
        return Ok(());
    }
    Err(Failure::new("declined", "you did not say lift: the fence stands").refused())
}

fn report(fence: Option<EpochSeconds>) -> Report {
    let document = Document { fence: fence.map(EpochSeconds::get) };
    let mut pairs = Pairs::new();
    let text = match document.fence {
        Some(fence) => {
            pairs.text("fence", moment(fence)).text(
                "means",
                "proofs issued until then are refused as store_fenced, fresh ones pass",
            );
            format!("{GOOD}Fenced{GOOD:#}\n{pairs}")
        }
        None => format!("{GOOD}No fence stands{GOOD:#}\n"),
    };
    Report::new(Exit::Done, text, &document)
}
