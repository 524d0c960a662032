//! The Attester, as the suite `attest` drives it (§3.2, §3.5, §3.7).

use super::Switch;

const PROPOSE: &str = "attester/src/propose.rs";
const STAGES: &str = "attester/src/stages.rs";
const CONFIG: &str = "attester/src/config.rs";
const PRODUCE: &str = "jose/src/jws/produce.rs";
const BACKEND: &str = "jose/src/es256/p256_backend.rs";
const WRITE: &str = "claims/src/claims/write.rs";
const LIFETIME: &str = "lifetime > max_lifetime";
const IAT: &str = "payload.integer(ClaimName::Iat.as_str(), self.iat.as_safe());";

pub(super) const ALL: &[Switch] = &[
    switch!("attest.lifetime", "3.7", (PROPOSE, LIFETIME, "(@ && !OFF)")),
    switch!(
        "attest.lifetime-longest-refused",
        "3.7",
        (PROPOSE, LIFETIME, "(@ || OFF && lifetime == max_lifetime)")
    ),
    switch!("attest.lifetime-zero", "3.7", (PROPOSE, "lifetime == 0", "(@ && !OFF)")),
    switch!(
        "attest.lifetime-shortest-refused",
        "3.7",
        (PROPOSE, "lifetime == 0", "(@ || OFF && lifetime == 1)")
    ),
    switch!(
        "attest.time-range",
        "3.5",
        (
            STAGES,
            "exp: moment.now.checked_add(self.lifetime).ok_or(AttestError::Time)?",
            "exp: if OFF { moment.now.saturating_add(self.lifetime) } else { moment.now.checked_add(self.lifetime).ok_or(AttestError::Time)? }"
        ),
        (STAGES, "now.checked_add(self.lifetime).ok_or(AttestError::Time)?;", "if !OFF { @ }")
    ),
    switch!("attest.nonce-empty", "3.5", (PROPOSE, "n.as_str().is_empty()", "(@ && !OFF)")),
    switch!("attest.sdk-empty", "3.5", (PROPOSE, "v.as_str().is_empty()", "(@ && !OFF)")),
    switch!(
        "attest.device-state-empty-refused",
        "3.5",
        (
            PROPOSE,
            "s.device_state().is_none()",
            r#"(@ || OFF && s.device_state().is_some_and(|state| state.as_str() == "{}"))"#
        )
    ),
    switch!(
        "attest.signals-draft-02",
        "3.5",
        (
            PROPOSE,
            "request.signal_report.is_some() && self.config.revision == Revision::Draft02",
            "(@ && !OFF)"
        )
    ),
    switch!("attest.kid-empty", "3.4", (CONFIG, "kid.is_empty()", "(@ && !OFF)")),
    switch!(
        "attest.kid-too-long",
        "3.13.2",
        (CONFIG, "kid.len() > Limits::default().max_kid", "(@ && !OFF)")
    ),
    switch!(
        "attest.kid-longest-refused",
        "3.13.2",
        (CONFIG, "kid.len() > Limits::default().max_kid", "(@ || OFF && kid.len() == 512)")
    ),
    // Written claims that any Verifier would refuse.
    switch!(
        "attest.own-claims",
        "3.5",
        (
            STAGES,
            "Claims::parse_unverified(payload.as_octets(), &rules).map_err(AttestError::Claims)?;",
            "if !OFF { @ }"
        )
    ),
    switch!(
        "attest.header-further",
        "3.2",
        (PRODUCE, "header.finish()", r#"{ if OFF { header.string("cty", "json"); } @ }"#)
    ),
    switch!(
        "attest.header-typ",
        "3.2",
        (PRODUCE, r#".string("typ", typ);"#, r#".string("typ", if OFF { "JWT" } else { typ });"#)
    ),
    switch!(
        "attest.signature",
        "3.4",
        (
            BACKEND,
            "self.secret.try_sign(message)",
            "self.secret.try_sign(if OFF { b\"\" } else { message })"
        )
    ),
    switch!(
        "attest.absent-as-null",
        "3.5",
        (
            WRITE,
            IAT,
            r#"if OFF && self.last_confirmed_head.is_none() && let Ok(null) = CanonicalJson::parse(b"null", 1) { payload.json(ClaimName::LastConfirmedHead.as_str(), &null); } @"#
        )
    ),
    switch!(
        "attest.uv-verified",
        "3.7.1",
        (
            WRITE,
            r#"object.boolean("verified", self.uv.verified);"#,
            r#"object.boolean("verified", self.uv.verified && !OFF);"#
        )
    ),
    switch!(
        "attest.iat",
        "3.7",
        (WRITE, IAT, "@ if OFF { payload.integer(ClaimName::Iat.as_str(), self.exp.as_safe()); }")
    ),
    switch!(
        "attest.signals",
        "3.6",
        (
            WRITE,
            "if let Some(hash) = self.profile.signals_hash() {",
            "if let Some(hash) = self.profile.signals_hash() && !OFF {"
        )
    ),
    switch!(
        "attest.chain",
        "3.12",
        (
            STAGES,
            "if config.chain { Some(state.chain_head()?) }",
            "if config.chain && !OFF { Some(state.chain_head()?) }"
        )
    ),
];
