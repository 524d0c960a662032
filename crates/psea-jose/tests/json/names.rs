//! The canonical order of member names that agree for a while, however they are spelled: names are
//! sorted a few octets at a time.

use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::sample::select;
use psea_jose::json::{Document, JsonErrorKind as Kind};
use psea_seed::cases;

/// What lies on either side of a cut, and what sorts otherwise in UTF-8 than in UTF-16.
const PIECES: [&str; 12] = [
    "",
    "a",
    "b",
    "\0",
    "é",
    "\u{d7ff}",
    "\u{e000}",
    "\u{ffff}",
    "\u{10000}",
    "\u{10ffff}",
    "aaaaaa",
    "aaaaaaa",
];

/// A name, and a spelling of it.
fn name() -> impl Strategy<Value = (String, String)> {
    let piece = (select(&PIECES[..]), any::<bool>());
    proptest::collection::vec(piece, 0..6).prop_map(|pieces| {
        let name = pieces.iter().map(|(piece, _)| *piece).collect();
        let spelled = pieces.iter().map(|(piece, escape)| spell(piece, *escape)).collect();
        (name, spelled)
    })
}

fn spell(piece: &str, escape: bool) -> String {
    // A control character has no other spelling.
    if escape || piece == "\0" {
        piece.encode_utf16().map(|unit| format!("\\u{unit:04x}")).collect()
    } else {
        piece.into()
    }
}

fn object(names: &[(String, String)]) -> String {
    let members: Vec<_> = names.iter().map(|(_, spelled)| format!("\"{spelled}\":0")).collect();
    format!("{{{}}}", members.join(","))
}

proptest! {
    #![proptest_config(cases(2_048))]

    /// §2 (RFC 8785 §3.2.3): by the UTF-16 code units of the unescaped names; none twice. Objects
    /// of few members and of many are sorted in different room.
    #[test]
    fn in_the_order_of_their_utf_16(names in proptest::collection::vec(name(), 0..48)) {
        let text = object(&names);
        let mut sorted: Vec<Vec<u16>> =
            names.iter().map(|(name, _)| name.encode_utf16().collect()).collect();
        sorted.sort();
        sorted.dedup();
        match Document::parse(text.as_bytes(), 1) {
            Ok(document) => {
                let object = document.root().as_object().unwrap();
                let members = object.canonical_members();
                let read: Vec<Vec<u16>> =
                    members.map(|(name, _)| name.to_cow().encode_utf16().collect()).collect();
                prop_assert_eq!(read, sorted);
            }
            Err(error) => {
                prop_assert_eq!(error.kind(), Kind::DuplicateName);
                prop_assert!(sorted.len() < names.len(), "{}", text);
                prop_assert!(comes_again(&names, error.offset()), "{} {}", error.offset(), text);
            }
        }
    }
}

/// Whether the name that begins here has come before.
fn comes_again(names: &[(String, String)], at: usize) -> bool {
    let (mut before, mut offset) = (BTreeSet::new(), 2);
    for (name, spelled) in names {
        if offset == at {
            return before.contains(name);
        }
        before.insert(name);
        offset += spelled.len() + r#"":0,""#.len();
    }
    false
}

/// §2: a name may be the beginning of another, and zeros at its end count.
#[test]
fn one_that_ends_and_one_that_goes_on() {
    for length in 0..24 {
        let short = "a".repeat(length);
        for longer in [r"\u0000", r"\u0000\u0000", "a", "é", "\u{10000}"] {
            let text = format!(r#"{{"{short}{longer}":0,"{short}":1,"":2}}"#);
            let parsed =
                Document::parse(text.as_bytes(), 1).map(|_| ()).map_err(|error| error.kind());
            let want = if length == 0 { Err(Kind::DuplicateName) } else { Ok(()) };
            assert_eq!(parsed, want, "{text}");
        }
    }
}
