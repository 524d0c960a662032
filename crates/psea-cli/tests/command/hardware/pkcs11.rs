//! `pkcs11:` on `SoftHSM2`, each test on a token of its own.

#[allow(dead_code, reason = "shared with psea-key-pkcs11")]
#[path = "../../../../psea-key-pkcs11/tests/softhsm/token.rs"]
mod token;

use serde_json::{Value, json};
use token::{PIN, SoftHsm, WRONG_PIN, test_name};

use super::user::{proves, refused, with_pin};
use crate::support::Place;

fn uri(rest: &str) -> String {
    format!("pkcs11:token=psea{rest}?module-path={}", SoftHsm::module().display())
}

fn keys(place: &Place, key: &str) -> Value {
    place.write("pin", PIN);
    let said = place.run_all(&["keys", key, "--pin-file", "pin", "--json"]);
    serde_json::from_str(&said.out).unwrap_or_else(|error| panic!("{error}: {said:?}"))
}

fn generated(place: &Place) -> String {
    place.write("pin", PIN);
    let key = uri(";id=%01");
    let made = place.run_all(&["keygen", "--key", &key, "--pin-file", "pin", "--json"]);
    let made = made.exits(0).json();
    assert_eq!((&made["verdict"], &made["development_only"]), (&json!("usable"), &json!(false)));
    assert_eq!(made["uv_gate"], "attested");
    key
}

#[test]
#[ignore = "needs softhsm2: cargo xtask test"]
fn a_key_is_made_and_proves() {
    SoftHsm::run(test_name!(), |_| {
        let place = Place::new();
        let key = generated(&place);
        proves(&place, &key, PIN);
        // The state of a key that is in no file is the user's.
        let homes = std::fs::read_dir(place.path("state-home/psea/attesters")).unwrap();
        assert_eq!(homes.count(), 1);
        // Nothing is overwritten, neither the file nor the key.
        let again = ["keygen", "--key", &key, "--pin-file", "pin", "--json"];
        assert_eq!(refused(place.run_all(&again), 2).0, "file_exists");
        let forced = [&again[..], &["--out", "other.json"]].concat();
        assert_eq!(refused(place.run_all(&forced), 2).0, "key_exists");
        assert!(!place.path("other.json").exists());
    });
}

#[test]
#[ignore = "needs softhsm2: cargo xtask test"]
fn a_wrong_pin_uses_no_counter() {
    SoftHsm::run(test_name!(), |_| {
        let place = Place::new();
        let key = generated(&place);
        assert_eq!(refused(with_pin(&place, &key, WRONG_PIN), 1).0, "pin_wrong");
        assert_eq!(with_pin(&place, &key, PIN).exits(0).json()["counter"], 1);
        place.write("pin", WRONG_PIN);
        let other = uri(";id=%02");
        let keygen = ["keygen", "--key", &other, "--pin-file", "pin", "--out", "x", "--json"];
        assert_eq!(refused(place.run_all(&keygen), 1).0, "pin_wrong");
        // A file descriptor, for a PIN that is in no file.
        place.write("pin", PIN);
        let script = "exec \"$0\" keys \"$1\" --pin-file /dev/fd/3 3<pin";
        let mut shell = std::process::Command::new("sh");
        shell.args(["-c", script, env!("CARGO_BIN_EXE_psea"), &key]).current_dir(place.path(""));
        assert!(shell.output().unwrap().status.success());
        let elsewhere = uri("x;id=%01");
        assert_eq!(refused(with_pin(&place, &elsewhere, PIN), 2).0, "key_missing");
    });
}

/// §3.7: every key of the token, with why it is refused; a refused one makes no proof.
#[test]
#[ignore = "needs softhsm2: cargo xtask test"]
fn keys_are_listed_with_the_reason() {
    SoftHsm::run(test_name!(), |softhsm| {
        let place = Place::new();
        softhsm.make_key("02", "EC:prime256v1", &["--sensitive", "--usage-sign"]);
        generated(&place);
        let found = keys(&place, &uri(""))["keys"].clone();
        let mut verdicts: Vec<_> =
            found.as_array().unwrap().iter().map(|key| key["verdict"].as_str().unwrap()).collect();
        verdicts.sort_unstable();
        assert_eq!(verdicts, ["refused", "usable"]);
        let ungated = uri(";id=%02");
        let one = keys(&place, &ungated)["keys"][0].clone();
        assert_eq!(one["uv_gate"], "contradicted");
        let reasons = one["reasons"].to_string();
        assert!(reasons.contains("CKA_ALWAYS_AUTHENTICATE"), "{reasons}");
        let text = place.run_all(&["keys", &ungated, "--pin-file", "pin"]).exits(1).out;
        assert!(text.contains("refused") && text.contains("CKA_ALWAYS_AUTHENTICATE"), "{text}");
        let (code, message) = refused(with_pin(&place, &ungated, PIN), 2);
        assert_eq!(code, "key_refused", "{message}");
        let out = ["keys", &uri(";id=%01"), "--pin-file", "pin", "--out", "again.json"];
        place.run_all(&out).exits(0);
        let kid = |file| serde_json::from_str::<Value>(&place.read(file)).unwrap()["kid"].clone();
        assert_eq!(kid("again.json"), kid("key.pub.json"));

        // Without a PIN: what shows, and how to see more.
        let module = SoftHsm::module().to_str().unwrap();
        let said = place.run_all(&["keys", "--module", module, "--json"]).exits(0).json();
        let seen = said["keys"].as_array().unwrap().iter().filter(|key| key["stack"] == "pkcs11");
        let seen: Vec<_> = seen.map(|key| key["verdict"].as_str().unwrap()).collect();
        assert_eq!(seen, ["not judged", "not judged"]);
        let said = place.run("keys --module /absent.so").exits(0).out;
        assert!(said.contains("unavailable") && said.contains("/absent.so"), "{said}");
    });
}
