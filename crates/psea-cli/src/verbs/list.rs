use std::path::PathBuf;

use psea::verifier::{
    AttesterId, EnrolledDevice, Enrollment, EnrollmentAdmin as _, EnrollmentLookup as _,
    EnrollmentStatus,
};
use psea_store_redb::RedbStore;
use serde::Serialize;

use super::change::{known, moment};
use super::parse;
use crate::edge::clock;
use crate::failure::Failure;
use crate::output::style::{BAD, FAINT, GOOD, LOUD};
use crate::output::table::{Pairs, Table};
use crate::output::{Exit, Report, time, visible};
use crate::state::document::history;
use crate::state::{StateDirectory, store_failure};

/// List who is enrolled; with a name, everything that changed and why
///
/// Without a name: every attester with its status, the gate of its key (§3.7.1), the version of its
/// record and its kid. With a name: that attester, and each change of its record with time and
/// reason, the oldest first.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  psea list --state verifier
  psea list --state verifier alice
  psea list --state verifier --json

Next: `psea suspend`, `psea reactivate`, `psea rotate` and `psea revoke` change a record.")]
pub(crate) struct Args {
    /// The verifier's directory
    #[arg(long, value_name = "DIR")]
    state: PathBuf,

    /// Only this attester, with its history
    #[arg(value_name = "ATTESTER", value_parser = parse::attester)]
    attester: Option<AttesterId>,
}

#[derive(Serialize)]
struct All {
    attesters: Vec<Entry>,
}

#[derive(Serialize)]
struct Entry {
    attester: String,
    status: String,
    kid: String,
    uv: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    device_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ueid: Option<String>,
    thumbprint: String,
    version: u64,
}

#[derive(Serialize)]
struct One {
    #[serde(flatten)]
    entry: Entry,
    history: Vec<history::Entry>,
}

impl Entry {
    fn of(enrollment: &Enrollment) -> Self {
        let (device_id, ueid) = match &enrollment.device {
            EnrolledDevice::Id(id) => (Some(id.as_str().into()), None),
            EnrolledDevice::Ueid(ueid) => (None, Some(ueid.to_text())),
        };
        Self {
            attester: enrollment.attester.as_str().into(),
            status: enrollment.status.name().into(),
            kid: enrollment.kid.as_ref().into(),
            uv: enrollment.uv_gate.name(),
            device_id,
            ueid,
            thumbprint: enrollment.key.public().thumbprint(),
            version: enrollment.version.get(),
        }
    }
}

pub(super) fn run(args: &Args) -> Result<Report, Failure> {
    let state = StateDirectory::open(&args.state, clock::now_or(None)?)?;
    match &args.attester {
        Some(attester) => one(&state.store, attester, args),
        None => all(&state.store, args),
    }
}

fn all(store: &RedbStore, args: &Args) -> Result<Report, Failure> {
    let enrollments = store.list().map_err(|error| store_failure(&error, &args.state))?;
    let mut table = Table::new(Some(["attester", "status", "uv gate", "version", "kid"]));
    for enrollment in &enrollments {
        table.row([
            visible::cell(enrollment.attester.as_str(), 40),
            coloured(&enrollment.status),
            enrollment.uv_gate.name().into(),
            enrollment.version.get().to_string(),
            visible::text(&enrollment.kid),
        ]);
    }
    let text = if enrollments.is_empty() {
        format!("{FAINT}nobody is enrolled: `psea enroll` changes that{FAINT:#}\n")
    } else {
        table.to_string()
    };
    let attesters = enrollments.iter().map(|enrollment| Entry::of(enrollment)).collect();
    Ok(Report::new(Exit::Done, text, &All { attesters }))
}

fn one(store: &RedbStore, attester: &AttesterId, args: &Args) -> Result<Report, Failure> {
    let known = known(store, attester, &args.state)?;
    let found = store.find(&known.kid).map_err(|error| store_failure(&error, &args.state))?;
    let enrollment = found.filter(|found| found.attester == *attester).ok_or_else(|| {
        Failure::new("state_damaged", "the attester's history does not fit its record")
            .file(&args.state)
            .fix("check the store with `psea store check`")
    })?;
    let entry = Entry::of(&enrollment);
    let device = entry.device_id.as_ref().or(entry.ueid.as_ref());
    let mut pairs = Pairs::new();
    pairs
        .text("attester", &entry.attester)
        .text("status", &entry.status)
        .text("kid", &entry.kid)
        .text("key", format!("thumbprint {}", entry.thumbprint))
        .text("device", device.map_or("", String::as_str))
        .text("uv gate", entry.uv)
        .text("version", entry.version.to_string());

    let history: Vec<_> = known.history.iter().filter_map(history::write).collect();
    let mut table = Table::new(Some(["at", "change", "to", "reason"]));
    for change in &history {
        table.row([
            time::utc(change.at).unwrap_or_else(|| moment(change.at)),
            change.change.clone(),
            visible::cell(&change.to, 16),
            visible::text(&change.reason),
        ]);
    }
    Ok(Report::new(Exit::Done, format!("{pairs}\n{table}"), &One { entry, history }))
}

fn coloured(status: &EnrollmentStatus) -> String {
    let style = match status {
        EnrollmentStatus::Active => GOOD,
        EnrollmentStatus::Revoked => BAD,
        _ => LOUD,
    };
    format!("{style}{}{style:#}", visible::text(status.name()))
}
