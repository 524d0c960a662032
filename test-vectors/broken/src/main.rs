//! Shows that the published vectors catch a Verifier that lacks any one check.
//!
//! The shipped code has no switch. This program copies it, puts a switch around each check of the
//! copy ([`switches`]), builds the copy's `psea-conformance` once, and runs the vectors: first with
//! every check in place, which all must pass, then with one check switched off (or made too strict)
//! at a time, which at least one vector must notice.
//!
//! ```text
//! cargo run -p psea-broken-verifier                 every switch
//! cargo run -p psea-broken-verifier -- --list       the switches, and what no vector can show
//! cargo run -p psea-broken-verifier -- --only NAME  one of them, and every vector that notices it
//! ```
//!
//! Exit status: 0 every switch was noticed; 1 some were not; 2 misuse or fault.

mod copy;
mod manifest;
mod mutate;
mod needle;
mod run;
mod switches;
mod table;
mod workspace;

use std::error::Error;
use std::process::ExitCode;

use clap::Parser;

use run::{Finding, Vectors};
use switches::Switch;
use workspace::Workspace;

/// Shows that the published vectors catch a Verifier that lacks any one check.
#[derive(Debug, Parser)]
#[command(version, about)]
struct Args {
    /// Only the switch of this name; shows every vector that notices it
    #[arg(long, value_name = "NAME")]
    only: Option<String>,
    /// List the switches, and the checks that no vector can show, with the reason
    #[arg(long, conflicts_with = "only")]
    list: bool,
}

fn main() -> ExitCode {
    match program(&Args::parse()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(2)
        }
    }
}

/// Whether every switch was noticed.
fn program(args: &Args) -> Result<bool, Box<dyn Error>> {
    let all = switches::all();
    if args.list {
        print!("{}", table::list(&all, switches::UNOBSERVABLE));
        return Ok(true);
    }
    let chosen: Vec<&Switch> = match &args.only {
        None => all.iter().collect(),
        Some(name) => {
            let found = all.iter().find(|switch| switch.name == name);
            vec![found.ok_or_else(|| format!("no switch is called `{name}`: see --list"))?]
        }
    };

    let workspace = Workspace::find()?;
    let folder = workspace.target.join("broken-verifier");
    let files = mutate::apply(copy::read(&workspace.root)?, &all)?;
    copy::write(&folder, &files)?;
    let program = run::build(&folder)?;
    let vectors = Vectors { program, folder: workspace.root.join("test-vectors") };

    let sound = vectors.run(None)?;
    if !sound.failures.is_empty() {
        return Err(format!(
            "with every check in place {} of {} vectors fail, the first is {}: mend this first",
            sound.failures.len(),
            sound.total,
            sound.failures.first().map_or("", |failure| &failure.id),
        )
        .into());
    }
    let findings: Vec<Finding<'_>> = run::each(&vectors, &chosen)?;
    if args.only.is_some() {
        print!("{}", table::detail(&findings));
    } else {
        print!("{}", table::summary(&findings, sound.total, switches::UNOBSERVABLE.len()));
    }
    Ok(findings.iter().all(Finding::is_caught))
}
