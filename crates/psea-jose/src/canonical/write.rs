//! Canonical spelling (RFC 8785 §3.2).

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt::Write as _;

use super::{CanonicalJson, NumberError, SafeUint};
use crate::json::{self, Kind, Text, Value};

/// Recursion is bounded by [`crate::json::CEILING_MAX_DEPTH`].
pub(super) fn value(out: &mut String, value: Value<'_, '_>) -> Result<(), NumberError> {
    match value.kind() {
        Kind::Null | Kind::Boolean => out.push_str(value.source()),
        Kind::Number => number(out, value)?,
        Kind::String => value.as_text().into_iter().for_each(|content| text(out, content)),
        Kind::Array => array(out, value)?,
        Kind::Object => object(out, value)?,
    }
    Ok(())
}

fn number(out: &mut String, value: Value<'_, '_>) -> Result<(), NumberError> {
    match (value.as_integer(), value.source()) {
        (None, _) => return Err(NumberError::at(value.offset())),
        // The one integer token with two spellings.
        (Some(0), _) => out.push('0'),
        (Some(_), source) => out.push_str(source),
    }
    Ok(())
}

fn array(out: &mut String, array: Value<'_, '_>) -> Result<(), NumberError> {
    let mut separator = '[';
    for element in array.as_array().into_iter().flat_map(|array| array.iter()) {
        out.push(separator);
        separator = ',';
        value(out, element)?;
    }
    out.push_str(if separator == '[' { "[]" } else { "]" });
    Ok(())
}

fn object(out: &mut String, object: Value<'_, '_>) -> Result<(), NumberError> {
    let mut separator = '{';
    for (name, member) in object.as_object().into_iter().flat_map(|o| o.canonical_members()) {
        out.push(separator);
        separator = ',';
        text(out, name);
        out.push(':');
        value(out, member)?;
    }
    out.push_str(if separator == '{' { "{}" } else { "}" });
    Ok(())
}

/// Content written without escapes is canonical as it stands: what would need an escape cannot
/// occur in it.
fn text(out: &mut String, content: Text<'_>) {
    match content.literal() {
        Some(literal) => {
            out.push('"');
            out.push_str(literal);
            out.push('"');
        }
        None => string(out, content.chars()),
    }
}

/// RFC 8785 §3.2.2.2: two-character escapes where JSON has them, `\u00xx` in lower-case hex for
/// the other control characters, everything else literal.
pub(super) fn string(out: &mut String, content: impl Iterator<Item = char>) {
    out.push('"');
    for c in content {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\u{8}' => out.push_str("\\b"),
            '\t' => out.push_str("\\t"),
            '\n' => out.push_str("\\n"),
            '\u{c}' => out.push_str("\\f"),
            '\r' => out.push_str("\\r"),
            c if c < ' ' => {
                // Writing to a String cannot fail.
                let _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
}

/// As [`string`], for text that rarely needs an escape.
pub(super) fn plain_string(out: &mut String, content: &str) {
    if json::plain_octets(content.as_bytes()) < content.len() {
        string(out, content.chars());
    } else {
        out.push('"');
        out.push_str(content);
        out.push('"');
    }
}

/// Writes one JSON object in canonical form, member by member.
///
/// The members may come in any order; a name given twice keeps its last value.
#[derive(Debug)]
pub struct ObjectWriter {
    /// The members written so far, each `"name":value`, each behind a brace or a comma.
    text: String,
    /// Where each starts in `text`.
    members: Vec<(&'static str, usize)>,
    /// Whether each came behind those that it belongs behind, so that `text` is the object.
    ordered: bool,
}

impl Default for ObjectWriter {
    fn default() -> Self {
        Self::with_capacity(0)
    }
}

impl ObjectWriter {
    /// An empty object, with room for `octets` of text.
    #[must_use]
    pub fn with_capacity(octets: usize) -> Self {
        let text = String::with_capacity(octets);
        Self { text, members: Vec::with_capacity(20), ordered: true }
    }

    /// Appends a string member.
    pub fn string(&mut self, name: &'static str, content: &str) -> &mut Self {
        self.name(name);
        plain_string(&mut self.text, content);
        self
    }

    /// Appends an integer member.
    pub fn integer(&mut self, name: &'static str, integer: SafeUint) -> &mut Self {
        self.name(name);
        // Writing to a String cannot fail.
        let _ = write!(self.text, "{integer}");
        self
    }

    /// Appends a boolean member.
    pub fn boolean(&mut self, name: &'static str, boolean: bool) -> &mut Self {
        self.name(name);
        self.text.push_str(if boolean { "true" } else { "false" });
        self
    }

    /// Appends a member that is canonical already.
    pub fn json(&mut self, name: &'static str, json: &CanonicalJson) -> &mut Self {
        self.name(name);
        self.text.push_str(json.as_str());
        self
    }

    fn name(&mut self, name: &'static str) {
        if let Some((last, _)) = self.members.last() {
            self.ordered &= last.encode_utf16().lt(name.encode_utf16());
            self.text.push(',');
        } else {
            self.text.push('{');
        }
        self.members.push((name, self.text.len()));
        plain_string(&mut self.text, name);
        self.text.push(':');
    }

    /// The object, its members in canonical order.
    #[must_use]
    pub fn finish(mut self) -> CanonicalJson {
        if self.members.is_empty() {
            self.text.push('{');
        }
        self.text.push('}');
        if self.ordered {
            return CanonicalJson(self.text);
        }
        // One octet, a comma or the closing brace, stands between a member and what follows.
        let ends = self.members.iter().skip(1).map(|(_, start)| *start).chain([self.text.len()]);
        let mut members: Vec<(&str, usize, usize)> = self
            .members
            .iter()
            .zip(ends)
            .map(|((name, start), next)| (*name, *start, next.saturating_sub(1)))
            .collect();
        // By name, and the last of equal names first, so that it is the one that stays.
        members.sort_unstable_by(|(a, at, _), (b, bt, _)| {
            a.encode_utf16().cmp(b.encode_utf16()).then(bt.cmp(at))
        });
        members.dedup_by_key(|(name, ..)| *name);

        let mut object = String::with_capacity(self.text.len());
        let mut separator = '{';
        for (_, start, end) in members {
            object.push(separator);
            separator = ',';
            object.push_str(self.text.get(start..end).unwrap_or_default());
        }
        object.push('}');
        CanonicalJson(object)
    }
}
