//! The project's own chores, run as `cargo xtask`.

mod install;
mod suites;
mod table;
mod test;

use std::process::ExitCode;

const HELP: &str = "\
Usage: cargo xtask test [--install] [--all] [--long]

Runs every test of the project, also those that need other software where it is there, and ends
with a table of what passed, failed and was not run.

  --install  get the software from Debian's packages first (as root)
  --all      what was not run is a failure
  --long     the long forms of the randomised tests (hours)";

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let verb = arguments.next();
    let mut options = test::Options::default();
    for argument in arguments {
        match argument.as_str() {
            "--install" => options.install = true,
            "--all" => options.all = true,
            "--long" => options.long = true,
            "--help" | "-h" => return say(HELP),
            other => return refuse(&format!("unknown option `{other}`")),
        }
    }
    match verb.as_deref() {
        Some("test") => test::run(&options),
        Some("help" | "--help" | "-h") => say(HELP),
        Some(other) => refuse(&format!("unknown command `{other}`")),
        None => refuse("no command"),
    }
}

fn say(text: &str) -> ExitCode {
    println!("{text}");
    ExitCode::SUCCESS
}

fn refuse(problem: &str) -> ExitCode {
    eprintln!("{problem}\n\n{HELP}");
    ExitCode::from(2)
}
