use std::fs::OpenOptions;

use crate::support::{NOW, Place, VERIFY};

const BOB: &str = "enroll --state verifier --attester bob --kid k --key key.pub.json --device-id d";

#[test]
fn a_first_enrollment_spells_out_every_default() {
    let place = Place::enrolled();
    let config: serde_json::Value =
        serde_json::from_str(&place.read("verifier/verifier.json")).unwrap();
    let expected = serde_json::json!({
        "iss": "tenant.example", "aud": "verifier.example", "profiles": ["draft-03"],
        "max_lifetime": 300, "clock_skew": 0, "challenges": "unused", "chain": false,
        "require_canonical_payload": false, "counter_scope": "single",
        "high_assurance_ops": [], "callers": {},
    });
    assert_eq!(config, expected);
    let store: serde_json::Value =
        serde_json::from_str(&place.read("verifier/store.json")).unwrap();
    assert_eq!(store["format"], "psea-verifier-state/1");
}

#[test]
fn a_first_enrollment_needs_iss_and_aud_and_a_later_one_agrees() {
    let place = Place::new();
    place.run("keygen").exits(0);
    let enroll = "enroll --state verifier --attester a --key key.pub.json --device-id d";
    place.run(enroll).exits(2).tells(&["verifier.json", "--iss"]);
    place.run(&format!("{enroll} --iss i")).exits(2).tells(&["verifier.json", "--aud"]);
    assert!(!place.path("verifier").exists());
    place.run(&format!("{enroll} --iss i --aud a")).exits(0);
    let other = format!("{enroll} --kid k2 --iss j").replace("--attester a", "--attester b");
    place.run(&other).exits(2).tells(&["verifier.json", "iss", "\"i\""]);
}

#[test]
fn without_a_verifier_nothing_is_verified() {
    let place = Place::new();
    let said = place.verify("{}", "").exits(2);
    said.tells(&["verifier.json", "psea enroll"]);
}

/// A member that is misspelled would protect nothing.
#[test]
fn the_configuration_is_read_strictly() {
    let place = Place::enrolled();
    let good = place.read("verifier/verifier.json");
    let body = place.body("");
    let cases = [
        ("\"chain\": false", "\"chian\": false", "chian"),
        ("\"chain\": false", "\"chain\": \"no\"", "chain"),
        ("\"clock_skew\": 0", "\"clock_skew\": 61", "clock_skew"),
        ("\"max_lifetime\": 300", "\"max_lifetime\": 0", "max_lifetime"),
        ("\"max_lifetime\": 300", "\"max_lifetime\": 300.5", "max_lifetime"),
        ("\"draft-03\"", "\"draft-04\"", "profiles"),
        ("\"draft-03\"", "", "profiles"),
        ("\"unused\"", "\"maybe\"", "challenges"),
        ("\"single\"", "\"many\"", "counter_scope"),
        ("\"single\"", "{\"payload\": \"to\"}", "counter_scope.payload"),
        ("\"callers\": {}", "\"callers\": {\"op\": 5}", "callers.op"),
        ("\"high_assurance_ops\": []", "\"high_assurance_ops\": [\"\"]", "high_assurance_ops"),
        ("\"iss\": \"tenant.example\",", "", "iss"),
        ("\"chain\": false", "\"chain\": false, \"chain\": true", "chain"),
    ];
    for (old, new, field) in cases {
        assert!(good.contains(old), "{old}");
        place.write("verifier/verifier.json", good.replace(old, new));
        place.verify(&body, "").exits(2).tells(&["verifier/verifier.json", field, "fix"]);
        let error = place.verify(&body, "--json").exits(2).json()["error"].clone();
        assert_eq!(error["field"], field, "{new}");
        assert_eq!(error["file"], "verifier/verifier.json");
    }
    place.write("verifier/verifier.json", good);
    place.verify(&body, "").exits(0);
}

/// §6.5: what is damaged or lost is an error, and never an empty store.
#[test]
fn a_damaged_store_is_an_error() {
    let place = Place::enrolled();
    let body = place.body("");
    place.verify(&body, "").exits(0);
    let store = place.read("verifier/store.json");
    for damaged in
        [&store[..store.len() / 2], "", "{}", "[]", "{\"format\":\"psea-verifier-state/2\"}"]
    {
        place.write("verifier/store.json", damaged);
        place.verify(&body, "").exits(2).tells(&["verifier/store.json", "restore"]);
        let error = place.verify(&body, "--json").exits(2).json()["error"].clone();
        assert_eq!(error["code"], "state_damaged");
        place.run(BOB).exits(2);
        assert_eq!(place.read("verifier/store.json"), damaged);
    }
    std::fs::remove_file(place.path("verifier/store.json")).unwrap();
    place.verify(&body, "").exits(2).tells(&["verifier/store.json", "restore"]);
    place.run(BOB).exits(2).tells(&["verifier/store.json"]);
    assert!(!place.path("verifier/store.json").exists());
    place.write("verifier/store.json", &store);
    assert_eq!(place.verify(&body, "--json").exits(1).json()["code"], "jti_replayed");
}

/// Another process that holds the directory: an error that says so, after a while.
#[test]
fn a_held_directory_is_waited_for_and_then_told() {
    let place = Place::enrolled();
    let body = place.body("");
    let lock = OpenOptions::new().write(true).open(place.path("verifier/lock")).unwrap();
    lock.lock().unwrap();
    let error = place.verify(&body, "--json").exits(2).json()["error"].clone();
    assert_eq!(error["code"], "state_locked");
    lock.unlock().unwrap();
    place.verify(&body, "").exits(0);
}

/// A clock that was set back could make forgotten ids look fresh: a fault, and no verdict.
#[test]
fn a_clock_behind_the_store_is_a_fault() {
    let place = Place::enrolled();
    place.verify(&place.body(""), "").exits(0);
    let early = NOW - 1000;
    let body = place.attest(&format!("--now {early}")).exits(0).out;
    let said = place.run_with_input(&format!("{VERIFY} --json --now {early}"), body).exits(2);
    let error = said.json()["error"].clone();
    assert_eq!(error["code"], "clock_behind");
    assert_eq!(error["outcome"], "unavailable");
}

/// A change that could not be written is not known to have happened: no approval.
#[test]
fn a_store_that_cannot_be_written_approves_nothing() {
    let place = Place::enrolled();
    let body = place.body("");
    // A directory stands where the new file would be written.
    std::fs::create_dir(place.path("verifier/store.json.new")).unwrap();
    let error = place.verify(&body, "--json").exits(2).json()["error"].clone();
    assert_eq!(error["code"], "outcome_unknown");
    assert_eq!(error["outcome"], "unavailable");
    std::fs::remove_dir(place.path("verifier/store.json.new")).unwrap();
    place.verify(&body, "").exits(0);
}
