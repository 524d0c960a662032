//! `piv:` on pcscd and the virtual reader vpcd, each test with a service of its own.

#[allow(dead_code, unused_imports, reason = "shared with psea-key-piv")]
#[path = "../../../../psea-key-piv/tests/piv/card/mod.rs"]
mod card;
#[allow(dead_code, unused_imports, reason = "shared with psea-key-piv")]
#[path = "../../../../psea-key-piv/tests/piv/service.rs"]
mod service;

use std::time::{Duration, Instant};

use card::{PIN, Profile};
use serde_json::Value;
use service::{READER, Service, name_of, with_service};

use super::user::{proves, refused, with_pin};
use crate::support::Place;

fn with_card<F: FnOnce(&Place, &Service)>(profile: Profile, test: F) {
    with_service(name_of::<F>(), profile, |service| {
        let place = Place::new();
        await_verdict(&place, |verdict| verdict != "unavailable");
        test(&place, &service);
    });
}

/// What the command says of the card in the reader, when it says what is waited for.
fn await_verdict(place: &Place, wanted: impl Fn(&str) -> bool) -> Value {
    let begun = Instant::now();
    loop {
        let said = place.run("keys --json").exits(0).json();
        let keys = said["keys"].as_array().unwrap();
        let key = keys.iter().find(|key| key["stack"] == "piv").unwrap();
        if wanted(key["verdict"].as_str().unwrap()) {
            return key.clone();
        }
        assert!(begun.elapsed() < Duration::from_secs(60), "{said}");
    }
}

fn reference() -> String {
    format!("piv:{READER}?slot=9c")
}

#[test]
#[ignore = "needs pcscd and vpcd: cargo xtask test"]
fn a_key_proves() {
    with_card(Profile::yubikey(), |place, _| {
        let key = reference();
        let shown = ["keys", &key, "--out", "key.pub.json", "--json"];
        let shown = place.run_all(&shown).exits(0).json();
        assert_eq!(shown["keys"][0]["uv_gate"], "unknown");
        assert_eq!(shown["keys"][0]["report"]["attestation"]["kind"], "piv-attestation");
        proves(place, &key, PIN);
        let keygen = ["keygen", "--key", &key, "--out", "x.json"];
        place.run_all(&keygen).exits(2).tells(&["key_not_made", "ykman piv keys generate"]);
    });
}

/// Wrong PINs are told apart from a lock and from a card that is gone, and cost no counter.
#[test]
#[ignore = "needs pcscd and vpcd: cargo xtask test"]
fn wrong_pins_lock_and_a_card_can_be_gone() {
    with_card(Profile::yubikey(), |place, service| {
        let key = reference();
        for left in [2, 1] {
            let (code, message) = refused(with_pin(place, &key, "999999"), 1);
            assert_eq!(code, "pin_wrong");
            assert!(message.as_str().unwrap().contains(&format!("{left} tries left")), "{message}");
        }
        // The right one gives the tries back.
        assert_eq!(with_pin(place, &key, PIN).exits(0).json()["counter"], 1);
        let codes: Vec<_> = (0..3)
            .map(|_| {
                let said = with_pin(place, &key, "999999");
                let exit = said.code;
                refused(said, exit).0
            })
            .collect();
        assert_eq!(codes, ["pin_wrong", "pin_wrong", "key_locked"]);
        assert_eq!(refused(with_pin(place, &key, PIN), 2).0, "key_locked");
        service.card.pull();
        await_verdict(place, |verdict| verdict == "unavailable");
        assert_eq!(refused(with_pin(place, &key, PIN), 2).0, "key_removed");
    });
}

/// §3.7: a PIN that is good for many signatures is no gate.
#[test]
#[ignore = "needs pcscd and vpcd: cargo xtask test"]
fn keys_are_listed_with_the_reason() {
    with_card(Profile::yubikey_that(|told| told.pin_policy = 2), |place, service| {
        let key = await_verdict(place, |verdict| verdict == "refused");
        assert_eq!(key["uv_gate"], "contradicted");
        assert!(key["reasons"][0].as_str().unwrap().contains("PIN policy"), "{key}");
        let (code, message) = refused(with_pin(place, &reference(), PIN), 2);
        assert_eq!(code, "key_refused", "{message}");
        assert_eq!(service.card.signatures(), 0);
        let other = format!("piv:{READER}?slot=9a");
        assert_eq!(refused(with_pin(place, &other, PIN), 2).0, "key_refused");
    });
}
