//! The seed of a random test. It is printed, so that `cargo test` shows it with a failure, and
//! `PSEA_SEED` repeats it: the same cases in the same order, down to the same counterexample. For
//! tests only.
#![allow(clippy::panic, clippy::print_stdout, reason = "a test prints its seed")]

use std::hash::{BuildHasher as _, RandomState};

use proptest::test_runner::{Config, RngSeed};

/// From `PSEA_SEED`, else a new one; prints which, with the run's name.
///
/// # Panics
///
/// If `PSEA_SEED` is no number of 64 bits: a run from another seed would repeat nothing.
#[must_use]
pub fn seed(name: &str) -> u64 {
    let seed = match std::env::var("PSEA_SEED") {
        Ok(text) => text.parse().unwrap_or_else(|error| panic!("PSEA_SEED={text}: {error}")),
        Err(_) => RandomState::new().hash_one(name),
    };
    println!("{name}: PSEA_SEED={seed}");
    seed
}

/// So many cases from a [`seed`] of their own: `#![proptest_config(cases(512))]`, which is evaluated
/// in each test of its block.
#[must_use]
pub fn cases(cases: u32) -> Config {
    cases_from(seed("proptest"), cases)
}

/// So many cases from this seed. A failure writes no file: its seed is in what was printed.
#[must_use]
pub fn cases_from(seed: u64, cases: u32) -> Config {
    let rng_seed = RngSeed::Fixed(seed);
    Config { rng_seed, failure_persistence: None, ..Config::with_cases(cases) }
}

#[cfg(test)]
mod tests {
    use super::cases_from;
    use proptest::prelude::*;
    use proptest::test_runner::TestRunner;

    /// What a run tries until it fails, and what that is made into.
    fn run(seed: u64) -> (Vec<u64>, String) {
        let tried = std::cell::RefCell::default();
        let failure = TestRunner::new(cases_from(seed, 1_000)).run(&any::<u64>(), |number| {
            Vec::push(&mut tried.borrow_mut(), number);
            prop_assert!(number % 5 != 0, "{number}");
            Ok(())
        });
        (tried.into_inner(), failure.unwrap_err().to_string())
    }

    #[test]
    fn a_seed_is_a_run() {
        assert_eq!(run(7), run(7));
        assert_ne!(run(7).0, run(8).0);
    }
}
