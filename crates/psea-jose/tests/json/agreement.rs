//! The parser against `serde_json`, on well-formed and on damaged texts.

use std::fmt;

use proptest::collection::vec;
use proptest::prelude::*;
use psea_jose::canonical::CanonicalJson;
use psea_jose::json::{CEILING_MAX_DEPTH, Document, JsonErrorKind, Kind, MAX_SAFE_INTEGER, Value};
use psea_seed::cases;
use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use crate::support::{choices, spell, tree};

/// What `serde_json` reads, with the duplicate members that its own value type drops.
#[derive(Debug)]
enum Read {
    Null,
    Bool(bool),
    Integer(i128),
    Float(f64),
    Text(String),
    Array(Vec<Read>),
    Object(Vec<(String, Read)>),
}

impl<'de> Deserialize<'de> for Read {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ReadVisitor;
        impl<'de> Visitor<'de> for ReadVisitor {
            type Value = Read;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("JSON")
            }
            fn visit_unit<E: Error>(self) -> Result<Read, E> {
                Ok(Read::Null)
            }
            fn visit_bool<E: Error>(self, value: bool) -> Result<Read, E> {
                Ok(Read::Bool(value))
            }
            fn visit_i64<E: Error>(self, value: i64) -> Result<Read, E> {
                Ok(Read::Integer(value.into()))
            }
            fn visit_u64<E: Error>(self, value: u64) -> Result<Read, E> {
                Ok(Read::Integer(value.into()))
            }
            fn visit_f64<E: Error>(self, value: f64) -> Result<Read, E> {
                Ok(Read::Float(value))
            }
            fn visit_str<E: Error>(self, value: &str) -> Result<Read, E> {
                Ok(Read::Text(value.to_owned()))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Read, A::Error> {
                let mut elements = Vec::new();
                while let Some(element) = seq.next_element()? {
                    elements.push(element);
                }
                Ok(Read::Array(elements))
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Read, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Read::Object(members))
            }
        }
        deserializer.deserialize_any(ReadVisitor)
    }
}

impl Read {
    fn has_duplicates(&self) -> bool {
        match self {
            Self::Array(elements) => elements.iter().any(Self::has_duplicates),
            Self::Object(members) => {
                let mut names: Vec<_> = members.iter().map(|(name, _)| name).collect();
                names.sort();
                names.windows(2).any(|pair| pair[0] == pair[1])
                    || members.iter().any(|(_, value)| value.has_duplicates())
            }
            _ => false,
        }
    }

    fn equals(&self, value: Value<'_, '_>) -> bool {
        match self {
            Self::Null => value.kind() == Kind::Null,
            Self::Bool(bool) => value.as_bool() == Some(*bool),
            Self::Integer(integer) => {
                let safe = integer.unsigned_abs() <= u128::from(MAX_SAFE_INTEGER.unsigned_abs());
                let found = value.as_integer().map(i128::from);
                value.kind() == Kind::Number
                    && value.source().parse() == Ok(*integer)
                    && found == safe.then_some(*integer)
            }
            // serde_json reads the integer token -0 as a float.
            Self::Float(float) => {
                let integer = if value.source() == "-0" { Some(0) } else { None };
                value.kind() == Kind::Number
                    && value.as_integer() == integer
                    && value
                        .source()
                        .parse::<f64>()
                        .is_ok_and(|parsed| parsed.to_bits() == float.to_bits())
            }
            Self::Text(text) => value.as_text().is_some_and(|found| found == **text),
            Self::Array(elements) => value.as_array().is_some_and(|array| {
                array.iter().count() == elements.len()
                    && elements
                        .iter()
                        .zip(array.iter())
                        .all(|(element, value)| element.equals(value))
            }),
            Self::Object(members) => value.as_object().is_some_and(|object| {
                object.iter().count() == members.len()
                    && members
                        .iter()
                        .zip(object.iter())
                        .all(|((name, read), (found, value))| found == **name && read.equals(value))
            }),
        }
    }
}

