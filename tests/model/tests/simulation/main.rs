//! Several Verifiers on one store, in a world of which every delay, crash and clock is drawn from a
//! seed: what an operator fears on a bad day, ten thousand times.
//!
//! The Verifiers are [`AsyncVerifier`](psea_verifier::AsyncVerifier)s: a look-up or a commit takes
//! time before and after it, a crash drops what a process was doing wherever it stood, answers are
//! lost, and each process keeps records that are out of date. Time is simulated, on one thread, so
//! that a seed is a run:
//!
//! ```text
//! PSEA_SEED=7 PSEA_RUNS=1 cargo test -p psea-model --test simulation
//! ```
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    reason = "tests"
)]

mod engine;
mod executor;
mod random;
mod run;

use engine::Fault;
use run::{Tally, simulate};

/// In CI.
const RUNS: u64 = 10_000;

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok().and_then(|text| text.parse().ok())
}

/// `runs` seeds from `first` on, in two threads; the first failure by seed.
fn all(first: u64, runs: u64, fault: Fault) -> Result<Tally, String> {
    let part = |start: u64| -> Result<Tally, String> {
        let mut tally = Tally::default();
        for seed in (first + start..first + runs).step_by(2) {
            simulate(seed, fault, &mut tally)
                .map_err(|problem| format!("PSEA_SEED={seed}: {problem}"))?;
        }
        Ok(tally)
    };
    std::thread::scope(|scope| {
        let other = scope.spawn(|| part(1));
        let mut tally = part(0)?;
        tally.merge(other.join().unwrap()?);
        Ok(tally)
    })
}

#[test]
fn verifiers_on_one_store() {
    let first = number("PSEA_SEED").unwrap_or_else(|| {
        let mut octets = [0; 4];
        getrandom::fill(&mut octets).unwrap();
        u64::from(u32::from_ne_bytes(octets))
    });
    let runs = number("PSEA_RUNS").unwrap_or(RUNS);
    println!("{runs} runs from PSEA_SEED={first}");
    let tally = all(first, runs, Fault::None).unwrap_or_else(|problem| panic!("{problem}"));
    println!("{tally:?}");
    // What the runs are about took place.
    if runs >= 1_000 {
        assert!(tally.approved > runs && tally.crashed > runs / 8, "{tally:?}");
        assert!(tally.unheard_approvals > runs / 20, "{tally:?}");
        assert!(tally.codes.len() >= 9, "{tally:?}");
    }
}

/// The same seed is the same run.
#[test]
fn a_seed_is_a_run() {
    let [mut one, mut two] = [Tally::default(), Tally::default()];
    for seed in 0..20 {
        simulate(seed, Fault::None, &mut one).unwrap();
        simulate(seed, Fault::None, &mut two).unwrap();
    }
    assert_eq!(format!("{one:?}"), format!("{two:?}"));
}

/// The controls: an engine with a fault is caught, in far fewer runs.
#[test]
fn faulty_engines_are_caught() {
    for fault in [Fault::TwoSteps, Fault::StatusOfTheCache, Fault::CrashForgets] {
        let caught = all(1, RUNS, fault).expect_err("the fault was not caught");
        println!("{fault:?}: {caught}");
    }
}
