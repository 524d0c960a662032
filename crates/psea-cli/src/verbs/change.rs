//! What the verbs share that change an enrollment.

use std::path::{Path, PathBuf};

use psea::claims::EpochSeconds;
use psea::verifier::{
    AdminError, AttesterId, Change, ChangeKind, ChangeRecord, EnrollmentAdmin as _,
    EnrollmentStatus,
};
use psea_store_redb::RedbStore;
use serde::Serialize;

use super::parse;
use crate::edge::clock;
use crate::failure::Failure;
use crate::output::style::GOOD;
use crate::output::table::Pairs;
use crate::output::{Exit, Report, time, visible};
use crate::state::{StateDirectory, store_failure};

/// Which attester, and why.
#[derive(Debug, clap::Args)]
pub(crate) struct Of {
    /// The verifier's directory
    #[arg(long, value_name = "DIR")]
    pub(super) state: PathBuf,

    /// The attester's name, as `psea list` shows it
    #[arg(value_name = "ATTESTER", value_parser = parse::attester)]
    pub(super) attester: AttesterId,

    /// Why, for the record of changes
    #[arg(long, value_name = "TEXT", value_parser = parse::reason)]
    pub(super) reason: String,
}

/// An attester as its history shows it.
#[derive(Debug)]
pub(super) struct Known {
    pub(super) status: EnrollmentStatus,
    pub(super) kid: Box<str>,
    pub(super) version: u64,
    pub(super) history: Vec<ChangeRecord>,
}

#[derive(Serialize)]
struct Document<'a> {
    attester: &'a str,
    status: &'a str,
    status_before: &'a str,
    kid: &'a str,
    kid_before: &'a str,
    version: u64,
    at: u64,
    reason: &'a str,
}

/// Reads what is known of an attester.
pub(super) fn known(
    store: &RedbStore,
    attester: &AttesterId,
    directory: &Path,
) -> Result<Known, Failure> {
    let history = store.history(attester).map_err(|error| store_failure(&error, directory))?;
    let mut known = Known {
        status: EnrollmentStatus::Active,
        kid: "".into(),
        version: history.last().map_or(0, |record| record.version.get()),
        history,
    };
    for record in &known.history {
        match &record.kind {
            ChangeKind::Status(status) => known.status = status.clone(),
            ChangeKind::Enrolled { kid } | ChangeKind::KeyRotated { kid } => {
                known.kid.clone_from(kid);
            }
            _ => {}
        }
    }
    if known.history.is_empty() {
        let error = AdminError::UnknownAttester(attester.clone());
        return Err(change_failure(&error, directory, attester.as_str()));
    }
    Ok(known)
}

/// Gives an attester another status.
pub(super) fn set_status(of: &Of, status: EnrollmentStatus) -> Result<Report, Failure> {
    apply(of, |store, change| store.set_status(&of.attester, status, change))
}

/// Makes one change and reports what it changed.
pub(super) fn apply(
    of: &Of,
    change: impl FnOnce(&RedbStore, Change) -> Result<(), AdminError>,
) -> Result<Report, Failure> {
    let now = clock::now_or(None)?;
    let state = StateDirectory::open(&of.state, now)?;
    let before = known(&state.store, &of.attester, &of.state)?;
    change(&state.store, Change::new(now, of.reason.as_str()))
        .map_err(|error| change_failure(&error, &of.state, of.attester.as_str()))?;
    let after = known(&state.store, &of.attester, &of.state)?;
    Ok(report(of, &before, &after, now))
}

fn report(of: &Of, before: &Known, after: &Known, now: EpochSeconds) -> Report {
    let mut pairs = Pairs::new();
    pairs
        .text("attester", of.attester.as_str())
        .text("status", from_to(before.status.name(), after.status.name()));
    pairs
        .text("kid", from_to(&before.kid, &after.kid))
        .text("version", after.version.to_string())
        .text("at", moment(now.get()))
        .text("reason", &of.reason);
    let text = format!("{GOOD}Recorded{GOOD:#}\n{pairs}");
    let document = Document {
        attester: of.attester.as_str(),
        status: after.status.name(),
        status_before: before.status.name(),
        kid: &after.kid,
        kid_before: &before.kid,
        version: after.version,
        at: now.get(),
        reason: &of.reason,
    };
    Report::new(Exit::Done, text, &document)
}

fn from_to(before: &str, after: &str) -> String {
    if before == after { after.into() } else { format!("{after}, was {before}") }
}

/// A time for people, with the number that programs have.
pub(super) fn moment(seconds: u64) -> String {
    match time::utc(seconds) {
        Some(utc) => format!("{utc} ({seconds})"),
        None => seconds.to_string(),
    }
}

/// A change that was not made.
pub(super) fn change_failure(error: &AdminError, directory: &Path, attester: &str) -> Failure {
    let state = directory.display();
    let (code, field, fix) = match error {
        AdminError::UnknownAttester(_) => (
            "attester_unknown",
            "ATTESTER",
            format!("see who is enrolled with `psea list --state {state}`"),
        ),
        AdminError::KidInUse(_) => (
            "kid_in_use",
            "--kid",
            "give another --kid, or another key: by default the kid is the key's thumbprint".into(),
        ),
        AdminError::Revoked(_) => (
            "attester_revoked",
            "ATTESTER",
            format!(
                "enroll a new attester with a new key; `psea list --state {state} {}` says why",
                visible::text(attester),
            ),
        ),
        AdminError::Store(error) => return store_failure(error, directory),
        _ => ("change_refused", "ATTESTER", "correct what the message names".into()),
    };
    Failure::new(code, error.to_string()).file(directory).field(field).fix(fix)
}
