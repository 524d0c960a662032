//! Keys as they are enrolled: a round trip, or a refusal.

use psea_jose::es256::{P256Backend, PublicKey, VerifyingKey};
use serde_json::Value;

fn round_trips(key: &PublicKey) {
    assert_eq!(PublicKey::from_jwk(key.to_jwk().as_octets()).as_ref(), Ok(key));
    assert_eq!(PublicKey::from_spki_der(&key.to_spki_der()).as_ref(), Ok(key));
    assert_eq!(PublicKey::from_sec1(key.as_sec1()).as_ref(), Ok(key));
    // A point of the curve is one that the library can use.
    assert!(VerifyingKey::new(*key, &P256Backend).is_ok());
}

/// A JWK that is taken is a public P-256 key, and is the same key in every other form.
pub fn jwk(json: &[u8]) {
    let Ok(key) = PublicKey::from_jwk(json) else { return };
    round_trips(&key);
    if let Ok(value) = serde_json::from_slice::<Value>(json) {
        assert_eq!((&value["kty"], &value["crv"]), (&"EC".into(), &"P-256".into()));
        assert!(value.get("d").is_none());
    }
}

/// A `SubjectPublicKeyInfo` that is taken is the same key in every other form.
pub fn spki(octets: &[u8]) {
    if let Ok(key) = PublicKey::from_spki_der(octets) {
        round_trips(&key);
        // DER is one encoding: with an uncompressed point it is ours.
        if octets.len() >= 91 {
            assert_eq!(octets, key.to_spki_der());
        }
    }
    if let Ok(pem) = std::str::from_utf8(octets)
        && let Ok(key) = PublicKey::from_spki_pem(pem)
    {
        round_trips(&key);
    }
}
