//! The two base64 alphabets (§2, §3.4), each with one spelling per value.

use super::Switch;

const FILE: &str = "jose/src/base64.rs";
const SEGMENT: &str = "BASE64_URL_SAFE_NO_PAD.decode_vec(text, out)";
const URL: &str = "exact(&BASE64_URL_SAFE_NO_PAD, text)";
const STANDARD: &str = "exact(&BASE64_STANDARD, text)";
const LENGTH: &str = "octets.try_into().map_err(|_| Base64Error)";

pub(super) const ALL: &[Switch] = &[
    switch!(
        "segment.padding",
        "3.4",
        (FILE, SEGMENT, "{ let text = if OFF { text.trim_end_matches('=') } else { text }; @ }")
    ),
    switch!(
        "segment.white-space",
        "3.4",
        (
            FILE,
            SEGMENT,
            "{ let kept: String = text.chars().filter(|c| !(OFF && c.is_whitespace())).collect(); let text = kept.as_str(); @ }"
        )
    ),
    switch!(
        "segment.alphabet",
        "3.4",
        (
            FILE,
            SEGMENT,
            "{ let mapped: String = text.chars().map(|c| match c { '+' if OFF => '-', '/' if OFF => '_', c => c }).collect(); let text = mapped.as_str(); @ }"
        )
    ),
    switch!(
        "segment.foreign",
        "3.4",
        (
            FILE,
            SEGMENT,
            "{ let kept: String = text.chars().filter(|c| !OFF || c.is_ascii_alphanumeric() || matches!(c, '-' | '_')).collect(); let text = kept.as_str(); @ }"
        )
    ),
    switch!(
        "segment.length",
        "3.4",
        (
            FILE,
            SEGMENT,
            "{ let text = if OFF && text.len() % 4 == 1 { text.get(..text.len() - 1).unwrap_or(text) } else { text }; @ }"
        )
    ),
    switch!(
        "segment.trailing-bits",
        "3.4",
        (
            FILE,
            SEGMENT,
            "{ let lax = ::base64::engine::GeneralPurpose::new(&::base64::alphabet::URL_SAFE, ::base64::engine::GeneralPurposeConfig::new().with_decode_allow_trailing_bits(true).with_decode_padding_mode(::base64::engine::DecodePaddingMode::RequireNone)); if OFF { lax.decode_vec(text, out) } else { @ } }"
        )
    ),
    switch!(
        "base64url.padding",
        "3.5",
        (FILE, URL, "{ let text = if OFF { text.trim_end_matches('=') } else { text }; @ }")
    ),
    switch!(
        "base64url.white-space",
        "3.5",
        (
            FILE,
            URL,
            "{ let kept: String = text.chars().filter(|c| !(OFF && c.is_whitespace())).collect(); let text = kept.as_str(); @ }"
        )
    ),
    switch!(
        "base64url.alphabet",
        "3.5",
        (
            FILE,
            URL,
            "{ let mapped: String = text.chars().map(|c| match c { '+' if OFF => '-', '/' if OFF => '_', c => c }).collect(); let text = mapped.as_str(); @ }"
        )
    ),
    switch!(
        "base64url.trailing-bits",
        "3.5",
        (
            FILE,
            URL,
            "{ let lax = ::base64::engine::GeneralPurpose::new(&::base64::alphabet::URL_SAFE, ::base64::engine::GeneralPurposeConfig::new().with_decode_allow_trailing_bits(true).with_decode_padding_mode(::base64::engine::DecodePaddingMode::RequireNone)); if OFF { exact(&lax, text) } else { @ } }"
        )
    ),
    switch!(
        "base64.padding",
        "3.5",
        (
            FILE,
            STANDARD,
            "{ let lax = ::base64::engine::GeneralPurpose::new(&::base64::alphabet::STANDARD, ::base64::engine::GeneralPurposeConfig::new().with_decode_padding_mode(::base64::engine::DecodePaddingMode::Indifferent)); if OFF { exact(&lax, text) } else { @ } }"
        )
    ),
    switch!(
        "base64.white-space",
        "3.5",
        (
            FILE,
            STANDARD,
            "{ let kept: String = text.chars().filter(|c| !(OFF && c.is_whitespace())).collect(); let text = kept.as_str(); @ }"
        )
    ),
    switch!(
        "base64.alphabet",
        "3.5",
        (
            FILE,
            STANDARD,
            "{ let mapped: String = text.chars().map(|c| match c { '-' if OFF => '+', '_' if OFF => '/', c => c }).collect(); let text = mapped.as_str(); @ }"
        )
    ),
    switch!(
        "base64.trailing-bits",
        "3.5",
        (
            FILE,
            STANDARD,
            "{ let lax = ::base64::engine::GeneralPurpose::new(&::base64::alphabet::STANDARD, ::base64::engine::GeneralPurposeConfig::new().with_decode_allow_trailing_bits(true)); if OFF { exact(&lax, text) } else { @ } }"
        )
    ),
    switch!(
        "base64.too-short",
        "3.5",
        (
            FILE,
            LENGTH,
            "{ let mut octets = octets.to_vec(); if OFF && octets.len() < N { octets.resize(N, 0); } @ }"
        )
    ),
    switch!(
        "base64.too-long",
        "3.5",
        (
            FILE,
            LENGTH,
            "{ let mut octets = octets.to_vec(); if OFF { octets.truncate(octets.len().min(N)); } @ }"
        )
    ),
];
