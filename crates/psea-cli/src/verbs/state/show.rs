use std::path::{Path, PathBuf};

use psea::attester::AttesterState as _;
use psea_attester_state::RedbState;
use serde::Serialize;

use crate::attester::{open, state_failure};
use crate::failure::Failure;
use crate::output::table::Pairs;
use crate::output::{Exit, Report};

/// Show an attester's own state: enrollment, trust, counters, chain
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  psea state show --state key.state.redb
  psea state show --state key.state.redb --json

Next: `psea queue list` shows the proofs that wait in it.")]
pub(crate) struct Args {
    /// The attester's state, as `psea attest` names it
    #[arg(long, value_name = "FILE")]
    state: PathBuf,
}

#[derive(Serialize)]
pub(super) struct Document {
    pub(super) state_file: String,
    trust: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    enrollment: Option<Enrolled>,
    /// The last counter that was used in each scope.
    counters: Vec<Counted>,
    chain_head: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) migrated_from: Option<String>,
}

#[derive(Serialize)]
struct Enrolled {
    iss: String,
    aud: String,
    device_id: String,
    kid: String,
    thumbprint: String,
    profile: &'static str,
    chain: bool,
}

#[derive(Serialize)]
struct Counted {
    scope: String,
    last: u64,
}

pub(super) fn run(args: &Args) -> Result<Report, Failure> {
    let state = open(&args.state)?;
    let (pairs, document) = seen(&state, &args.state)?;
    Ok(Report::new(Exit::Done, pairs.to_string(), &document))
}

pub(super) fn seen(state: &RedbState, file: &Path) -> Result<(Pairs, Document), Failure> {
    let failed = |error| state_failure(&error, file);
    let enrollment = state.enrollment().map_err(failed)?.map(|enrolled| Enrolled {
        iss: enrolled.iss.as_str().into(),
        aud: enrolled.aud.as_str().into(),
        device_id: enrolled.device_id.as_str().into(),
        thumbprint: enrolled.public_key.thumbprint(),
        profile: enrolled.revision.name(),
        chain: enrolled.chain,
        kid: enrolled.kid.into(),
    });
    let counters = state.counters().map_err(failed)?.into_iter();
    let counters = counters
        .map(|(scope, last)| Counted { scope: scope.as_key().into(), last: last.get() })
        .collect();
    let document = Document {
        state_file: file.display().to_string(),
        trust: state.trust().map_err(failed)?.to_string(),
        enrollment,
        counters,
        chain_head: state.chain_head().map_err(failed)?.to_text(),
        migrated_from: None,
    };
    let mut pairs = Pairs::new();
    pairs.text("state", &document.state_file).text("trust", &document.trust);
    if let Some(enrolled) = &document.enrollment {
        pairs
            .text("kid", &enrolled.kid)
            .text("key", format!("thumbprint {}", enrolled.thumbprint))
            .text("device id", &enrolled.device_id)
            .text("verifier", format!("iss {}, aud {}", enrolled.iss, enrolled.aud));
    }
    for counted in &document.counters {
        pairs.text("counter", format!("{} was the last one of `{}`", counted.last, counted.scope));
    }
    pairs.text("chain head", &document.chain_head);
    Ok((pairs, document))
}
