//! §6.5: an older copy of the store is put back. What it forgot is refused.

use crate::support::{NOW, Place};

/// A proof is approved after a copy was made, the copy is put back, and the proof comes again.
fn restored(place: &Place) -> (String, crate::support::Said) {
    place.copy("verifier/store.redb", "backup");
    let body = place.body("--jti forgotten");
    place.verify(&body, "").exits(0);
    place.rename("backup", "verifier/store.redb");
    let again = place.verify(&body, "--json");
    (body, again)
}

#[test]
fn an_older_copy_is_noticed_and_fenced() {
    let place = Place::enrolled();
    let (body, again) = restored(&place);
    let error = again.exits(2).json()["error"].clone();
    assert_eq!(error["code"], "store_fenced");
    assert_eq!(error["outcome"], "stale");
    place.verify(&body, "").exits(2).tells(&[
        "store_fenced",
        "have a fresh proof made",
        "psea store stats",
        "psea store fence --lift",
    ]);
    assert_eq!(place.stats()["fence"], NOW + 1);
    let text = place.run("store stats --state verifier").exits(0).out;
    assert!(text.contains("proofs issued until then are refused"), "{text}");
    // Nothing is recorded of it, and that says little here.
    let asked = place.run("outcome --state verifier forgotten").exits(1);
    assert!(asked.out.contains("fenced at"), "{}", asked.out);

    // What is issued after the fence passes, with nothing lifted.
    let late = |more: &str| {
        let body = place.attest(&format!("--now {} {more}", NOW + 2)).exits(0).out;
        place.run_with_input(&format!("{} --now {}", crate::support::VERIFY, NOW + 3), body)
    };
    late("").exits(0);
    // And the fence stays where it is, whoever opens the store.
    assert_eq!(place.stats()["fence"], NOW + 1);
}

/// The controls: no anchor, a fence that an operator lifted, an anchor that came back with the
/// store. Each approves twice.
#[test]
fn control_what_the_fence_is_for() {
    let place = Place::enrolled();
    place.configure("anchor", serde_json::Value::Null);
    restored(&place).1.exits(0);

    let place = Place::enrolled();
    let (body, again) = restored(&place);
    again.exits(2);
    let lift = "store fence --state verifier --lift";
    assert_eq!(place.error(lift, 2), "confirmation_needed");
    place.run(&format!("{lift} --yes")).exits(0);
    assert_eq!(place.stats()["fence"], serde_json::Value::Null);
    place.verify(&body, "").exits(0);

    let place = Place::new();
    place.run("keygen").exits(0);
    place.enroll("--anchor anchor").exits(0);
    place.copy("anchor", "anchor.backup");
    place.copy("verifier/store.redb", "backup");
    let body = place.body("");
    place.verify(&body, "").exits(0);
    place.rename("anchor.backup", "anchor");
    place.rename("backup", "verifier/store.redb");
    place.verify(&body, "").exits(0);
}

/// The operator's word, where an anchor came back with the store.
#[test]
fn an_operator_fences() {
    let place = Place::enrolled();
    let body = place.body("");
    let said = place.run("store fence --state verifier --json").exits(0).json();
    assert!(said["fence"].as_u64().unwrap() > NOW);
    let error = place.verify(&body, "--json").exits(2).json()["error"].clone();
    assert_eq!(error["code"], "store_fenced");
    place.run("store fence --state verifier --yes").exits(2).tells(&["--lift"]);
    place.run("store fence --state verifier --lift --yes").exits(0);
    place.verify(&body, "").exits(0);
}

/// The directory on another machine, where the anchor's directory is not: told, and fenced.
#[test]
fn a_directory_on_another_machine_is_fenced() {
    let place = Place::enrolled();
    let body = place.body("");
    place.rename("state-home", "left-behind");
    place.verify(&body, "").exits(2).tells(&["anchor_unavailable", "make its directory again"]);
    std::fs::create_dir_all(place.path("state-home/psea")).unwrap();
    let error = place.verify(&body, "--json").exits(2).json()["error"].clone();
    assert_eq!(error["code"], "store_fenced");
    assert_eq!(place.stats()["notices_older_copy"], true);
}

/// A revocation that the copy lacks is lost with it: the fence refuses what was made before, and the
/// operator sees in the history that it is gone.
#[test]
fn a_forgotten_revocation_is_fenced() {
    let place = Place::enrolled();
    let body = place.body("");
    place.copy("verifier/store.redb", "backup");
    place.run("revoke --state verifier alice --reason stolen --yes").exits(0);
    place.rename("backup", "verifier/store.redb");
    let error = place.verify(&body, "--json").exits(2).json()["error"].clone();
    assert_eq!(error["code"], "store_fenced");
    assert_eq!(place.run("list --state verifier alice --json").json()["status"], "active");
}
