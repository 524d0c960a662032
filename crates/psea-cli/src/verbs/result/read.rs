use std::path::PathBuf;

use psea::claims::{Audience, EpochSeconds};
use psea::result::{PinnedKeys, ResultError, ResultReader, VerifiedResult};
use serde::Serialize;
use serde_json::value::RawValue;

use crate::edge::{clock, files};
use crate::failure::Failure;
use crate::keys::Backend;
use crate::output::style::{BAD, GOOD};
use crate::output::table::Pairs;
use crate::output::{Exit, Report, result, visible};
use crate::verbs::parse;

/// Show a signed result, and whether it can be relied on
///
/// Checks what every reader has to: the signature by a pinned key, from whom and for whom it is,
/// and its time. Whether the action is the one to be executed, and whether the approval was used
/// before, is the relying party's own code to check.
#[derive(Debug, clap::Args)]
#[command(override_usage = "\
psea result read TOKEN --keys FILE --from VERIFIER --for AUD [OPTIONS]")]
#[command(after_help = "\
Examples:
  psea result read result.jwt --keys keyset/jwks.json --from verifier.example --for shop.example
  psea result read - --keys keys.json --from verifier.example --for shop.example < result.jwt

Exit codes: 0 an approval that can be relied on, 1 one that cannot, or a refusal, 2 misuse.

Next: execute only what `psea::relying_party` authorises, which also compares the action and uses
the approval up.")]
pub(crate) struct Args {
    /// The result: a file, - for the standard input, or the token itself
    #[arg(value_name = "TOKEN")]
    token: String,

    /// The verifier's key set, or any JWK set
    #[arg(long, value_name = "FILE")]
    keys: PathBuf,

    /// The verifier that is relied on
    #[arg(long, value_name = "VERIFIER", value_parser = parse::audience)]
    from: Audience<'static>,

    /// Who reads: the relying party's name, or the attester's ueid
    #[arg(long = "for", value_name = "AUD", value_parser = parse::audience)]
    audience: Audience<'static>,

    /// When a ledger recorded the result, in seconds since 1970: judged as of then
    #[arg(long, value_name = "SECONDS", value_parser = parse::seconds, conflicts_with = "now")]
    recorded: Option<EpochSeconds>,

    /// The reader's time, in seconds since 1970 [default: the clock]
    #[arg(long, value_name = "SECONDS", value_parser = parse::seconds)]
    now: Option<EpochSeconds>,

    /// By how many seconds the verifier's clock may differ
    #[arg(long, value_name = "SECONDS", default_value_t = 0,
          value_parser = clap::value_parser!(u64).range(0..=60))]
    clock_skew: u64,
}

#[derive(Serialize)]
struct Document {
    result: &'static str,
    outcome: Option<&'static str>,
    /// Why it cannot be relied on.
    code: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    kid: Option<String>,
    /// Only of a result that can be relied on.
    claims: Option<Box<RawValue>>,
}

pub(super) fn run(args: &Args) -> Result<Report, Failure> {
    let token = token(&args.token)?;
    let octets = files::read(&args.keys)?;
    let keys = PinnedKeys::from_jwks(&octets, &Backend).map_err(|error| {
        Failure::new("keys_unusable", error.to_string())
            .file(&args.keys)
            .field("--keys")
            .fix("give the verifier's key set, as `psea keyset show --jwks` prints it")
    })?;
    let reader =
        ResultReader::new(args.from.clone(), args.audience.clone()).clock_skew(args.clock_skew);
    let read = match args.recorded {
        Some(recorded) => reader.read_recorded(&token, &keys, recorded),
        None => reader.read(&token, &keys, clock::now_or(args.now)?),
    };
    Ok(match read {
        Ok(read) => relied_on(&token, &read),
        Err(error) => unreliable(&error),
    })
}

fn token(argument: &str) -> Result<String, Failure> {
    // A JOSE header in base64url begins so.
    if argument.starts_with("eyJ") && argument.matches('.').count() == 2 {
        return Ok(argument.into());
    }
    let octets = files::read(&PathBuf::from(argument))?;
    Ok(String::from_utf8_lossy(octets.trim_ascii()).into_owned())
}

fn relied_on(token: &str, read: &VerifiedResult) -> Report {
    let (word, outcome, kid, exit) = match read {
        VerifiedResult::Approval(approval) => {
            ("approved", psea::claims::Outcome::Approve, approval.kid(), Exit::Done)
        }
        VerifiedResult::Refusal(refusal) => {
            ("refused", refusal.claims().outcome.outcome(), refusal.kid(), Exit::Refused)
        }
    };
    let style = if exit == Exit::Done { GOOD } else { BAD };
    let says = format!("{style}RELIABLE{style:#}: it says {outcome}");
    let document = Document {
        result: word,
        outcome: Some(outcome.as_str()),
        code: None,
        reason: None,
        kid: Some(kid.into()),
        claims: result::payload(token).and_then(|payload| RawValue::from_string(payload).ok()),
    };
    let mut text = format!("{says}\n{}", result::table(token));
    if exit == Exit::Done {
        let mut pairs = Pairs::new();
        pairs.text(
            "left to check",
            "that the action to be executed has this psea_payload_hash, and that the approval was \
             not used before",
        );
        text += &format!("\n{pairs}");
    }
    Report::new(exit, text, &document)
}

/// Nothing of it is shown: anybody could have written it.
fn unreliable(error: &ResultError) -> Report {
    let reason = visible::text(&error.to_string());
    let mut pairs = Pairs::new();
    pairs.text("why", &reason).text("to do", "execute nothing by it");
    let text = format!("{BAD}NOT TO BE RELIED ON{BAD:#} {}\n{pairs}", error.code());
    let document = Document {
        result: "unreliable",
        outcome: None,
        code: Some(error.code()),
        reason: Some(reason),
        kid: None,
        claims: None,
    };
    Report::new(Exit::Refused, text, &document)
}
