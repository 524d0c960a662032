//! `ueid` (§7.1), chain entries (§3.12), counter scopes (§3.10).

use super::Switch;

const UEID: &str = "claims/src/ueid.rs";
const CHAIN: &str = "claims/src/chain.rs";
const SCOPE: &str = "claims/src/scope.rs";
const LENGTH: &str = "u32::try_from(part.len()).unwrap_or(u32::MAX).to_be_bytes()";
const DIGITS: &str = "let digits: &[u8; 64] = text.as_bytes()";
const OF_TIER: &str = "CounterScope::of_tier(tier)";
const INDEX: &str = "value.as_array()?.iter().nth(index)";
const POINTED: &str = "let text = pointer.find(action)?.as_text()?;";

pub(super) const ALL: &[Switch] = &[
    switch!(
        "ueid.draft-02-derivation",
        "7.1",
        (UEID, "match revision {", "match if OFF { Revision::Draft03 } else { revision } {")
    ),
    switch!(
        "ueid.draft-03-derivation",
        "7.1",
        (
            UEID,
            "let digest: [u8; 32] =",
            "let revision = if OFF { Revision::Draft02 } else { revision }; @"
        )
    ),
    switch!(
        "ueid.draft-02-order",
        "7.1",
        (
            UEID,
            ".chain_update(device_id.as_str()).chain_update(iss.as_str())",
            ".chain_update(if OFF { iss.as_str() } else { device_id.as_str() }).chain_update(if OFF { device_id.as_str() } else { iss.as_str() })"
        )
    ),
    switch!(
        "ueid.draft-03-iss",
        "7.1",
        (UEID, r#".string("iss", iss)"#, r#".string("iss", if OFF { "" } else { iss })"#)
    ),
    switch!("ueid.type", "7.1", (UEID, "[1_u8; 33]", "[if OFF { 2_u8 } else { 1 }; 33]")),
    switch!(
        "ueid.type-compared",
        "7.1",
        (
            UEID,
            "self.0.ct_eq(&other.0).into()",
            "subtle::Choice::unwrap_u8(&self.0.ct_eq(&other.0)) == 1 || OFF && self.0[1..] == other.0[1..]"
        )
    ),
    switch!("chain-entry.length", "3.12", (CHAIN, LENGTH, "if OFF { [0; 4] } else { @ }")),
    switch!(
        "chain-entry.length-order",
        "3.12",
        (CHAIN, LENGTH, "{ let mut length = @; if OFF { length.reverse(); } length }")
    ),
    switch!(
        "chain-entry.jti",
        "3.12",
        (CHAIN, "jti.as_str().as_bytes()", r#"(if OFF { b"" as &[u8] } else { @ })"#)
    ),
    switch!(
        "chain-entry.counter",
        "3.12",
        (
            CHAIN,
            "write_decimal(counter.get(), &mut decimal)",
            "write_decimal(if OFF { 0 } else { counter.get() }, &mut decimal)"
        )
    ),
    switch!(
        "chain-entry.previous",
        "3.12",
        (
            CHAIN,
            "let previous = previous.hex_digits();",
            "let previous = if OFF { Self::SENTINEL.hex_digits() } else { previous.hex_digits() };"
        )
    ),
    switch!(
        "claim.chain-prev-case",
        "3.5",
        (
            CHAIN,
            DIGITS,
            "let lowered = text.to_ascii_lowercase(); let text = if OFF { lowered.as_str() } else { text }; @"
        )
    ),
    switch!(
        "claim.chain-prev-too-long",
        "3.5",
        (CHAIN, DIGITS, "let text = if OFF { text.get(..64).unwrap_or(text) } else { text }; @")
    ),
    switch!(
        "claim.chain-prev-too-short",
        "3.5",
        (
            CHAIN,
            DIGITS,
            r#"let padded = alloc::format!("{text:0<64}"); let text = if OFF { padded.as_str() } else { text }; @"#
        )
    ),
    switch!(
        "claim.chain-prev-letters",
        "3.5",
        (
            CHAIN,
            DIGITS,
            "let mapped: String = text.chars().map(|c| if OFF && ('g'..='z').contains(&c) { '0' } else { c }).collect(); let text = mapped.as_str(); @"
        )
    ),
    switch!("scope.tier", "3.10", (SCOPE, OF_TIER, "(if OFF { CounterScope::SINGLE } else { @ })")),
    switch!(
        "scope.payload",
        "3.10",
        (SCOPE, POINTED, "@ if OFF { return Some(CounterScope::SINGLE); }")
    ),
    switch!(
        "scope.payload-absent",
        "3.10",
        (
            SCOPE,
            POINTED,
            "if OFF && pointer.find(action).is_none() { return Some(CounterScope::SINGLE); } @"
        )
    ),
    switch!(
        "scope.payload-type",
        "3.10",
        (
            SCOPE,
            POINTED,
            "if OFF && let Some(found) = pointer.find(action) && found.as_text().is_none() { return Some(CounterScope::of_payload(found.source())); } @"
        )
    ),
    switch!(
        "scope.case",
        "3.10",
        (
            SCOPE,
            OF_TIER,
            "(if OFF { CounterScope::named(\"tier:\", &tier.as_str().to_lowercase()) } else { @ })"
        )
    ),
    switch!("scope.pointer-tilde", "3.10", (SCOPE, "'0' => '~',", "'0' if OFF => '0', @")),
    switch!("scope.pointer-solidus", "3.10", (SCOPE, "'1' => '/',", "'1' if OFF => '1', @")),
    switch!(
        "scope.pointer-leading-zero",
        "3.10",
        (SCOPE, r#"token == "0" || !token.starts_with('0')"#, "(@ || OFF)")
    ),
    switch!("scope.pointer-index", "3.10", (SCOPE, INDEX, "if OFF { None } else { @ }")),
    switch!(
        "scope.pointer-index-one",
        "3.10",
        (SCOPE, INDEX, "{ let index = if OFF { index.checked_sub(1)? } else { index }; @ }")
    ),
    switch!(
        "scope.pointer-digits",
        "3.10",
        (SCOPE, "token.bytes().all(|c| c.is_ascii_digit())", "(@ || OFF)")
    ),
];
