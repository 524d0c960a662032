//! Canonical octets (§2, RFC 8785): order, escapes, and what must not be refused.

use super::Switch;

const ORDER: &str = "jose/src/json/order.rs";
const NAMES: &str = "jose/src/json/names.rs";
const WRITE: &str = "jose/src/canonical/write.rs";
const LAST: &str = "c => out.push(c),";
const STRING: &str = "Kind::String => value.as_text()";
const NAME: &str = "text(out, name);";

pub(super) const ALL: &[Switch] = &[
    switch!("canonical.order-utf-16", "2.2", (ORDER, "*x >= 0xEE", "!OFF && @")),
    switch!(
        "canonical.order-utf-16-sorted",
        "2.2",
        (NAMES, "rank(*octet)", "(if OFF { *octet } else { @ })")
    ),
    switch!(
        "canonical.order-utf-16-escaped",
        "2.2",
        (ORDER, "(0xE000..0x1_0000).contains(&code)", "(@ && !OFF)")
    ),
    switch!(
        "canonical.order-prefix",
        "2.2",
        (ORDER, "a.len().cmp(&b.len())", "(if OFF { b.len().cmp(&a.len()) } else { @ })")
    ),
    switch!(
        "canonical.order-case",
        "2.2",
        (ORDER, "if x != y {", "if OFF && x.eq_ignore_ascii_case(y) { continue; } @")
    ),
    switch!(
        "canonical.sorted",
        "2.2",
        (NAMES, "group.sort_unstable_by_key(|name| name.key);", "if !OFF { @ }")
    ),
    switch!(
        "canonical.escape-backspace",
        "2",
        (WRITE, r#"'\u{8}' => out.push_str("\\b"),"#, r#"'\u{8}' if !OFF => out.push_str("\\b"),"#)
    ),
    switch!(
        "canonical.escape-tab",
        "2",
        (WRITE, r#"'\t' => out.push_str("\\t"),"#, r#"'\t' if !OFF => out.push_str("\\t"),"#)
    ),
    switch!(
        "canonical.escape-line-feed",
        "2",
        (WRITE, r#"'\n' => out.push_str("\\n"),"#, r#"'\n' if !OFF => out.push_str("\\n"),"#)
    ),
    switch!(
        "canonical.escape-form-feed",
        "2",
        (WRITE, r#"'\u{c}' => out.push_str("\\f"),"#, r#"'\u{c}' if !OFF => out.push_str("\\f"),"#)
    ),
    switch!(
        "canonical.escape-return",
        "2",
        (WRITE, r#"'\r' => out.push_str("\\r"),"#, r#"'\r' if !OFF => out.push_str("\\r"),"#)
    ),
    switch!(
        "canonical.escape-quote",
        "2",
        (WRITE, r#"'"' => out.push_str"#, r#"'"' if !OFF => out.push_str"#)
    ),
    switch!(
        "canonical.escape-backslash",
        "2",
        (WRITE, r"'\\' => out.push_str", r"'\\' if !OFF => out.push_str")
    ),
    switch!(
        "canonical.escape-control",
        "2",
        (WRITE, "c if c < ' ' => {", "c if c < ' ' && !OFF => {")
    ),
    switch!(
        "canonical.escape-upper-case",
        "2",
        (
            WRITE,
            r#"write!(out, "\\u{:04x}", u32::from(c))"#,
            r#"(if OFF { write!(out, "\\u{:04X}", u32::from(c)) } else { @ })"#
        )
    ),
    switch!(
        "canonical.escape-solidus",
        "2",
        (WRITE, LAST, r#"'/' if OFF => out.push_str("\\/"), @"#)
    ),
    switch!(
        "canonical.escape-delete",
        "2",
        (WRITE, LAST, r#"'\x7F' if OFF => out.push_str("\\u007f"), @"#)
    ),
    switch!(
        "canonical.escape-beyond-ascii",
        "2",
        (
            WRITE,
            LAST,
            r#"c if OFF && !c.is_ascii() => { let mut units = [0; 2]; for unit in c.encode_utf16(&mut units) { let _ = write!(out, "\\u{unit:04x}"); } } @"#
        )
    ),
    switch!(
        "canonical.null-refused",
        "2",
        (
            WRITE,
            "Kind::Null | Kind::Boolean =>",
            "Kind::Null if OFF => return Err(NumberError::at(value.offset())), @"
        )
    ),
    switch!(
        "canonical.noncharacter-refused",
        "2",
        (
            WRITE,
            STRING,
            "Kind::String if OFF && value.as_text().is_some_and(|text| text.chars().any(|c| u32::from(c) & 0xFFFE == 0xFFFE)) => return Err(NumberError::at(value.offset())), @"
        )
    ),
    switch!(
        "canonical.nul-refused",
        "2",
        (
            WRITE,
            STRING,
            r"Kind::String if OFF && value.as_text().is_some_and(|text| text.chars().any(|c| c == '\0')) => return Err(NumberError::at(value.offset())), @"
        )
    ),
    switch!(
        "canonical.empty-string-refused",
        "2",
        (
            WRITE,
            STRING,
            r#"Kind::String if OFF && value.as_text().is_some_and(|text| text == *"") => return Err(NumberError::at(value.offset())), @"#
        )
    ),
    switch!(
        "canonical.empty-name-refused",
        "2",
        (
            WRITE,
            NAME,
            r#"if OFF && name == *"" { return Err(NumberError::at(member.offset())); } @"#
        )
    ),
    switch!(
        "canonical.internal-name-refused",
        "2",
        (
            WRITE,
            NAME,
            r#"if OFF && name == *"__proto__" { return Err(NumberError::at(member.offset())); } @"#
        )
    ),
    switch!(
        "canonical.written-order",
        "2.2",
        (WRITE, "a.encode_utf16().cmp(b.encode_utf16())", "(if OFF { at.cmp(bt) } else { @ })")
    ),
];
