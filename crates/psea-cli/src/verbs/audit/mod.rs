//! `psea audit`: stored proofs in bulk.

mod checkpoint;
mod enrolled;
mod input;
mod judge;
mod order;
mod pipeline;
mod report;
mod totals;

use std::path::PathBuf;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};
use psea::claims::{Operation, Tier};
use psea::verifier::Expected;

use super::parse;
use crate::edge::{clock, files};
use crate::failure::Failure;
use crate::output::Report;
use crate::state::StateDirectory;

use checkpoint::{Checkpoint, Subject};
use enrolled::Enrolled;
use input::Input;
use judge::Judge;
use order::Order;
use totals::Totals;

/// How often the checkpoint is written at most: what a crash costs, in time.
const BETWEEN_CHECKPOINTS: Duration = Duration::from_millis(200);

/// A checkpoint holds every counter: with many, this many times as long as writing it took passes
/// before the next.
const PACE: u32 = 20;

/// Audit stored proofs: check each again, and that their order has no replay
///
/// Reads transport bodies, one JSON object a line, in the order in which they were accepted. Each is
/// checked as `psea verify` checks it, at the time at which it was signed: syntax, the enrolled key
/// and the signature, the claims, issuer, audience, device, caller, lifetime, user verification, and
/// that it approves the action beside it. The enrollment's status is that of the same time, by its
/// history. Across the file the counters of each attester must advance, so that no proof is in it
/// twice, and with the chain layer on each proof must refer to the one before.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  psea audit --state verifier bodies.jsonl
  psea audit --state verifier --resume audit.json bodies.jsonl
  psea audit --state verifier --op payment.execute --tier high - < bodies.jsonl

What it cannot say: whether a proof was fresh, and its challenge outstanding, when it came; whether
its key was enrolled already at the time that it bears; and whether two proofs with counters of
their own share a jti, for which every id would have to be kept. What it keeps is one counter per
attester and scope. Only keys that are enrolled now are known: of a rotated key, audit its proofs
before the rotation.

With --resume it writes up to five times a second how far it is, and begins there the next time:
after an interruption, and where the file has grown, with what was added. The totals are those of
the whole.

Exit codes: 0 every proof passed, 1 one at least did not, 2 misuse or a fault.

Next: look into a line that did not pass with `psea inspect`.")]
pub(crate) struct Args {
    /// The verifier's directory
    #[arg(long, value_name = "DIR")]
    state: PathBuf,

    /// The operation that every proof must be for [default: each proof's own]
    #[arg(long, value_name = "OP", value_parser = parse::operation, requires = "tier")]
    op: Option<Operation<'static>>,

    /// The tier that every proof must have [default: each proof's own]
    #[arg(long, value_name = "TIER", value_parser = parse::tier, requires = "op")]
    tier: Option<Tier<'static>>,

    /// Keep in FILE how far the audit is, and go on from there
    #[arg(long, value_name = "FILE")]
    resume: Option<PathBuf>,

    /// The transport bodies, one a line; - reads the standard input
    #[arg(value_name = "FILE", default_value = "-")]
    bodies: PathBuf,
}

pub(super) fn run(args: &Args) -> Result<Report, Failure> {
    let expected = match (&args.op, &args.tier) {
        (Some(op), Some(tier)) => Some(Expected::new(op.clone(), tier.clone())),
        _ => None,
    };
    let (config, enrolled) = {
        // Others may use the store while the audit goes on.
        let state = StateDirectory::open(&args.state, clock::now_or(None)?)?;
        let enrolled = Enrolled::read(&state.store, &args.state)?;
        (state.settings.config, enrolled)
    };
    let config_text = files::read(&args.state.join("verifier.json"))?;
    let subject = Subject::of(&config_text, &enrolled, expected.as_ref());
    let mut input = Input::open(&args.bodies)?;
    let found = match &args.resume {
        Some(path) => checkpoint::find(path, &subject, &enrolled, &mut input, &args.bodies)?,
        None => None,
    };
    let resumed_at = found.as_ref().map(|found| found.totals.proofs);
    let (mut totals, mut order) = match found {
        Some(Checkpoint { totals, order }) => (totals, order),
        None => (Totals::default(), Order::default()),
    };

    let begun = Instant::now();
    let bar = progress(input.length(), input.offset());
    let (mut written, mut pause) = (Instant::now(), BETWEEN_CHECKPOINTS);
    let mut end = input.place();
    let judge = Judge { config: &config, expected: expected.as_ref(), enrolled: &enrolled };
    let read = pipeline::run(input, &judge, |judged| {
        for (line, verdict) in judged.verdicts {
            let verdict = verdict.and_then(|passed| order.admit(passed));
            totals.count(line, verdict.err());
        }
        end = judged.end;
        bar.set_position(end.offset);
        if totals.refused() > 0 {
            bar.set_message(format!("{} did not pass", totals.refused()));
        }
        if let Some(path) = &args.resume
            && written.elapsed() >= pause
        {
            let begun = Instant::now();
            checkpoint::write(path, &subject, &end, &totals, &order, &enrolled)?;
            written = Instant::now();
            pause = BETWEEN_CHECKPOINTS.max(begun.elapsed().saturating_mul(PACE));
        }
        Ok(())
    });
    bar.finish_and_clear();
    // What was judged before a fault need not be judged again.
    if let Some(path) = &args.resume {
        checkpoint::write(path, &subject, &end, &totals, &order, &enrolled)?;
    }
    read.map_err(|failure| failure.or_unreadable(&args.bodies))?;
    let scopes = order.scopes();
    Ok(report::of(&report::Audit {
        file: &args.bodies,
        totals: &totals,
        scopes,
        resumed_at,
        seconds: begun.elapsed().as_secs_f64(),
    }))
}

/// Shown on terminals alone.
fn progress(length: Option<u64>, offset: u64) -> ProgressBar {
    let (bar, style) = match length {
        Some(length) => (
            ProgressBar::new(length),
            "{percent:>3} % [{bar:40}] {bytes} of {total_bytes}, {eta} left  {msg}",
        ),
        None => (ProgressBar::new_spinner(), "{spinner} {bytes}, {elapsed}  {msg}"),
    };
    if let Ok(style) = ProgressStyle::with_template(style) {
        bar.set_style(style.progress_chars("=> "));
    }
    bar.set_position(offset);
    bar.reset_eta();
    bar
}
