//! Segments and header (§3.2, §3.4).

use super::Switch;

const PARSE: &str = "jose/src/jws/parse.rs";
const HEADER: &str = "jose/src/jws/header.rs";
const OBJECT: &str = "document.root().as_object().ok_or(JwsError::HeaderNotObject)?;";
const ALG: &str = r#"!is("alg", ALG)"#;
const TYP: &str = r#"!is("typ", self.typ)"#;
const CRIT: &str = r#"header.get("crit").is_some()"#;
const B64: &str = r#"header.get("b64").is_some_and(|value| value.as_bool() != Some(true))"#;
const KID: &str = "kid.len() > self.max_kid";
const DEPTH: &str = "Document::parse(header, self.max_depth)";
const USUAL_KID: &str = "(1..=self.max_kid).contains(&kid.len())";
const SIGNED: &str = "key.verify_message(&message, &signature)?;";

pub(super) const ALL: &[Switch] = &[
    switch!(
        "segments.more",
        "3.2",
        (
            PARSE,
            "let token = token.into();",
            "let mut token: Cow<'a, str> = token.into();
            if OFF && let Some((end, _)) = token.match_indices('.').nth(2) { token.to_mut().truncate(end); }"
        )
    ),
    switch!(
        "segments.empty",
        "3.2",
        (PARSE, r#"[header, payload, signature].contains(&"")"#, "(@ && !OFF)")
    ),
    switch!(
        "segments.surrounding-space",
        "3.2",
        (
            PARSE,
            "let (signing_input, signature) = token",
            "let token = if OFF { Cow::Owned(token.trim().into()) } else { token }; @"
        )
    ),
    switch!("header.depth", "3.13.2", (HEADER, DEPTH, "Document::parse(header, self.max_depth.saturating_add(if OFF { 64 } else { 0 }))")),
    switch!("header.alg", "3.4", (HEADER, ALG, "(@ && !OFF)")),
    switch!(
        "header.alg-none",
        "3.4",
        (HEADER, ALG, r#"(@ && !(OFF && is("alg", "none")))"#)
    ),
    switch!(
        "header.alg-case",
        "3.4",
        (HEADER, ALG, r#"(@ && !(OFF && is("alg", "es256")))"#)
    ),
    switch!(
        "header.alg-absent",
        "3.4",
        (HEADER, ALG, r#"(@ && !(OFF && header.get("alg").is_none()))"#)
    ),
    switch!(
        "header.alg-type",
        "3.4",
        (HEADER, ALG, r#"(@ && !(OFF && header.get("alg").is_some_and(|alg| alg.as_text().is_none())))"#)
    ),
    switch!("header.typ", "3.2", (HEADER, TYP, "(@ && !OFF)")),
    switch!(
        "header.typ-absent",
        "3.2",
        (HEADER, TYP, r#"(@ && !(OFF && header.get("typ").is_none()))"#)
    ),
    switch!(
        "header.typ-case",
        "3.2",
        (
            HEADER,
            TYP,
            r#"(@ && !(OFF && header.get("typ").and_then(|typ| typ.as_text()).is_some_and(|typ| typ.to_cow().eq_ignore_ascii_case(self.typ))))"#
        )
    ),
    switch!(
        "header.typ-media-type",
        "3.2",
        (
            HEADER,
            TYP,
            r#"(@ && !(OFF && header.get("typ").and_then(|typ| typ.as_text()).is_some_and(|typ| typ.to_cow().strip_prefix("application/") == Some(self.typ))))"#
        )
    ),
    switch!("header.crit", "3.4", (HEADER, CRIT, "(@ && !OFF)")),
    switch!(
        "header.crit-null",
        "3.4",
        (HEADER, CRIT, r#"(@ && !(OFF && header.get("crit").is_some_and(|crit| crit.source() == "null")))"#)
    ),
    switch!(
        "header.crit-empty",
        "3.4",
        (HEADER, CRIT, r#"(@ && !(OFF && header.get("crit").is_some_and(|crit| crit.source() == "[]")))"#)
    ),
    switch!("header.b64", "3.4", (HEADER, B64, "(@ && !OFF)")),
    switch!(
        "header.b64-type",
        "3.4",
        (HEADER, B64, r#"(@ && !(OFF && header.get("b64").is_some_and(|b64| b64.as_bool().is_none())))"#)
    ),
    switch!("header.b64-true-refused", "3.4", (HEADER, B64, r#"(@ || OFF && header.get("b64").is_some())"#)),
    switch!(
        "header.kid-type",
        "3.4",
        (
            HEADER,
            ".ok_or(JwsError::Kid)?",
            r#".or_else(|| if OFF { header.get("alg").and_then(|value| value.as_text()) } else { None }) @"#
        )
    ),
    switch!("header.kid-empty", "3.4", (HEADER, "kid.is_empty()", "(@ && !OFF)")),
    switch!("header.kid-too-long", "3.13.2", (HEADER, KID, "(@ && !OFF)")),
    switch!(
        "header.kid-too-long-characters",
        "3.13.2",
        (HEADER, KID, "(@ && !(OFF && kid.chars().count() <= self.max_kid))")
    ),
    switch!(
        "header.kid-longest-refused",
        "3.13.2",
        (HEADER, KID, "(@ || OFF && kid.len() == self.max_kid)"),
        (HEADER, USUAL_KID, "(@ && !OFF)")
    ),
    // What is read without a parse, and should have been parsed.
    switch!("header.usual-kid-too-long", "3.13.2", (HEADER, USUAL_KID, "(@ || OFF && !kid.is_empty())")),
    switch!("header.usual-kid-empty", "3.4", (HEADER, USUAL_KID, "(@ || OFF && kid.is_empty())")),
    switch!("header.usual-kid-any-octet", "3.4", (HEADER, "kid.iter().all(plain)", "(@ || OFF)")),
    switch!(
        "header.kid-beyond-ascii-refused",
        "3.4",
        (HEADER, KID, "(@ || OFF && !kid.is_ascii())")
    ),
    switch!(
        "header.unknown-refused",
        "3.4",
        (
            HEADER,
            OBJECT,
            r#"@ if OFF && header.iter().any(|(name, _)| !["alg", "typ", "crit", "b64", "kid"].iter().any(|known| name == **known)) { return Err(JwsError::Alg); }"#
        )
    ),
    switch!(
        "header.key-refused",
        "3.4",
        (
            HEADER,
            OBJECT,
            r#"@ if OFF && ["jwk", "jku", "x5u", "x5c"].iter().any(|name| header.get(name).is_some()) { return Err(JwsError::Alg); }"#
        )
    ),
    switch!(
        "header.numbers-refused",
        "3.4",
        (
            HEADER,
            OBJECT,
            "@ if OFF && crate::canonical::CanonicalJson::from_value(document.root()).is_err() { return Err(JwsError::Alg); }"
        )
    ),
    switch!(
        "header.form-refused",
        "3.2",
        (
            HEADER,
            OBJECT,
            "@ if OFF && crate::canonical::CanonicalJson::from_value(document.root()).is_ok_and(|canonical| canonical.as_str() != document.text()) { return Err(JwsError::Alg); }"
        )
    ),
    switch!("signature.verified", "3.4", (PARSE, SIGNED, "if !OFF { @ }")),
    // §3.4: no key conveyed in the token is ever used.
    switch!(
        "signature.key-of-token",
        "3.4",
        (
            PARSE,
            SIGNED,
            r#"let conveyed = if OFF {
                (|| {
                    let header = url::decode(self.token.split('.').next()?).ok()?;
                    let header = crate::json::Document::parse(&header, 32).ok()?;
                    let jwk = header.root().as_object()?.get("jwk")?;
                    let key = crate::es256::PublicKey::from_jwk(jwk.source().as_bytes()).ok()?;
                    VerifyingKey::new(key, &crate::es256::P256Backend).ok()
                })()
            } else {
                None
            };
            let key = conveyed.as_ref().unwrap_or(key);
            @"#
        )
    ),
];
