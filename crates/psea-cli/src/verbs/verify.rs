mod signed;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use psea::claims::{EpochSeconds, Operation, Outcome, Tier};
use psea::verifier::{Approval, Expected, Fault, Refusal, Rejection, Signals, UvAnchor, Verifier};
use serde::Serialize;
use serde_json::value::RawValue;

use super::parse;
use crate::edge::{clock, files};
use crate::failure::Failure;
use crate::output::style::{BAD, FAINT, GOOD};
use crate::output::table::Pairs;
use crate::output::{Exit, Report, advice, prompt, raw, visible};
use crate::state::StateDirectory;

/// Verify a proof: approve its action, once, or refuse it
///
/// Makes every check of §3.13.2 in the draft's order, and then one durable step that accepts the
/// counter and the id, so that the same proof is refused from then on, in every later run. The
/// operation and the tier are what the server's request requires; they are never taken from the
/// proof.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  psea verify --state verifier --op payment.execute --tier high body.json
  psea verify --state verifier --op payment.execute --tier high < body.json
  psea verify --state verifier --op payment.execute --tier high --result result.jwt \\
      --for shop.example body.json

With --result the answer is signed too, for the relying party --for, or else for the attester. An
approval for a relying party is executed there, and not here. The same proof again is refused here
as ever, and gets the same result once more, so that a lost one costs nothing. Where there is
nobody to address, or the verification meets a fault, the file is left empty.

The code, the stage and the section are for the verifier's own log. An attester is told one word:
approve, stale, revoked, unavailable or reject (§6.4.4).

Exit codes: 0 approved, 1 refused, 2 a fault and nothing happened, 3 a fault after which it is not
known whether the proof was accepted. After 2 and 3 submit the same proof again: that is safe, for
an accepted one is refused as a replay. `psea outcome JTI` says what became of it.

Next: where it was approved, execute the action that is shown, and nothing that was parsed
elsewhere. Where it was refused, look into the proof with `psea inspect`.")]
pub(crate) struct Args {
    /// The verifier's directory, made by `psea enroll`
    #[arg(long, value_name = "DIR")]
    state: PathBuf,

    /// The operation that the request is for
    #[arg(long, value_name = "OP", value_parser = parse::operation)]
    op: Operation<'static>,

    /// The tier that the request requires
    #[arg(long, value_name = "TIER", value_parser = parse::tier)]
    tier: Tier<'static>,

    /// The verifier's time, in seconds since 1970 [default: the clock]
    #[arg(long, value_name = "SECONDS", value_parser = parse::seconds)]
    now: Option<EpochSeconds>,

    #[command(flatten)]
    signed: signed::SigningArgs,

    /// The transport body; - reads the standard input
    #[arg(value_name = "BODYFILE", default_value = "-")]
    body: PathBuf,
}

#[derive(Serialize)]
struct Refused {
    result: &'static str,
    code: &'static str,
    section: &'static str,
    stage: String,
    outcome: &'static str,
    reason: String,
    advice: &'static str,
}

/// The members of an approval: stable names.
#[derive(Serialize)]
pub(super) struct Approved {
    result: &'static str,
    outcome: &'static str,
    attester: String,
    jti: String,
    counter: u64,
    iss: String,
    op: String,
    tier: String,
    uv: Uv,
    profile: &'static str,
    ueid: String,
    payload_hash: String,
    action: Option<Box<RawValue>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    chain_entry: Option<String>,
    signals: &'static str,
}

#[derive(Serialize)]
struct Uv {
    anchor: &'static str,
    method: String,
    why: &'static str,
}

pub(super) fn run(args: &Args) -> Result<Report, Failure> {
    // Before the state is opened: a slow writer must not keep others out.
    let body = files::read(&args.body)?;
    let now = clock::now_or(args.now)?;
    if let Some(asked) = args.signed.asked() {
        return signed::run(&asked, args, &body, now);
    }
    let state = StateDirectory::open(&args.state, now)?;
    let verifier = Verifier::new(state.settings.config, Arc::new(state.store));
    let expected = Expected::new(args.op.clone(), args.tier.clone());
    match verifier.verify(&body, &expected, now) {
        Ok(approval) => {
            let text = format!(
                "{}\n  {FAINT}execute exactly this, once:{FAINT:#}\n{}",
                approved(&approval),
                prompt::members(approval.action()),
            );
            Ok(Report::new(Exit::Done, text, &approval_document(&approval)))
        }
        Err(Refusal::Rejected(rejection)) => {
            let (text, document) = refused(&rejection, rejection.outcome());
            Ok(Report::new(Exit::Refused, text, &document))
        }
        Err(Refusal::Faulted(fault)) => Err(faulted(&fault, &args.state, &body)),
    }
}

fn approved(approval: &Approval) -> String {
    format!("{GOOD}APPROVED{GOOD:#}\n{}", approval_pairs(approval))
}

