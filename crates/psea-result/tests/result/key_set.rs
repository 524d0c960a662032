//! A key's life in the Verifier's own set, and the document that keeps and publishes it.

use psea_jose::es256::{Es256Signer as _, PublicKey};
use psea_result::{KeySet, KeySetError, KeyState};
use serde_json::{Value, json};

use crate::support::*;

const LIFETIME: u64 = 3_600;

fn public(octet: u8) -> PublicKey {
    *key(octet).public_key()
}

/// Key 1 is active since NOW.
fn first() -> KeySet {
    KeySet::new(public(1), LIFETIME, now())
}

fn states(set: &KeySet) -> Vec<(String, KeyState)> {
    set.keys().iter().map(|key| (key.kid(), key.state())).collect()
}

fn state(set: &KeySet, octet: u8) -> KeyState {
    states(set).into_iter().find(|(found, _)| *found == kid(&key(octet))).unwrap().1
}

#[test]
fn a_new_set_signs_with_its_first_key() {
    let set = first();
    assert_eq!(states(&set), [(kid(&key(1)), KeyState::Active)]);
    assert_eq!(set.active().unwrap().public(), &public(1));
    assert_eq!(set.cache_lifetime(), LIFETIME);
    let only = &set.keys()[0];
    assert_eq!((only.announced(), only.activated()), (now(), Some(now())));
    assert_eq!((only.retired(), only.revoked()), (None, None));
}

/// Announced, then active one cache lifetime later; the one before is retired by it.
#[test]
fn a_rotation() {
    let mut set = first();
    set.announce(public(2), at(NOW + 10)).unwrap();
    assert_eq!(state(&set, 2), KeyState::Announced);
    assert_eq!(set.active().unwrap().public(), &public(1));
    let from = at(NOW + 10 + LIFETIME);
    for early in [NOW + 10, NOW + 10 + LIFETIME - 1] {
        let before = set.clone();
        let error = set.activate(&kid(&key(2)), at(early)).unwrap_err();
        assert_eq!(error, KeySetError::TooEarly { kid: kid(&key(2)), from });
        assert_eq!(set, before);
    }
    set.activate(&kid(&key(2)), from).unwrap();
    assert_eq!(state(&set, 1), KeyState::Retired);
    assert_eq!(state(&set, 2), KeyState::Active);
    assert_eq!(set.keys().iter().filter(|key| key.state() == KeyState::Active).count(), 1);
    assert_eq!(set.keys()[0].retired(), Some(from));
}

/// A state is shown as the documents name it.
#[test]
fn a_state_has_a_name() {
    for (state, name) in [
        (KeyState::Announced, "announced"),
        (KeyState::Active, "active"),
        (KeyState::Retired, "retired"),
        (KeyState::Revoked, "revoked"),
    ] {
        assert_eq!((state.as_str(), state.to_string().as_str()), (name, name));
    }
}

/// A key never comes back.
#[test]
fn a_key_is_announced_once() {
    let mut set = first();
    let known = Err(KeySetError::Known(kid(&key(1))));
    assert_eq!(set.announce(public(1), now()), known);
    set.retire(&kid(&key(1)), now()).unwrap();
    assert_eq!(set.announce(public(1), now()), known);
    set.revoke(&kid(&key(1)), now()).unwrap();
    assert_eq!(set.announce(public(1), now()), known);
}

#[test]
fn no_state_is_reached_from_a_later_one() {
    let mut set = first();
    let (one, two) = (kid(&key(1)), kid(&key(2)));
    let refused = |result: Result<(), KeySetError>, expected| match result.unwrap_err() {
        KeySetError::State { state, .. } => assert_eq!(state, expected),
        other => panic!("{other:?}"),
    };
    refused(set.activate(&one, now()), KeyState::Active);
    set.retire(&one, now()).unwrap();
    refused(set.retire(&one, now()), KeyState::Retired);
    refused(set.activate(&one, now()), KeyState::Retired);
    set.revoke(&one, at(NOW + 5)).unwrap();
    refused(set.retire(&one, at(NOW + 9)), KeyState::Revoked);
    refused(set.activate(&one, at(NOW + 9)), KeyState::Revoked);
    refused(set.revoke(&one, at(NOW + 5)), KeyState::Revoked);
    refused(set.revoke(&one, at(NOW + 6)), KeyState::Revoked);
    // It is found to have leaked earlier.
    set.revoke(&one, at(NOW + 1)).unwrap();
    assert_eq!(set.keys()[0].revoked(), Some(at(NOW + 1)));
    for error in [set.activate(&two, now()), set.retire(&two, now()), set.revoke(&two, now())] {
        assert_eq!(error, Err(KeySetError::Unknown(two.clone())));
    }
}

/// An announced key that is withdrawn was never used.
#[test]
fn an_announced_key_can_be_retired() {
    let mut set = first();
    set.announce(public(2), now()).unwrap();
    set.retire(&kid(&key(2)), now()).unwrap();
    assert_eq!(state(&set, 2), KeyState::Retired);
    assert_eq!(set.active().unwrap().public(), &public(1));
}

#[test]
fn a_change_before_the_last_one_is_a_wrong_clock() {
    let mut set = first();
    set.announce(public(2), at(NOW + 10)).unwrap();
    let early = at(NOW + 9);
    let (now, last) = (early, at(NOW + 10));
    assert_eq!(set.activate(&kid(&key(2)), early), Err(KeySetError::Clock { now, last }));
    assert_eq!(set.retire(&kid(&key(2)), early), Err(KeySetError::Clock { now, last }));
    let (now, last) = (at(NOW - 1), at(NOW));
    assert_eq!(set.retire(&kid(&key(1)), now), Err(KeySetError::Clock { now, last }));
}

