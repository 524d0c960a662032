//! Where in a JSON text something is wrong.

use std::path::Path;

use psea::jose::canonical::NumberError;
use psea::jose::json::{Document, JsonError, JsonErrorKind, Value};

use super::visible;
use crate::failure::Failure;

/// How much of a long line is shown on either side.
const AROUND: usize = 40;

/// A text that is not strict JSON.
pub(crate) fn json_failure(path: &Path, octets: &[u8], error: JsonError) -> Failure {
    let text = String::from_utf8_lossy(valid_part(octets, error));
    let spot = Spot::find(&text, error.offset(), length_at(&text, error.offset(), error.kind()));
    let failure = Failure::new(
        "json_invalid",
        format!("line {}, column {}: {}", spot.line, spot.column, error.kind()),
    );
    let failure = match error.kind() {
        JsonErrorKind::DuplicateName => failure.field(unescaped(name_at(&text, error.offset()))),
        _ => failure,
    };
    failure.file(path).fix(fix(error.kind())).at(spot.line, spot.column, spot.excerpt)
}

/// As [`json_failure`] for a text that holds a secret: where it is wrong, and none of its content.
pub(crate) fn secret_json_failure(path: &Path, octets: &[u8], error: JsonError) -> Failure {
    // Valid up to the offset, so that this borrows.
    let text = String::from_utf8_lossy(valid_part(octets, error));
    let (before, _) = split(&text, error.offset());
    let (line, column) = place(before);
    Failure::new("json_invalid", format!("line {line}, column {column}: {}", error.kind()))
        .file(path)
        .fix(fix(error.kind()))
        .place(line, column)
}

/// A number outside the integer subset in a text that is strict JSON.
pub(crate) fn number_failure(
    path: &Path,
    octets: &[u8],
    error: NumberError,
    depth: u16,
) -> Failure {
    let text = String::from_utf8_lossy(octets);
    let document = Document::parse(octets, depth).ok();
    let found = document.as_ref().and_then(|d| find(d.root(), error.offset(), String::new()));
    let (field, source) = found.unwrap_or_default();
    let spot = Spot::find(&text, error.offset(), source.chars().count());
    Failure::new(
        "number_not_integer",
        format!(
            "line {}, column {}: {} is not an integer within ±(2^53 − 1) (§2)",
            spot.line,
            spot.column,
            visible::cell(source, 40),
        ),
    )
    .file(path)
    .field(field)
    .fix("write an amount as an integer in the smallest unit (2599 cents), or as a string")
    .at(spot.line, spot.column, spot.excerpt)
}

fn fix(kind: JsonErrorKind) -> &'static str {
    match kind {
        JsonErrorKind::ByteOrderMark => "save the file as UTF-8 without a byte order mark",
        JsonErrorKind::InvalidUtf8 => "save the file as UTF-8",
        JsonErrorKind::DuplicateName => {
            "remove one of the two: readers would disagree on which one counts"
        }
        JsonErrorKind::TrailingData => "keep one JSON value in the file",
        JsonErrorKind::UnexpectedEnd => "complete the value: the file may have been cut off",
        JsonErrorKind::TooDeep => "nest less deeply",
        JsonErrorKind::LoneSurrogate => "write both halves of the pair, or the character itself",
        _ => "correct the JSON at this place",
    }
}

/// An offset beyond malformed UTF-8 cannot be shown; what stands before it can.
fn valid_part(octets: &[u8], error: JsonError) -> &[u8] {
    match error.kind() {
        JsonErrorKind::InvalidUtf8 => octets.get(..error.offset()).unwrap_or(octets),
        _ => octets,
    }
}

fn length_at(text: &str, offset: usize, kind: JsonErrorKind) -> usize {
    match kind {
        JsonErrorKind::DuplicateName => name_at(text, offset).chars().count(),
        JsonErrorKind::InvalidNumber => {
            let rest = text.get(offset..).unwrap_or_default();
            rest.chars().take_while(|c| c.is_ascii_alphanumeric() || "+-.".contains(*c)).count()
        }
        _ => 1,
    }
}

/// The member name that starts at `offset`, as it was written.
fn name_at(text: &str, offset: usize) -> String {
    let mut name = String::new();
    let mut escaped = false;
    for c in text.get(offset..).unwrap_or_default().chars() {
        if c == '"' && !escaped {
            break;
        }
        escaped = c == '\\' && !escaped;
        name.push(c);
    }
    name
}

fn unescaped(name: String) -> String {
    serde_json::from_str(&format!("\"{name}\"")).unwrap_or(name)
}

/// The path and the spelling of the value at `offset`.
fn find<'a>(value: Value<'_, 'a>, offset: usize, path: String) -> Option<(String, &'a str)> {
    if value.offset() == offset && value.as_object().is_none() && value.as_array().is_none() {
        return Some((path, value.source()));
    }
    if let Some(object) = value.as_object() {
        return object.iter().find_map(|(name, member)| {
            let dot = if path.is_empty() { "" } else { "." };
            find(member, offset, format!("{path}{dot}{name}"))
        });
    }
    let elements = value.as_array()?;
    elements
        .iter()
        .enumerate()
        .find_map(|(index, element)| find(element, offset, format!("{path}[{index}]")))
}

/// A place in a text, from 1, in characters.
#[derive(Debug)]
struct Spot {
    line: usize,
    column: usize,
    excerpt: String,
}

impl Spot {
    fn find(text: &str, offset: usize, length: usize) -> Self {
        let (before, after) = split(text, offset);
        let (line, column) = place(before);
        let start = last_line(before);
        let end = after.split('\n').next().unwrap_or_default();

        // Escapes widen what is shown, so the caret follows what is shown.
        let skipped = column.saturating_sub(1 + AROUND);
        let shown_start: String = start.chars().skip(skipped).map(tab_to_space).collect();
        let shown_start = visible::text(&shown_start);
        let shown_end: String = end.chars().take(AROUND).map(tab_to_space).collect();
        let shown_end = visible::text(shown_end.trim_end());
        let number = line.to_string();
        let margin = " ".repeat(number.len());
        let carets = "^".repeat(length.clamp(1, AROUND));
        let indent = " ".repeat(shown_start.chars().count());
        let excerpt = format!(
            " {margin} |\n {number} | {shown_start}{shown_end}\n {margin} | {indent}{carets}\n"
        );
        Self { line, column, excerpt }
    }
}

/// What stands before and behind `offset`, or the character that it is in.
fn split(text: &str, offset: usize) -> (&str, &str) {
    let offset = (0..=offset.min(text.len())).rev().find(|o| text.is_char_boundary(*o));
    text.split_at_checked(offset.unwrap_or(0)).unwrap_or((text, ""))
}

/// The line and the column of what follows `before`, from 1, in characters.
fn place(before: &str) -> (usize, usize) {
    let line = before.matches('\n').count().saturating_add(1);
    (line, last_line(before).chars().count().saturating_add(1))
}

fn last_line(text: &str) -> &str {
    text.rsplit('\n').next().unwrap_or_default()
}

const fn tab_to_space(c: char) -> char {
    if c == '\t' { ' ' } else { c }
}
