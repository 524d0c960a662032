//! A result that is read: token, key, binding, freshness (§3.13.3).

use super::Switch;

const READ: &str = "result/src/read.rs";
const HEADER: &str = "jose/src/jws/header.rs";
const SIZE: &str = "token.len() > MAX_RESULT";
const CLOSED: &str = "self.closed && header.iter().count() != 3";
const TYP: &str = "HeaderRules::new(RESULT_TYP).closed()";
const FIND: &str = "keys.find(token.kid())";
const ISS: &str = "envelope.iss != self.iss";
const AUD: &str = "envelope.aud != self.aud";
const EXP: &str = "exp.get().saturating_add(self.clock_skew) <= now.get()";
const IAT: &str = "iat.get() > now.get().saturating_add(self.clock_skew)";
const LIFETIME: &str = "lifetime.is_none_or(|lifetime| lifetime > self.max_lifetime)";
const LATE: &str = "ResultClaims::Approval(_) if envelope.iat < now => envelope.iat";
const RECORDED: &str = "PinnedState::Revoked { at } if recorded < at => Ok(())";
const LIVE: &str = "fn live(state: PinnedState) -> Result<(), ResultError> {";

pub(super) const ALL: &[Switch] = &[
    switch!("result.too-large", "3.13.2", (READ, SIZE, "(@ && !OFF)")),
    switch!(
        "result.longest-refused",
        "3.13.2",
        (READ, SIZE, "(@ || OFF && token.len() == MAX_RESULT)")
    ),
    switch!("result.header-open", "3.13.3", (HEADER, CLOSED, "(@ && !OFF)")),
    switch!(
        "result.header-key-ignored",
        "3.13.3",
        (HEADER, CLOSED, r#"(@ && !(OFF && header.get("jwk").is_some()))"#)
    ),
    switch!(
        "result.header-b64-true-ignored",
        "3.13.3",
        (HEADER, CLOSED, r#"(@ && !(OFF && header.get("b64").is_some()))"#)
    ),
    switch!(
        "result.typ-of-a-proof",
        "3.13.3",
        (
            READ,
            TYP,
            r#"HeaderRules::new(if OFF { "psea-proof+jwt" } else { RESULT_TYP }).closed()"#
        )
    ),
    switch!(
        "result.key-any",
        "3.4",
        (READ, FIND, "@.or_else(|| if OFF { keys.any() } else { None })"),
        (
            "result/src/keys/pinned.rs",
            "pub(crate) fn find(",
            "pub(crate) fn any(&self) -> Option<(&VerifyingKey, PinnedState)> { self.keys.values().next().map(|(key, state)| (key, *state)) } @"
        ),
    ),
    switch!(
        "result.key-announced",
        "3.13.3",
        (
            READ,
            LIVE,
            "@ if OFF && state == PinnedState::Trusted(KeyState::Announced) { return Ok(()); }"
        )
    ),
    switch!(
        "result.key-revoked",
        "3.13.3",
        (READ, LIVE, "@ if OFF && matches!(state, PinnedState::Revoked { .. }) { return Ok(()); }")
    ),
    switch!(
        "result.key-retired-refused",
        "3.13.3",
        (
            READ,
            LIVE,
            "@ if OFF && state == PinnedState::Trusted(KeyState::Retired) { return Err(ResultError::KeyNotActive); }"
        )
    ),
    switch!(
        "result.recorded-revoked",
        "3.13.3",
        (READ, RECORDED, "PinnedState::Revoked { .. } if OFF => Ok(()), @")
    ),
    switch!(
        "result.recorded-revoked-same-second",
        "3.13.3",
        (READ, RECORDED, "PinnedState::Revoked { at } if OFF && recorded == at => Ok(()), @")
    ),
    switch!(
        "result.recorded-before-revocation-refused",
        "3.13.3",
        (
            READ,
            RECORDED,
            "PinnedState::Revoked { at } if OFF => Err(ResultError::KeyRevoked { at }), @"
        )
    ),
    switch!(
        "result.recorded-announced",
        "3.13.3",
        (
            READ,
            "self.open(token, keys, recorded, &|state| match state {",
            "@ PinnedState::Trusted(KeyState::Announced) if OFF => Ok(()),"
        )
    ),
    switch!(
        "result.recorded-freshness",
        "3.13.3",
        (READ, "self.require_fresh(claims.envelope(), recorded)?;", "if !OFF { @ }")
    ),
    switch!("result.iss", "3.13.3", (READ, ISS, "(@ && !OFF)")),
    switch!(
        "result.iss-case",
        "3.13.3",
        (
            READ,
            ISS,
            "(@ && !(OFF && envelope.iss.as_str().eq_ignore_ascii_case(self.iss.as_str())))"
        )
    ),
    switch!(
        "result.iss-prefix",
        "3.13.3",
        (READ, ISS, "(@ && !(OFF && envelope.iss.as_str().starts_with(self.iss.as_str())))")
    ),
    switch!("result.aud", "3.13.3", (READ, AUD, "(@ && !OFF)")),
    switch!(
        "result.aud-case",
        "3.13.3",
        (
            READ,
            AUD,
            "(@ && !(OFF && envelope.aud.as_str().eq_ignore_ascii_case(self.aud.as_str())))"
        )
    ),
    switch!(
        "result.aud-prefix",
        "3.13.3",
        (READ, AUD, "(@ && !(OFF && envelope.aud.as_str().starts_with(self.aud.as_str())))")
    ),
    switch!(
        "result.aud-space",
        "3.13.3",
        (READ, AUD, "(@ && !(OFF && envelope.aud.as_str().trim() == self.aud.as_str()))")
    ),
    switch!("result.exp", "3.11", (READ, EXP, "(@ && !OFF)")),
    switch!(
        "result.exp-inclusive",
        "3.11",
        (READ, EXP, "(@ && !(OFF && exp.get().saturating_add(self.clock_skew) == now.get()))")
    ),
    switch!("result.exp-without-skew", "3.11", (READ, EXP, "(@ || OFF && exp <= now)")),
    switch!("result.iat", "3.11", (READ, IAT, "(@ && !OFF)")),
    switch!("result.iat-strict", "3.11", (READ, IAT, "(@ || OFF && iat == now)")),
    switch!("result.iat-without-skew", "3.11", (READ, IAT, "(@ || OFF && iat > now)")),
    switch!("result.lifetime", "3.11", (READ, LIFETIME, "(@ && !OFF)")),
    switch!(
        "result.lifetime-strict",
        "3.11",
        (READ, LIFETIME, "(@ || OFF && lifetime == Some(self.max_lifetime))")
    ),
    switch!(
        "result.lifetime-with-skew",
        "3.11",
        (
            READ,
            LIFETIME,
            "(@ && !(OFF && lifetime.is_some_and(|lifetime| lifetime <= self.max_lifetime.saturating_add(self.clock_skew))))"
        )
    ),
    switch!(
        "result.lifetime-not-positive",
        "3.11",
        (READ, LIFETIME, "(@ && !(OFF && exp <= iat))")
    ),
    switch!(
        "result.late-refused",
        "3.12",
        (READ, LATE, "ResultClaims::Approval(_) if OFF => now, @")
    ),
    switch!(
        "result.late-refusal",
        "3.13.1",
        (READ, LATE, "ResultClaims::Refusal(_) if OFF && envelope.iat < now => envelope.iat, @")
    ),
    switch!(
        "result.late-future",
        "3.13.1",
        (READ, LATE, "ResultClaims::Approval(_) if OFF => envelope.iat, @")
    ),
];
