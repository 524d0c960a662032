//! Runs the fuzz targets under libFuzzer and `AddressSanitizer`, and says what came of it:
//! `cargo run -p psea-fuzz-targets --example run -- --help`.
//!
//! Before the targets it runs the controls, which have a planted fault each: a run that does not find
//! both fails.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a chore"
)]

mod build;
mod figures;
mod fuzz;
mod plan;
mod progress;
mod sanitizer;

use std::process::ExitCode;
use std::sync::Mutex;

use clap::Parser;
use psea_fuzz_targets::TARGETS;
use psea_fuzz_targets::seeds::Seeds;

use crate::build::Places;
use crate::figures::Row;
use crate::fuzz::Outcome;
use crate::progress::Progress;

/// Runs the fuzz targets, each for a time, and prints a table. Fails if there was a finding.
#[derive(Parser)]
#[command(name = "run")]
pub(crate) struct Options {
    /// How long each target runs, in seconds.
    #[arg(long, default_value_t = 60)]
    seconds: u64,
    /// How many targets run side by side.
    #[arg(long, default_value_t = 2, value_parser = clap::value_parser!(u8).range(1..))]
    jobs: u8,
    /// The seed of libFuzzer's changes; without it each run has one of its own, which it prints.
    #[arg(long)]
    seed: Option<u32>,
    /// Writes the table into docs/security/fuzzing.md.
    #[arg(long)]
    record: bool,
    /// Runs the parsers' ordinary tests under `AddressSanitizer` instead.
    #[arg(long, conflicts_with_all = ["targets", "record"])]
    sanitizer: bool,
    /// The targets; all of them if none is named. `control` is the controls alone.
    #[arg(value_parser = target_names())]
    targets: Vec<String>,
}

fn target_names() -> Vec<&'static str> {
    TARGETS.iter().map(|(name, _)| *name).chain(["control"]).collect()
}

fn main() -> ExitCode {
    let options = Options::parse();
    let places = Places::find();
    let result =
        if options.sanitizer { sanitizer::run(&places) } else { fuzz_all(&options, &places) };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("\n{message}");
            ExitCode::FAILURE
        }
    }
}

fn fuzz_all(options: &Options, places: &Places) -> Result<(), String> {
    let named =
        |name: &str| options.targets.is_empty() || options.targets.iter().any(|t| t == name);
    let names: Vec<&str> = TARGETS.iter().map(|(name, _)| *name).filter(|n| named(n)).collect();

    build::build(places)?;
    let seeds = Seeds::of(&places.project.join("test-vectors"));
    let mut controls = Vec::new();
    for control in &fuzz::CONTROLS {
        let found = fuzz::control(control, places, &seeds)?;
        eprintln!("{found}");
        controls.push(found);
    }
    if names.is_empty() {
        return Ok(());
    }

    let progress = Progress::new(names.len(), options.seconds);
    let queue = Mutex::new(names.iter());
    let outcomes = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..options.jobs {
            scope.spawn(|| {
                loop {
                    let Some(name) = queue.lock().unwrap().next() else { break };
                    let outcome = fuzz::run(name, options, places, &seeds, &progress);
                    outcomes.lock().unwrap().push(outcome);
                }
            });
        }
        progress.show_until_done();
    });

    let mut outcomes: Vec<Outcome> = outcomes.into_inner().unwrap();
    outcomes.sort_by_key(|outcome| names.iter().position(|name| *name == outcome.row.target));
    let rows: Vec<&Row> = outcomes.iter().map(|outcome| &outcome.row).collect();
    let table = figures::table(&rows);
    let range = figures::range(&rows);
    println!("{table}\n{range}");
    let notes: Vec<&str> = outcomes.iter().flat_map(|o| &o.notes).map(String::as_str).collect();
    for note in notes {
        println!("{note}");
    }
    if options.record {
        figures::record(places, options, &controls.join("\n"), &format!("{table}\n{range}"))?;
    }
    let findings: Vec<&str> = outcomes.iter().filter_map(|o| o.finding.as_deref()).collect();
    if findings.is_empty() { Ok(()) } else { Err(findings.join("\n")) }
}