/// What an approval says, for the demo too.
pub(super) fn approval_pairs(approval: &Approval) -> Pairs {
    let mut pairs = Pairs::new();
    pairs
        .text("attester", approval.attester().as_str())
        .text("jti", approval.jti().as_str())
        .text("counter", approval.counter().to_string())
        .text("operation", format!("{} at tier {}", approval.op(), approval.tier()))
        .text("uv", uv_text(approval.uv()))
        .text("payload hash", approval.payload_hash().to_text());
    if let Some(entry) = approval.chain_entry() {
        pairs.text("chain entry", entry.to_text());
    }
    if let Signals::Untrusted(_) = approval.signals() {
        pairs.text("signals", "came unsigned: anyone on the way could have written them");
    }
    pairs.text("told", format!("{}: all that the attester learns", approval.outcome()));
    pairs
}

fn uv_text(anchor: UvAnchor) -> String {
    format!("{}, {}", anchor.as_str(), advice::uv_means(anchor))
}

pub(super) fn approval_document(approval: &Approval) -> Approved {
    let method = approval.claims().map(|claims| claims.uv.method().as_str().into());
    Approved {
        result: "approved",
        outcome: approval.outcome().as_str(),
        attester: approval.attester().as_str().into(),
        jti: approval.jti().as_str().into(),
        counter: approval.counter().get(),
        iss: approval.iss().as_str().into(),
        op: approval.op().as_str().into(),
        tier: approval.tier().as_str().into(),
        uv: Uv {
            anchor: approval.uv().as_str(),
            method: method.unwrap_or_default(),
            why: advice::uv_means(approval.uv()),
        },
        profile: approval.revision().name(),
        ueid: approval.ueid().to_text(),
        payload_hash: approval.payload_hash().to_text(),
        action: raw(approval.action()),
        chain_entry: approval.chain_entry().map(psea::claims::ChainEntry::to_text),
        signals: match approval.signals() {
            Signals::None => "none",
            Signals::Committed(_) => "committed",
            Signals::Untrusted(_) => "untrusted",
        },
    }
}

/// A refusal, and the word that is told.
fn refused(rejection: &Rejection, told: Outcome) -> (String, Refused) {
    let document = Refused {
        result: "refused",
        code: rejection.code(),
        section: rejection.section(),
        stage: rejection.stage().to_string(),
        outcome: told.as_str(),
        reason: visible::text(&rejection.to_string()),
        advice: advice::for_code(rejection.code()),
    };
    let mut pairs = Pairs::new();
    pairs
        .text("why", &document.reason)
        .text("rule", format!("§{} ({} stage)", document.section, document.stage))
        .text(
            "told",
            format!("{}: {} (the code stays here)", document.outcome, advice::outcome_means(told),),
        )
        .text("to do", document.advice);
    let mut text = String::new();
    // Writing to a String cannot fail.
    let _ = write!(text, "{BAD}REFUSED{BAD:#} {}\n{pairs}", document.code);
    (text, document)
}

/// Nothing was said about the proof, and nothing was approved: unless that is just what is not
/// known.
fn faulted(fault: &Fault, state: &Path, body: &[u8]) -> Failure {
    let failure =
        Failure::new(fault.code(), fault.to_string()).file(state).outcome(fault.outcome().as_str());
    let advice = advice::for_code(fault.code());
    match fault {
        Fault::OutcomeUnknown(_) => {
            let jti = jti_of(body).unwrap_or_else(|| "JTI".into());
            let asked = format!("psea outcome --state {} {jti}", state.display());
            failure.unknown().fix(format!("{advice}. What became of it: `{asked}`"))
        }
        _ => failure.fix(advice),
    }
}

/// The id in a proof whose signature was verified.
fn jti_of(body: &[u8]) -> Option<String> {
    use psea::jose::base64::url;
    let body: serde_json::Value = serde_json::from_slice(body).ok()?;
    let payload = body.get("proof")?.as_str()?.split('.').nth(1)?;
    let claims: serde_json::Value = serde_json::from_slice(&url::decode(payload).ok()?).ok()?;
    Some(claims.get("jti")?.as_str()?.into())
}

#[cfg(test)]
mod tests {
    use psea::jose::base64::url;
    use psea::verifier::StoreError;

    use super::*;

    /// Neither yes nor no: an exit status of its own, and what to do about it.
    #[test]
    fn an_unknown_outcome_is_told_apart() {
        let proof = format!("h.{}.s", url::encode(br#"{"jti":"a-1"}"#));
        let body = format!(r#"{{"proof":"{proof}"}}"#);
        let told = |error| {
            let failure = faulted(&Fault::from(error), Path::new("DIR"), body.as_bytes());
            let (exit, fix) = failure.said();
            (failure.code(), exit, fix.unwrap().to_owned())
        };
        let (code, exit, fix) = told(StoreError::OutcomeUnknown("the disk".into()));
        assert_eq!((code, exit), ("outcome_unknown", Exit::Unknown));
        assert!(fix.contains("submit the same proof again: that is safe"), "{fix}");
        assert!(fix.contains("psea outcome --state DIR a-1"), "{fix}");
        let (code, exit, _) = told(StoreError::Unavailable("the disk".into()));
        assert_eq!((code, exit), ("store_unavailable", Exit::Fault));
    }
}
