//! One target under libFuzzer: seeds, the run, the corpus made small, the figures.

use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use psea_fuzz_targets::seeds::Seeds;

use crate::Options;
use crate::build::Places;
use crate::figures::{Row, grouped};
use crate::plan::{ALLOCATION, MEMORY, Plan};
use crate::progress::Progress;

pub(crate) struct Outcome {
    pub(crate) row: Row,
    /// What was found, where it is, and how to see it again.
    pub(crate) finding: Option<String>,
    /// What is no finding, but must not go unsaid.
    pub(crate) notes: Vec<String>,
}

/// What libFuzzer said in one run.
#[derive(Default)]
struct Heard {
    seconds: u64,
    executions: u64,
    edges: u64,
    features: u64,
    memory: u64,
    /// The input that it stopped at.
    artifact: Option<PathBuf>,
    failed: bool,
    /// Inputs that took too long once, and not again.
    forgiven: Vec<PathBuf>,
    /// What it said of a failure: a panic with its message, a report of the sanitizer.
    said: Vec<String>,
    is_message_next: bool,
}

/// Runs a target on its corpus in `fuzz/corpus`.
pub(crate) fn run(
    target: &str,
    options: &Options,
    places: &Places,
    seeds: &Seeds,
    progress: &Progress,
) -> Outcome {
    progress.started(target);
    let corpus = places.fuzz.join("corpus").join(target);
    write_seeds(&corpus, &seeds.for_target(target));
    let artifacts = places.fuzz.join("artifacts").join(target);
    let heard = fuzz_on(target, &corpus, &artifacts, options, places, |line| {
        progress.heard(target, line);
    });
    let forgiven = heard.forgiven.iter().map(|input| {
        format!("{target}: took too long once and not again, no finding: {}", input.display())
    });
    let notes = forgiven.chain(minimise(target, &corpus, places).err()).collect();
    let sizes = files(&corpus).map(|file| file.metadata().map_or(0, |data| data.len()));
    let sizes: Vec<u64> = sizes.collect();
    progress.ended(target);
    Outcome {
        row: Row {
            target: target.to_owned(),
            seconds: heard.seconds,
            executions: heard.executions,
            edges: heard.edges,
            features: heard.features,
            memory: heard.memory,
            files: sizes.len(),
            octets: sizes.iter().sum(),
            forgiven: heard.forgiven.len(),
            findings: usize::from(heard.failed),
        },
        notes,
        finding: heard.failed.then(|| describe(target, &heard)),
    }
}

/// A target with a planted fault, and the message that it panics with where the fault is met.
pub(crate) struct Control {
    target: &'static str,
    message: &'static str,
}

pub(crate) const CONTROLS: [Control; 2] = [
    Control { target: "control", message: "planted" },
    // The property of `verify_pipeline` itself notices it.
    Control { target: "control_signed", message: "the rules refuse what we approve" },
];

/// How long a control's fault may take to be found, with each of [`CONTROL_SEEDS`].
const CONTROL_SECONDS: u64 = 60;
const CONTROL_SEEDS: std::ops::RangeInclusive<u32> = 1..=3;

/// Fuzzes a control until its fault is found, with a few seeds.
pub(crate) fn control(control: &Control, places: &Places, seeds: &Seeds) -> Result<String, String> {
    let Control { target, message } = control;
    let directory = places.fuzz_target().join(target);
    for seed in CONTROL_SEEDS {
        let _ = fs::remove_dir_all(&directory);
        let corpus = directory.join("corpus");
        write_seeds(&corpus, &seeds.for_target(target));
        let mut heard =
            fuzz(target, &corpus, &directory, CONTROL_SECONDS, Some(seed), places, |_| {});
        forgive_a_slow_machine(target, &mut heard, places);
        let is_planted = heard.said.iter().any(|line| line == message);
        match &heard.artifact {
            Some(artifact) if is_planted && repeats(target, artifact, places) => {
                let executions = grouped(heard.executions);
                let seconds = heard.seconds;
                return Ok(format!(
                    "The planted fault of `{target}` was found after {executions} executions, in \
                     {seconds} s, and repeats."
                ));
            }
            None if !heard.failed => {}
            _ => {
                return Err(format!("{target} failed otherwise: {}", heard.said.join("\n")));
            }
        }
        eprintln!("the fault of {target} was not found in {CONTROL_SECONDS} s with seed {seed}");
    }
    Err(format!("the planted fault of {target} was not found: this run would not find one either"))
}

fn write_seeds(corpus: &Path, seeds: &[Vec<u8>]) {
    fs::create_dir_all(corpus).unwrap();
    for (number, seed) in seeds.iter().enumerate() {
        fs::write(corpus.join(format!("seed-{number:04}")), seed).unwrap();
    }
}

fn files(directory: &Path) -> impl Iterator<Item = fs::DirEntry> {
    fs::read_dir(directory).into_iter().flatten().filter_map(Result::ok)
}

fn command(target: &str, places: &Places) -> Command {
    let plan = Plan::of(target);
    let mut command = Command::new(places.binary(target));
    command
        .env("ASAN_OPTIONS", "detect_odr_violation=0")
        .env("RUST_BACKTRACE", "0")
        .arg(format!("-max_len={}", plan.max_len))
        .arg(format!("-timeout={}", plan.timeout))
        .arg(format!("-rss_limit_mb={MEMORY}"))
        .arg(format!("-malloc_limit_mb={ALLOCATION}"))
        .stdin(Stdio::null())
        .stdout(Stdio::null());
    command
}

