//! What a JSON text says, as `serde_json` reads it: with the members that its own value type drops,
//! and with numbers as they are written, which it would round or refuse.

use std::fmt;

use psea_jose::json::{DEFAULT_MAX_DEPTH, Kind, MAX_SAFE_INTEGER, Value};
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

/// A value as it is written.
#[derive(Debug)]
pub(crate) enum Read<'a> {
    Null,
    Bool(bool),
    Number(&'a str),
    Text(String),
    Array(Vec<Self>),
    Object(Vec<(String, Self)>),
    /// A container deeper than [`DEFAULT_MAX_DEPTH`], which is not looked into.
    TooDeep,
}

impl<'a> Read<'a> {
    /// None if `serde_json` takes it for no JSON, or for JSON with half a surrogate pair.
    pub(crate) fn of(octets: &'a [u8]) -> Option<Self> {
        let raw: &RawValue = serde_json::from_slice(octets).ok()?;
        Self::value(raw.get(), DEFAULT_MAX_DEPTH)
    }

    fn value(text: &'a str, levels: u16) -> Option<Self> {
        Some(match text.as_bytes()[0] {
            b'[' | b'{' if levels == 0 => Self::TooDeep,
            b'[' => {
                let elements: Vec<&RawValue> = serde_json::from_str(text).ok()?;
                let elements = elements.iter().map(|raw| Self::value(raw.get(), levels - 1));
                Self::Array(elements.collect::<Option<_>>()?)
            }
            b'{' => {
                let Entries(entries) = serde_json::from_str(text).ok()?;
                let entries = entries
                    .into_iter()
                    .map(|(name, raw)| Some((name, Self::value(raw.get(), levels - 1)?)));
                Self::Object(entries.collect::<Option<_>>()?)
            }
            b'"' => Self::Text(serde_json::from_str(text).ok()?),
            b't' | b'f' => Self::Bool(text == "true"),
            b'n' => Self::Null,
            _ => Self::Number(text),
        })
    }

    /// Whether nothing in it is too deep, and no object has a name twice.
    pub(crate) fn is_strict(&self) -> bool {
        match self {
            Self::Array(elements) => elements.iter().all(Self::is_strict),
            Self::Object(members) => {
                let mut names: Vec<_> = members.iter().map(|(name, _)| name).collect();
                names.sort();
                names.windows(2).all(|pair| pair[0] != pair[1])
                    && members.iter().all(|(_, value)| value.is_strict())
            }
            Self::TooDeep => false,
            _ => true,
        }
    }

    /// Whether every number is written as an integer within ±(2^53 − 1).
    pub(crate) fn has_integers_only(&self) -> bool {
        match self {
            Self::Number(text) => integer(text).is_some(),
            Self::Array(elements) => elements.iter().all(Self::has_integers_only),
            Self::Object(members) => members.iter().all(|(_, value)| value.has_integers_only()),
            _ => true,
        }
    }

    /// Whether our parser read the same.
    pub(crate) fn agrees(&self, value: Value<'_, '_>) -> bool {
        match self {
            Self::Null => value.kind() == Kind::Null,
            Self::Bool(bool) => value.as_bool() == Some(*bool),
            Self::Number(text) => {
                value.kind() == Kind::Number
                    && value.source() == *text
                    && value.as_integer() == integer(text)
            }
            Self::Text(text) => value.as_text().is_some_and(|found| found == **text),
            Self::Array(elements) => value.as_array().is_some_and(|array| {
                array.iter().count() == elements.len()
                    && elements.iter().zip(array.iter()).all(|(read, value)| read.agrees(value))
            }),
            Self::Object(members) => value.as_object().is_some_and(|object| {
                object.iter().count() == members.len()
                    && members
                        .iter()
                        .zip(object.iter())
                        .all(|((name, read), (found, value))| found == **name && read.agrees(value))
            }),
            Self::TooDeep => false,
        }
    }
}

/// The integer of the admitted subset that a number is written as, if it is one.
fn integer(text: &str) -> Option<i64> {
    // An integer, which serde_json reads as a double.
    if text == "-0" {
        return Some(0);
    }
    let number: serde_json::Value = serde_json::from_str(text).ok()?;
    number.as_i64().filter(|integer| integer.unsigned_abs() <= MAX_SAFE_INTEGER.unsigned_abs())
}

/// The members of an object in the order of the text, also those whose names are the same.
struct Entries<'a>(Vec<(String, &'a RawValue)>);

impl<'de> Deserialize<'de> for Entries<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct EntriesVisitor;
        impl<'de> Visitor<'de> for EntriesVisitor {
            type Value = Entries<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    entries.push(entry);
                }
                Ok(Entries(entries))
            }
        }
        deserializer.deserialize_map(EntriesVisitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use psea_jose::json::Document;

    /// What the properties rest on: the texts that lie outside of the subset, by the rule that each
    /// breaks, and texts that lie inside by a hair.
    #[test]
    fn the_subset_is_told_apart() {
        let of = |text: &str| {
            Read::of(text.as_bytes()).map(|read| (read.is_strict(), read.has_integers_only()))
        };
        let deep = |levels: usize| "[".repeat(levels) + &"]".repeat(levels);
        for (text, expected) in [
            (r#" {"a":[1,-0,9007199254740991],"b":{"a":null}} "#, Some((true, true))),
            (r#"{"a":1,"\u0061":1}"#, Some((false, true))),
            (r#"[{"":0,"":0}]"#, Some((false, true))),
            (&deep(32), Some((true, true))),
            (&deep(33), Some((false, true))),
            ("9007199254740992", Some((true, false))),
            ("[-0.0]", Some((true, false))),
            (r#"{"a":1e400}"#, Some((true, false))),
            (r#"["\ud800"]"#, None),
            (r#"{"\udc00":1}"#, None),
            ("\u{feff}1", None),
            ("[1,]", None),
            ("01", None),
            ("1 2", None),
            ("", None),
        ] {
            assert_eq!(of(text), expected, "{text}");
        }
        assert!(Read::of(b"\"\xff\"").is_none());
    }

    /// The control of the comparison: a parser that read something else would be noticed.
    #[test]
    fn another_value_is_noticed() {
        for (text, other) in [
            ("null", "false"),
            ("true", "false"),
            ("1", "2"),
            ("0", "-0"),
            ("1", "1.0"),
            ("\"a\"", "\"b\""),
            ("[1]", "[]"),
            ("[1]", "[1,1]"),
            ("[[]]", "[{}]"),
            (r#"{"a":1}"#, r#"{"b":1}"#),
            (r#"{"a":1}"#, r#"{"a":1,"b":1}"#),
            (r#"{"a":{"b":1}}"#, r#"{"a":{"b":2}}"#),
        ] {
            let agrees = |read: &str, parsed: &str| {
                let document = Document::parse(parsed.as_bytes(), DEFAULT_MAX_DEPTH).unwrap();
                Read::of(read.as_bytes()).unwrap().agrees(document.root())
            };
            assert!(agrees(text, text) && agrees(other, other));
            assert!(!agrees(text, other) && !agrees(other, text), "{text} {other}");
        }
    }
}
