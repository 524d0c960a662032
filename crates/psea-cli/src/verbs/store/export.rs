use std::path::PathBuf;

use serde::Serialize;

use crate::edge::{clock, files};
use crate::failure::Failure;
use crate::output::style::{GOOD, HEADING};
use crate::output::table::Pairs;
use crate::output::{Exit, Report};
use crate::state::{StateDirectory, document, store_failure};

/// Write everything that still matters into one JSON file
///
/// The file has enrollments with their history, counters, chains, records and challenges, and no
/// private key. It appears whole or not at all, and never in the place of another file. Everything
/// is read into memory first.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  psea store export --state verifier export.json

The format is psea-verifier-state/1, which EXPORT.md of the crate psea-cli describes.

Next: `psea store import` makes a store of it: fenced, since it lacks what is accepted from now on.")]
pub(crate) struct Args {
    /// The verifier's directory
    #[arg(long, value_name = "DIR")]
    state: PathBuf,

    /// A file that is not there yet
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

#[derive(Serialize)]
struct Document {
    file: String,
    attesters: usize,
    records: usize,
    challenges: usize,
}

pub(super) fn run(args: &Args) -> Result<Report, Failure> {
    if args.file.exists() {
        // Before the work, of which the end would say the same.
        return Err(files::exists(&args.file).fix("name a file that is not there yet"));
    }
    let state = StateDirectory::open(&args.state, clock::now_or(None)?)?;
    let snapshot = state.store.export().map_err(|error| store_failure(&error, &args.state))?;
    let text = document::write(&snapshot).ok_or_else(|| {
        Failure::new("internal", "something in the store has no JSON form")
            .fix("report this as a defect")
    })?;
    files::create_whole(&args.file, text.as_bytes())?;

    let document = Document {
        file: args.file.display().to_string(),
        attesters: snapshot.attesters.len(),
        records: snapshot.records.len(),
        challenges: snapshot.challenges.len(),
    };
    let mut pairs = Pairs::new();
    pairs
        .text("file", &document.file)
        .text("attesters", document.attesters.to_string())
        .text("records", document.records.to_string())
        .text("challenges", document.challenges.to_string());
    let text = format!(
        "{GOOD}Exported{GOOD:#}\n{pairs}\n{HEADING}Next:{HEADING:#}\n  psea store import --state \
         OTHER {}\n",
        args.file.display(),
    );
    Ok(Report::new(Exit::Done, text, &document))
}
