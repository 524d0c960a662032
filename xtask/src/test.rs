//! `cargo xtask test`.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};
use std::time::Instant;

use crate::install;
use crate::suites::{SUITES, Suite};
use crate::table::{Line, count, render};

/// What was asked for.
#[derive(Debug, Default)]
pub(crate) struct Options {
    pub(crate) install: bool,
    pub(crate) all: bool,
    /// Not what a plain `cargo test` runs.
    pub(crate) others: bool,
    pub(crate) long: bool,
}

pub(crate) fn run(options: &Options) -> ExitCode {
    if options.install
        && let Err(problem) = install::missing()
    {
        // What is missing shows in the table.
        eprintln!("{problem}");
    }
    let wanted = SUITES.iter().filter(|suite| !(options.others && suite.arguments.is_empty()));
    let lines: Vec<_> = wanted.filter_map(|suite| suite_line(suite, options)).collect();
    println!("\n{}", render(&lines));
    let sum = |of: fn(&Line) -> u64| lines.iter().map(of).fold(0, u64::saturating_add);
    let (passed, failed) = (sum(|line| line.passed), sum(|line| line.failed));
    // The tests that the README's command leaves out have suites of their own below it.
    let left_out = lines.iter().filter(|line| line.note.starts_with("not run")).count();
    println!("{passed} passed, {failed} failed");
    if failed > 0 {
        return ExitCode::FAILURE;
    }
    if left_out > 0 && options.all {
        println!("{left_out} suites were not run, and --all asks for all");
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}

/// Runs one suite; none if the repository does not have it.
fn suite_line(suite: &Suite, options: &Options) -> Option<Line> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent()?;
    if !root.join(suite.folder).join("Cargo.toml").exists() && suite.folder != "crates" {
        return None;
    }
    let mut line = Line { suite: suite.name.into(), ..Line::default() };
    if let Some(engine) = suite.needs.iter().find(|engine| !(engine.found)()) {
        line.note = format!("not run: {} is not installed (--install)", engine.name);
        return Some(line);
    }
    println!("\n== {}: cargo test --locked {}", suite.name, suite.arguments.join(" "));
    let begun = Instant::now();
    match cargo_test(root, suite, options, &mut line) {
        Ok(true) => line.note = format!("{:.0} s", begun.elapsed().as_secs_f64()),
        Ok(false) => {
            // A test program that does not build or is ended has no line of results.
            line.failed = line.failed.max(1);
            line.note = "failed".into();
        }
        Err(error) => {
            line.failed = 1;
            line.note = format!("cargo: {error}");
        }
    }
    Some(line)
}

/// Passes on what the tests print, and counts. True if all was well.
fn cargo_test(
    root: &Path,
    suite: &Suite,
    options: &Options,
    line: &mut Line,
) -> std::io::Result<bool> {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(["test", "--locked"]).args(suite.arguments).current_dir(root);
    // libtss2 tells every refusal on its own, the wanted ones too.
    command.env("TSS2_LOG", "all+none");
    if options.long {
        command.env("PSEA_LONG", "1");
    }
    let mut child = command.stdout(Stdio::piped()).spawn()?;
    if let Some(output) = child.stdout.take() {
        for printed in BufReader::new(output).split(b'\n') {
            let printed = printed?;
            let printed = String::from_utf8_lossy(&printed);
            println!("{printed}");
            count(line, &printed);
        }
    }
    Ok(child.wait()?.success())
}
