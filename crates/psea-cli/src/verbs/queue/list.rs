use psea_attester_state::queue::Phase;
use psea_attester_state::{QueueOptions, Waiting};
use serde::Serialize;

use super::{Ending, Of, table};
use crate::attester::state_failure;
use crate::failure::Failure;
use crate::output::style::{FAINT, HEADING};
use crate::output::table::Table;
use crate::output::{Exit, Report, time, visible};

/// List the proofs that wait, and how those that waited ended
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  psea queue list --state key.state.redb
  psea queue list --state key.state.redb --json

What ended as unknown may have been executed: ask the verifier before the action is approved again.

Next: `psea queue run` sends what is due, `psea queue forget` clears what ended.")]
pub(crate) struct Args {
    #[command(flatten)]
    of: Of,
}

#[derive(Serialize)]
struct Document {
    waiting: Vec<Wait>,
    ended: Vec<Ending>,
}

/// The members of a proof that waits: stable names.
#[derive(Serialize)]
struct Wait {
    id: u64,
    jti: String,
    op: String,
    tier: String,
    scope: String,
    counter: u64,
    queued: u64,
    exp: u64,
    /// When it is dropped.
    until: u64,
    sent: u32,
    /// `due` or `in_flight`.
    phase: &'static str,
    /// When it is sent at the earliest, or its request is over at the latest, in milliseconds.
    next_ms: u64,
    problem: Option<String>,
}

impl Wait {
    fn of(waiting: &Waiting) -> Self {
        let (phase, next) = match waiting.phase {
            Phase::Due { not_before } => ("due", not_before),
            Phase::InFlight { deadline } => ("in_flight", deadline),
        };
        Self {
            id: waiting.id.get(),
            jti: waiting.label.jti.as_str().into(),
            op: waiting.label.op.as_str().into(),
            tier: waiting.label.tier.as_str().into(),
            scope: waiting.label.scope.as_key().into(),
            counter: waiting.label.counter.get(),
            queued: waiting.queued.seconds().get(),
            exp: waiting.exp.seconds().get(),
            until: waiting.until().seconds().get(),
            sent: waiting.sent,
            phase,
            next_ms: next.get(),
            problem: waiting.problem.as_deref().map(Into::into),
        }
    }
}

pub(super) fn run(args: &Args) -> Result<Report, Failure> {
    let queue = args.of.queue(QueueOptions::default())?;
    let ended = queue.ended().map_err(|error| state_failure(&error, args.of.file()))?;
    let waiting: Vec<_> = queue.waiting().iter().map(Wait::of).collect();
    let ended: Vec<_> = ended.iter().map(Ending::of).collect();

    let mut text = String::new();
    if waiting.is_empty() {
        text += &format!("{FAINT}nothing waits: `psea attest --queue` changes that{FAINT:#}\n");
    } else {
        let head = ["no", "jti", "operation", "counter", "tries", "until, and the last problem"];
        let mut table = Table::new(Some(head));
        for wait in &waiting {
            let until = time::utc(wait.until).unwrap_or_else(|| wait.until.to_string());
            let problem = wait.problem.as_ref().map(|problem| format!(": {problem}"));
            table.row([
                wait.id.to_string(),
                visible::cell(&wait.jti, 36),
                visible::cell(&wait.op, 24),
                wait.counter.to_string(),
                wait.sent.to_string(),
                visible::text(&(until + &problem.unwrap_or_default())),
            ]);
        }
        text += &format!("{HEADING}Waiting{HEADING:#}\n{table}");
    }
    if !ended.is_empty() {
        text += &format!("\n{HEADING}Ended{HEADING:#}\n{}", table(&ended));
    }
    Ok(Report::new(Exit::Done, text, &Document { waiting, ended }))
}
