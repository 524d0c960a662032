//! §6.5: processes that are killed while they verify.

use std::time::Duration;

use crate::support::{NOW, Place, Said, VERIFY};

const ROUNDS: u32 = 24;

/// Verifies one proof in a process that is killed after a while, and twice more in whole ones. How
/// often it was approved.
fn killed(place: &Place, round: u32, after: Duration, forget: bool) -> usize {
    let body = format!("body-{round}.json");
    place.attest(&format!("--now {NOW} --out {body}")).exits(0);
    let verify = format!("{VERIFY} --json --now {} {body}", NOW + 1);
    if forget {
        place.copy("verifier/store.redb", "before");
    }
    let mut first = place.spawn(&mut place.command(&verify));
    std::thread::sleep(after);
    // It may have ended.
    let _ = first.kill();
    let first = first.wait_with_output().unwrap();
    let mut approved = usize::from(first.stdout.starts_with(b"{\n  \"result\": \"approved\""));
    if forget {
        place.rename("before", "verifier/store.redb");
    }
    for _ in 0..2 {
        let said: Said = place.run(&verify);
        match said.code {
            0 => approved += 1,
            _ => assert_eq!(said.exits(1).json()["code"], "jti_replayed", "round {round}"),
        }
    }
    approved
}

/// A kill at any moment: the proof is approved at most once, and the store is whole.
#[test]
fn a_killed_verification_approves_at_most_once() {
    let place = Place::enrolled();
    let mut random = psea_seed::seed("kills") | 1;
    for round in 0..ROUNDS {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        let approved = killed(&place, round, Duration::from_micros(random % 16_000), false);
        assert!(approved <= 1, "round {round}: approved {approved} times");
    }
    assert_eq!(place.stats()["fence"], serde_json::Value::Null, "a crash is no older copy");
    place.run("store check --state verifier").exits(0);
}

/// The control: a store that forgets what the first process did is caught by the same count.
#[test]
fn control_a_store_that_forgets() {
    let place = Place::enrolled();
    place.configure("anchor", serde_json::Value::Null);
    let mut approved = 0;
    for round in 0..5 {
        approved = approved.max(killed(&place, round, Duration::from_secs(1), true));
        if approved > 1 {
            return;
        }
    }
    panic!("the control was not caught: approved {approved} times");
}
