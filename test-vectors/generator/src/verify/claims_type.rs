//! The type of every claim (§3.5): what is declared and of another type is refused.

use super::case::Topic;
use crate::core::json::quote;
use crate::core::proof::{AUD, JTI, Proof};
use crate::core::values::SENTINEL;

/// A claim, its type, and a value that would pass.
const TYPED: &[(&str, Type, &str)] = &[
    ("aud", Type::String, "verifier.example"),
    ("eat_nonce", Type::String, "nonce-0001"),
    ("eat_profile", Type::String, "https://datatracker.ietf.org/doc/draft-yossif-psea/"),
    ("exp", Type::Integer, "1785300110"),
    ("iat", Type::Integer, "1785299990"),
    ("iss", Type::String, "tenant.example"),
    ("jti", Type::String, JTI),
    ("psea_caller_package", Type::String, "com.example.bank"),
    ("psea_chain_prev", Type::String, SENTINEL),
    ("psea_counter", Type::Integer, "1"),
    ("psea_op", Type::String, "payment.execute"),
    ("psea_payload_hash", Type::String, "8PjrOQ7Ns7MSdlz+OoiMOa1FcbuU3fxVMjCkuFFx6UI="),
    ("psea_proof_version", Type::String, "1"),
    ("psea_sdk_version", Type::String, "1.4.0"),
    ("psea_signals_hash", Type::String, "RBNvo1WzZ4oRRq0W9+hknpT7T8If536DEMBg9hyq/4o="),
    ("psea_tier", Type::String, "high"),
    ("psea_user_hash", Type::String, crate::verify::claims_pattern::USER_HASH),
    ("ueid", Type::String, "AceZ_tBWu8SfItNuHSNSU4JLwE8ziz90S0CXfv0JtOB7"),
];

#[derive(Clone, Copy, PartialEq)]
enum Type {
    String,
    Integer,
}

