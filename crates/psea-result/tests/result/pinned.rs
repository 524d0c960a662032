//! What a consumer pins, and when it is to fetch the key set again.

use psea_jose::es256::{Es256Signer as _, P256Backend};
use psea_result::{KeySet, PinnedKeys, PinsError, Refresh, RefreshPacer, ResultError};
use serde_json::{Value, json};

use crate::support::*;

fn from(document: &Value) -> Result<PinnedKeys, PinsError> {
    PinnedKeys::from_jwks(document.to_string().as_bytes(), &P256Backend)
}

/// What any other software publishes.
fn jwk(octet: u8) -> Value {
    serde_json::from_str(key(octet).public_key().to_jwk().as_str()).unwrap()
}

fn reads(keys: &PinnedKeys, octet: u8) -> &'static str {
    code(&reader().read(&approved_by(&key(octet)), keys, now()))
}

#[test]
fn single_keys_are_pinned() {
    let keys = PinnedKeys::of(&[*key(1).public_key(), *key(2).public_key()], &P256Backend).unwrap();
    assert_eq!([1, 2, 3].map(|octet| reads(&keys, octet)), ["approval", "approval", "key_unknown"]);
    assert_eq!(PinnedKeys::of(&[], &P256Backend).unwrap_err(), PinsError::Empty);
}

/// RFC 7517 §5: keys for other purposes stand in a set and concern nobody here.
#[test]
fn a_plain_jwk_set_is_pinned() {
    let mut named = jwk(2);
    named["kid"] = json!("a name of their own");
    named["use"] = json!("sig");
    named["alg"] = json!("ES256");
    named["x5t"] = json!("x");
    let (mut enc, mut ecdh) = (jwk(3), jwk(4));
    enc["use"] = json!("enc");
    ecdh["alg"] = json!("ECDH-ES");
    let rsa = json!({"kty": "RSA", "n": "AQ", "e": "AQAB"});
    let okp = json!({"kty": "OKP", "crv": "Ed25519", "x": "AQ"});
    let p384 = json!({"kty": "EC", "crv": "P-384", "x": "AQ", "y": "AQ"});
    let set = json!({"keys": [jwk(1), named, enc, ecdh, rsa, okp, p384, 7], "comment": "x"});
    let keys = from(&set).unwrap();
    assert_eq!([1, 2].map(|octet| reads(&keys, octet)), ["approval"; 2]);
    assert_eq!([3, 4].map(|octet| reads(&keys, octet)), ["key_unknown"; 2]);
}

#[test]
fn a_set_without_a_key_for_es256_is_refused() {
    for keys in [json!([]), json!([{"kty": "RSA", "n": "AQ", "e": "AQAB"}])] {
        assert_eq!(from(&json!({"keys": keys})).unwrap_err(), PinsError::Empty);
    }
}

/// What is meant as a key for ES256 must be one; a private one is exposed by being here.
#[test]
fn a_malformed_key_is_refused() {
    let mut private = jwk(2);
    private["d"] = json!("AQ");
    let mut off_the_curve = jwk(2);
    off_the_curve["y"] = jwk(3)["y"].clone();
    for bad in [private, off_the_curve] {
        let error = from(&json!({"keys": [jwk(1), bad]})).unwrap_err().to_string();
        assert!(error.contains("not a public ES256 key"), "{error}");
    }
    for (document, expected) in
        [(json!([]), "not a JSON object"), (json!({}), "`keys` must be an array")]
    {
        let error = from(&document).unwrap_err().to_string();
        assert!(error.contains(expected), "{error}");
    }
    let error = PinnedKeys::from_jwks(b"{", &P256Backend).unwrap_err().to_string();
    assert!(error.contains("not strict JSON"), "{error}");
}

/// A set of this format with a defect is not taken for a plain one: a revocation would be lost.
#[test]
fn a_defect_in_the_own_format_is_not_passed_over() {
    let mut set = KeySet::new(*key(1).public_key(), 60, at(NOW - 100));
    set.announce(*key(2).public_key(), at(NOW - 100)).unwrap();
    set.revoke(&kid(&key(2)), now()).unwrap();
    let whole: Value = serde_json::from_str(set.to_jwks().as_str()).unwrap();
    assert!(from(&whole).is_ok());
    let mut defect = whole.clone();
    defect["psea_revoked"] = json!("x");
    assert!(matches!(from(&defect), Err(PinsError::KeySet(_))));
    // Nor if something on the way kept the standard members of the set alone.
    let stripped = json!({"keys": whole["keys"]});
    assert!(matches!(from(&stripped), Err(PinsError::KeySet(_))));
}

