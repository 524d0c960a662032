//! The command. Exit status: 0 all passed, 1 not all passed, 2 misuse or fault.

mod args;
mod browse;
mod failures;
mod filter;
mod json;
mod junit;
mod progress;
mod run;
mod schema;
mod table;
mod text;

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use psea_conformance::exec::StartError;
use psea_conformance::load::{self, LoadError, LoadedVector};
use psea_conformance::run::CannotContinue;

use args::{Args, Command};
use filter::Filter;

/// What ends the command with status 2.
#[derive(Debug, thiserror::Error)]
enum CliError {
    #[error("{}", listed(.0))]
    Load(Vec<LoadError>),
    #[error(
        "no vector matches `{0}`; `psea-conformance list` shows the ids, `*` and `?` stand for any text and any character"
    )]
    NoMatch(String),
    #[error("no vector has the id `{0}`; `psea-conformance list` shows the ids")]
    NoSuchId(String),
    #[error("--exec: {0}")]
    Start(#[from] StartError),
    #[error("the run ended early: {0}")]
    CannotContinue(#[from] CannotContinue),
    #[error("--junit: cannot write {}: {error}", .path.display())]
    Junit { path: PathBuf, error: io::Error },
    #[error("--junit: {0}")]
    JunitFormat(#[from] quick_junit::SerializeError),
    #[error("cannot read {}: {error}; give the directory of the vectors with --dir", .path.display())]
    Schema { path: PathBuf, error: io::Error },
    #[error(
        "this build has no schema of suite {0} embedded; give the directory of the vectors with --dir"
    )]
    NoSchema(&'static str),
    #[error("cannot write JSON: {0}")]
    Json(#[from] serde_json::Error),
    #[error("cannot write to standard output: {0}")]
    Output(#[from] io::Error),
}

fn listed(errors: &[LoadError]) -> String {
    let mut text: Vec<String> = errors.iter().map(ToString::to_string).collect();
    let noun = if errors.len() == 1 { "error" } else { "errors" };
    text.push(format!("{} {noun} in the vectors; nothing was done", errors.len()));
    text.join("\n")
}

/// Whether everything that was asked for is as it should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verdict {
    AllPassed,
    NotAllPassed,
}

pub(crate) fn main() -> ExitCode {
    let args = Args::parse();
    let result = match args.command {
        Command::Run(args) => run::run(&args),
        Command::List(args) => browse::list(&args).map(|()| Verdict::AllPassed),
        Command::Show(args) => browse::show(&args).map(|()| Verdict::AllPassed),
        Command::Schema(args) => schema::print(&args).map(|()| Verdict::AllPassed),
    };
    match result {
        Ok(Verdict::AllPassed) => ExitCode::SUCCESS,
        Ok(Verdict::NotAllPassed) => ExitCode::from(1),
        // Whoever closed the pipe, `head` for one, has seen enough.
        Err(CliError::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe => {
            ExitCode::from(1)
        }
        Err(error) => {
            let style = anstyle::AnsiColor::Red.on_default().bold();
            let _ = writeln!(
                anstream::stderr(),
                "{style}error:{style:#} {}",
                text::printable(&error.to_string())
            );
            ExitCode::from(2)
        }
    }
}

/// The vectors of the given paths that the filter lets through; at least one.
fn select(paths: &[PathBuf], filter: Option<&Filter>) -> Result<Vec<LoadedVector>, CliError> {
    let loaded = load::load(paths);
    if !loaded.errors.is_empty() {
        return Err(CliError::Load(loaded.errors));
    }
    let mut vectors = loaded.vectors;
    if let Some(filter) = filter {
        vectors.retain(|loaded| filter.matches(loaded.vector.id()));
        if vectors.is_empty() {
            return Err(CliError::NoMatch(filter.to_string()));
        }
    }
    Ok(vectors)
}