pub(super) fn topic() -> Topic {
    let mut t = Topic::new("claims-type", &["3.5"]);
    let valid = Proof::new();
    let invalid = "claim_invalid";

    for (name, kind, value) in TYPED {
        let slug = name.replace('_', "-");
        let own = match kind {
            Type::String => quote(value),
            Type::Integer => (*value).to_owned(),
        };
        let other = match kind {
            Type::String => ("number", "1".to_owned()),
            Type::Integer => ("string", quote(value)),
        };
        for (what, text) in [
            ("null", "null".to_owned()),
            ("boolean", "true".to_owned()),
            other,
            ("array", format!("[{own}]")),
            ("object", format!(r#"{{"value":{own}}}"#)),
        ] {
            let title = format!("The claim `{name}` as {} is refused.", with_article(what));
            t.reject(&format!("{slug}-{what}"), &title, invalid, &valid.clone().claim(name, &text));
        }
    }
    t.reject(
        "aud-array-of-two",
        "An audience that is one of several is refused.",
        invalid,
        &valid.clone().claim("aud", &format!(r#"["other.example",{}]"#, quote(AUD))),
    )
    .sections(&["3.5", "3.13.4"]);

    // Integers: sign, fraction, exponent, range.
    for name in ["exp", "iat", "psea_counter"] {
        let slug = name.replace('_', "-");
        let value = match name {
            "exp" => "1785300110",
            "iat" => "1785299990",
            _ => "7",
        };
        for (what, title, text) in [
            ("negative", "below zero is refused", "-1".to_owned()),
            ("fraction", "with a fraction is refused", format!("{value}.5")),
            ("fraction-zero", "with a fraction of zero is refused", format!("{value}.0")),
            ("exponent", "with an exponent is refused", format!("{value}e0")),
            ("above-max", "of 2^53 is refused", "9007199254740992".to_owned()),
            ("uint64", "of 2^64 is refused", "18446744073709551616".to_owned()),
            ("beyond-double", "beyond every double is refused", "1e999".to_owned()),
        ] {
            let title = format!("The claim `{name}` {title}.");
            t.reject(&format!("{slug}-{what}"), &title, invalid, &valid.clone().claim(name, &text))
                .sections(&["2", "3.5"]);
        }
    }
    t.reject(
        "counter-wraps",
        "A counter of 2^64 + 1 is not 1.",
        invalid,
        &valid.clone().claim("psea_counter", "18446744073709551617"),
    );

    // psea_uv and its members.
    for (slug, text) in [
        ("null", "null"),
        ("boolean", "true"),
        ("number", "1"),
        ("string", r#""biometric""#),
        ("array", r#"[true,"biometric"]"#),
    ] {
        let title = format!("The claim `psea_uv` as {} is refused.", with_article(slug));
        t.reject(&format!("uv-{slug}"), &title, invalid, &valid.clone().claim("psea_uv", text))
            .sections(&["3.5", "3.7.1"]);
    }
    for (slug, title, text) in [
        ("uv-empty", "A psea_uv without members is refused.", "{}"),
        ("uv-no-verified", "A psea_uv without verified is refused.", r#"{"method":"pin"}"#),
        ("uv-no-method", "A psea_uv without method is refused.", r#"{"verified":true}"#),
        (
            "uv-verified-string",
            "A verified that is a string is refused.",
            r#"{"method":"pin","verified":"true"}"#,
        ),
        (
            "uv-verified-number",
            "A verified that is a number is refused.",
            r#"{"method":"pin","verified":1}"#,
        ),
        (
            "uv-verified-null",
            "A verified of null is refused.",
            r#"{"method":"pin","verified":null}"#,
        ),
        (
            "uv-verified-case",
            "The name verified is case-sensitive.",
            r#"{"Verified":true,"method":"pin"}"#,
        ),
        ("uv-method-null", "A method of null is refused.", r#"{"method":null,"verified":true}"#),
        (
            "uv-method-number",
            "A method that is a number is refused.",
            r#"{"method":2,"verified":true}"#,
        ),
        (
            "uv-method-array",
            "A method in an array is refused.",
            r#"{"method":["pin"],"verified":true}"#,
        ),
        (
            "uv-fraction",
            "A fraction in a further member of psea_uv is refused.",
            r#"{"method":"pin","score":0.9,"verified":true}"#,
        ),
        (
            "uv-above-max",
            "2^53 in a further member of psea_uv is refused.",
            r#"{"at":9007199254740992,"method":"pin","verified":true}"#,
        ),
    ] {
        t.reject(slug, title, invalid, &valid.clone().claim("psea_uv", text))
            .sections(&["3.5", "3.7.1"]);
    }

    // submods and its one submodule.
    for (slug, title, text) in [
        ("submods-null", "A submods of null is refused.", "null"),
        ("submods-boolean", "A submods that is a boolean is refused.", "true"),
        ("submods-number", "A submods that is a number is refused.", "1"),
        ("submods-string", "A submods that is a string is refused.", r#""psea-device-state""#),
        (
            "submods-array",
            "A submods that is an array is refused.",
            r#"[{"psea-device-state":{}}]"#,
        ),
        ("submods-other", "Another submodule is refused.", r#"{"tee":{}}"#),
        (
            "submods-further",
            "A further submodule is refused.",
            r#"{"psea-device-state":{},"tee":{}}"#,
        ),
        ("submods-case", "The submodule's name is case-sensitive.", r#"{"PSEA-device-state":{}}"#),
        (
            "submods-nested-token",
            "A nested token is refused.",
            r#"{"psea-device-state":"e30.e30.e30"}"#,
        ),
        (
            "submods-nested-token-typed",
            "A nested token with its type is refused.",
            r#"{"psea-device-state":["JWT","e30.e30.e30"]}"#,
        ),
        (
            "submods-other-token",
            "A nested token under another name is refused.",
            r#"{"tee":"e30.e30.e30"}"#,
        ),
        (
            "submods-state-null",
            "A device state of null is refused.",
            r#"{"psea-device-state":null}"#,
        ),
        (
            "submods-state-boolean",
            "A device state that is a boolean is refused.",
            r#"{"psea-device-state":true}"#,
        ),
        (
            "submods-state-number",
            "A device state that is a number is refused.",
            r#"{"psea-device-state":1}"#,
        ),
        (
            "submods-state-fraction",
            "A fraction in the device state is refused.",
            r#"{"psea-device-state":{"score":0.5}}"#,
        ),
        (
            "submods-state-exponent",
            "An exponent in the device state is refused.",
            r#"{"psea-device-state":{"a":[1e2]}}"#,
        ),
        (
            "submods-state-above-max",
            "2^53 in the device state is refused.",
            r#"{"psea-device-state":{"a":9007199254740992}}"#,
        ),
    ] {
        t.reject(slug, title, invalid, &valid.clone().claim("submods", text));
    }
    for (slug, title, text) in [
        ("submods-empty", "A submods without members is accepted.", "{}"),
        (
            "submods-state-empty",
            "A device state without members is accepted.",
            r#"{"psea-device-state":{}}"#,
        ),
        (
            "submods-state-any",
            "A device state may hold anything but numbers that are no integers.",
            r#"{"psea-device-state":{"a":null,"b":[true,-9007199254740991],"c":{"tee":"e30"}}}"#,
        ),
    ] {
        t.accept(slug, title, &valid.clone().claim("submods", text));
    }

    // Opaque claims: any JSON, integers only.
    for name in ["psea_chain_pending", "psea_last_confirmed_head", "psea_rp_context_hash"] {
        let slug = name.trim_start_matches("psea_").replace('_', "-");
        for (what, text) in [
            ("null", "null"),
            ("boolean", "false"),
            ("number", "-9007199254740991"),
            ("string", r#""""#),
            ("array", r#"[1,[],{}]"#),
            ("object", r#"{"a":{"b":9007199254740991}}"#),
        ] {
            let title = format!("The opaque claim `{name}` may be {}.", with_article(what));
            t.accept(&format!("{slug}-{what}"), &title, &valid.clone().claim(name, text));
        }
        for (what, title, text) in [
            ("fraction", "A fraction", "0.5"),
            ("exponent", "An exponent", r#"{"a":[1e2]}"#),
            ("above-max", "2^53", r#"["x",9007199254740992]"#),
        ] {
            let title = format!("{title} in the opaque claim `{name}` is refused.");
            t.reject(&format!("{slug}-{what}"), &title, invalid, &valid.clone().claim(name, text))
                .sections(&["2", "3.5"]);
        }
    }
    t
}

fn with_article(what: &str) -> String {
    match what {
        "null" => "null".to_owned(),
        "array" | "object" | "integer" => format!("an {what}"),
        _ => format!("a {what}"),
    }
}
