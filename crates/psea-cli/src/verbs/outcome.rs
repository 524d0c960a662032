use std::path::PathBuf;

use psea::claims::Jti;
use psea::verifier::OutcomeLookup as _;
use serde::Serialize;

use super::canon::hex;
use super::change::moment;
use super::parse;
use crate::edge::clock;
use crate::failure::Failure;
use crate::output::style::{GOOD, LOUD};
use crate::output::table::{Pairs, paragraph};
use crate::output::{Exit, Report, visible};
use crate::state::document::record;
use crate::state::{StateDirectory, store_failure};

const NO_LICENCE: &str = "This is a record of an approval that was given, and no licence to execute \
    the action: only the approval itself was one, once.";

/// Ask what became of a proof whose answer was lost
///
/// Looks for the record of the accepted proof with this jti, under the verifier's own iss. A record
/// is kept for as long as the jti is: until no proof with it could pass any more.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  psea outcome --state verifier 6f1c1a52-5a3c-4b53-9a52-0f8f1d1f6a11

Ends with 0 if a record was found, and with 1 if not. Another proof may have had the same jti:
compare the SHA-256 of the proof, which is the one of its compact form.

Next: where nothing is recorded and the proof is still fresh, submit it again with `psea verify`.")]
pub(crate) struct Args {
    /// The verifier's directory
    #[arg(long, value_name = "DIR")]
    state: PathBuf,

    /// The action's id, as `psea attest` and `psea verify` print it
    #[arg(value_name = "JTI", value_parser = parse::action_id)]
    jti: Jti<'static>,
}

#[derive(Serialize)]
struct Document {
    result: &'static str,
    licence_to_execute: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    proof_sha256: Option<String>,
    record: Option<record::Record>,
    /// What was accepted before this second may not be recorded here.
    fence: Option<u64>,
}

pub(super) fn run(args: &Args) -> Result<Report, Failure> {
    let state = StateDirectory::open(&args.state, clock::now_or(None)?)?;
    let failed = |error: &_| store_failure(error, &args.state);
    let iss = &state.settings.iss;
    let found = state.store.recorded(iss, &args.jti).map_err(|error| failed(&error))?;
    let time = state.store.stats().map_err(|error| failed(&error))?.time;
    let fence = time.fence.map(psea::claims::EpochSeconds::get);
    let mut document = Document {
        result: "not_recorded",
        licence_to_execute: false,
        proof_sha256: None,
        record: None,
        fence,
    };
    let mut pairs = Pairs::new();
    let Some(found) = found else {
        pairs.text("jti", args.jti.as_str()).text("iss", iss.as_str()).text(
            "means",
            "no proof with this jti was accepted; or one was, and its record is forgotten since. \
             While the proof is fresh it is the former: submit it again",
        );
        if let Some(fence) = fence {
            pairs.text(
                "but",
                format!(
                    "the store was fenced at {}: what was accepted before may be missing here",
                    moment(fence),
                ),
            );
        }
        let text = format!("{LOUD}NOT RECORDED{LOUD:#}\n{pairs}");
        return Ok(Report::new(Exit::Refused, text, &document));
    };
    pairs
        .text("attester", found.attester.as_str())
        .text("jti", found.jti.as_str())
        .text("operation", format!("{} at tier {}", found.op, found.tier))
        .text("counter", found.counter.get().to_string())
        .text("accepted", moment(found.accepted_at.get()))
        .text("kept until", moment(found.keep_until.get()))
        .text("payload hash", found.payload_hash.to_text())
        .text("proof SHA-256", hex(&found.proof_hash));
    let text = format!(
        "{GOOD}RECORDED{GOOD:#} {}\n{pairs}\n{}",
        visible::text(args.jti.as_str()),
        paragraph(NO_LICENCE),
    );
    document.result = "recorded";
    document.proof_sha256 = Some(hex(&found.proof_hash));
    document.record = Some(record::write(&found));
    Ok(Report::new(Exit::Done, text, &document))
}
