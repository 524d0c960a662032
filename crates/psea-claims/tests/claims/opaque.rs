//! The claims that are kept and not appraised.

use crate::{NUMBERS, Payload, name};

/// §2: their numbers are integers too, however deep.
#[test]
fn numbers() {
    for claim in ["psea_chain_pending", "psea_last_confirmed_head", "psea_rp_context_hash"] {
        for number in ["1.0", "0.5", "1e2", "9007199254740992", "-9007199254740992", "1e999"] {
            for value in [
                number.to_owned(),
                format!("[{number}]"),
                format!(r#"{{"a":[0,{{"b":{number}}}]}}"#),
            ] {
                Payload::full().with(claim, value).invalid(name(claim), NUMBERS);
            }
        }
        for number in ["0", "-1", "9007199254740991", "-9007199254740991"] {
            Payload::full().with(claim, number).accepted();
        }
    }
}

/// §2: −0, member order and escapes are canonicalised on the way.
#[test]
fn canonical_form() {
    let claims =
        Payload::full().with("psea_chain_pending", r#"{ "b":-0, "\u0061":"\/" }"#).accepted();
    assert_eq!(claims.chain_pending.unwrap().as_str(), r#"{"a":"/","b":0}"#);
}

/// §3.5: absent is absent, null is null.
#[test]
fn null_is_not_absent() {
    let claims = Payload::full().with("psea_rp_context_hash", "null").accepted();
    assert_eq!(claims.rp_context_hash.as_ref().unwrap().as_str(), "null");
    assert!(claims.to_canonical().as_str().contains("\"psea_rp_context_hash\":null"));
    let claims = Payload::full().without("psea_rp_context_hash").accepted();
    assert_eq!(claims.rp_context_hash, None);
    assert!(!claims.to_canonical().as_str().contains("psea_rp_context_hash"));
}