fn fuzz(
    target: &str,
    corpus: &Path,
    artifacts: &Path,
    seconds: u64,
    seed: Option<u32>,
    places: &Places,
    mut progress: impl FnMut(&str),
) -> Heard {
    fs::create_dir_all(artifacts).unwrap();
    let mut command = command(target, places);
    command
        .arg(format!("-max_total_time={seconds}"))
        .arg("-print_final_stats=1")
        .arg(format!("-artifact_prefix={}/", artifacts.display()));
    if let Some(seed) = seed {
        command.arg(format!("-seed={seed}"));
    }
    if let Some(name) = Plan::of(target).dictionary {
        command.arg(format!("-dict={}", places.fuzz.join("dictionaries").join(name).display()));
    }
    let started = Instant::now();
    let mut child = command.arg(corpus).stderr(Stdio::piped()).spawn().expect("the target starts");

    let logs = places.fuzz_target().join("logs");
    fs::create_dir_all(&logs).unwrap();
    let mut log = fs::File::create(logs.join(format!("{target}.log"))).unwrap();
    let mut heard = Heard::default();
    for line in BufReader::new(child.stderr.take().unwrap()).split(b'\n') {
        let line = String::from_utf8_lossy(&line.unwrap()).into_owned();
        writeln!(log, "{line}").unwrap();
        heard.take(&line);
        if line.starts_with('#') {
            progress(&line);
        } else if line.starts_with("INFO: Seed:") {
            eprintln!("{target}: {}", line.trim_start_matches("INFO: "));
        }
    }
    // A run that executed nothing shows nothing.
    heard.failed = !child.wait().unwrap().success() || heard.executions == 0;
    heard.seconds = started.elapsed().as_secs();
    heard
}

impl Heard {
    fn take(&mut self, line: &str) {
        let after = |name: &str| {
            let rest = line.split_once(name)?.1;
            rest.split_whitespace().next()?.parse::<u64>().ok()
        };
        if line.starts_with('#') {
            self.edges = after(" cov: ").unwrap_or(self.edges);
            self.features = after(" ft: ").unwrap_or(self.features);
        }
        self.executions = after("stat::number_of_executed_units:").unwrap_or(self.executions);
        self.memory = after("stat::peak_rss_mb:").unwrap_or(self.memory);
        if let Some((_, path)) = line.split_once("Test unit written to ") {
            self.artifact = Some(PathBuf::from(path.trim()));
        }
        let is_notable = ["panicked at", "ERROR: ", "SUMMARY: "].iter().any(|w| line.contains(w));
        if is_notable || self.is_message_next {
            self.said.push(line.trim().to_owned());
        }
        self.is_message_next = line.contains("panicked at");
    }
}

/// Whether a target fails on this input alone.
fn repeats(target: &str, input: &Path, places: &Places) -> bool {
    let status = command(target, places).arg(input).stderr(Stdio::null()).status();
    !status.expect("the target starts").success()
}

/// Fuzzes for as long as was asked for: where a busy machine ended a run, it goes on.
fn fuzz_on(
    target: &str,
    corpus: &Path,
    artifacts: &Path,
    options: &Options,
    places: &Places,
    mut progress: impl FnMut(&str),
) -> Heard {
    let mut all = Heard::default();
    let mut seed = options.seed;
    loop {
        let seconds = options.seconds.saturating_sub(all.seconds).max(1);
        let mut heard = fuzz(target, corpus, artifacts, seconds, seed, places, &mut progress);
        forgive_a_slow_machine(target, &mut heard, places);
        heard.seconds += all.seconds;
        heard.executions += all.executions;
        heard.memory = heard.memory.max(all.memory);
        heard.forgiven.splice(0..0, all.forgiven);
        all = heard;
        // The last seconds are not worth a start.
        if all.failed || all.seconds + 10 > options.seconds {
            return all;
        }
        seed = seed.map(|seed| seed.wrapping_add(1));
    }
}

/// An input that took too long once, and never in five more executions, met a busy machine. It is
/// kept, and the run says so.
fn forgive_a_slow_machine(target: &str, heard: &mut Heard, places: &Places) {
    let Some(artifact) = heard.artifact.as_ref() else { return };
    let name = artifact.file_name().unwrap_or_default().to_string_lossy().into_owned();
    if name.starts_with("timeout-") && (0..5).all(|_| !repeats(target, artifact, places)) {
        heard.forgiven.extend(heard.artifact.take());
        heard.failed = false;
    }
}

/// Keeps the inputs that reach something of their own. Where that fails, the corpus stays as it is.
fn minimise(target: &str, corpus: &Path, places: &Places) -> Result<(), String> {
    let small = corpus.with_extension("small");
    let _ = fs::remove_dir_all(&small);
    fs::create_dir_all(&small).unwrap();
    let mut command = command(target, places);
    // An input that takes too long here is noted where the logs are, not where the command was run.
    command.arg(format!("-artifact_prefix={}/", places.fuzz_target().join("logs").display()));
    let status = command.arg("-merge=1").arg(&small).arg(corpus).stderr(Stdio::null()).status();
    if status.is_ok_and(|status| status.success()) && files(&small).next().is_some() {
        fs::remove_dir_all(corpus).unwrap();
        fs::rename(&small, corpus).unwrap();
        Ok(())
    } else {
        let _ = fs::remove_dir_all(&small);
        Err(format!("{target}: the corpus was not made small"))
    }
}

fn describe(target: &str, heard: &Heard) -> String {
    let said = heard.said.join("\n  ");
    match &heard.artifact {
        Some(path) => format!(
            "{target}: {said}\n  input: {}\n  again: cargo run -p psea-fuzz-targets --example \
             again -- {target} {}",
            path.display(),
            path.display()
        ),
        None => format!("{target}: {said}\n  no input was written"),
    }
}