/// Compares the two readers. The texts are too short to reach either nesting bound.
fn compare(octets: &[u8]) -> Result<(), TestCaseError> {
    let ours = Document::parse(octets, CEILING_MAX_DEPTH);
    let theirs: Result<Read, _> = serde_json::from_slice(octets);
    match (&ours, &theirs) {
        (Ok(document), Ok(read)) => {
            prop_assert!(!read.has_duplicates());
            prop_assert!(read.equals(document.root()), "{:?} {:?}", document.root(), read);
        }
        // Stricter: duplicate names.
        (Err(error), Ok(read)) => {
            prop_assert_eq!(error.kind(), JsonErrorKind::DuplicateName);
            prop_assert!(read.has_duplicates());
        }
        // Wider: a number is kept as written, so that none is out of range.
        (Ok(_), Err(error)) => {
            prop_assert!(error.to_string().contains("number out of range"), "{}", error);
        }
        (Err(_), Err(_)) => {}
    }
    Ok(())
}

#[derive(Clone, Debug)]
enum Damage {
    Delete,
    Insert(u8),
    Replace(u8),
    Swap,
    Repeat(u8),
}

fn damage() -> impl Strategy<Value = Damage> {
    let octet = prop_oneof![
        4 => proptest::sample::select(&b"{}[]\",:\\/0123456789-+.eEuntrfalsdDcC \t\n\r\x0b\x00\x1f\xa0\xef\xff'"[..]),
        1 => any::<u8>(),
    ];
    let octet = octet.boxed();
    prop_oneof![
        Just(Damage::Delete),
        octet.clone().prop_map(Damage::Insert),
        octet.prop_map(Damage::Replace),
        Just(Damage::Swap),
        (1_u8..12).prop_map(Damage::Repeat),
    ]
}

fn apply(octets: &mut Vec<u8>, position: prop::sample::Index, damage: &Damage) {
    if octets.is_empty() {
        return;
    }
    let at = position.index(octets.len());
    match damage {
        Damage::Delete => {
            octets.remove(at);
        }
        Damage::Insert(octet) => octets.insert(at, *octet),
        Damage::Replace(octet) => octets[at] = *octet,
        Damage::Swap => {
            let other = (at + 1) % octets.len();
            octets.swap(at, other);
        }
        Damage::Repeat(length) => {
            let end = octets.len().min(at + usize::from(*length));
            let piece = octets[at..end].to_vec();
            octets.splice(end..end, piece);
        }
    }
}

/// Fragments of JSON, to be strung together at random.
const FRAGMENTS: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\"",
    "\"a\"",
    "\"\\u0061\"",
    "\"b\"",
    "\"a\":1",
    "\"a\":",
    "0",
    "-0",
    "1",
    "-",
    "1.5",
    "1e2",
    "9007199254740992",
    "true",
    "false",
    "null",
    " ",
    "\n",
    "\\",
    "\\u",
    "\\ud83d",
    "\\ude00",
    "\u{feff}",
    "é",
    "{}",
    "[]",
    "nul",
];

proptest! {
    #![proptest_config(cases(4000))]

    /// RFC 8259: an undamaged text is accepted and means what it should.
    #[test]
    fn agrees_on_valid_texts(tree in tree(), choices in choices()) {
        let text = spell(&tree, &choices);
        prop_assert!(Document::parse(text.as_bytes(), CEILING_MAX_DEPTH).is_ok(), "{}", text);
        compare(text.as_bytes())?;
    }

    /// RFC 8259: on damaged texts the two readers differ in the listed rules alone.
    #[test]
    fn agrees_on_damaged_texts(
        tree in tree(),
        choices in choices(),
        damages in vec((any::<prop::sample::Index>(), damage()), 1..4),
    ) {
        let mut octets = spell(&tree, &choices).into_bytes();
        for (position, damage) in &damages {
            apply(&mut octets, *position, damage);
        }
        compare(&octets)?;
    }

    /// RFC 8259: the same for fragments strung together.
    #[test]
    fn agrees_on_fragments(fragments in vec(prop::sample::select(FRAGMENTS), 0..14)) {
        compare(fragments.concat().as_bytes())?;
    }

    /// Whatever comes, the answer is a value or an error, never a panic.
    #[test]
    fn no_octets_panic(octets: Vec<u8>, depth: u16) {
        if let Ok(document) = Document::parse(&octets, depth) {
            let _ = CanonicalJson::from_value(document.root());
            let _ = format!("{document:?} {:?}", document.root());
        }
        let _ = CanonicalJson::parse(&octets, depth);
    }
}
