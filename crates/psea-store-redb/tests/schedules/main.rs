//! R6: thread schedules of the queue, its batches and its replies.
//!
//! The module under test is the store's own source, built a second time with the waiting of
//! [shuttle](https://docs.rs/shuttle) in the place of the standard library's, and a third time
//! with a critical section that is taken apart.
//!
//! 20,000 schedules; with `PSEA_LONG=1`, 10,000,000. `PSEA_SEED` repeats a run.
#![allow(dead_code, unused_imports, reason = "the module is used in part")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::arithmetic_side_effects,
    clippy::redundant_pub_crate,
    clippy::duplicate_mod,
    reason = "a test, and a part of the store outside of it"
)]

mod broken;
mod right;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Instant;

use shuttle::scheduler::{PctScheduler, RandomScheduler, Scheduler};
use shuttle::{Config, FailurePersistence, Runner};

/// Runs `scenario` in so many schedules, half of them random and half with few preemptions.
fn explore(schedules: usize, scenario: fn()) {
    let seed = std::env::var("PSEA_SEED").ok().and_then(|text| text.parse().ok());
    let seed = seed.unwrap_or_else(|| {
        let mut octets = [0; 8];
        getrandom::fill(&mut octets).unwrap();
        u64::from_ne_bytes(octets)
    });
    println!("schedules: PSEA_SEED={seed}");
    let half = schedules / 2;
    run(RandomScheduler::new_from_seed(seed, half), scenario);
    run(PctScheduler::new_from_seed(seed, 3, schedules - half), scenario);
}

fn run(scheduler: impl Scheduler + 'static, scenario: fn()) {
    let mut config = Config::new();
    config.failure_persistence = FailurePersistence::Print;
    Runner::new(scheduler, config).run(scenario);
}

#[test]
fn every_schedule() {
    let long = std::env::var("PSEA_LONG").is_ok_and(|on| on != "0");
    let schedules = if long { 10_000_000 } else { 20_000 };
    let start = Instant::now();
    explore(schedules, right::scenario::prompt);
    let rate = 3.0 / f64::from(u32::try_from(schedules).unwrap());
    println!("{schedules} schedules, 0 failures (rate < {rate:.1e}), {:?}", start.elapsed());
}

/// A control is caught if some schedule fails.
fn caught(scenario: fn()) -> bool {
    (0..3).any(|_| catch_unwind(AssertUnwindSafe(|| explore(20_000, scenario))).is_err())
}

/// The control: between two steps under one lock, the lock is let go.
#[test]
fn control_a_critical_section_taken_apart() {
    assert!(caught(broken::scenario::prompt), "the harness sees no lost job");
}

/// The control: an engine that says that a batch is durable before it is.
#[test]
fn control_answers_before_the_commit() {
    assert!(caught(right::scenario::early), "the harness sees no early answer");
}
