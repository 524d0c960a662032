//! JSON that keeps its member order, and the canonical form of RFC 8785.

use std::fmt::Write as _;

/// What stands inside a vector may share a line.
const INLINE_FROM: usize = 3;
/// The longest such line, without its indentation.
const INLINE_MAX: usize = 180;

/// A JSON value whose members stay in the order in which they were added.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Json {
    Null,
    Bool(bool),
    Number(String),
    String(String),
    Array(Vec<Json>),
    Object(Vec<(String, Json)>),
}

impl From<&str> for Json {
    fn from(text: &str) -> Self {
        Self::String(text.to_owned())
    }
}

impl From<String> for Json {
    fn from(text: String) -> Self {
        Self::String(text)
    }
}

impl From<u64> for Json {
    fn from(number: u64) -> Self {
        Self::Number(number.to_string())
    }
}

impl From<bool> for Json {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl<T: Into<Json>> From<Vec<T>> for Json {
    fn from(items: Vec<T>) -> Self {
        Self::Array(items.into_iter().map(Into::into).collect())
    }
}

impl Json {
    /// An object with the given members.
    pub(crate) fn object<const N: usize>(members: [(&str, Json); N]) -> Self {
        Self::Object(members.map(|(name, value)| (name.to_owned(), value)).into())
    }

    /// An array of strings.
    pub(crate) fn strings(items: &[impl AsRef<str>]) -> Self {
        Self::Array(items.iter().map(|item| item.as_ref().into()).collect())
    }

    /// The value that a JSON text holds, its members in sorted order.
    pub(crate) fn parse(text: &str) -> Self {
        Self::of(&serde_json::from_str(text).unwrap())
    }

    fn of(value: &serde_json::Value) -> Self {
        use serde_json::Value;
        match value {
            Value::Null => Self::Null,
            Value::Bool(value) => Self::Bool(*value),
            Value::Number(number) => Self::Number(number.to_string()),
            Value::String(text) => Self::String(text.clone()),
            Value::Array(items) => Self::Array(items.iter().map(Self::of).collect()),
            Value::Object(members) => Self::Object(
                members.iter().map(|(name, value)| (name.clone(), Self::of(value))).collect(),
            ),
        }
    }

    /// Appends a member to an object.
    pub(crate) fn push(&mut self, name: &str, value: impl Into<Json>) {
        let Self::Object(members) = self else {
            panic!("{name} pushed to what is no object");
        };
        members.push((name.to_owned(), value.into()));
    }

    /// Pretty text in ASCII alone, so that no editor can normalise a case away.
    pub(crate) fn pretty(&self) -> String {
        let mut out = String::new();
        self.write(&mut out, 0);
        out.push('\n');
        out
    }

    fn write(&self, out: &mut String, indent: usize) {
        if indent >= INLINE_FROM {
            let line = self.line();
            if line.len() <= INLINE_MAX {
                out.push_str(&line);
                return;
            }
        }
        match self {
            Self::Array(items) if !items.iter().all(Self::is_scalar) => {
                let items = items.iter().map(|item| (None, item));
                Self::write_lines(out, indent, ('[', ']'), items);
            }
            Self::Object(members) if !members.is_empty() => {
                let members = members.iter().map(|(name, value)| (Some(name), value));
                Self::write_lines(out, indent, ('{', '}'), members);
            }
            _ => out.push_str(&self.line()),
        }
    }

    fn is_scalar(&self) -> bool {
        !matches!(self, Self::Array(_) | Self::Object(_))
    }

    /// The value on one line.
    fn line(&self) -> String {
        match self {
            Self::Null => "null".to_owned(),
            Self::Bool(value) => value.to_string(),
            Self::Number(text) => text.clone(),
            Self::String(text) => ascii(text),
            Self::Array(items) => {
                let items: Vec<_> = items.iter().map(Self::line).collect();
                format!("[{}]", items.join(", "))
            }
            Self::Object(members) if members.is_empty() => "{}".to_owned(),
            Self::Object(members) => {
                let members: Vec<_> = members
                    .iter()
                    .map(|(name, value)| format!("{}: {}", ascii(name), value.line()))
                    .collect();
                format!("{{ {} }}", members.join(", "))
            }
        }
    }

    fn write_lines<'a>(
        out: &mut String,
        indent: usize,
        (open, close): (char, char),
        entries: impl Iterator<Item = (Option<&'a String>, &'a Json)>,
    ) {
        out.push(open);
        for (i, (name, value)) in entries.enumerate() {
            out.push_str(if i == 0 { "\n" } else { ",\n" });
            out.push_str(&"  ".repeat(indent + 1));
            if let Some(name) = name {
                write!(out, "{}: ", ascii(name)).unwrap();
            }
            value.write(out, indent + 1);
        }
        write!(out, "\n{}{close}", "  ".repeat(indent)).unwrap();
    }
}

fn ascii(text: &str) -> String {
    let mut out = String::new();
    for unit in quote(text).encode_utf16() {
        match u8::try_from(unit) {
            Ok(octet @ 0x20..=0x7e) => out.push(char::from(octet)),
            _ => write!(out, "\\u{unit:04x}").unwrap(),
        }
    }
    out
}

/// A string in the form of RFC 8785, section 3.2.2.2.
pub(crate) fn quote(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\u{8}' => out.push_str("\\b"),
            '\t' => out.push_str("\\t"),
            '\n' => out.push_str("\\n"),
            '\u{c}' => out.push_str("\\f"),
            '\r' => out.push_str("\\r"),
            '\0'..='\u{1f}' => write!(out, "\\u{:04x}", u32::from(c)).unwrap(),
            _ => out.push(c),
        }
    }
    out.push('"');
    out
}

/// The RFC 8785 form of a JSON text, numbers outside the integer subset included:
/// some cases commit to what a lax verifier would compute.
pub(crate) fn canonical(text: &str) -> String {
    let value: serde_json::Value = serde_json::from_str(text).unwrap();
    serde_jcs::to_string(&value).unwrap()
}

/// Nested arrays around a core: `depth` containers in all.
pub(crate) fn nested_arrays(depth: usize) -> String {
    "[".repeat(depth) + &"]".repeat(depth)
}

/// Orders member names as RFC 8785 does, by their UTF-16 code units.
pub(crate) fn name_order(a: &str, b: &str) -> std::cmp::Ordering {
    a.encode_utf16().cmp(b.encode_utf16())
}
