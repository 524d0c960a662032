//! The operator's verbs on the store.

use crate::support::{NOW, Place};

#[test]
fn stats_say_what_there_is_and_what_it_promises() {
    let place = Place::enrolled();
    let stats = place.stats();
    assert_eq!(stats["latest_served"], serde_json::Value::Null);
    place.verify(&place.body(""), "").exits(0);
    let stats = place.stats();
    let expected = [
        ("store", "embedded".into()),
        ("attesters", 1.into()),
        ("counters", 1.into()),
        ("records", 1.into()),
        ("challenges", 0.into()),
        ("changes", 1.into()),
        ("durability", serde_json::Value::from("power_loss")),
        ("notices_older_copy", true.into()),
        ("latest_served", (NOW + 1).into()),
        ("fence", serde_json::Value::Null),
        ("file", "verifier/store.redb".into()),
    ];
    for (name, value) in expected {
        assert_eq!(stats[name], value, "{name}");
    }
    assert!(stats["file_octets"].as_u64().unwrap() > 10_000);
    assert!(stats["anchor"].as_str().unwrap().ends_with(".anchor"));
    let text = place.run("store stats --state verifier").exits(0).out;
    for part in ["power_loss", "noticed when the store is opened", "2026-07-29", "none"] {
        assert!(text.contains(part), "{part}: {text}");
    }
}

#[test]
fn a_sound_store_is_sound_and_a_damaged_one_is_not() {
    let place = Place::enrolled();
    place.verify(&place.body(""), "").exits(0);
    let said = place.run("store check --state verifier").exits(0);
    assert!(said.out.contains("SOUND"), "{}", said.out);
    // The attester's name, where a row holds it.
    let mut file = std::fs::read(place.path("verifier/store.redb")).unwrap();
    let mut changed = 0;
    for at in 0..file.len() - 5 {
        if &file[at..at + 5] == b"alice" {
            file[at] = b'A';
            changed += 1;
        }
    }
    assert!(changed > 0);
    place.write("verifier/store.redb", file);
    let json = place.run("store check --state verifier --json").exits(1).json();
    assert_eq!(json["sound"], false);
    assert!(!json["damage"].as_array().unwrap().is_empty());
    let said = place.run("store check --state verifier").exits(1);
    for part in ["DAMAGED", "psea store import", "verifier/store.redb"] {
        assert!(said.out.contains(part), "{part}: {said:?}");
    }
    assert_eq!(place.error("list --state verifier", 2), "state_damaged");
}

/// §3.10: a jti leaves when no proof with it could pass any more, and not before.
#[test]
fn a_prune_forgets_what_cannot_matter() {
    let place = Place::enrolled();
    place.verify(&place.body("--jti early"), "").exits(0);
    let prune = || place.run("store prune --state verifier --json").exits(0).json();
    assert_eq!(prune()["records_forgotten"], 0);
    place.run("outcome --state verifier early").exits(0);

    // A store that was idle since, with records of both kinds.
    place.run("store export --state verifier export.json").exits(0);
    let mut export: serde_json::Value = serde_json::from_str(&place.read("export.json")).unwrap();
    let later = NOW + 5000;
    export["latest"] = later.into();
    let record = export["records"][0].clone();
    let records = (0..300).map(|number| {
        let mut record = record.clone();
        record["jti"] = format!("jti-{number}").into();
        // At the edge: the clock's tolerance is 60 s.
        record["keep_until"] = (later - 60 + u64::from(number == 7)).into();
        record
    });
    export["records"] = records.collect();
    place.write("idle.json", export.to_string());
    std::fs::remove_file(place.path("verifier/store.redb")).unwrap();
    place.run("store import --state verifier idle.json").exits(0);
    assert_eq!(place.stats()["records"], 300);
    assert_eq!(prune()["records_forgotten"], 299);
    assert_eq!(prune()["records_forgotten"], 0);
    place.run("outcome --state verifier jti-7").exits(0);
    place.run("outcome --state verifier jti-8").exits(1);
}

