//! `run`.

use std::fs;
use std::io::Write;

use psea_conformance::exec::Subprocess;
use psea_conformance::model::Codes;
use psea_conformance::own::Own;
use psea_conformance::run::run as run_vectors;
use psea_conformance::{Implementation, Report};

use super::args::{CodesArg, RunArgs};
use super::progress::Progress;
use super::{CliError, Verdict, failures, json, junit, select, table};

pub(crate) fn run(args: &RunArgs) -> Result<Verdict, CliError> {
    let vectors = select(&args.paths, args.filter.as_ref())?;
    let mut implementation: Box<dyn Implementation> = match &args.exec {
        Some(command) => Box::new(Subprocess::start(command, args.timeout)?),
        None => Box::new(Own::new()),
    };
    let codes = match args.codes {
        CodesArg::On => Codes::On,
        CodesArg::Off => Codes::Off,
    };
    let mut progress = Progress::new(vectors.len());
    let report = run_vectors(vectors, implementation.as_mut(), codes, &mut |done, outcome| {
        progress.show(done, outcome);
    });
    progress.clear();
    let report = report?;

    if let Some(path) = &args.junit {
        let xml = junit::document(&report)?;
        fs::write(path, xml).map_err(|error| CliError::Junit { path: path.clone(), error })?;
    }
    if args.json {
        print_json(&report)?;
    } else {
        print_tables(&report, args.failures)?;
    }
    Ok(if report.all_passed() { Verdict::AllPassed } else { Verdict::NotAllPassed })
}

fn print_json(report: &Report) -> Result<(), CliError> {
    let document = serde_json::to_string_pretty(&json::Document::new(report))?;
    writeln!(anstream::stdout(), "{document}")?;
    Ok(())
}

fn print_tables(report: &Report, shown: usize) -> Result<(), CliError> {
    let mut out = anstream::stdout().lock();
    failures::write(&mut out, report, shown)?;
    table::write(&mut out, report)?;
    out.flush()?;
    Ok(())
}
