//! The number grammar, and which numbers are integers of the admitted subset.

use psea_jose::json::{Document, JsonErrorKind as Kind, Kind as ValueKind, MAX_SAFE_INTEGER};

use crate::refused;

/// RFC 8259 §6: malformed numbers, with the offset at which the number starts.
#[test]
fn malformed() {
    for text in [
        "01",
        "00",
        "-01",
        "-00",
        "007",
        "1.",
        "0.",
        "-0.",
        "-",
        "--1",
        "-+1",
        "-.5",
        "1.e5",
        "1..5",
        "1e",
        "1E",
        "1e+",
        "1E-",
        "1ee5",
        "1e+-5",
        "1.5e",
        "-Infinity",
        "-NaN",
        "- 1",
        "-a",
        "1.x",
        "01.5",
        "-e1",
    ] {
        refused(text, Kind::InvalidNumber, 0);
        refused(format!("[ {text}]"), Kind::InvalidNumber, 2);
        refused(format!("{{\"a\":{text}}}"), Kind::InvalidNumber, 5);
    }
}

/// RFC 8259 §6: what does not even start like a number.
#[test]
fn not_a_number_at_all() {
    for text in [".5", "+1", "NaN", "Infinity", "e5", "٣", "１", "Ⅷ", "½"] {
        refused(text, Kind::UnexpectedCharacter, 0);
        refused(format!("[{text}]"), Kind::UnexpectedCharacter, 1);
    }
}

/// RFC 8259 §6: a number ends where its grammar ends.
#[test]
fn something_behind_a_number() {
    for (text, offset) in [
        ("0x10", 1),
        ("1_000", 1),
        ("1,000", 1),
        ("1e5.5", 3),
        ("1.5.2", 3),
        ("1a", 1),
        ("1-2", 1),
        ("1n", 1),
        ("0b1", 1),
    ] {
        refused(text, Kind::TrailingData, offset);
    }
    refused("[1.5.2]", Kind::UnexpectedCharacter, 4);
    refused("[0 1]", Kind::UnexpectedCharacter, 3);
}

fn integer(text: &str) -> Option<i64> {
    let document = Document::parse(text.as_bytes(), 32).unwrap();
    assert_eq!(document.root().kind(), ValueKind::Number, "{text}");
    assert_eq!(document.root().source(), text.trim(), "{text}");
    document.root().as_integer()
}

/// §2: integers within ±(2^53 − 1), in plain digits.
#[test]
fn integers() {
    for (text, want) in [
        ("0", 0),
        ("-0", 0),
        ("1", 1),
        ("-1", -1),
        ("10", 10),
        (" 2500 ", 2500),
        ("9007199254740991", MAX_SAFE_INTEGER),
        ("-9007199254740991", -MAX_SAFE_INTEGER),
        ("9007199254740990", MAX_SAFE_INTEGER - 1),
    ] {
        assert_eq!(integer(text), Some(want), "{text}");
    }
}

/// §2: a fraction, an exponent, or a magnitude beyond 2^53 − 1 is a number, but no integer of
/// the subset.
#[test]
fn numbers_outside_the_subset() {
    for text in [
        "1.0",
        "-1.0",
        "0.0",
        "-0.0",
        "2500.00",
        "1e2",
        "1E2",
        "1e+2",
        "1e-2",
        "0e0",
        "-0e0",
        "1.5e3",
        "0.1",
        "9007199254740992",
        "-9007199254740992",
        "9007199254740993",
        "10000000000000000",
        "9223372036854775807",
        "9223372036854775808",
        "-9223372036854775808",
        "18446744073709551615",
        "18446744073709551616",
        "99999999999999999999999999999999999999999999",
        "1e999",
        "-1e999",
        "9007199254740991.0",
        "9007199254740991e0",
    ] {
        assert_eq!(integer(text), None, "{text}");
    }
}
