//! Duplicate member names, compared after unescaping, at any depth.

use proptest::prelude::*;
use psea_jose::json::{Document, JsonErrorKind as Kind};
use psea_seed::cases;

use crate::{accepted, refused};

/// §2 (RFC 8785 §3.1, RFC 7493 §2.3): the later of two equal names is named, by the offset of its first character.
#[test]
fn two_members() {
    refused(r#"{"a":1,"a":2}"#, Kind::DuplicateName, 8);
    refused(r#"{"a":1,"a":1}"#, Kind::DuplicateName, 8);
    refused(r#"{"":1,"":2}"#, Kind::DuplicateName, 7);
    refused(r#"{ "a" : 1 , "a" : 2 }"#, Kind::DuplicateName, 13);
    accepted(r#"{"a":1,"b":2}"#);
    accepted(r#"{"b":1,"a":2}"#);
    accepted(r#"{"":1,"a":2}"#);
}

/// §2: names are equal if their characters are, whatever their spelling.
#[test]
fn equal_after_unescaping() {
    for (a, b) in [
        ("a", r"\u0061"),
        (r"\u0061", "a"),
        (r"\u0061", r"\u0061"),
        ("é", r"\u00e9"),
        ("é", r"\u00E9"),
        ("/", r"\/"),
        (r"\n", r"\u000a"),
        (r#"\""#, r"\u0022"),
        (r"\\", r"\u005C"),
        ("😀", r"\ud83d\ude00"),
        (r"\uD83D\uDE00", r"\ud83d\ude00"),
        ("amount", r"\u0061mount"),
        ("amount", r"amoun\u0074"),
    ] {
        refused(format!("{{\"{a}\":1,\"{b}\":2}}"), Kind::DuplicateName, 5 + a.len() + 2);
        // Out of order, so that the names are compared when the object closes.
        refused(format!("{{\"{a}\":1,\"\":0,\"{b}\":2}}"), Kind::DuplicateName, 10 + a.len() + 2);
    }
}

/// §2: names are not normalised, folded or trimmed.
#[test]
fn different_names() {
    for (a, b) in [
        ("a", "A"),
        ("é", "e\u{301}"),
        ("a", "a "),
        ("a", r"a\u0000"),
        ("ß", "ss"),
        ("\u{212a}", "K"),
        (r"\u0061", r"\\u0061"),
        ("1", "01"),
        ("\u{ffff}", "\u{10000}"),
    ] {
        accepted(format!("{{\"{a}\":1,\"{b}\":2}}"));
        accepted(format!("{{\"{b}\":1,\"{a}\":2}}"));
    }
}

/// §2: three members, in every order and with every pair equal.
#[test]
fn three_members() {
    for text in [
        r#"{"a":1,"b":2,"a":3}"#,
        r#"{"a":1,"b":2,"b":3}"#,
        r#"{"b":1,"a":2,"a":3}"#,
        r#"{"b":1,"a":2,"b":3}"#,
        r#"{"a":1,"a":2,"a":3}"#,
        r#"{"a":1,"a":2,"b":3}"#,
        r#"{"b":1,"b":2,"a":3}"#,
    ] {
        let later = if text.starts_with(r#"{"a":1,"a""#) || text.starts_with(r#"{"b":1,"b""#) {
            8
        } else {
            14
        };
        refused(text, Kind::DuplicateName, later);
    }
    for text in [
        r#"{"a":1,"b":2,"c":3}"#,
        r#"{"a":1,"c":2,"b":3}"#,
        r#"{"b":1,"a":2,"c":3}"#,
        r#"{"b":1,"c":2,"a":3}"#,
        r#"{"c":1,"a":2,"b":3}"#,
        r#"{"c":1,"b":2,"a":3}"#,
    ] {
        accepted(text);
    }
}

/// §2: at any depth, and only within one object.
#[test]
fn any_depth() {
    refused(r#"[{"a":1,"a":2}]"#, Kind::DuplicateName, 9);
    refused(r#"{"x":{"a":1,"a":2}}"#, Kind::DuplicateName, 13);
    refused(r#"{"x":[[{"y":{"b":0,"a":1,"a":2}}]]}"#, Kind::DuplicateName, 26);
    refused(r#"{"a":{"a":1},"a":2}"#, Kind::DuplicateName, 14);
    refused(r#"{"b":{"b":1},"a":{},"b":2}"#, Kind::DuplicateName, 21);
    accepted(r#"{"a":{"a":{"a":[{"a":1},{"a":2}]}}}"#);
    accepted(r#"[{"a":1},{"a":1},{"b":1,"a":2}]"#);
    // A value is not a name.
    accepted(r#"{"b":"a","a":"b"}"#);
    // The same holds behind a nested object that had to be sorted.
    accepted(r#"{"c":{"z":1,"y":2},"b":{"z":1,"y":2},"a":1}"#);
    refused(r#"{"c":{"z":1,"y":2},"b":{"z":1,"y":2},"c":1}"#, Kind::DuplicateName, 38);
}

fn object(names: &[String]) -> String {
    let members: Vec<_> =
        names.iter().enumerate().map(|(n, name)| format!("\"{name}\":[{n},{{}}]")).collect();
    format!("{{{}}}", members.join(","))
}

/// §2: many members, ascending and descending, each name repeated once in turn.
#[test]
fn many_members() {
    let names: Vec<String> = (0..60).map(|n| format!("n{n:02}")).collect();
    let descending: Vec<String> = names.iter().rev().cloned().collect();
    for names in [names, descending] {
        accepted(object(&names));
        for repeated in 0..names.len() {
            for at in [0, 30, names.len()] {
                let mut more = names.clone();
                more.insert(at, names[repeated].clone());
                let text = object(&more);
                // The later of the two.
                let quoted = format!("\"{}\":", names[repeated]);
                let later = text.rfind(&quoted).unwrap() + 1;
                refused(&text, Kind::DuplicateName, later);
            }
        }
    }
}

proptest! {
    #![proptest_config(cases(512))]

    /// §2: an object is refused exactly if two of its names have the same characters.
    #[test]
    fn refused_exactly_if_two_names_are_equal(names in proptest::collection::vec("[ab\u{ffff}\u{10000}]{0,3}", 0..12)) {
        let mut distinct = names.clone();
        distinct.sort();
        distinct.dedup();
        let text = object(&names);
        let outcome = Document::parse(text.as_bytes(), 32).map(|_| ()).map_err(|error| error.kind());
        let want = if distinct.len() == names.len() { Ok(()) } else { Err(Kind::DuplicateName) };
        prop_assert_eq!(outcome, want, "{}", text);
    }
}
