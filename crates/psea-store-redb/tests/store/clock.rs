//! D6: clock steps of up to a day around eviction. Nothing is approved twice.

use std::cell::Cell;
use std::sync::Arc;

use psea_store_redb::RedbStore;

use crate::support::*;
use psea_trial::Disk;

/// How long an accepted id must stand: skew, greatest lifetime, skew.
const KEPT: u64 = 30 + 300 + 30;

/// Steps the clock and submits: new proofs, old ones again, and new ones with an old id, whose
/// counters always pass. The first id that was approved while an earlier approval of it must stand.
fn walk(
    mut store: RedbStore,
    steps: usize,
    random: &mut Random,
    after_each: impl Fn(RedbStore) -> RedbStore,
) -> Option<String> {
    let config = config().clock_skew(30).unwrap();
    let mut clock = NOW;
    let mut accepted: Vec<(Proof, u64)> = Vec::new();
    for step in 0..steps {
        let (old, then) = match accepted.get(random.below(accepted.len())) {
            Some((proof, then)) => (Some(proof.clone()), *then),
            None => (None, clock),
        };
        clock = match random.below(8) {
            0 => clock.min(latest(&accepted).unwrap_or(clock)) + 86_400,
            1 => clock - 86_400,
            2 | 3 => then + random.below(400),
            // Not behind, most of the time.
            _ => latest(&accepted).unwrap_or(clock) + random.below(120),
        };
        let counter = step as u64;
        let chosen = match old {
            Some(old) if random.one_in(4) => old,
            Some(old) if random.one_in(2) => proof(old.jti, counter).issued(clock),
            _ => proof(format!("p-{step}"), counter).issued(clock),
        };
        if submit_at(&store, &chosen.body(), &config, clock) == Answer::Approved {
            let stands = |(proof, then): &&(Proof, u64)| {
                proof.jti == chosen.jti && then.abs_diff(clock) < KEPT
            };
            if let Some((_, then)) = accepted.iter().find(stands) {
                return Some(format!("step {step}: {} at {then} and at {clock}", chosen.jti));
            }
            accepted.push((chosen, clock));
        }
        store = after_each(store);
    }
    let kept = store.stats().unwrap().records;
    println!("{} of {steps} steps approved, {kept} ids kept", accepted.len());
    assert!(accepted.len() > steps / 50 && kept < accepted.len() as u64, "nothing happened");
    None
}

#[test]
fn no_step_of_the_clock_approves_twice() {
    let mut random = Random::seeded("clock");
    let walks = rounds(1, 500);
    let mut progress = Progress::of("walks", walks);
    for _ in 0..walks {
        let store = create(&Arc::new(Disk::default()));
        enroll(&store, 1);
        assert_eq!(walk(store, 10_000, &mut random, |store| store), None);
        progress.held();
    }
}

fn latest(accepted: &[(Proof, u64)]) -> Option<u64> {
    accepted.iter().map(|(_, time)| *time).max()
}

/// The control: the high-water mark is reset after each step.
#[test]
fn control_high_water_mark_off() {
    let mut random = Random::seeded("clock, control");
    let directory = tempfile::tempdir().unwrap();
    let store = RedbStore::create(directory.path().join("0"), keys()).unwrap();
    enroll(&store, 1);
    let number = Cell::new(0);
    let reset = |store: RedbStore| {
        let mut state = store.export().unwrap();
        drop(store);
        std::fs::remove_file(directory.path().join(number.get().to_string())).unwrap();
        number.set(number.get() + 1);
        let path = directory.path().join(number.get().to_string());
        state.time.latest = at(0);
        small().import_current(path, &state, keys()).unwrap()
    };
    let twice = walk(store, 500, &mut random, reset);
    println!("caught: {}", twice.expect("the harness sees no double"));
}
