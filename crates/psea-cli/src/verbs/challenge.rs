use std::path::PathBuf;

use psea::claims::{Nonce, Operation};
use psea::verifier::{AttesterId, Challenge, ChallengeError, ChallengeStore as _};
use serde::Serialize;

use super::canon::hex;
use super::change::moment;
use super::parse;
use crate::edge::{clock, random};
use crate::failure::Failure;
use crate::output::table::Pairs;
use crate::output::{Exit, Report};
use crate::state::{StateDirectory, store_failure};

/// Issue a challenge: a nonce that one proof may answer (§3.1.1)
///
/// The nonce has 32 octets of the system's random source. The first accepted proof that carries it
/// burns it. verifier.json says in `challenges` whether proofs need one: unused, optional or
/// required.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  psea challenge --state verifier
  psea challenge --state verifier --attester alice --op payment.execute --ttl 60

Next: give the nonce to the attester, as `psea attest --nonce NONCE`.")]
pub(crate) struct Args {
    /// The verifier's directory
    #[arg(long, value_name = "DIR")]
    state: PathBuf,

    /// Only this attester may answer it
    #[arg(long, value_name = "NAME", value_parser = parse::attester)]
    attester: Option<AttesterId>,

    /// Only a proof of this operation may answer it
    #[arg(long, value_name = "OP", value_parser = parse::operation)]
    op: Option<Operation<'static>>,

    /// For how many seconds it can be answered
    #[arg(long, value_name = "SECONDS", default_value_t = 120,
          value_parser = clap::value_parser!(u32).range(1..=86_400))]
    ttl: u32,

    /// The verifier's time, in seconds since 1970 [default: the clock]
    #[arg(long, value_name = "SECONDS", value_parser = parse::seconds)]
    now: Option<psea::claims::EpochSeconds>,
}

#[derive(Serialize)]
struct Document<'a> {
    nonce: &'a str,
    issued: u64,
    until: u64,
}

pub(super) fn run(args: &Args) -> Result<Report, Failure> {
    let now = clock::now_or(args.now)?;
    // Hexadecimal: no shell and no option parser takes its first character for something else.
    let text = hex(&random::octets::<32>()?);
    let nonce = Nonce::new(text.clone()).map_err(|error| {
        Failure::new("internal", error.to_string()).fix("report this as a defect")
    })?;
    let mut challenge = Challenge::new(nonce, now, args.ttl);
    if let Some(attester) = &args.attester {
        challenge = challenge.for_attester(attester.clone());
    }
    if let Some(op) = &args.op {
        challenge = challenge.for_operation(op.clone());
    }
    let document = Document { nonce: &text, issued: now.get(), until: challenge.until().get() };
    let mut pairs = Pairs::new();
    pairs.text("answer until", moment(document.until));

    let state = StateDirectory::open(&args.state, now)?;
    state.store.issue(challenge).map_err(|error| match error {
        ChallengeError::Store(error) => store_failure(&error, &args.state),
        other => Failure::new("random", other.to_string())
            .fix("look at the system's random source: it gave the same octets twice"),
    })?;
    Ok(Report::new(Exit::Done, format!("{text}\n"), &document).exact().aside(pairs.to_string()))
}
