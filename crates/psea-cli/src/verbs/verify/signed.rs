//! The same verification, whose answer is signed for another process.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use psea::claims::{Audience, EpochSeconds, Outcome};
use psea::verifier::{
    Answered, AnsweringVerifier, Expected, Recipient, Refusal, ResultIssueError, ResultIssuer,
    Verifier,
};
use serde::Serialize;

use super::{Approved, Refused, approval_document, approved, faulted, prompt, refused};
use crate::edge::files::{self, Mode};
use crate::failure::Failure;
use crate::keyset::PassphraseArgs;
use crate::output::style::FAINT;
use crate::output::table::Pairs;
use crate::output::{Exit, Report};
use crate::state::StateDirectory;
use crate::verbs::{keyset, parse};

#[derive(Debug, clap::Args)]
pub(super) struct SigningArgs {
    /// Sign the answer, and put the result there; - is the standard output
    #[arg(long, value_name = "FILE")]
    result: Option<PathBuf>,

    /// The relying party that the result is for [default: the attester]
    #[arg(long = "for", value_name = "AUD", value_parser = parse::audience, requires = "result")]
    audience: Option<Audience<'static>>,

    #[command(flatten)]
    keys: keyset::Of,

    #[command(flatten)]
    passphrase: PassphraseArgs,

    /// How long a result can be acted on
    #[arg(long, value_name = "SECONDS", default_value_t = psea::result::DEFAULT_LIFETIME,
          value_parser = clap::value_parser!(u64).range(1..=300))]
    result_lifetime: u64,
}

/// A result that was asked for.
pub(super) struct Asked<'a> {
    file: &'a Path,
    args: &'a SigningArgs,
}

impl SigningArgs {
    pub(super) fn asked(&self) -> Option<Asked<'_>> {
        self.result.as_deref().map(|file| Asked { file, args: self })
    }
}

#[derive(Serialize)]
struct Document {
    #[serde(flatten)]
    answer: Answer,
    /// The token; null where there is nobody to address.
    attestation_result: Option<String>,
    /// Whether this very proof was accepted before: nothing is executed again.
    repeat: bool,
}

/// As without a result.
#[derive(Serialize)]
#[serde(untagged)]
enum Answer {
    Approved(Box<Approved>),
    Refused(Refused),
}

pub(super) fn run(
    asked: &Asked<'_>,
    args: &super::Args,
    body: &[u8],
    now: EpochSeconds,
) -> Result<Report, Failure> {
    if asked.file == args.body && !files::is_stdin(asked.file) {
        return Err(Failure::new("file_exists", "--result names the transport body's file")
            .file(asked.file)
            .field("--result")
            .fix("give the result a file of its own, such as result.jwt"));
    }
    // What can go wrong with the key goes wrong before a proof is used up.
    let key = asked.args.keys.directory().signer(&asked.args.passphrase)?;
    let state = StateDirectory::open(&args.state, now)?;
    let store = Arc::new(state.store);
    let issuer = ResultIssuer::new(state.settings.aud.clone(), Arc::new(key))
        .lifetime(asked.args.result_lifetime);
    let verifier = Verifier::new(state.settings.config, Arc::clone(&store) as _);
    let verifier = AnsweringVerifier::new(verifier, store, issuer);
    let expected = Expected::new(args.op.clone(), args.tier.clone());
    let answered = verifier.answer(body, &expected, now);

    let result = sign(asked, &answered)?;
    let delivered = deliver(asked, result.as_deref(), answered.outcome());
    // What a fault says of the proof comes first: it may not be known whether it was accepted.
    if let Some(Refusal::Faulted(fault)) = answered.refusal() {
        return Err(faulted(fault, &args.state, body));
    }
    delivered?;
    report(asked, answered, result)
}

/// None at a fault, and where there is nobody to address.
fn sign(asked: &Asked<'_>, answered: &Answered) -> Result<Option<String>, Failure> {
    let is_fault = matches!(answered.refusal(), Some(Refusal::Faulted(_)));
    if is_fault && !answered.is_repeat() {
        return Ok(None);
    }
    let recipient = match &asked.args.audience {
        Some(audience) => Recipient::RelyingParty(audience.clone()),
        None => Recipient::Attester,
    };
    match answered.result(&recipient) {
        Ok(result) => Ok(Some(result.into_string())),
        Err(ResultIssueError::NoAttester) => Ok(None),
        Err(error) => {
            let failure = Failure::new("result_unsigned", error.to_string());
            Err(submit_again(failure, answered.outcome()))
        }
    }
}

/// Writes the file. One that was there says something else, and is not left to be taken for it.
fn deliver(asked: &Asked<'_>, result: Option<&str>, outcome: Outcome) -> Result<(), Failure> {
    if files::is_stdin(asked.file) {
        return Ok(());
    }
    let text = result.map(|result| format!("{result}\n")).unwrap_or_default();
    files::replace(asked.file, text.as_bytes(), Mode::Default)
        .map_err(|error| submit_again(files::unwritable(asked.file, &error), outcome))
}

fn submit_again(failure: Failure, outcome: Outcome) -> Failure {
    if outcome != Outcome::Approve {
        return failure;
    }
    failure.unknown().fix(
        "the proof was accepted, and its result was not delivered: submit the same proof again, \
         which gets the same result",
    )
}

fn report(
    asked: &Asked<'_>,
    answered: Answered,
    result: Option<String>,
) -> Result<Report, Failure> {
    let repeat = answered.is_repeat();
    let told = answered.outcome();
    let mut pairs = Pairs::new();
    match (&result, repeat) {
        (None, _) => pairs.text("result", "none: no proof that verified says who the attester is"),
        (Some(_), true) => pairs.text("result", "as before: this proof was accepted already"),
        (Some(_), false) => pairs.text("result", format!("signed: it says {told}")),
    };
    if let Some(audience) = &asked.args.audience {
        pairs.text("for", audience.as_str());
    }
    let (exit, text, answer) = match answered.refusal() {
        Some(Refusal::Rejected(rejection)) => {
            let (text, answer) = refused(rejection, told);
            (Exit::Refused, format!("{text}{pairs}"), Answer::Refused(answer))
        }
        _ => {
            let approval = answered.into_approval().ok_or_else(|| {
                Failure::new("internal", "neither approved nor refused")
                    .fix("report this as a defect")
            })?;
            let execute = match asked.args.audience {
                Some(_) => "is executed by whoever the result is for, and not here:",
                None => "execute exactly this, once:",
            };
            let text = format!(
                "{}{pairs}\n  {FAINT}{execute}{FAINT:#}\n{}",
                approved(&approval),
                prompt::members(approval.action()),
            );
            (Exit::Done, text, Answer::Approved(Box::new(approval_document(&approval))))
        }
    };
    let token = result.as_deref().map(|result| format!("{result}\n")).unwrap_or_default();
    let document = Document { answer, attestation_result: result, repeat };
    if files::is_stdin(asked.file) {
        return Ok(Report::new(exit, token, &document).exact().aside(text));
    }
    Ok(Report::new(exit, text, &document))
}
