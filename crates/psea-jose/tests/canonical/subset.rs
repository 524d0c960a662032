//! What has no canonical form here.

use psea_jose::canonical::{CanonicalError, CanonicalJson};
use psea_jose::json::{Document, JsonErrorKind};

use crate::canonical;

#[track_caller]
fn refused_number(json: &str, offset: usize) {
    match CanonicalJson::parse(json.as_bytes(), 32) {
        Err(CanonicalError::Number(error)) => assert_eq!(error.offset(), offset, "{json}"),
        other => panic!("{json}: {other:?}"),
    }
    let document = Document::parse(json.as_bytes(), 32).unwrap();
    assert_eq!(CanonicalJson::from_value(document.root()).unwrap_err().offset(), offset, "{json}");
}

/// §2: integers only: no fraction, no exponent, also where the value would be an integer.
#[test]
fn fractions_and_exponents() {
    for number in [
        "1.0", "-1.0", "0.0", "-0.0", "2500.00", "1e2", "1E2", "1e+2", "1e-2", "0e0", "0.1",
        "1.5e3",
    ] {
        refused_number(number, 0);
        refused_number(&format!("[0, {number}]"), 4);
        refused_number(&format!("{{\"a\":{{\"b\":{number}}}}}"), 10);
    }
}

/// §2: ±(2^53 − 1) are the last integers that every reader reads alike.
#[test]
fn magnitude() {
    for kept in ["9007199254740991", "-9007199254740991", "9007199254740990", "0", "-1"] {
        assert_eq!(canonical(kept), kept);
    }
    for number in [
        "9007199254740992",
        "-9007199254740992",
        "9007199254740993",
        "9223372036854775807",
        "-9223372036854775808",
        "18446744073709551616",
        "100000000000000000000000000000000",
    ] {
        refused_number(number, 0);
        refused_number(&format!("{{\"amount\": {number}}}"), 11);
    }
}

/// RFC 8785 §3.2.2.3: −0 is written 0.
#[test]
fn negative_zero() {
    assert_eq!(canonical("-0"), "0");
    assert_eq!(canonical(r#"{"a":[-0,0,-10]}"#), r#"{"a":[0,0,-10]}"#);
}

/// The error names the first such number in canonical order.
#[test]
fn first_number_in_canonical_order() {
    refused_number(r#"{"b":1.5,"a":2.5}"#, 13);
    refused_number(r#"{"a":1.5,"b":2.5}"#, 5);
    refused_number("[1,2.0,3.0]", 3);
}

/// §2: what is not strict JSON has no canonical form either.
#[test]
fn not_strict_json() {
    for (json, kind, offset) in [
        (&b"{\"a\":1,\"a\":2}"[..], JsonErrorKind::DuplicateName, 8),
        (b"\"\\ud800\"", JsonErrorKind::LoneSurrogate, 1),
        (b"\xEF\xBB\xBF{}", JsonErrorKind::ByteOrderMark, 0),
        (b"\"\xFF\"", JsonErrorKind::InvalidUtf8, 1),
        (b"{} {}", JsonErrorKind::TrailingData, 3),
        (b"01", JsonErrorKind::InvalidNumber, 0),
        (b"", JsonErrorKind::UnexpectedEnd, 0),
    ] {
        match CanonicalJson::parse(json, 32) {
            Err(CanonicalError::Json(error)) => {
                assert_eq!((error.kind(), error.offset()), (kind, offset));
            }
            other => panic!("{other:?}"),
        }
    }
    let deep = format!("{}{}", "[".repeat(5), "]".repeat(5));
    assert!(CanonicalJson::parse(deep.as_bytes(), 5).is_ok());
    match CanonicalJson::parse(deep.as_bytes(), 4) {
        Err(CanonicalError::Json(error)) => assert_eq!(error.kind(), JsonErrorKind::TooDeep),
        other => panic!("{other:?}"),
    }
}

/// §2: the error tells a producer what to do instead.
#[test]
fn errors_read_well() {
    let error = CanonicalJson::parse(br#"{"amount":25.00}"#, 32).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the number at octet 10 is not an integer within ±(2^53 − 1): write amounts as integers in the \
         smallest unit, or as strings"
    );
}
