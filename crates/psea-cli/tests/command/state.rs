use std::sync::Arc;

use psea::claims::EpochSeconds;
use psea::jose::es256::P256Backend;
use psea_store_redb::RedbStore;

use crate::support::{NOW, Place, VERIFY};

const BOB: &str = "enroll --state verifier --attester bob --kid k --key key.pub.json --device-id d";

#[test]
fn a_first_enrollment_spells_out_every_default() {
    let place = Place::enrolled();
    let config: serde_json::Value =
        serde_json::from_str(&place.read("verifier/verifier.json")).unwrap();
    let anchor = config["anchor"].as_str().unwrap();
    assert!(anchor.starts_with(place.path("state-home/psea").to_str().unwrap()), "{anchor}");
    assert!(std::path::Path::new(anchor).is_file());
    let expected = serde_json::json!({
        "iss": "tenant.example", "aud": "verifier.example", "profiles": ["draft-03"],
        "max_lifetime": 300, "clock_skew": 0, "challenges": "unused", "chain": false,
        "require_canonical_payload": false, "counter_scope": "single",
        "high_assurance_ops": [], "callers": {},
        "anchor": anchor,
    });
    assert_eq!(config, expected);
    let mut files: Vec<_> = std::fs::read_dir(place.path("verifier"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    files.sort_unstable();
    assert_eq!(files, ["store.redb", "verifier.json"]);
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
        ("\"anchor\": \"/", "\"anchor\": \"", "anchor"),
        ("\"anchor\"", "\"ancor\"", "ancor"),
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
    let store = std::fs::read(place.path("verifier/store.redb")).unwrap();
    for damaged in [&store[..store.len() / 2], b"", b"{}", &[7; 5000]] {
        place.write("verifier/store.redb", damaged);
        place.verify(&body, "").exits(2).tells(&["verifier/store.redb", "restore"]);
        assert_eq!(place.error(BOB, 2), "state_damaged");
        let check = place.run("store check --state verifier --json").exits(1).json();
        assert_eq!(check["sound"], false);
        assert_eq!(std::fs::read(place.path("verifier/store.redb")).unwrap(), damaged);
    }
    std::fs::remove_file(place.path("verifier/store.redb")).unwrap();
    place.verify(&body, "").exits(2).tells(&["verifier/store.redb", "psea store import"]);
    assert_eq!(place.error(BOB, 2), "store_missing");
    assert!(!place.path("verifier/store.redb").exists());
    place.write("verifier/store.redb", &store);
    assert_eq!(place.verify(&body, "--json").exits(1).json()["code"], "jti_replayed");
}

/// Another process that holds the store: an error that says so, after a while.
#[test]
fn a_store_in_use_is_waited_for_and_then_told() {
    let place = Place::enrolled();
    let body = place.body("");
    let now = EpochSeconds::new(NOW).unwrap();
    let file = place.path("verifier/store.redb");
    let held = RedbStore::open(file, Arc::new(P256Backend), now).unwrap();
    std::thread::scope(|scope| {
        let verify = scope.spawn(|| place.verify(&body, "--json"));
        for verb in ["store stats", "store check", "list"] {
            let arguments = format!("{verb} --state verifier");
            let place = &place;
            scope.spawn(move || assert_eq!(place.error(&arguments, 2), "state_locked"));
        }
        let error = verify.join().unwrap().exits(2).json()["error"].clone();
        assert_eq!(error["code"], "state_locked");
        assert!(error["fix"].as_str().unwrap().contains("wait for the other process"));
    });
    drop(held);
    place.verify(&body, "").exits(0);
}

/// The anchor must not lie where a backup of the store takes it along (§6.5).
#[test]
fn an_anchor_lies_outside() {
    let place = Place::new();
    place.run("keygen").exits(0);
    for inside in ["verifier/anchor", "./verifier/deeper/anchor"] {
        place.enroll(&format!("--anchor {inside}")).exits(2).tells(&["anchor_inside", "backup"]);
    }
    assert!(!place.path("verifier/store.redb").exists());
    place.enroll("--anchor absent/anchor").exits(2).tells(&["anchor", "absent"]);
    // A file of somebody else's is left alone.
    place.enroll("--anchor action.json").exits(2).tells(&["action.json"]);
    assert_eq!(place.read("action.json"), crate::support::ACTION);

    place.enroll("--anchor anchor").exits(0);
    assert!(place.path("anchor").is_file());
    assert!(!place.path("state-home").exists());
    place.run(&format!("{BOB} --anchor other")).exits(2).tells(&["state_differs", "--anchor"]);
    let inside = place.path("verifier/anchor");
    place.configure("anchor", inside.to_str().unwrap());
    assert_eq!(place.error("list --state verifier", 2), "anchor_inside");
    place.configure("anchor", place.path("unmounted/anchor").to_str().unwrap());
    place.run("list --state verifier").exits(2).tells(&[
        "anchor_unavailable",
        "unmounted",
        "mount",
    ]);
    place.configure("anchor", serde_json::Value::Null);
    assert_eq!(place.stats()["notices_older_copy"], false);
}

/// Of several first uses at once, each one is enrolled in the one verifier that came of it.
#[test]
fn first_uses_at_once_make_one_verifier() {
    let place = Place::new();
    let names = ["a", "b", "c", "d"];
    for name in names {
        place.run(&format!("keygen --out {name}.json")).exits(0);
    }
    let children: Vec<_> = names
        .iter()
        .map(|name| {
            place.spawn(&mut place.command(&format!(
                "enroll --state verifier --attester {name} --key {name}.pub.json --device-id d \
                 --iss i --aud a"
            )))
        })
        .collect();
    for child in children {
        crate::support::Said::from(child.wait_with_output().unwrap()).exits(0);
    }
    let list = place.run("list --state verifier --json").exits(0).json();
    assert_eq!(list["attesters"].as_array().unwrap().len(), 4);
    assert_eq!(place.stats()["fence"], serde_json::Value::Null);
    assert!(!place.path("verifier/verifier.json.new").exists());
}

/// A configuration that is lost is made anew, and the store is kept: fenced, for nothing says that
/// it is the last one.
#[test]
fn a_store_without_its_configuration_is_kept_and_fenced() {
    let place = Place::enrolled();
    std::fs::remove_file(place.path("verifier/verifier.json")).unwrap();
    assert_eq!(place.error("list --state verifier", 2), "state_missing");
    let again = format!("{BOB} --iss tenant.example --aud verifier.example");
    let said = place.run(&again).exits(0);
    assert!(said.out.contains("proofs issued until then are refused"), "{}", said.out);
    assert!(place.stats()["fence"].is_u64());
    let list = place.run("list --state verifier --json").exits(0).json();
    assert_eq!(list["attesters"][0]["attester"], "alice");
    assert_eq!(list["attesters"][1]["attester"], "bob");
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

/// A disk that takes no more: nothing is approved, and each of the two faults says what it is. Here
/// the limit on a file's size stands for the disk.
#[test]
#[cfg(target_os = "linux")]
fn a_store_that_cannot_be_written_approves_nothing() {
    let place = Place::enrolled();
    place.attest(&format!("--now {NOW} --jti lost-1 --out body.json")).exits(0);
    let verify = format!("{VERIFY} --now {} body.json --json", NOW + 1);
    let limited = |arguments: &str| {
        let psea = env!("CARGO_BIN_EXE_psea");
        let script = format!("trap '' XFSZ; ulimit -f 20; exec {psea} {arguments}");
        let mut shell = std::process::Command::new("sh");
        shell.arg("-c").arg(script).current_dir(place.path("."));
        crate::support::Said::from(shell.output().unwrap())
    };
    // The store cannot be opened for writing: it is known that nothing happened.
    for arguments in [&*verify, "suspend --state verifier alice --reason lost --json"] {
        let error = limited(arguments).exits(2).json()["error"].clone();
        assert_eq!(error["code"], "store_unavailable", "{arguments}");
        let fix = error["fix"].as_str().unwrap();
        assert!(fix.contains("look at the disk's free space"), "{fix}");
    }
    assert_eq!(
        place.run("outcome --state verifier lost-1 --json").exits(1).json()["record"],
        serde_json::Value::Null
    );
    assert_eq!(place.run("list --state verifier alice --json").json()["status"], "active");

    // Asked again it is approved once.
    place.run(&verify).exits(0);
    assert_eq!(place.run(&verify).exits(1).json()["code"], "jti_replayed");
    assert_eq!(
        place.run("outcome --state verifier lost-1 --json").exits(0).json()["result"],
        "recorded"
    );
}
