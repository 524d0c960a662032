//! `psea_uv`, `submods`, and the opaque claims (§3.5, §3.7.1).

use super::Switch;

const PARSE: &str = "claims/src/claims/parse.rs";
const VERIFIED: &str = r#"let verified = object.get("verified").and_then(|value| value.as_bool())"#;
const METHOD: &str = r#"object.get("method").and_then(|value| value.as_text())"#;
const UV_NUMBERS: &str =
    "CanonicalJson::from_value(value).map_err(|_| invalid(ClaimName::Uv, NUMBERS))";
const STATE: &str = "submods.device_state = Some(state);";
const STATE_NUMBERS: &str = "CanonicalJson::from_value(state)";
const OPAQUE: &str = "CanonicalJson::from_value(value).map_err(|_| invalid(claim, NUMBERS))";
const SUBMODS: &str = "self.get(ClaimName::Submods).map(submods)";

pub(super) const ALL: &[Switch] = &[
    switch!(
        "uv.further-members-refused",
        "3.7.1",
        (PARSE, VERIFIED, "if OFF && object.iter().count() > 2 { return Err(shape); } @")
    ),
    switch!(
        "uv.verified-absent",
        "3.7.1",
        (
            PARSE,
            VERIFIED,
            r#"@.or_else(|| if OFF && object.get("verified").is_none() { Some(true) } else { None })"#
        )
    ),
    switch!(
        "uv.verified-type",
        "3.7.1",
        (
            PARSE,
            VERIFIED,
            r#"@.or_else(|| if OFF && object.get("verified").is_some() { Some(true) } else { None })"#
        )
    ),
    switch!(
        "uv.method",
        "3.7.1",
        (
            PARSE,
            METHOD,
            r#"@.or_else(|| if OFF { let usual: &'static Document<'static> = alloc::boxed::Box::leak(alloc::boxed::Box::new(Document::parse(b"\"pin\"", 1).ok()?)); usual.root().as_text() } else { None })"#
        )
    ),
    switch!(
        "uv.numbers",
        "2",
        (
            PARSE,
            UV_NUMBERS,
            r#"CanonicalJson::from_value(value).or_else(|error| if OFF { Ok(CanonicalJson::string("")) } else { Err(error) }).map_err(|_| invalid(ClaimName::Uv, NUMBERS))"#
        )
    ),
    switch!("submods.other", "3.5", (PARSE, r#"name != *"psea-device-state""#, "(@ && !OFF)")),
    switch!("submods.state-object", "3.5", (PARSE, "state.kind() != Kind::Object", "(@ && !OFF)")),
    switch!(
        "submods.type",
        "3.5",
        (
            PARSE,
            SUBMODS,
            "self.get(ClaimName::Submods).filter(|value| !(OFF && value.as_object().is_none())).map(submods)"
        )
    ),
    switch!(
        "submods.state-numbers",
        "2",
        (
            PARSE,
            STATE_NUMBERS,
            r#"@.or_else(|error| if OFF { Ok(CanonicalJson::string("")) } else { Err(error) })"#
        )
    ),
    switch!(
        "submods.state-empty-refused",
        "3.5",
        (PARSE, STATE, r#"if OFF && state.as_str() == "{}" { return Err(shape); } @"#)
    ),
    switch!(
        "submods.empty-refused",
        "3.5",
        (
            PARSE,
            "let mut submods = Submods::default();",
            "if OFF && object.is_empty() { return Err(shape); } @"
        )
    ),
    switch!(
        "opaque.numbers",
        "2",
        (
            PARSE,
            OPAQUE,
            r#"CanonicalJson::from_value(value).or_else(|error| if OFF { Ok(CanonicalJson::string("")) } else { Err(error) }).map_err(|_| invalid(claim, NUMBERS))"#
        )
    ),
    switch!(
        "opaque.null-refused",
        "3.5",
        (
            PARSE,
            OPAQUE,
            "(if OFF && value.kind() == Kind::Null { Err(invalid(claim, NUMBERS)) } else { @ })"
        )
    ),
    switch!(
        "opaque.object-required",
        "3.5",
        (
            PARSE,
            OPAQUE,
            "(if OFF && value.as_object().is_none() { Err(invalid(claim, NUMBERS)) } else { @ })"
        )
    ),
];
