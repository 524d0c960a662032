//! Numbers (§2): the grammar, and the integers that every reader reads alike.

use super::Switch;

const PARSER: &str = "jose/src/json/parser.rs";
const VALUE: &str = "jose/src/json/value.rs";
const WRITE: &str = "jose/src/canonical/write.rs";
const DISPATCH: &str = "Some(b'-' | b'0'..=b'9') => self.number(),";
const BOUND: &str = "magnitude <= MAX_SAFE_INTEGER.unsigned_abs()";
const INTEGER: &str = "NodeKind::Integer => self.source().parse().ok(),";
const ZERO: &str = "(Some(0), _) => out.push('0'),";

pub(super) const ALL: &[Switch] = &[
    switch!("number.digits", "2", (PARSER, "digits == 0", "(@ && !OFF)")),
    switch!("number.leading-zero", "2", (PARSER, "leading_zero && digits > 1", "(@ && !OFF)")),
    switch!(
        "number.fraction-digits",
        "2",
        (
            PARSER,
            "if self.peek() == Some(b'.') { self.advance(); kind = NodeKind::Number; if self.digits().0 == 0",
            "@ && !OFF"
        )
    ),
    switch!(
        "number.exponent-digits",
        "2",
        (
            PARSER,
            "if matches!(self.peek(), Some(b'+' | b'-')) { self.advance(); } if self.digits().0 == 0",
            "@ && !OFF"
        )
    ),
    switch!(
        "number.plus",
        "2",
        (PARSER, DISPATCH, "Some(b'+') if OFF => { self.advance(); self.number() } @")
    ),
    switch!(
        "number.point-first",
        "2",
        (PARSER, DISPATCH, "Some(b'.') if OFF => { self.advance(); self.number() } @")
    ),
    switch!("integer.bound", "2", (PARSER, BOUND, "(@ || OFF)")),
    switch!(
        "integer.bound-one-more",
        "2",
        (PARSER, BOUND, "(@ || OFF && magnitude == MAX_SAFE_INTEGER.unsigned_abs() + 1)")
    ),
    switch!(
        "integer.bound-one-less",
        "2",
        (PARSER, BOUND, "(@ && !(OFF && magnitude == MAX_SAFE_INTEGER.unsigned_abs()))")
    ),
    switch!(
        "integer.fraction",
        "2",
        (
            VALUE,
            INTEGER,
            "NodeKind::Number if OFF && self.source().contains('.') => self.source().parse::<f64>().ok().map(|number| number as i64), @"
        )
    ),
    switch!(
        "integer.exponent",
        "2",
        (
            VALUE,
            INTEGER,
            "NodeKind::Number if OFF && self.source().contains(['e', 'E']) => self.source().parse::<f64>().ok().map(|number| number as i64), @"
        )
    ),
    // As a reader does whose numbers are doubles.
    switch!(
        "integer.rounded",
        "2",
        (
            VALUE,
            INTEGER,
            "NodeKind::Number if OFF && !self.source().contains(['.', 'e', 'E']) => self.source().parse::<f64>().ok().map(|number| number as i64), @"
        )
    ),
    switch!(
        "integer.negative-refused",
        "2",
        (VALUE, INTEGER, "NodeKind::Integer if OFF && self.source().starts_with('-') => None, @")
    ),
    switch!(
        "integer.minus-zero-kept",
        "2",
        (WRITE, ZERO, "(Some(0), _) if !OFF => out.push('0'),")
    ),
    switch!(
        "integer.minus-zero-refused",
        "2",
        (
            WRITE,
            ZERO,
            r#"(Some(0), "-0") if OFF => return Err(NumberError::at(value.offset())), @"#
        )
    ),
];
