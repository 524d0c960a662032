//! The project's own chores, run as `cargo xtask`.

mod install;
mod suites;
mod supply;
mod table;
mod test;

use std::process::ExitCode;

const HELP: &str = "\
Usage: cargo xtask test [--install] [--all] [--others] [--long]
       cargo xtask supply [STEP…] [--all] [--baseline REVISION]

test    Runs every test of the project, also those that need other software where it is there, and
        ends with a table of what passed, failed and was not run.

  --install  get the software from Debian's packages first (as root)
  --all      what was not run is a failure
  --others   only what the README's command, cargo test, leaves out
  --long     the long forms of the randomised tests (hours)

supply  Checks what is promised about dependencies, versions, features and packages, and ends with a
        table. Without names of steps, all of them.

  --all                what was not run is a failure
  --baseline REVISION  what public interfaces are compared with, for the step semver";

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let verb = arguments.next();
    let parsed = match verb.as_deref() {
        Some("test") => test_options(arguments).map(|options| test::run(&options)),
        Some("supply") => supply_options(arguments).and_then(|options| supply::run(&options)),
        Some("help" | "--help" | "-h") => Err(String::new()),
        Some(other) => Err(format!("unknown command `{other}`")),
        None => Err("no command".into()),
    };
    match parsed {
        Ok(code) => code,
        Err(problem) if problem.is_empty() => {
            println!("{HELP}\n\nThe steps: {}", supply::steps());
            ExitCode::SUCCESS
        }
        Err(problem) => {
            eprintln!("{problem}\n\n{HELP}");
            ExitCode::from(2)
        }
    }
}

/// The error is empty if help is asked for.
fn test_options(arguments: impl Iterator<Item = String>) -> Result<test::Options, String> {
    let mut options = test::Options::default();
    for argument in arguments {
        match argument.as_str() {
            "--install" => options.install = true,
            "--all" => options.all = true,
            "--others" => options.others = true,
            "--long" => options.long = true,
            other => return Err(unknown(other)),
        }
    }
    Ok(options)
}

/// The error is empty if help is asked for.
fn supply_options(mut arguments: impl Iterator<Item = String>) -> Result<supply::Options, String> {
    let mut options = supply::Options::default();
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--all" => options.all = true,
            "--baseline" => {
                options.baseline = Some(arguments.next().ok_or("--baseline without a revision")?);
            }
            step if !step.starts_with('-') => options.steps.push(argument),
            other => return Err(unknown(other)),
        }
    }
    Ok(options)
}

fn unknown(option: &str) -> String {
    if matches!(option, "--help" | "-h") {
        return String::new();
    }
    format!("unknown option `{option}`")
}
