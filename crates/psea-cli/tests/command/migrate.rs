//! Directories of the earlier form, with a store.json.

use crate::support::{NOW, Place};

/// A directory as the earlier version left it: the format of its store.json is that of an export.
fn old() -> (Place, String) {
    let place = Place::enrolled();
    let body = place.body("");
    place.verify(&body, "").exits(0);
    place.run("store export --state verifier verifier/store.json").exits(0);
    std::fs::remove_file(place.path("verifier/store.redb")).unwrap();
    std::fs::remove_dir_all(place.path("state-home")).unwrap();
    place.write("verifier/lock", "");
    let mut config: serde_json::Value =
        serde_json::from_str(&place.read("verifier/verifier.json")).unwrap();
    config.as_object_mut().unwrap().remove("anchor");
    place.write("verifier/verifier.json", config.to_string());
    (place, body)
}

#[test]
fn an_old_directory_is_migrated_and_fenced() {
    let (place, body) = old();
    let error = place.verify(&body, "--json").exits(2).json()["error"].clone();
    assert_eq!(error["code"], "state_old");
    for verb in ["list", "store stats", "store check", "store export x.json", "store fence"] {
        let said = place.run(&format!("{verb} --state verifier"));
        said.exits(2).tells(&["psea store migrate --state verifier"]);
    }
    let json = place.run("store migrate --state verifier --json").exits(0).json();
    assert_eq!(json["migrated"], true);
    assert!(json["fence"].as_u64().unwrap() > NOW);
    assert!(place.path("verifier/store.json.migrated").is_file());
    assert!(!place.path("verifier/store.json").exists());
    assert!(!place.path("verifier/lock").exists());

    let error = place.verify(&body, "--json").exits(2).json()["error"].clone();
    assert_eq!(error["code"], "store_fenced");
    let one = place.run("list --state verifier alice --json").exits(0).json();
    assert_eq!(one["history"][0]["change"], "enrolled");
    assert_eq!(place.stats()["records"], 1);
    assert_eq!(place.stats()["notices_older_copy"], true);
    // Lifted, it still knows what was accepted.
    place.run("store fence --state verifier --lift --yes").exits(0);
    assert_eq!(place.verify(&body, "--json").exits(1).json()["code"], "jti_replayed");

    // Again it has nothing to do.
    let json = place.run("store migrate --state verifier --json").exits(0).json();
    assert_eq!(json["migrated"], false);
}

#[test]
fn a_migration_is_all_or_nothing() {
    let (place, body) = old();
    let store = place.read("verifier/store.json");
    place.write("verifier/store.json", &store[..store.len() / 2]);
    assert_eq!(place.error("store migrate --state verifier", 2), "export_invalid");
    assert!(!place.path("verifier/store.redb").exists());
    place.write("verifier/store.json", &store);

    // An earlier psea that is at work.
    let lock = std::fs::File::options().write(true).open(place.path("verifier/lock")).unwrap();
    lock.lock().unwrap();
    assert_eq!(place.error("store migrate --state verifier", 2), "state_locked");
    lock.unlock().unwrap();

    // What a crash left in the middle is no obstacle.
    place.write("verifier/store.redb.new", "half");
    let inside = "store migrate --state verifier --anchor verifier/anchor";
    assert_eq!(place.error(inside, 2), "anchor_inside");
    place.run("store migrate --state verifier --anchor anchor").exits(0);
    assert!(place.path("anchor").is_file());

    // Two states: nobody knows which one counts.
    place.write("verifier/store.json", &store);
    for verb in ["store migrate", "store stats"] {
        let said = place.run(&format!("{verb} --state verifier"));
        said.exits(2).tells(&["state_ambiguous", "move store.json away"]);
    }
    let error = place.verify(&body, "--json").exits(2).json()["error"].clone();
    assert_eq!(error["code"], "state_ambiguous");
}
