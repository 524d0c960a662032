use std::path::Path;

use serde::Serialize;

use super::target::{Store, Target};
use crate::edge::{clock, terminal};
use crate::failure::Failure;
use crate::output::style::{BAD, GOOD};
use crate::output::table::Pairs;
use crate::output::{Exit, Report};
use crate::state::{StateDirectory, store_failure, store_file};

/// Check the whole store: every page, every row, and that they agree
///
/// Reads all of the file and changes no row of it. Opening it does what every opening does: a store
/// that is older than its anchor is fenced.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  psea store check --state verifier
  psea store check --postgres \"host=/run/postgresql dbname=approvals\"

Ends with 0 if nothing is wrong, and with 1 if the store is damaged. With --postgres it checks that
the server is what the store needs (version, schema, durability, no standby), and leaves pages and
rows to PostgreSQL's own pg_amcheck.

Next: where it is damaged, move the file away and restore a copy, or `psea store import` an export.")]
pub(crate) struct Args {
    #[command(flatten)]
    target: Target,
}

#[derive(Serialize)]
struct Document {
    sound: bool,
    damage: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    attesters: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    records: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    challenges: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    changes: Option<u64>,
}

pub(super) fn run(args: &Args) -> Result<Report, Failure> {
    match args.target.store() {
        Store::Embedded(directory) => embedded(directory),
        #[cfg(feature = "postgres")]
        Store::Postgres(url) => super::postgres::check(url),
    }
}

fn embedded(directory: &Path) -> Result<Report, Failure> {
    let file = store_file(directory);
    let now = clock::now_or(None)?;
    let state = match StateDirectory::open_unchecked(directory, now) {
        Ok(state) => state,
        Err(failure) if failure.code() == "state_damaged" => {
            let damage = vec![failure.message().into()];
            let (attesters, records, challenges, changes) = (None, None, None, None);
            let document =
                Document { sound: false, damage, attesters, records, challenges, changes };
            return Ok(report(&file, &document));
        }
        Err(failure) => return Err(failure),
    };
    let report = terminal::watched(|| state.store.check(), || Some("… checking".into()))
        .map_err(|error| store_failure(&error, directory))?;
    let document = Document {
        sound: report.is_sound(),
        damage: report.damage.iter().map(|damage| damage.as_ref().into()).collect(),
        attesters: Some(report.stats.attesters),
        records: Some(report.stats.records),
        challenges: Some(report.stats.challenges),
        changes: Some(report.stats.changes),
    };
    Ok(self::report(&file, &document))
}

fn report(file: &Path, document: &Document) -> Report {
    let mut pairs = Pairs::new();
    pairs.text("file", file.display().to_string());
    let counts = [
        ("attesters", document.attesters),
        ("changes", document.changes),
        ("records", document.records),
        ("challenges", document.challenges),
    ];
    for (name, count) in counts {
        if let Some(count) = count {
            pairs.text(name, count.to_string());
        }
    }
    if document.sound {
        return Report::new(Exit::Done, format!("{GOOD}SOUND{GOOD:#}\n{pairs}"), document);
    }
    for damage in &document.damage {
        pairs.text("damage", damage);
    }
    pairs.text(
        "to do",
        "keep the file for a look, and move it away. Restore a copy of it, or make the store anew \
         from an export with `psea store import`: either way every proof issued before is refused, \
         and fresh ones pass. Look for a failing disk",
    );
    Report::new(Exit::Refused, format!("{BAD}DAMAGED{BAD:#}\n{pairs}"), document)
}
