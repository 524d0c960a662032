use std::path::PathBuf;

use psea::attester::{AcknowledgeError, Attester, AttesterState as _, Proof};
use psea::claims::{EpochSeconds, Limits, Outcome};
use serde::Serialize;

use crate::attester::{enrollment, open, pinned_keys, state_failure};
use crate::edge::{clock, files};
use crate::failure::Failure;
use crate::output::style::{BAD, GOOD};
use crate::output::table::Pairs;
use crate::output::{Exit, Report};
use crate::verbs::parse;

/// Take note of the verifier's signed answer to a proof
///
/// An approval moves the chain's head to the proof's entry (§3.12). `revoked` stops this attester for
/// good: a new key and a new enrollment are the only way on (§3.13.1). Neither is believed unless one
/// of the pinned keys signed it, for this attester and about this proof. The queue does this by
/// itself.
#[derive(Debug, clap::Args)]
#[command(override_usage = "\
psea state acknowledge BODYFILE --result FILE --keys FILE --state FILE [OPTIONS]")]
#[command(after_help = "\
Examples:
  psea state acknowledge body.json --result result.jwt --keys jwks.json --state key.state.redb

Exit codes: 0 an approval; 1 a refusal, or nothing that can be believed; 2 misuse or a fault.

Next: `psea attest --chain` refers to the new head.")]
pub(crate) struct Args {
    /// The proof: the transport body that was sent
    #[arg(value_name = "BODYFILE")]
    body: PathBuf,

    /// The signed result, as `psea verify --result` makes it
    #[arg(long, value_name = "FILE")]
    result: PathBuf,

    /// The verifier's key set
    #[arg(long, value_name = "FILE")]
    keys: PathBuf,

    /// The attester's state, as `psea attest` names it
    #[arg(long, value_name = "FILE")]
    state: PathBuf,

    /// The time, in seconds since 1970 [default: the clock]
    #[arg(long, value_name = "SECONDS", value_parser = parse::seconds)]
    now: Option<EpochSeconds>,
}

#[derive(Serialize)]
struct Document {
    outcome: &'static str,
    trust: String,
    chain_head: String,
}

pub(super) fn run(args: &Args) -> Result<Report, Failure> {
    let body = files::read(&args.body)?;
    let result = files::read(&args.result)?;
    let keys = pinned_keys(&args.keys)?;
    let state = open(&args.state)?;
    let config = enrollment(&state, &args.state)?.config();
    let config = config.map_err(|error| Failure::new("internal", error.to_string()))?;
    let proof = Proof::restore(&body, &Limits::default()).map_err(|error| {
        Failure::new("body_unusable", error.to_string())
            .file(&args.body)
            .fix("give the body that `psea attest` wrote")
    })?;
    let attester = Attester::new(config, state.clone());
    let result = String::from_utf8_lossy(result.trim_ascii());
    let outcome = attester
        .acknowledge_result(&proof, &result, &keys, clock::now_or(args.now)?)
        .map_err(|error| match error {
            AcknowledgeError::State(error) => state_failure(&error, &args.state),
            error => Failure::new("result_unreliable", error.to_string())
                .file(&args.result)
                .refused()
                .fix("nothing was changed; ask the verifier again with the same proof"),
        })?;
    let failed = |error| state_failure(&error, &args.state);
    let document = Document {
        outcome: outcome.as_str(),
        trust: state.trust().map_err(failed)?.to_string(),
        chain_head: state.chain_head().map_err(failed)?.to_text(),
    };
    let mut pairs = Pairs::new();
    pairs.text("trust", &document.trust).text("chain head", &document.chain_head);
    let (style, exit) =
        if outcome == Outcome::Approve { (GOOD, Exit::Done) } else { (BAD, Exit::Refused) };
    let text = format!("{style}Acknowledged{style:#}: it says {outcome}\n{pairs}");
    Ok(Report::new(exit, text, &document))
}
