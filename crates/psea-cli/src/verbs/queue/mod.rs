//! The verbs on proofs that wait on this device.

mod forget;
mod list;
mod run;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Subcommand;
use psea::claims::{EpochSeconds, Operation};
use psea_attester_state::{DropReason, End, Ended, OfflineQueue, QueueOptions};
use serde::Serialize;

use super::parse;
use crate::attester::{enrollment, open, state_failure};
use crate::edge::clock;
use crate::failure::Failure;
use crate::output::style::{BAD, GOOD};
use crate::output::table::Table;
use crate::output::{Report, visible};

/// Look after proofs that were made offline: list, run, forget
///
/// `psea attest --queue` puts a proof there. It is kept in the attester's state, is sent in the order
/// of its counter, one request at a time, with growing delays between tries, and is dropped when it
/// expires or its grace window ends. Nothing is dropped silently: how each proof ended is listed
/// until it is forgotten.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  psea queue list --state key.state.redb
  psea queue run --state key.state.redb --keys jwks.json --exec './send'
  psea queue forget --state key.state.redb 3

Next: `psea queue VERB --help` says what each one does and does not.")]
pub(crate) struct Args {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    List(list::Args),
    Run(run::Args),
    Forget(forget::Args),
}

pub(super) fn run(args: &Args) -> Result<Report, Failure> {
    match &args.verb {
        Verb::List(args) => list::run(args),
        Verb::Run(args) => run::run(args),
        Verb::Forget(args) => forget::run(args),
    }
}

/// Which queue, and when.
#[derive(Debug, clap::Args)]
struct Of {
    /// The attester's state, as `psea attest` names it
    #[arg(long, value_name = "FILE")]
    state: PathBuf,

    /// The time, in seconds since 1970 [default: the clock]
    #[arg(long, value_name = "SECONDS", value_parser = parse::seconds)]
    now: Option<EpochSeconds>,
}

impl Of {
    /// The queue, through which nothing new is put.
    fn queue(&self, options: QueueOptions) -> Result<OfflineQueue, Failure> {
        let state = open(&self.state)?;
        let config = enrollment(&state, &self.state)?.config();
        let config = config.map_err(|error| Failure::new("internal", error.to_string()))?;
        let nothing = Arc::new(Vec::<Operation<'static>>::new());
        let now = clock::millis_or(self.now)?;
        OfflineQueue::open(config, state, nothing, options, now)
            .map_err(|error| state_failure(&error, &self.state))
    }

    fn file(&self) -> &Path {
        &self.state
    }
}

/// How a proof ended: the members of a list.
#[derive(Serialize)]
struct Ending {
    id: u64,
    jti: String,
    op: String,
    tier: String,
    counter: u64,
    at: u64,
    sent: u32,
    end: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'static str>,
    /// It may have been accepted, though no answer says so.
    unknown: bool,
}

impl Ending {
    fn of(ended: &Ended) -> Self {
        let (end, reason) = match ended.end {
            End::Accepted => ("accepted", None),
            End::Dropped(reason) => ("dropped", Some(word(reason))),
        };
        Self {
            id: ended.id.get(),
            jti: ended.label.jti.as_str().into(),
            op: ended.label.op.as_str().into(),
            tier: ended.label.tier.as_str().into(),
            counter: ended.label.counter.get(),
            at: ended.at.seconds().get(),
            sent: ended.sent,
            end,
            reason,
            unknown: ended.is_unknown(),
        }
    }
}

const fn word(reason: DropReason) -> &'static str {
    match reason {
        DropReason::Grace => "grace",
        DropReason::Expired => "expired",
        DropReason::Rejected => "rejected",
        DropReason::Stale => "stale",
        DropReason::Revoked => "revoked",
    }
}

impl Ending {
    /// What it means, in a table.
    fn told(&self) -> String {
        let why = match self.reason {
            None => "the verifier approved it",
            Some("grace") => "its grace window ended before an answer came",
            Some("expired") => "it expired before an answer came",
            Some("rejected") => "the verifier refused it",
            Some("stale") => "the verifier found it too old, or too new",
            _ => "the attester was revoked",
        };
        if !self.unknown {
            return why.into();
        }
        format!("{why}; it MAY have been executed: ask before it is approved again")
    }
}

/// Those that ended, the oldest first.
fn table(ended: &[Ending]) -> Table<6> {
    let mut table = Table::new(Some(["no", "jti", "operation", "counter", "ended", "how"]));
    for ending in ended {
        let style = if ending.reason.is_none() { GOOD } else { BAD };
        table.row([
            ending.id.to_string(),
            visible::cell(&ending.jti, 36),
            visible::cell(&ending.op, 24),
            ending.counter.to_string(),
            format!("{style}{}{style:#}", ending.reason.unwrap_or(ending.end)),
            ending.told(),
        ]);
    }
    table
}
