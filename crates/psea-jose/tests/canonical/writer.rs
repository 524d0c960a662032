//! `ObjectWriter`: canonical from the start.

use psea_jose::canonical::{CanonicalJson, ObjectWriter, SafeUint};

use crate::canonical;

fn json(text: &str) -> CanonicalJson {
    CanonicalJson::parse(text.as_bytes(), 32).unwrap()
}

/// §2: members of every kind, in canonical order whatever order they came in.
#[test]
fn members_are_sorted() {
    let mut object = ObjectWriter::with_capacity(0);
    object
        .string("z", "a\"\n\u{1}é😀")
        .integer("y", SafeUint::MAX)
        .boolean("x", true)
        .boolean("w", false)
        .json("v", &json(r#"{ "b":[1,2], "a":null }"#))
        .string("", "");
    let text = object.finish().into_string();
    assert_eq!(
        text,
        "{\"\":\"\",\"v\":{\"a\":null,\"b\":[1,2]},\"w\":false,\"x\":true,\"y\":9007199254740991,\
         \"z\":\"a\\\"\\n\\u0001é😀\"}"
    );
    assert_eq!(canonical(&text), text);
}

/// RFC 8785 §3.2.3: by UTF-16 code units, and names are escaped like all strings.
#[test]
fn names_sort_by_utf16() {
    let names =
        ["\u{ffff}", "\u{10000}", "\u{e000}", "\u{d7ff}", "\"", "\\", "a", "A", "\u{1}", "é"];
    let mut object = ObjectWriter::default();
    for name in names {
        object.boolean(name, true);
    }
    let text = object.finish().into_string();
    assert_eq!(canonical(&text), text);
    assert_eq!(
        text,
        "{\"\\u0001\":true,\"\\\"\":true,\"A\":true,\"\\\\\":true,\"a\":true,\"é\":true,\"\u{d7ff}\":true,\
         \"\u{10000}\":true,\"\u{e000}\":true,\"\u{ffff}\":true}"
    );
}

/// A name given twice keeps its last value, so that what is written is always strict JSON.
#[test]
fn last_value_wins() {
    let mut object = ObjectWriter::default();
    object
        .string("b", "first")
        .integer("a", SafeUint::from(1))
        .string("b", "second")
        .string("c", "x");
    object.boolean("b", true);
    assert_eq!(object.finish().as_str(), r#"{"a":1,"b":true,"c":"x"}"#);
}

/// No member, one member.
#[test]
fn small_objects() {
    assert_eq!(ObjectWriter::default().finish().as_str(), "{}");
    let mut object = ObjectWriter::with_capacity(10);
    object.integer("n", SafeUint::from(0));
    assert_eq!(object.finish().as_str(), r#"{"n":0}"#);
}