#[test]
fn an_outcome_is_a_record_and_no_licence() {
    let place = Place::enrolled();
    let body = place.body("--jti asked-1");
    let ask = "outcome --state verifier asked-1";
    let none = place.run(&format!("{ask} --json")).exits(1).json();
    assert_eq!(none["result"], "not_recorded");
    assert_eq!(none["record"], serde_json::Value::Null);
    assert!(place.run(ask).exits(1).out.contains("submit it again"));
    place.verify(&body, "").exits(0);
    let json = place.run(&format!("{ask} --json")).exits(0).json();
    assert_eq!(json["result"], "recorded");
    assert_eq!(json["licence_to_execute"], false);
    assert_eq!(json["record"]["attester"], "alice");
    assert_eq!(json["record"]["accepted_at"], NOW + 1);
    let text = place.run(ask).exits(0).out;
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(text.contains("no licence to execute the action"), "{text}");
    assert!(text.contains(json["proof_sha256"].as_str().unwrap()), "{text}");
}

#[test]
fn an_export_becomes_a_store_that_is_fenced() {
    let place = Place::enrolled();
    let (early, late) = (place.body("--jti early"), place.body("--jti late"));
    place.verify(&early, "").exits(0);
    place.run("suspend --state verifier alice --reason x").exits(0);
    place.run("reactivate --state verifier alice --reason y").exits(0);
    place.run("store export --state verifier export.json").exits(0);
    let export: serde_json::Value = serde_json::from_str(&place.read("export.json")).unwrap();
    assert_eq!(export["format"], "psea-verifier-state/1");
    assert_eq!(export["records"][0]["jti"], "early");
    // Another file is never overwritten.
    place.write("other.json", "mine");
    assert_eq!(place.error("store export --state verifier other.json", 2), "file_exists");
    assert_eq!(place.read("other.json"), "mine");
    // Accepted after the export: the import cannot know of it.
    place.verify(&late, "").exits(0);

    let import = "store import --state verifier export.json";
    assert_eq!(place.error(import, 2), "store_exists");
    std::fs::remove_file(place.path("verifier/store.redb")).unwrap();
    let json = place.run(&format!("{import} --json")).exits(0).json();
    assert!(json["fence"].as_u64().unwrap() > NOW);
    for body in [&early, &late] {
        let error = place.verify(body, "--json").exits(2).json()["error"].clone();
        assert_eq!(error["code"], "store_fenced");
    }
    let one = place.run("list --state verifier alice --json").exits(0).json();
    assert_eq!(one["history"].as_array().unwrap().len(), 3);
    place.run("store export --state verifier again.json").exits(0);
    let mut again: serde_json::Value = serde_json::from_str(&place.read("again.json")).unwrap();
    assert_eq!(again["fence"], json["fence"]);
    again.as_object_mut().unwrap().remove("fence");
    assert_eq!(again, export, "nothing was lost on the way");
}

/// A planned move, on the operator's word; and what the word is worth (the control).
#[test]
fn a_current_import_needs_words() {
    let place = Place::enrolled();
    let (early, late) = (place.body(""), place.body(""));
    place.verify(&early, "").exits(0);
    place.run("store export --state verifier export.json").exits(0);
    place.verify(&late, "").exits(0);
    std::fs::remove_file(place.path("verifier/store.redb")).unwrap();
    let import = "store import --state verifier export.json --current";
    let words = "the-exported-store-accepts-nothing-any-more";
    place.run(&format!("{import} yes")).exits(2).tells(&[words]);
    place.run(&format!("{import} {words}")).exits(0);
    assert_eq!(place.verify(&early, "--json").exits(1).json()["code"], "jti_replayed");
    // The word was false: approved twice.
    place.verify(&late, "").exits(0);
}

#[test]
fn what_is_no_export_becomes_no_store() {
    let place = Place::enrolled();
    place.run("store export --state verifier export.json").exits(0);
    let export = place.read("export.json");
    std::fs::remove_file(place.path("verifier/store.redb")).unwrap();
    for damaged in [&export[..export.len() / 2], "{}", ""] {
        place.write("damaged.json", damaged);
        let import = "store import --state verifier damaged.json";
        assert_eq!(place.error(import, 2), "export_invalid");
        assert!(!place.path("verifier/store.redb").exists());
    }
    place.run("store import --state absent export.json").exits(2).tells(&["state_missing"]);
    place.run("store import --state verifier export.json").exits(0);
}

#[test]
fn a_store_has_to_be_named() {
    let place = Place::new();
    for verb in ["check", "stats", "prune", "migrate", "fence"] {
        assert_eq!(place.error(&format!("store {verb}"), 2), "usage");
        assert_eq!(place.error(&format!("store {verb} --state absent"), 2), "state_missing");
    }
    place.run("store").exits(2);
}
