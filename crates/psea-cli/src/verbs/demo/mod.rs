//! The whole story in one run: a proof made, approved, attacked in five ways, refused each time.
//!
//! The key, the attester, the verifier and its store are the ones of the other verbs; only the
//! user's yes is given by the demo itself.

mod attacks;
mod relying;
mod text;
mod world;

use psea::claims::EpochSeconds;
use serde::Serialize;

use self::attacks::Attempt;
use self::relying::Relied;
use self::world::World;
use super::keygen::WARNING;
use super::verify::{Approved, approval_document};
use crate::edge::clock;
use crate::failure::Failure;
use crate::output::{Exit, Report};

/// The action of the repository's examples: what a bank's server would execute.
const ACTION: &[u8] = include_bytes!("../../../examples/wire-transfer.json");

/// See it all in a second: a proof made, approved, attacked in five ways, relied on, once
///
/// Makes a development key at random, enrolls it, approves the wire transfer of
/// examples/wire-transfer.json, verifies the proof, and then tries a changed amount, a replay, an
/// older counter, an expired proof and a forged key. Then a relying party executes the action by the
/// signed result alone, and refuses that result for another action and for a second use. Nothing is
/// left behind.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  psea demo
  psea demo --json

Ends with 0 if everything went as it should, and with 2 if not.

Next: do the same by hand, starting with `psea keygen`.")]
pub(crate) struct Args {}

#[derive(Serialize)]
struct Document<'a> {
    development_key: DevelopmentKey<'a>,
    prompt: Asked<'a>,
    proof: &'a str,
    header: Option<Box<serde_json::value::RawValue>>,
    claims: Option<Box<serde_json::value::RawValue>>,
    approval: Approved,
    refusals: &'a [Attempt],
    /// The signed result, as a relying party gets it.
    result: &'a str,
    relying_party: &'a Relied,
    as_expected: bool,
}

#[derive(Serialize)]
struct DevelopmentKey<'a> {
    kid: &'a str,
    warning: &'static str,
}

#[derive(Serialize)]
struct Asked<'a> {
    op: &'a str,
    tier: &'a str,
    aud: &'a str,
    action: &'a str,
}

pub(super) fn run() -> Result<Report, Failure> {
    let now = clock::now_or(None)?;
    let directory = tempfile::tempdir().map_err(|error| {
        Failure::new("file_unwritable", format!("no temporary directory can be made: {error}"))
            .fix("set TMPDIR to a directory that you may write to")
    })?;
    // The world is gone by then: some systems keep a directory whose files are open.
    let report = story(&World::new(directory.path())?, now);
    drop(directory);
    report
}

fn story(world: &World, now: EpochSeconds) -> Result<Report, Failure> {
    let shown = world.prove_to_user(now)?;
    let (answered, result) = world.answer(&shown.proof.body().build(), now)?;
    if let Some(refusal) = answered.refusal() {
        return Err(unexpected(&format!("the honest proof was refused: {refusal}")));
    }
    let approval = answered.into_approval().ok_or_else(|| unexpected("nothing was approved"))?;
    let attempts = attacks::all(world, &shown.proof, now)?;
    let relied = relying::rely(world, &world.keys, &result, now)?;
    let as_expected = attempts.iter().all(|attempt| attempt.as_expected)
        && relied.executed.as_deref() == Some(world.action.as_str())
        && relied.attempts.iter().all(relying::Use::is_as_expected);

    let (header, claims) = text::segments(shown.proof.compact());
    let document = Document {
        development_key: DevelopmentKey { kid: &world.kid, warning: WARNING },
        prompt: Asked {
            op: world::OP,
            tier: world::TIER,
            aud: world::AUD,
            action: shown.proof.action().as_str(),
        },
        proof: shown.proof.compact(),
        header: serde_json::value::RawValue::from_string(header.clone()).ok(),
        claims: serde_json::value::RawValue::from_string(claims.clone()).ok(),
        approval: approval_document(&approval),
        refusals: &attempts,
        result: &result,
        relying_party: &relied,
        as_expected,
    };
    let exit = if as_expected { Exit::Done } else { Exit::Fault };
    let told = text::Told { approval: &approval, result: &result, relied: &relied };
    let text = text::render(world, &shown, (&header, &claims), &told, &attempts, exit);
    Ok(Report::new(exit, text, &document))
}

/// The demo's own parts do not fail; where one does, that is a defect and is told as such.
fn unexpected(what: &str) -> Failure {
    Failure::new("internal", format!("the demo did not go as it should: {what}"))
        .fix("report this as a defect")
}