/// The active key was revoked: there is none, and the next one may be used at once.
#[test]
fn an_emergency_waits_for_nothing() {
    let mut set = first();
    set.revoke(&kid(&key(1)), at(NOW + 100)).unwrap();
    assert!(set.active().is_none());
    set.announce(public(2), at(NOW + 101)).unwrap();
    set.activate(&kid(&key(2)), at(NOW + 101)).unwrap();
    assert_eq!(state(&set, 1), KeyState::Revoked);
    assert_eq!(state(&set, 2), KeyState::Active);
}

/// Every state, written and read.
#[test]
fn the_document_is_read_as_it_was_written() {
    let set = all_states();
    let text = set.to_jwks();
    assert_eq!(KeySet::from_jwks(text.as_octets()), Ok(set.clone()));
    // In any spelling.
    let value: Value = serde_json::from_str(text.as_str()).unwrap();
    let pretty = serde_json::to_string_pretty(&value).unwrap();
    assert_eq!(KeySet::from_jwks(pretty.as_bytes()), Ok(set));
}

/// Announced within one second, and one of them revoked: still the same set.
#[test]
fn the_order_of_the_keys_is_kept() {
    for revoked in 1..=4 {
        let mut set = first();
        for octet in [4, 3, 2] {
            set.announce(public(octet), now()).unwrap();
        }
        set.revoke(&kid(&key(revoked)), now()).unwrap();
        assert_eq!(KeySet::from_jwks(set.to_jwks().as_octets()), Ok(set));
    }
}

/// Any reader of JWK sets finds the trusted keys in `keys`, and no revoked one.
#[test]
fn revoked_keys_stand_apart() {
    let document = document();
    assert_eq!(document["keys"].as_array().unwrap().len(), 3);
    assert_eq!(document["psea_revoked"].as_array().unwrap().len(), 1);
    assert_eq!(document["psea_revoked"][0]["kid"], json!(kid(&key(1))));
    assert_eq!(document["psea_cache_lifetime"], json!(LIFETIME));
    for key in document["keys"].as_array().unwrap() {
        assert_eq!([&key["alg"], &key["use"]], [&json!("ES256"), &json!("sig")]);
        assert!(key.get("d").is_none());
    }
}

/// 1 is revoked, 2 retired, 3 active, 4 announced.
fn all_states() -> KeySet {
    let mut set = first();
    set.announce(public(2), now()).unwrap();
    set.activate(&kid(&key(2)), at(NOW + LIFETIME)).unwrap();
    set.announce(public(3), at(NOW + LIFETIME)).unwrap();
    set.activate(&kid(&key(3)), at(NOW + 2 * LIFETIME)).unwrap();
    set.announce(public(4), at(NOW + 2 * LIFETIME)).unwrap();
    set.revoke(&kid(&key(1)), at(NOW + 2 * LIFETIME + 1)).unwrap();
    set
}

fn document() -> Value {
    serde_json::from_str(all_states().to_jwks().as_str()).unwrap()
}

/// The problem that is told after a change of the document.
fn problem(change: impl FnOnce(&mut Value)) -> String {
    let mut document = document();
    change(&mut document);
    KeySet::from_jwks(document.to_string().as_bytes()).unwrap_err().to_string()
}

fn remove(value: &mut Value, name: &str) {
    value.as_object_mut().unwrap().remove(name).unwrap();
}

#[test]
fn a_document_that_is_no_key_set_is_refused() {
    for (text, expected) in
        [("", "not strict JSON"), ("{", "not strict JSON"), ("[]", "not a JSON")]
    {
        let error = KeySet::from_jwks(text.as_bytes()).unwrap_err();
        assert!(error.to_string().contains(expected), "{error}");
    }
    type Change = fn(&mut Value);
    let cases: [(&str, Change); 15] = [
        ("must be arrays", |set| remove(set, "keys")),
        ("must be arrays", |set| set["keys"] = json!({})),
        ("must be arrays", |set| remove(set, "psea_revoked")),
        ("`psea_cache_lifetime` is absent", |set| remove(set, "psea_cache_lifetime")),
        ("a time is not an integer", |set| set["psea_cache_lifetime"] = json!("3600")),
        ("a key is not an object", |set| set["keys"][0] = json!("x")),
        ("not a public ES256 key", |set| set["keys"][0]["crv"] = json!("P-384")),
        ("not a public ES256 key", |set| remove(&mut set["keys"][0], "x")),
        ("not a public ES256 key", |set| set["keys"][0]["d"] = json!("AQ")),
        ("thumbprint", |set| set["keys"][0]["kid"] = json!("key-1")),
        ("thumbprint", |set| remove(&mut set["keys"][0], "kid")),
        ("`psea_announced` is absent", |set| remove(&mut set["keys"][0], "psea_announced")),
        ("a time is not an integer", |set| set["keys"][0]["psea_announced"] = json!(-1)),
        ("more than one key is active", |set| remove(&mut set["keys"][0], "psea_retired")),
        ("in the set already", |set| {
            let key = set["keys"][0].clone();
            set["keys"].as_array_mut().unwrap().push(key);
        }),
    ];
    for (expected, change) in cases {
        let problem = problem(change);
        assert!(problem.contains(expected), "{problem}, not {expected}");
    }
}

/// A revoked key among the trusted ones, or a trusted one among the revoked: which one is it?
#[test]
fn a_key_in_the_wrong_list_is_refused() {
    let wrong = "a revoked key stands in `psea_revoked`";
    let problem_of = problem(|set| set["keys"][0]["psea_revoked"] = json!(NOW));
    assert!(problem_of.contains(wrong), "{problem_of}");
    let problem_of = problem(|set| remove(&mut set["psea_revoked"][0], "psea_revoked"));
    assert!(problem_of.contains(wrong), "{problem_of}");
}
