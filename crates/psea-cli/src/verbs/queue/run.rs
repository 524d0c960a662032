use std::path::PathBuf;
use std::time::{Duration, Instant};

use psea_attester_state::{Ended, Millis, QueueOptions};
use serde::Serialize;

use super::{Ending, Of, table};
use crate::attester::{pinned_keys, queue_failure};
use crate::edge::carrier::Carrier;
use crate::edge::{clock, random};
use crate::failure::Failure;
use crate::output::style::FAINT;
use crate::output::{Exit, Report, time};

/// Send the proofs that are due, and obey the verifier's signed answers
///
/// For each proof PROGRAM is started, without a shell: the transport body is its standard input, and
/// its standard output has to be the verifier's signed result, addressed to this attester. In its
/// environment `PSEA_OP`, `PSEA_TIER` and `PSEA_JTI` say what it is; after `PSEA_SECONDS` it is killed,
/// and has to have ended what it started. No output, or one that no key of --keys signed for this
/// proof, is no answer: the proof is sent again later. Its exit status does not matter.
///
/// An approval ends a proof and moves the chain; a refusal drops it; `revoked` stops the queue and
/// this attester for good.
#[derive(Debug, clap::Args)]
#[command(override_usage = "\
psea queue run --state FILE --keys FILE --exec PROGRAM [OPTIONS]")]
#[command(after_help = "\
Examples:
  psea queue run --state key.state.redb --keys jwks.json --exec './send --to https://v.example'
  psea queue run --state key.state.redb --keys jwks.json --wait 3600 --exec ./send

A verifier on this machine:
  psea queue run … --exec 'psea verify --state verifier --op OP --tier TIER --result -'

Without --wait each proof is sent once, if it is due: for a timer that comes again.

Exit codes: 0 nothing was refused, though something may wait still; 1 a proof was dropped; 2 misuse
or a fault; 3 a proof was dropped that may have been executed.

Next: `psea queue list` shows what waits and how proofs ended.")]
pub(crate) struct Args {
    #[command(flatten)]
    of: Of,

    /// The verifier's key set, by which its answers are believed
    #[arg(long, value_name = "FILE")]
    keys: PathBuf,

    /// The program that carries a proof to the verifier, with its arguments
    #[arg(long, value_name = "PROGRAM")]
    exec: String,

    /// How long one request may take; then the program is killed
    #[arg(long, value_name = "SECONDS", default_value_t = 30,
          value_parser = clap::value_parser!(u64).range(1..=3600))]
    timeout: u64,

    /// Go on for so long, until nothing waits
    #[arg(long, value_name = "SECONDS", default_value_t = 0, conflicts_with = "now",
          value_parser = clap::value_parser!(u64).range(0..=31_536_000))]
    wait: u64,
}

#[derive(Serialize)]
struct Document {
    ended: Vec<Ending>,
    waiting: usize,
    /// When there is something to do again, in milliseconds since 1970.
    next_ms: Option<u64>,
}

pub(super) fn run(args: &Args) -> Result<Report, Failure> {
    let file = args.of.file();
    let keys = pinned_keys(&args.keys)?;
    let start = clock::millis_or(args.of.now)?;
    // A clock that fails later stands still, and nothing is sent too late for it.
    let now = || clock::millis_or(args.of.now).unwrap_or(start);
    let carrier = Carrier::new(&args.exec, &now).ok_or_else(|| {
        Failure::new("usage", "no program is named, or a quote is not closed")
            .field("--exec")
            .fix("give a program and its arguments, such as './send --to https://v.example'")
    })?;
    let options = QueueOptions::default().request_timeout(args.timeout.saturating_mul(1000));
    let (began, wait) = (Instant::now(), Duration::from_secs(args.wait));

    let mut ended: Vec<Ended> = Vec::new();
    loop {
        // Open while it sends, so that in between others make proofs.
        let queue = args.of.queue(options)?;
        let mut random = random::source()?;
        let turn = queue
            .turn(&carrier, &keys, &now, &mut random)
            .map_err(|error| queue_failure(&error, file))?;
        ended.extend(turn.ended);
        let (waiting, wake) = (queue.waiting().len(), turn.wake);
        drop(queue);
        let pause = wake.map(|wake| wake.get().saturating_sub(now().get()));
        let pause = Duration::from_millis(pause.unwrap_or(0));
        let left = wait.saturating_sub(began.elapsed());
        if wake.is_none() || left.is_zero() {
            return Ok(report(&ended, waiting, wake));
        }
        // What is made meanwhile is due at once.
        std::thread::sleep(pause.min(left).min(Duration::from_secs(1)));
    }
}

fn report(ended: &[Ended], waiting: usize, wake: Option<Millis>) -> Report {
    let ended: Vec<_> = ended.iter().map(Ending::of).collect();
    let exit = if ended.iter().any(|ending| ending.unknown) {
        Exit::Unknown
    } else if ended.iter().any(|ending| ending.reason.is_some()) {
        Exit::Refused
    } else {
        Exit::Done
    };
    let mut text = String::new();
    if !ended.is_empty() {
        text += &table(&ended).to_string();
    }
    let next = wake.map(|wake| wake.seconds().get());
    let next = next.and_then(time::utc).map(|utc| format!(", the next one at {utc}"));
    text += &format!("{FAINT}{waiting} wait{}{FAINT:#}\n", next.unwrap_or_default());
    Report::new(exit, text, &Document { ended, waiting, next_ms: wake.map(Millis::get) })
}
