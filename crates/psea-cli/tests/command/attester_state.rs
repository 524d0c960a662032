//! §3.10, §3.12, §3.13.1: what an attester must not forget, in its one file.

use std::collections::BTreeSet;
use std::time::Duration;

use serde_json::{Value, json};

use crate::support::{NOW, Place};

/// The state that an earlier psea wrote.
fn old_state(trust: &str, last: u64) -> String {
    json!({"format": "psea-attester-state/1", "trust": trust, "counters": {"single": last}})
        .to_string()
}

fn shown(place: &Place) -> Value {
    place.run("state show --state key.state.redb --json").exits(0).json()
}

/// The counters go on, and the old file is gone: of two states each would use the other's.
#[test]
fn an_old_state_is_taken_over() {
    let place = Place::enrolled();
    place.write("key.state.json", old_state("trusted", 41));
    let said = place.attest("--json").exits(0);
    assert_eq!(said.json()["counter"], 42);
    assert!(said.err.contains("was taken over into key.state.redb"), "{}", said.err);
    assert!(!place.path("key.state.json").exists());
    assert_eq!(place.attest("--json").exits(0).json()["counter"], 43);
    assert_eq!(shown(&place)["counters"][0]["last"], 43);

    // A takeover that was interrupted goes on, and begins nothing anew.
    let place = Place::enrolled();
    place.write("key.state.json.migrating", old_state("trusted", 7));
    assert_eq!(place.attest("--json").exits(0).json()["counter"], 8);
    assert!(!place.path("key.state.json.migrating").exists());
}

/// One that was named is taken over by hand.
#[test]
fn a_named_old_state_is_migrated() {
    let place = Place::enrolled();
    place.write("old.json", old_state("trusted", 9));
    place.attest("--state old.json").exits(2).tells(&["state_old", "psea state migrate"]);
    let json = place.run("state migrate --from old.json --state new.redb --json").exits(0).json();
    assert_eq!((&json["trust"], &json["migrated_from"]), (&json!("trusted"), &json!("old.json")));
    assert_eq!(place.attest("--state new.redb --json").exits(0).json()["counter"], 10);
    place.write("old.json", old_state("trusted", 9));
    assert_eq!(place.error("state migrate --from old.json --state new.redb", 2), "file_exists");
    place.write("damaged.json", "{}");
    let damaged = "state migrate --from damaged.json --state x.redb";
    assert_eq!(place.error(damaged, 2), "state_damaged");
    assert_eq!(place.error("state show --state absent.redb", 2), "state_missing");
}

/// §3.13.1: what was revoked stays revoked, also over the takeover.
#[test]
fn a_revoked_state_makes_no_proof() {
    let place = Place::enrolled();
    place.write("key.state.json", old_state("revoked", 3));
    place.attest("").exits(2).tells(&["not_trusted", "key.state.redb", "make a new key"]);
    place.attest("").exits(2).tells(&["not_trusted"]);
    assert_eq!(shown(&place)["trust"], "revoked");
    // Another key with a state of its own is the way out.
    place.run("keygen --out new.json").exits(0);
    place
        .run(&format!("{} --yes", crate::support::ATTEST.replace("key.json", "new.json")))
        .exits(0);
}

/// §3.12: an approval moves the chain's head, and the next proof refers to it.
#[test]
fn an_acknowledgement_moves_the_chain() {
    let place = Place::with_key_set();
    place.configure("chain", true);
    let acknowledge = "state acknowledge body.json --result result.jwt --keys keyset/jwks.json \
        --state key.state.redb";
    let mut heads = BTreeSet::new();
    for _ in 0..2 {
        let body = place.body("--chain");
        place.write("body.json", &body);
        place.attester_result(&body, "result.jwt", NOW + 1).exits(0);
        let json = place.run(&format!("{acknowledge} --now {} --json", NOW + 2)).exits(0).json();
        assert_eq!(json["outcome"], "approve");
        heads.insert(json["chain_head"].as_str().unwrap().to_owned());
        assert_eq!(shown(&place)["chain_head"], json["chain_head"]);
    }
    assert_eq!(heads.len(), 2, "each approval has an entry of its own");
    // A proof that does not refer to the head is refused: the control for all of the above.
    let astray = place.body(&format!("--chain-prev {}", "0".repeat(64)));
    assert_eq!(place.verify(&astray, "--json").exits(1).json()["code"], "chain_broken");
}

/// §3.13.1: `revoked` is obeyed if a pinned key signed it, and not otherwise.
#[test]
fn a_revocation_is_obeyed_only_if_it_verifies() {
    let place = Place::with_key_set();
    let body = place.body("");
    place.write("body.json", &body);
    place.run("revoke --state verifier alice --reason stolen --yes").exits(0);
    place.attester_result(&body, "result.jwt", NOW + 1).exits(1);
    let acknowledge = |result: &str, keys: &str| {
        let now = NOW + 2;
        place.run(&format!(
            "state acknowledge body.json --result {result} --keys {keys} --state key.state.redb \
             --now {now} --json"
        ))
    };
    let unreliable = |result: &str, keys: &str| {
        let json = acknowledge(result, keys).exits(1).json();
        assert_eq!(json["error"]["code"], "result_unreliable", "{result} by {keys}");
        assert_eq!(shown(&place)["trust"], "trusted", "{result} by {keys}");
    };
    // By a key that is not pinned, and changed on the way.
    place.run("keyset init --keyset other --passphrase-file secret").exits(0);
    unreliable("result.jwt", "other/jwks.json");
    let token = place.read("result.jwt");
    let cut = token.trim_end().len() - 10;
    place.write("changed.jwt", format!("{}AAAAAAAAAA", &token[..cut]));
    unreliable("changed.jwt", "keyset/jwks.json");
    place.attest("").exits(0);

    let json = acknowledge("result.jwt", "keyset/jwks.json").exits(1).json();
    assert_eq!((&json["outcome"], &json["trust"]), (&json!("revoked"), &json!("revoked")));
    place.attest("").exits(2).tells(&["not_trusted", "make a new key"]);
}

/// §3.10: a kill at any moment, and no counter comes twice. The control, a state that was put back,
/// brings one twice.
#[test]
fn a_killed_attester_uses_no_counter_twice() {
    const ROUNDS: u64 = 24;
    let place = Place::enrolled();
    let first = psea_seed::seed("kills") % 40_000;
    let mut counters = BTreeSet::new();
    let mut killed = 0;
    for round in 0..ROUNDS {
        let arguments = format!("{} --yes --json", crate::support::ATTEST);
        let mut child = place.spawn(&mut place.command(&arguments));
        std::thread::sleep(Duration::from_micros((first + round * 997) % 40_000));
        // It may have ended.
        let _ = child.kill();
        let output = child.wait_with_output().unwrap();
        match serde_json::from_slice::<Value>(&output.stdout) {
            Ok(json) => assert!(counters.insert(json["counter"].as_u64().unwrap()), "{round}"),
            Err(_) => killed += 1,
        }
        // And one that is let be: it opens what the kill left.
        let json = place.attest("--json").exits(0).json();
        assert!(counters.insert(json["counter"].as_u64().unwrap()), "round {round}");
    }
    println!("{killed} of {ROUNDS} were killed before their proof was out");
    place.copy("key.state.redb", "before");
    let counter = || place.attest("--json").exits(0).json()["counter"].as_u64().unwrap();
    let used = counter();
    place.rename("before", "key.state.redb");
    assert_eq!(counter(), used, "the control was not caught");
}
