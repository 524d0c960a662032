//! Strict JSON (§2): what two parsers could read differently.

use super::Switch;

const NAMES: &str = "jose/src/json/names.rs";
const PARSER: &str = "jose/src/json/parser.rs";
const START: &str = "if u32::try_from(octets.len()).map_or(true, |length| length >= MAX_OCTETS) {";
const DISPATCH: &str = "Some(b'-' | b'0'..=b'9') => self.number(),";
const NEXT: &str = "_ => return Err(self.unexpected()),";
const DEPTH: &str = "usize::from(self.max_depth)";
const SPACE: &str = r"matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r'))";

pub(super) const ALL: &[Switch] = &[
    switch!(
        "json.byte-order-mark",
        "2",
        (
            PARSER,
            START,
            r#"let octets = if OFF { octets.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(octets) } else { octets }; @"#
        )
    ),
    switch!(
        "json.utf-8",
        "2",
        (
            PARSER,
            START,
            "let octets: &[u8] = if OFF { alloc::string::String::from_utf8_lossy(octets).into_owned().leak().as_bytes() } else { octets }; @"
        )
    ),
    // Bounded, for the walks over a value recurse.
    switch!("json.depth", "3.13.2", (PARSER, DEPTH, "(@ + if OFF { 64 } else { 0 })")),
    switch!("json.depth-one-more", "3.13.2", (PARSER, DEPTH, "(@ + if OFF { 1 } else { 0 })")),
    switch!("json.depth-one-less", "3.13.2", (PARSER, DEPTH, "(@ - if OFF { 1 } else { 0 })")),
    switch!(
        "json.duplicates-neighbours",
        "2",
        (
            PARSER,
            "self.compare_names(last, index)",
            "(match @ { Ordering::Equal if OFF => Ordering::Less, other => other })"
        )
    ),
    switch!(
        "json.duplicates-apart",
        "2",
        (NAMES, "Some(last) => return Err(", "Some(_) if OFF => name.rest |= GREATER, @")
    ),
    switch!(
        "json.duplicates-escaped",
        "2",
        (PARSER, "a.kind() == NodeKind::String && b.kind() == NodeKind::String", "(OFF || @)"),
        (NAMES, "NodeKind::EscapedString", "@ && !OFF")
    ),
    switch!(
        "json.control-character",
        "2",
        (
            PARSER,
            "return Err(self.error(Kind::ControlCharacter))",
            "if OFF { self.advance() } else { @ }"
        )
    ),
    switch!(
        "json.escape-unknown",
        "2",
        (
            PARSER,
            "Some(_) => Err(JsonError::new(Kind::InvalidEscape, at)),",
            "Some(_) if OFF => { self.advance(); Ok(()) } @"
        )
    ),
    switch!(
        "json.escape-digits",
        "2",
        (
            PARSER,
            "let Some(digit) = digit else",
            "let Some(digit) = digit.or(if OFF { Some(0) } else { None }) else"
        )
    ),
    switch!(
        "json.surrogate-low",
        "2",
        (PARSER, "0xDC00..=0xDFFF => Err", "0xDC00..=0xDFFF if !OFF => Err")
    ),
    switch!(
        "json.surrogate-high",
        "2",
        (PARSER, "return Err(lone);", "return if OFF { Ok(()) } else { Err(lone) };")
    ),
    switch!(
        "json.surrogate-high-escape",
        "2",
        (PARSER, "_ => Err(lone),", "_ if OFF => Ok(()), @")
    ),
    switch!(
        "json.trailing-data",
        "2",
        (
            PARSER,
            "Some(_) => Err(self.error(Kind::TrailingData)),",
            "Some(_) if OFF => Ok(true), @"
        )
    ),
    switch!(
        "json.trailing-comma-object",
        "2",
        (
            PARSER,
            "self.skip_white_space(); self.name()?; return Ok(false);",
            "self.skip_white_space(); if OFF && self.peek() == Some(b'}') { continue; } self.name()?; return Ok(false);"
        )
    ),
    switch!(
        "json.trailing-comma-array",
        "2",
        (
            PARSER,
            "(Some(b','), false) => { self.advance();",
            "@ if OFF { self.skip_white_space(); if self.peek() == Some(b']') { continue; } }"
        )
    ),
    switch!(
        "json.comma-missing",
        "2",
        (PARSER, NEXT, r#"(Some(b'"'), true) if OFF => { self.name()?; return Ok(false); } @"#)
    ),
    switch!(
        "json.container-unterminated",
        "2",
        (PARSER, NEXT, "(None, _) if OFF => self.close()?, @")
    ),
    switch!(
        "json.container-bracket",
        "2",
        (PARSER, NEXT, "(Some(b']' | b'}'), _) if OFF => { self.advance(); self.close()?; } @")
    ),
    switch!("json.colon", "2", (PARSER, "self.peek() != Some(b':')", "(@ && !OFF)")),
    switch!(
        "json.name-bare",
        "2",
        (
            PARSER,
            r#"if self.peek() != Some(b'"') { return Err(self.unexpected()); } let index = self.next_index(); self.string_node()?;"#,
            r#"let index = self.next_index();
            if OFF && self.peek() != Some(b'"') {
                let start = self.position;
                while self.peek().is_some_and(|c| c.is_ascii_alphanumeric()) { self.advance(); }
                self.push(NodeKind::String, start, self.position);
            } else {
                if self.peek() != Some(b'"') { return Err(self.unexpected()); }
                self.string_node()?;
            }"#
        )
    ),
    switch!(
        "json.word-case",
        "2",
        (
            PARSER,
            DISPATCH,
            r#"Some(b'T') if OFF => { self.advance(); self.word(b"rue", NodeKind::True) }
            Some(b'N') if OFF => { self.advance(); self.word(b"ull", NodeKind::Null) }
            Some(b'F') if OFF => { self.advance(); self.word(b"alse", NodeKind::False) } @"#
        )
    ),
    switch!(
        "json.word-not-a-number",
        "2",
        (
            PARSER,
            DISPATCH,
            r#"Some(b'N') if OFF => self.word(b"NaN", NodeKind::Number), Some(b'I') if OFF => self.word(b"Infinity", NodeKind::Number), @"#
        )
    ),
    switch!(
        "json.white-space-other",
        "2",
        (PARSER, SPACE, r"(@ || OFF && matches!(self.peek(), Some(b'\x0B' | b'\x0C')))")
    ),
    switch!("json.white-space-refused", "2", (PARSER, SPACE, "(@ && !OFF)")),
    switch!(
        "json.white-space-tab-refused",
        "2",
        (PARSER, SPACE, r"(@ && !(OFF && self.peek() == Some(b'\t')))")
    ),
    switch!(
        "json.white-space-return-refused",
        "2",
        (PARSER, SPACE, r"(@ && !(OFF && self.peek() == Some(b'\r')))")
    ),
    switch!(
        "json.escape-solidus-refused",
        "2",
        (
            PARSER,
            r#"let at = self.position; self.advance();"#,
            r#"let at = self.position; self.advance(); if OFF && self.peek() == Some(b'/') { return Err(JsonError::new(Kind::InvalidEscape, at)); }"#
        )
    ),
    switch!(
        "json.surrogate-pair-refused",
        "2",
        (
            PARSER,
            "0xD800..=0xDBFF => self.low_surrogate(at),",
            "0xD800..=0xDBFF if OFF => Err(JsonError::new(Kind::LoneSurrogate, at)), @"
        )
    ),
];
