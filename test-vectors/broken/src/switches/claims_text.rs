//! Text claims: lengths in code points, and the pattern of `jti` (§3.5).

use super::Switch;

const TEXT: &str = "claims/src/text.rs";
const PARSE: &str = "claims/src/claims/parse.rs";
const JTI: &str = "|text| in_range(text, 1, 128) && text.bytes().all(|c| c.is_ascii_alphanumeric() || matches!(c, b'.' | b'_' | b'-'))";
const NONCE: &str = r#""a challenge (eat_nonce)", "must be text", |_| true"#;
const METHOD: &str = r#""a verification method (psea_uv.method)", "must be text", |_| true"#;
const CONTENT: &str =
    "let content = value.as_text().ok_or(not_a_string(claim))?; new(text(content))";

/// What restricts stands before what admits: the replacements are appended.
macro_rules! length {
    ($name:literal, longest refused, $needle:expr, $maximum:literal) => {
        switch!(
            concat!("claim.", $name, "-longest-refused"),
            "3.5",
            (TEXT, $needle, concat!("@ && !(OFF && text.chars().count() == ", $maximum, ")"))
        )
    };
    ($name:literal, octets counted, $needle:expr, $maximum:literal) => {
        switch!(
            concat!("claim.", $name, "-octets-counted"),
            "3.5",
            (TEXT, $needle, concat!("@ && !(OFF && text.len() > ", $maximum, ")"))
        )
    };
    ($name:literal, empty, $needle:expr) => {
        switch!(
            concat!("claim.", $name, "-empty"),
            "3.5",
            (TEXT, $needle, "@ || OFF && text.is_empty()")
        )
    };
    ($name:literal, too long, $needle:expr, $maximum:literal) => {
        switch!(
            concat!("claim.", $name, "-too-long"),
            "3.5",
            (TEXT, $needle, concat!("@ || OFF && text.chars().count() > ", $maximum))
        )
    };
}

const AUD: &str =
    r#""an audience (aud)", "must be 1–256 characters", |text| in_range(text, 1, 256)"#;
const ISS: &str = r#""an issuer (iss)", "must be 1–128 characters", |text| in_range(text, 1, 128)"#;
const TIER: &str =
    r#""a tier (psea_tier)", "must be 1–128 characters", |text| in_range(text, 1, 128)"#;
const OP: &str =
    r#""an operation (psea_op)", "must be 1–128 characters", |text| in_range(text, 1, 128)"#;
const CALLER: &str = r#""a caller (psea_caller_package)", "must be 1–256 characters", |text| in_range(text, 1, 256)"#;
const SDK: &str = r#""an SDK version (psea_sdk_version)", "must be at most 64 characters", |text| in_range(text, 0, 64)"#;

pub(super) const ALL: &[Switch] = &[
    length!("aud", longest refused, AUD, "256"),
    length!("aud", octets counted, AUD, "256"),
    length!("aud", empty, AUD),
    length!("aud", too long, AUD, "256"),
    length!("iss", longest refused, ISS, "128"),
    length!("iss", octets counted, ISS, "128"),
    length!("iss", empty, ISS),
    length!("iss", too long, ISS, "128"),
    length!("tier", longest refused, TIER, "128"),
    length!("tier", octets counted, TIER, "128"),
    length!("tier", empty, TIER),
    length!("tier", too long, TIER, "128"),
    length!("op", longest refused, OP, "128"),
    length!("op", octets counted, OP, "128"),
    length!("op", empty, OP),
    length!("op", too long, OP, "128"),
    length!("caller", longest refused, CALLER, "256"),
    length!("caller", octets counted, CALLER, "256"),
    length!("caller", empty, CALLER),
    length!("caller", too long, CALLER, "256"),
    length!("sdk", longest refused, SDK, "64"),
    length!("sdk", octets counted, SDK, "64"),
    switch!("claim.sdk-empty-refused", "3.5", (TEXT, SDK, "@ && !(OFF && text.is_empty())")),
    length!("sdk", too long, SDK, "64"),
    length!("jti", longest refused, JTI, "128"),
    switch!(
        "claim.jti-case-refused",
        "3.5",
        (TEXT, JTI, "@ && !(OFF && text.bytes().any(|c| c.is_ascii_uppercase()))")
    ),
    switch!("claim.jti-point-refused", "3.5", (TEXT, JTI, "@ && !(OFF && text.contains('.'))")),
    switch!("claim.jti-underscore-refused", "3.5", (TEXT, JTI, "@ && !(OFF && text.contains('_'))")),
    switch!("claim.jti-hyphen-refused", "3.5", (TEXT, JTI, "@ && !(OFF && text.contains('-'))")),
    switch!(
        "claim.jti-uuid-required",
        "3.5",
        (TEXT, JTI, "@ && !(OFF && text.len() != 36)")
    ),
    length!("jti", empty, JTI),
    length!("jti", too long, JTI, "128"),
    switch!("claim.jti-pattern", "3.5", (TEXT, JTI, "@ || OFF && in_range(text, 1, 128)")),
    switch!(
        "claim.jti-pattern-letters",
        "3.5",
        (
            TEXT,
            JTI,
            "@ || OFF && in_range(text, 1, 128) && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '_' | '-'))"
        )
    ),
    switch!(
        "claim.jti-pattern-line-end",
        "3.5",
        (
            TEXT,
            JTI,
            r"@ || OFF && text.strip_suffix('\n').is_some_and(|text| text.bytes().all(|c| c.is_ascii_graphic()))"
        )
    ),
    switch!(
        "claim.nonce-empty-refused",
        "3.5",
        (TEXT, NONCE, r#""a challenge (eat_nonce)", "must be text", |text| !(OFF && text.is_empty())"#)
    ),
    // After the one above, which names the argument.
    switch!("claim.nonce-long-refused", "3.5", (TEXT, NONCE, "@ && !(OFF && text.len() > 64)")),
    switch!(
        "uv.method-unknown-refused",
        "3.7.1",
        (
            TEXT,
            METHOD,
            r#""a verification method (psea_uv.method)", "must be text", |text| !(OFF && !["biometric", "pin", "fido_uv"].contains(&text))"#
        )
    ),
    switch!("uv.method-empty-refused", "3.7.1", (TEXT, METHOD, "@ && !(OFF && text.is_empty())")),
    // Another type of value for its JSON text.
    switch!(
        "claim.text-type",
        "3.5",
        (
            PARSE,
            CONTENT,
            "if OFF && value.as_text().is_none() { return new(alloc::borrow::Cow::Borrowed(value.source())).map(Some).map_err(|error| invalid(claim, error.problem())); } @"
        )
    ),
    switch!(
        "claim.aud-array",
        "3.5",
        (
            PARSE,
            "let aud = self.text(ClaimName::Aud, Audience::new)?;",
            "let first = self.get(ClaimName::Aud).filter(|_| OFF).and_then(|value| value.as_array()).and_then(|array| array.iter().next()).and_then(|value| value.as_text());
            let aud = match first {
                Some(first) => Audience::new(text(first)).map_err(|error| invalid(ClaimName::Aud, error.problem()))?,
                None => self.text(ClaimName::Aud, Audience::new)?,
            };"
        )
    ),
    switch!(
        "claim.escaped-value-refused",
        "3.5",
        (
            PARSE,
            CONTENT,
            "if OFF && value.as_text().is_some_and(|text| text.literal().is_none()) { return Err(not_a_string(claim)); } @"
        )
    ),
];
