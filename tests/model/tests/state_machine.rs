//! Any sequence of what can happen to a deployment: ours answers as the rules do, and the invariants
//! hold: at most one approval for a `jti`, counters that never go back, no approval while an Attester
//! is not active, an unbroken chain, no change by a refusal (§3.10, §3.12, §3.14, §6.5).
//!
//! Prints its seed, and `PSEA_SEED` repeats a run; `PROPTEST_CASES` makes it longer.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use std::marker::PhantomData;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestError, TestRunner};
use proptest_state_machine::{ReferenceStateMachine, StateMachineTest};
use psea_model::places::{Fault, InFile, InMemory, Place};
use psea_model::{Answer, Rules, Status, Step, System};

const ATTESTERS: usize = 2;
const VERIFIERS: usize = 3;

struct Deployment;

impl ReferenceStateMachine for Deployment {
    type State = Rules;
    type Transition = Step;

    fn init_state() -> BoxedStrategy<Rules> {
        Just(Rules::new(ATTESTERS, VERIFIERS)).boxed()
    }

    fn transitions(rules: &Rules) -> BoxedStrategy<Step> {
        let attester = || 0..ATTESTERS;
        let verifier = || 0..VERIFIERS;
        let statuses = prop_oneof![
            4 => Just(Status::Active),
            2 => Just(Status::Suspended),
            1 => Just(Status::Revoked),
        ];
        // Mostly steps that leave the clocks together, and all that is around the edges.
        let skews = prop::sample::select(vec![0, 0, 0, 1, -1, 29, -30, 31, -61, 200, -200, 400]);
        let waits = prop::sample::select(vec![1, 1, 29, 30, 31, 60, 61, 270, 299, 300, 330, 900]);
        let always = prop_oneof![
            12 => (attester(), 0..2_usize).prop_map(|(attester, tier)| Step::Prove { attester, tier }),
            1 => (attester(), statuses)
                .prop_map(|(attester, status)| Step::SetStatus { attester, status }),
            1 => attester().prop_map(|attester| Step::Rotate { attester }),
            2 => waits.prop_map(|seconds| Step::Wait { seconds }),
            1 => (verifier(), skews).prop_map(|(verifier, seconds)| Step::Skew { verifier, seconds }),
            1 => Just(Step::Restart),
        ];
        let made = rules.proofs.len();
        if made == 0 {
            return always.boxed();
        }
        // The last few mostly: what is old has expired.
        let proof = || prop_oneof![4 => made.saturating_sub(4)..made, 1 => 0..made];
        prop_oneof![
            3 => always,
            3 => (proof(), verifier(), prop::bool::weighted(0.8))
                .prop_map(|(proof, verifier, heard)| Step::Submit { proof, verifier, heard }),
            1 => proof().prop_map(|proof| Step::Ask { proof }),
        ]
        .boxed()
    }

    fn preconditions(rules: &Rules, step: &Step) -> bool {
        rules.admits(step)
    }

    fn apply(mut rules: Rules, step: &Step) -> Rules {
        rules.take(step);
        rules
    }
}

trait Kind {
    fn place() -> Box<dyn Place>;
}

struct Against<K>(PhantomData<K>);

impl<K: Kind> StateMachineTest for Against<K> {
    type SystemUnderTest = System;
    type Reference = Deployment;

    fn init_test(_rules: &Rules) -> System {
        System::new(K::place(), ATTESTERS)
    }

    fn apply(mut system: System, rules: &Rules, step: Step) -> System {
        system.take(&step, rules);
        system
    }
}

/// The codes that a run came across, so that it is seen to reach what it is about.
fn run<K: Kind>(cases: u32) -> Result<std::collections::BTreeMap<&'static str, usize>, String> {
    let given = std::env::var("PROPTEST_CASES").ok().and_then(|text| text.parse().ok());
    let config = Config { max_shrink_iters: 2_000, ..psea_seed::cases(given.unwrap_or(cases)) };
    let mut runner = TestRunner::new(config.clone());
    let seen = std::cell::RefCell::new(std::collections::BTreeMap::new());
    let steps = Deployment::sequential_strategy(1..60);
    let result = runner.run(&steps, |(rules, steps, counter)| {
        let mut shadow = rules.clone();
        for step in &steps {
            shadow.take(step);
            if let Answer::Code(code) = shadow.answer {
                *seen.borrow_mut().entry(code).or_insert(0) += 1;
            }
        }
        Against::<K>::test_sequential(config.clone(), rules, steps, counter);
        Ok(())
    });
    match result {
        Ok(()) => Ok(seen.into_inner()),
        Err(TestError::Fail(reason, (_, steps, _))) => Err(format!("{reason}, after {steps:#?}")),
        Err(error) => Err(error.to_string()),
    }
}

struct Memory;
struct File;
struct Broken<const FAULT: usize>;

impl Kind for Memory {
    fn place() -> Box<dyn Place> {
        Box::new(InMemory::default())
    }
}

impl Kind for File {
    fn place() -> Box<dyn Place> {
        Box::new(InFile::default())
    }
}

const FAULTS: [Fault; 4] =
    [Fault::RestartForgets, Fault::RotationResets, Fault::RefusalCounts, Fault::RevocationLifted];

impl<const FAULT: usize> Kind for Broken<FAULT> {
    fn place() -> Box<dyn Place> {
        Box::new(InMemory::with(FAULTS[FAULT]))
    }
}

#[test]
fn the_store_in_memory_follows_the_rules() {
    let seen = run::<Memory>(600).unwrap_or_else(|failure| panic!("{failure}"));
    println!("{seen:?}");
    for code in [
        "approved",
        "key_unknown",
        "enrollment_suspended",
        "enrollment_revoked",
        "expired",
        "issued_in_future",
        "clock_behind",
        "jti_replayed",
        "counter_not_increasing",
        "chain_broken",
        "stopped",
        "recorded",
        "not recorded",
        "revoked",
    ] {
        assert!(seen.contains_key(code), "{code} was never reached: {seen:?}");
    }
}

#[test]
fn the_embedded_store_follows_the_rules() {
    let seen = run::<File>(100).unwrap_or_else(|failure| panic!("{failure}"));
    println!("{seen:?}");
    assert!(seen["approved"] > 100, "{seen:?}");
}

/// The controls: each planted fault is found, and proptest makes the run that shows it a short one.
#[test]
fn planted_faults_are_found() {
    let quiet = std::panic::take_hook();
    // Each of the many failures on the way to the shortest would print a trace.
    std::panic::set_hook(Box::new(|_| {}));
    let found = [run::<Broken<0>>, run::<Broken<1>>, run::<Broken<2>>, run::<Broken<3>>]
        .map(|run| run(2_000).err());
    std::panic::set_hook(quiet);
    for (fault, found) in FAULTS.iter().zip(found) {
        let found = found.unwrap_or_else(|| panic!("{fault:?} was not found"));
        println!("{fault:?}: {found}");
    }
}
