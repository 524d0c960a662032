//! Which claims there must and may be (§3.5).

use super::Switch;

const PARSE: &str = "claims/src/claims/parse.rs";
const DECLARED: &str = "members.require_declared()?;";
const UNKNOWN: &str = "let Some(claim) = claim else {";
const CANONICAL: &str = "rules.require_canonical";

/// The claim may be absent, and then says what is usual.
macro_rules! missing {
    ($name:literal, $variant:literal, $value:literal) => {
        switch!(
            concat!("claim.missing-", $name),
            "3.5",
            (
                PARSE,
                DECLARED,
                concat!(
                    "@ if OFF && members.get(ClaimName::",
                    $variant,
                    ").is_none() { let usual: &'static Document<'static> = alloc::boxed::Box::leak(alloc::boxed::Box::new(Document::parse(br#\"",
                    $value,
                    "\"#, 8).map_err(ClaimError::Json)?)); members.set(ClaimName::",
                    $variant,
                    ", usual.root()); }"
                )
            )
        )
    };
}

pub(super) const ALL: &[Switch] = &[
    switch!("claim.undeclared", "3.5", (PARSE, UNKNOWN, "@ if OFF { continue; }")),
    switch!(
        "claim.undeclared-null",
        "3.5",
        (PARSE, UNKNOWN, "@ if OFF && value.kind() == Kind::Null { continue; }")
    ),
    switch!(
        "claim.undeclared-registered",
        "3.5",
        (
            PARSE,
            UNKNOWN,
            r#"@ if OFF && ["nbf", "sub", "cnf"].iter().any(|known| name == **known) { continue; }"#
        )
    ),
    switch!(
        "claim.undeclared-extension",
        "3.5",
        (PARSE, UNKNOWN, r#"@ if OFF && name.to_cow().starts_with("psea_") { continue; }"#)
    ),
    switch!("claim.signals-draft-02", "3.5", (PARSE, DECLARED, "if !OFF { @ }")),
    switch!(
        "claim.signals-draft-03-refused",
        "3.5",
        (PARSE, "if is_02 &&", "if (is_02 || OFF) &&")
    ),
    switch!(
        "claim.escaped-name-refused",
        "3.5",
        (PARSE, "None => ClaimName::from_name(&name.to_cow()),", "None if OFF => None, @")
    ),
    switch!(
        "claim.null-is-absent",
        "3.5",
        (PARSE, "if let Some(slot)", "if OFF && value.kind() == Kind::Null {} else @")
    ),
    missing!("jti", "Jti", "\"absent\""),
    missing!("aud", "Aud", "\"verifier.example\""),
    missing!("iss", "Iss", "\"tenant.example\""),
    missing!("iat", "Iat", "1785300000"),
    missing!("exp", "Exp", "1785300060"),
    missing!("ueid", "Ueid", "\"AceZ_tBWu8SfItNuHSNSU4JLwE8ziz90S0CXfv0JtOB7\""),
    missing!(
        "eat-profile",
        "EatProfile",
        "\"https://datatracker.ietf.org/doc/draft-yossif-psea/\""
    ),
    missing!("tier", "Tier", "\"high\""),
    missing!("op", "Op", "\"payment.execute\""),
    missing!("counter", "Counter", "1"),
    missing!("payload-hash", "PayloadHash", "\"8PjrOQ7Ns7MSdlz+OoiMOa1FcbuU3fxVMjCkuFFx6UI=\""),
    missing!("uv", "Uv", "{\"verified\":true,\"method\":\"pin\"}"),
    missing!("proof-version", "ProofVersion", "\"1\""),
    switch!("payload.canonical", "2", (PARSE, CANONICAL, "(@ && !OFF)")),
    switch!("payload.form-refused", "2", (PARSE, CANONICAL, "(@ || OFF)")),
    switch!(
        "payload.depth",
        "3.13.2",
        (
            PARSE,
            "Document::parse(payload, rules.max_depth)",
            "Document::parse(payload, rules.max_depth.saturating_add(if OFF { 64 } else { 0 }))"
        )
    ),
    switch!(
        "profile.accepted",
        "3.5",
        (PARSE, "Some(revision) if !rules.revisions.accepts(revision)", "@ && !OFF")
    ),
    switch!(
        "profile.unknown",
        "3.5",
        (
            PARSE,
            "None => return Err(ClaimError::Profile),",
            "None if OFF => Profile::Draft03 { signals_hash }, @"
        )
    ),
    switch!("version", "3.5", (PARSE, "version != *PROOF_VERSION", "(@ && !OFF)")),
    switch!(
        "version-number",
        "3.5",
        (
            PARSE,
            "let version = version.as_text()",
            r#"if OFF && version.source() == "1" {
                let mut other = Members { values: self.values };
                let text: &'static Document<'static> = alloc::boxed::Box::leak(alloc::boxed::Box::new(Document::parse(b"\"1\"", 1).map_err(ClaimError::Json)?));
                other.set(ClaimName::ProofVersion, text.root());
                return other.read(rules);
            } @"#
        )
    ),
    switch!(
        "version-prefix",
        "3.5",
        (
            PARSE,
            "version != *PROOF_VERSION",
            "(@ && !(OFF && version.to_cow().starts_with(PROOF_VERSION)))"
        )
    ),
];