/// A newer copy replaces the keys, and forgets no revocation, not even by an older copy.
#[test]
fn a_refresh_forgets_no_revocation() {
    let mut set = KeySet::new(*key(1).public_key(), 60, at(NOW - 100));
    let before = set.to_jwks();
    set.announce(*key(2).public_key(), at(NOW - 100)).unwrap();
    set.revoke(&kid(&key(1)), at(NOW + 10)).unwrap();
    set.activate(&kid(&key(2)), at(NOW - 10)).unwrap();
    let keys = PinnedKeys::from_jwks(before.as_octets(), &P256Backend).unwrap();
    assert_eq!([1, 2].map(|octet| reads(&keys, octet)), ["approval", "key_unknown"]);
    let keys = keys.refreshed(set.to_jwks().as_octets(), &P256Backend).unwrap();
    assert_eq!([1, 2].map(|octet| reads(&keys, octet)), ["key_revoked", "approval"]);
    // An older copy, or one from which the key is gone.
    let older = keys.refreshed(before.as_octets(), &P256Backend).unwrap();
    assert_eq!(reads(&older, 1), "key_revoked");
    let plain = json!({"keys": [jwk(2)]}).to_string();
    let gone = keys.refreshed(plain.as_bytes(), &P256Backend).unwrap();
    assert_eq!([1, 2].map(|octet| reads(&gone, octet)), ["key_revoked", "approval"]);
    // The earlier of two times of one revocation.
    set.revoke(&kid(&key(1)), at(NOW - 50)).unwrap();
    let earlier = keys.refreshed(set.to_jwks().as_octets(), &P256Backend).unwrap();
    let later = earlier.refreshed(plain.as_bytes(), &P256Backend).unwrap();
    let recorded = reader().read_recorded(&approved_by(&key(1)), &later, now());
    assert_eq!(recorded, Err(ResultError::KeyRevoked { at: at(NOW - 50) }));
    // A copy that cannot be read leaves the present keys in force.
    assert!(keys.refreshed(b"{", &P256Backend).is_err());
    assert_eq!(reads(&keys, 2), "approval");
}

/// Whoever sends unknown `kid`s must not make a consumer fetch for each.
#[test]
fn an_unknown_kid_asks_for_a_refresh_once_in_a_while() {
    let keys = pins().cool_down(30);
    let stranger = approved_by(&key(9));
    let ask = |keys: &PinnedKeys, offset| match reader().read(&stranger, keys, at(NOW + offset)) {
        Err(ResultError::KeyUnknown { refresh }) => refresh,
        other => panic!("{other:?}"),
    };
    let cooling = |until| Refresh::CoolingDown { until: at(NOW + until) };
    assert_eq!(ask(&keys, 0), Refresh::Now);
    assert_eq!(ask(&keys, 0), cooling(30));
    assert_eq!(ask(&keys, 29), cooling(30));
    assert_eq!(ask(&keys, 30), Refresh::Now);
    // The newer copy and the clones share the pace.
    let plain = json!({"keys": [jwk(7)]}).to_string();
    let fresh = keys.refreshed(plain.as_bytes(), &P256Backend).unwrap();
    assert_eq!(ask(&fresh, 31), cooling(60));
    assert_eq!(ask(&fresh.clone(), 60), Refresh::Now);
    assert_eq!(ask(&keys, 60), cooling(90));
    assert!(cooling(90).to_string().contains("not again before"));
    assert_eq!(Refresh::Now.to_string(), "fetch the key set again");
}

/// A clock that once stood far ahead does not put the next refresh off for ever.
#[test]
fn a_clock_that_stepped_back_is_no_cool_down() {
    let pacer = RefreshPacer::new(30);
    assert_eq!(pacer.ask(at(NOW + 1_000_000_000)), Refresh::Now);
    assert_eq!(pacer.ask(now()), Refresh::Now);
    assert_eq!(pacer.ask(now()), Refresh::CoolingDown { until: at(NOW + 30) });
}

/// Of many that ask at once, one is sent.
#[test]
fn one_of_many_threads_fetches() {
    let pacer = RefreshPacer::default();
    let sent: usize = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..32)
            .map(|_| scope.spawn(|| usize::from(pacer.ask(now()) == Refresh::Now)))
            .collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).sum()
    });
    assert_eq!(sent, 1);
}
