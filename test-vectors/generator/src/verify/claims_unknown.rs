//! Undeclared claims (§3.5): the claim set is closed.

use super::case::Topic;
use crate::core::proof::Proof;

pub(super) fn topic() -> Topic {
    let mut t = Topic::new("claims-unknown", &["3.5"]);
    let valid = Proof::new();
    for (slug, name, text) in [
        ("word", "note", r#""x""#),
        ("null", "note", "null"),
        ("object", "note", r#"{"a":[1]}"#),
        ("empty-name", "", "1"),
        ("nbf", "nbf", "1785299000"),
        ("sub", "sub", r#""alice""#),
        ("cnf", "cnf", r#"{"kid":"key-1"}"#),
        ("azp", "azp", r#""client""#),
        ("nonce", "nonce", r#""nonce-0001""#),
        ("auth-time", "auth_time", "1785299000"),
        ("act", "act", r#"{"sub":"agent"}"#),
        ("scope", "scope", r#""payments""#),
        ("eat-other", "oemid", r#""AQID""#),
        ("eat-boot", "oemboot", "true"),
        ("psea-other", "psea_risk", "1"),
        ("psea-action", "psea_action", r#"{"amount":2500}"#),
        ("psea-user", "psea_user", r#""alice""#),
        ("case", "AUD", r#""verifier.example""#),
        ("case-psea", "psea_Op", r#""payment.execute""#),
        ("space", "jti ", r#""x""#),
        ("hyphen", "psea-tier", r#""high""#),
        ("look-alike", "p\u{455}ea_op", r#""payment.execute""#),
        ("proto", "__proto__", "{}"),
        ("device-state-bare", "psea-device-state", "{}"),
        ("header", "alg", r#""ES256""#),
        ("body", "actionPayload", "{}"),
    ] {
        let title = format!("The undeclared claim `{name}` is refused.");
        t.reject(slug, &title, "claim_unknown", &valid.clone().claim(name, text));
    }
    t.reject(
        "signals-draft-02",
        "Draft-02 does not declare psea_signals_hash.",
        "claim_unknown",
        &Proof::draft02().signals(r#"{"screenShare":false}"#),
    )
    .profiles(&["draft-02"]);
    t.reject(
        "signals-draft-02-both",
        "The token's own revision decides which claims are declared.",
        "claim_unknown",
        &Proof::draft02().signals(r#"{"screenShare":false}"#),
    )
    .profiles(&["draft-02", "draft-03"]);

    t.accept(
        "every-declared",
        "Every declared claim at once is accepted.",
        &valid
            .clone()
            .nonce("nonce-0001")
            .claim("submods", r#"{"psea-device-state":{"rooted":false}}"#)
            .chain_prev(crate::core::values::SENTINEL)
            .claim_str("psea_caller_package", "com.example.bank")
            .claim_str("psea_sdk_version", "1.4.0")
            .signals(r#"{"screenShare":false}"#)
            .claim_str("psea_user_hash", crate::verify::claims_pattern::USER_HASH)
            .claim("psea_chain_pending", r#"["a"]"#)
            .claim("psea_last_confirmed_head", r#"{"h":null}"#)
            .claim("psea_rp_context_hash", "7"),
    );
    t.accept(
        "every-declared-draft-02",
        "Every claim that draft-02 declares is accepted.",
        &Proof::draft02()
            .nonce("nonce-0001")
            .claim("submods", r#"{"psea-device-state":{"rooted":false}}"#)
            .chain_prev(crate::core::values::SENTINEL)
            .claim_str("psea_caller_package", "com.example.bank")
            .claim_str("psea_sdk_version", "1.4.0")
            .claim_str("psea_user_hash", crate::verify::claims_pattern::USER_HASH)
            .claim("psea_chain_pending", "true")
            .claim("psea_last_confirmed_head", r#""h""#)
            .claim("psea_rp_context_hash", "[]"),
    )
    .profiles(&["draft-02"]);
    t.accept(
        "inside-uv",
        "The object psea_uv is not closed.",
        &valid.clone().claim(
            "psea_uv",
            r#"{"factor":"face","level":3,"method":"biometric","verified":true}"#,
        ),
    )
    .sections(&["3.5", "3.7.1"]);
    t
}
