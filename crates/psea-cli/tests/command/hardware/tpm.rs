//! `tpm:` on swtpm, each test on a TPM of its own.

#[allow(dead_code, reason = "shared with psea-key-tpm")]
#[path = "../../../../psea-key-tpm/tests/tpm/process.rs"]
mod process;

use process::Swtpm;
use serde_json::{Value, json};

use super::user::{proves, refused, with_pin};
use crate::support::{Place, Said};

const PIN: &str = "271828";

fn reference(swtpm: &Swtpm, file: &str) -> String {
    format!("tpm:{file}?tcti={}", swtpm.tcti())
}

fn generate(place: &Place, key: &str, out: &str) -> Said {
    place.write("pin", PIN);
    place.run_all(&["keygen", "--key", key, "--pin-file", "pin", "--out", out, "--json"])
}

#[test]
#[ignore = "needs swtpm: cargo xtask test"]
fn a_key_is_made_and_proves() {
    let (swtpm, place) = (Swtpm::start(), Place::new());
    let key = reference(&swtpm, "alice.tpmkey");
    let made = generate(&place, &key, "key.pub.json").exits(0).json();
    // §3.7.1: the TPM attests the key, and not who opens its gate.
    assert_eq!(made["uv_gate"], "unknown");
    assert_eq!(made["report"]["attestation"]["kind"], "tpm2-certify");
    proves(&place, &key, PIN);
    assert!(place.path("alice.tpmkey.state.redb").exists());
    assert_eq!(refused(generate(&place, &key, "other.json"), 2).0, "key_exists");
    place.write("pin", "12");
    let short = reference(&swtpm, "b.tpmkey");
    let keygen = ["keygen", "--key", &short, "--pin-file", "pin", "--out", "x", "--json"];
    assert_eq!(refused(place.run_all(&keygen), 2).0, "pin_unusable");
}

/// Wrong PINs are told apart from a lock, cost no counter, and the library stays silent.
#[test]
#[ignore = "needs swtpm: cargo xtask test"]
fn wrong_pins_lock() {
    let (swtpm, place) = (Swtpm::start(), Place::new());
    let key = reference(&swtpm, "alice.tpmkey");
    generate(&place, &key, "key.pub.json").exits(0);
    let mut codes = Vec::new();
    for _ in 0..10 {
        let said = with_pin(&place, &key, "wrong");
        assert!(!said.err.contains("Esys") && !said.err.contains("ERROR"), "{}", said.err);
        let exit = said.code;
        let (code, message) = refused(said, exit);
        codes.push(code.clone());
        if code == "key_locked" {
            break;
        }
        assert_eq!((exit, code.as_str()), (1, "pin_wrong"), "{message}");
        assert!(message.as_str().unwrap().contains("tries left"), "{message}");
    }
    assert_eq!(codes.last().map(String::as_str), Some("key_locked"), "{codes:?}");
    assert!(codes.len() > 1, "{codes:?}");
    assert_eq!(refused(with_pin(&place, &key, PIN), 2).0, "key_locked");
    let state = "state show --state alice.tpmkey.state.redb --json";
    assert_eq!(place.run(state).exits(0).json()["counters"], json!([]));
}

#[test]
#[ignore = "needs swtpm: cargo xtask test"]
fn keys_are_listed_with_the_reason() {
    let (swtpm, other, place) = (Swtpm::start(), Swtpm::start(), Place::new());
    let key = reference(&swtpm, "a.tpmkey");
    generate(&place, &key, "a.json").exits(0);
    generate(&place, &reference(&other, "b.tpmkey"), "b.json").exits(0);
    let tcti = swtpm.tcti();
    let list = |place: &Place| -> Vec<Value> {
        let said = place.run_all(&["keys", "--tcti", &tcti, "--json"]).exits(0);
        assert_eq!(said.err, "", "the library is silent");
        let keys = said.json()["keys"].as_array().unwrap().clone();
        keys.into_iter().filter(|key| key["stack"] == "tpm").collect()
    };
    let found = list(&place);
    let verdicts: Vec<_> = found.iter().map(|key| key["verdict"].as_str().unwrap()).collect();
    assert_eq!(verdicts, ["usable", "refused"]);
    assert!(found[1]["reasons"][0].as_str().unwrap().contains("another one"), "{found:?}");
    let foreign = reference(&swtpm, "b.tpmkey");
    assert_eq!(refused(with_pin(&place, &foreign, PIN), 2).0, "key_unusable");
    assert_eq!(refused(with_pin(&place, &reference(&swtpm, "c"), PIN), 2).0, "key_missing");

    swtpm.kill();
    assert!(list(&place).iter().all(|key| key["verdict"] == "unavailable"));
    assert_eq!(refused(with_pin(&place, &key, PIN), 2).0, "key_removed");
}
