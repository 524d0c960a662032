//! `cargo xtask supply`: what is promised about dependencies, versions, features and packages.

mod copy;
mod features;
mod minimal;
mod msrv;
mod package;
mod policy;
mod sbom;
mod shell;
mod table;
mod targets;
mod tools;
mod workspace;

use std::process::ExitCode;
use std::time::Instant;

use table::Line;
use workspace::Workspace;

/// What was asked for.
#[derive(Debug, Default)]
pub(crate) struct Options {
    /// Names of steps; all of them if there are none.
    pub(crate) steps: Vec<String>,
    /// What was not run is a failure.
    pub(crate) all: bool,
    /// The revision that public interfaces are compared with.
    pub(crate) baseline: Option<String>,
}

/// Why a step has no figures.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Problem {
    /// What it checks does not hold.
    Failed(String),
    /// It needs something that is not here.
    NotRun(String),
}

impl From<String> for Problem {
    fn from(why: String) -> Self {
        Self::Failed(why)
    }
}

/// The figures of a step, in a few words.
type Answer = Result<String, Problem>;

struct Step {
    name: &'static str,
    run: fn(&Workspace, &Options) -> Answer,
}

const STEPS: &[Step] = &[
    Step { name: "policy", run: policy::run },
    Step { name: "msrv", run: msrv::declared },
    Step { name: "package", run: package::run },
    Step { name: "unpacked", run: package::unpacked },
    Step { name: "sbom", run: sbom::run },
    Step { name: "no-std", run: targets::no_std },
    Step { name: "wasm32", run: targets::wasm32 },
    Step { name: "bare", run: targets::bare },
    Step { name: "features", run: features::run },
    Step { name: "minimal", run: minimal::run },
    Step { name: "msrv-build", run: msrv::built },
    Step { name: "deny", run: tools::deny },
    Step { name: "advisories", run: tools::advisories },
    Step { name: "semver", run: tools::semver },
];

/// The names of all steps.
pub(crate) fn steps() -> String {
    STEPS.iter().map(|step| step.name).collect::<Vec<_>>().join(", ")
}

/// Runs what was asked for.
///
/// # Errors
///
/// A step of this name does not exist.
pub(crate) fn run(options: &Options) -> Result<ExitCode, String> {
    if let Some(name) = options.steps.iter().find(|name| STEPS.iter().all(|s| s.name != **name)) {
        return Err(format!("no step `{name}`; there are {}", steps()));
    }
    let workspace = match Workspace::read() {
        Ok(workspace) => workspace,
        Err(why) => {
            eprintln!("{why}");
            return Ok(ExitCode::FAILURE);
        }
    };
    let asked = |step: &&Step| {
        options.steps.is_empty() || options.steps.iter().any(|name| name == step.name)
    };
    let mut lines = Vec::new();
    for step in STEPS.iter().filter(asked) {
        println!("== {}", step.name);
        let begun = Instant::now();
        let answer = (step.run)(&workspace, options);
        if let Err(Problem::Failed(why)) = &answer {
            eprintln!("{why}");
        }
        lines.push(Line { step: step.name, seconds: begun.elapsed().as_secs(), answer });
    }
    println!("\n{}", table::render(&lines));
    Ok(verdict(&lines, options.all))
}

fn verdict(lines: &[Line], all: bool) -> ExitCode {
    let bad = |line: &Line| match &line.answer {
        Ok(_) => false,
        Err(Problem::Failed(_)) => true,
        Err(Problem::NotRun(_)) => all,
    };
    if lines.iter().any(bad) { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

#[cfg(test)]
mod tests {
    use super::{Line, Options, Problem, run, verdict};
    use std::process::ExitCode;

    #[test]
    fn a_failure_or_with_all_a_step_not_run_fails_the_command() {
        let line = |answer| Line { step: "s", seconds: 0, answer };
        let good = line(Ok("1".into()));
        let bad = line(Err(Problem::Failed("why".into())));
        let left = line(Err(Problem::NotRun("why".into())));
        for (lines, all, expected) in [
            (vec![good.clone()], true, ExitCode::SUCCESS),
            (vec![good.clone(), bad], false, ExitCode::FAILURE),
            (vec![good.clone(), left.clone()], false, ExitCode::SUCCESS),
            (vec![good, left], true, ExitCode::FAILURE),
        ] {
            assert_eq!(verdict(&lines, all), expected, "{lines:?}");
        }
    }

    #[test]
    fn an_unknown_step_is_refused_with_the_known_ones() {
        let options = Options { steps: vec!["licences".into()], ..Options::default() };
        let refusal = run(&options).unwrap_err();
        assert!(refusal.starts_with("no step `licences`; there are policy, msrv"), "{refusal}");
    }
}
