//! Every claim with every wrong type, every claim absent, and claims that nobody declared.

use serde_json::{Value, json};

use super::starts;
use crate::case::Case;

fn types() -> Vec<Value> {
    vec![
        json!(null),
        json!(true),
        json!(false),
        json!(0),
        json!(1),
        json!(-1),
        json!("x"),
        json!(""),
        json!([]),
        json!([""]),
        json!({}),
        json!({"a": 1}),
        json!([[]]),
        json!(9_007_199_254_740_991_i64),
    ]
}

const TEXT: [&str; 15] = [
    "jti",
    "aud",
    "iss",
    "ueid",
    "eat_profile",
    "psea_tier",
    "psea_op",
    "psea_payload_hash",
    "psea_proof_version",
    "eat_nonce",
    "psea_chain_prev",
    "psea_caller_package",
    "psea_sdk_version",
    "psea_signals_hash",
    "psea_user_hash",
];

/// Texts that break a claim's pattern or length.
fn bad_texts() -> Vec<(&'static str, Vec<String>)> {
    let hash = "8PjrOQ7Ns7MSdlz+OoiMOa1FcbuU3fxVMjCkuFFx6UI=";
    let hashes = vec![
        hash[..43].into(),
        format!("{hash}="),
        hash.replace('+', "-"),
        hash.replace("UI=", "UJ="),
        format!("{hash}\n"),
        format!(" {hash}"),
        hash.to_lowercase().replace("ui=", "uj="),
        "=".repeat(44),
        String::new(),
    ];
    let long = |count: usize| "x".repeat(count);
    vec![
        (
            "jti",
            vec![
                String::new(),
                long(129),
                "a b".into(),
                "a/b".into(),
                "a\0".into(),
                "a\n".into(),
                "\u{e9}".into(),
                "a+b".into(),
                "a:b".into(),
                "\u{ff11}".into(),
                " a".into(),
                "a%20".into(),
            ],
        ),
        ("aud", vec![String::new(), long(257), "\u{1f600}".repeat(257)]),
        ("iss", vec![String::new(), long(129), "\u{1f600}".repeat(129)]),
        ("psea_tier", vec![String::new(), long(129)]),
        ("psea_op", vec![String::new(), long(129)]),
        ("psea_caller_package", vec![String::new(), long(257)]),
        ("psea_sdk_version", vec![long(65)]),
        (
            "ueid",
            vec![
                String::new(),
                "A".repeat(43),
                "A".repeat(45),
                "+".repeat(44),
                "=".repeat(44),
                format!("{}\n", "A".repeat(44)),
                format!("{}=", "A".repeat(43)),
                "\u{ff21}".repeat(44),
            ],
        ),
        ("psea_payload_hash", hashes.clone()),
        ("psea_signals_hash", hashes),
        (
            "psea_user_hash",
            vec![
                String::new(),
                "A".repeat(42),
                "A".repeat(44),
                "B".repeat(43),
                format!("{}=", "A".repeat(43)),
                "+".repeat(43),
            ],
        ),
        (
            "psea_chain_prev",
            vec![
                String::new(),
                "0".repeat(63),
                "0".repeat(65),
                "A".repeat(64),
                "g".repeat(64),
                format!("0x{}", "0".repeat(62)),
                format!("{}\n", "0".repeat(64)),
            ],
        ),
    ]
}

pub(super) fn cases() -> Vec<Case> {
    let [start, rich, _] = starts();
    let mut cases = Vec::new();
    for (of, proof) in [("the least", &start), ("the richest", &rich)] {
        let mut wrong = |claim: &str, value: Value| {
            let body = proof.clone().claim(claim, value.clone()).body();
            cases.push(Case::new(format!("{claim} {value} in {of}"), body, "claim_invalid"));
        };
        for value in types() {
            if !value.is_string() {
                for claim in TEXT {
                    wrong(claim, value.clone());
                }
            }
            if !value.is_object() {
                wrong("psea_uv", value.clone());
                wrong("submods", value.clone());
                wrong("submods", json!({ "psea-device-state": value.clone() }));
            }
            // Whatever else is a submodule: of another name, nested, beside the right one.
            wrong("submods", json!({ "other": value.clone() }));
            wrong("submods", json!({ "psea-device-state": {}, "x": value.clone() }));
            wrong("psea_uv", json!({ "verified": true, "method": [value.clone()] }));
            wrong("psea_uv", json!({ "verified": [value.clone()], "method": "pin" }));
            wrong("psea_uv", json!({ "verified": { "": value.clone() }, "method": "pin" }));
            wrong("psea_uv", json!({ "method": value }));
        }
        for (claim, texts) in bad_texts() {
            for text in texts {
                wrong(claim, json!(text));
            }
        }
        wrong("submods", json!({"psea-device-state": "a.b.c"}));
        wrong("submods", json!({"psea-device-state": ["JWT", "a.b.c"]}));
        for name in start.claims.keys() {
            let body = proof.clone().without(name).body();
            cases.push(Case::new(format!("no {name} in {of}"), body, "claim_missing"));
        }
        for name in [
            "",
            "x",
            "nbf",
            "sub",
            "cnf",
            "scope",
            "azp",
            "client_id",
            "acr",
            "amr",
            "nonce",
            "eat_nonce2",
            "JTI",
            "Jti",
            "jti ",
            " jti",
            "jti\0",
            "psea_counter2",
            "PSEA_COUNTER",
            "psea-counter",
            "psea_uv_verified",
            "psea_key",
            "jwk",
            "kid",
            "alg",
            "__proto__",
            "constructor",
            "$ref",
            "\u{ff4a}ti",
            "ps\u{435}a_op",
            "psea_o\u{440}",
            "eat_profile\u{200b}",
            "ueids",
            "oemid",
            "dbgstat",
            "secboot",
            "manifests",
            "measurements",
            "bootseed",
            "psea_approved",
            "actionPayload",
            "proof",
        ] {
            for value in [json!(null), json!(1), json!("x")] {
                let body = proof.clone().claim(name, value).body();
                cases.push(Case::new(format!("{name:?} in {of}"), body, "claim_unknown"));
            }
        }
        for (claim, value, code) in [
            ("eat_profile", json!("x"), "profile_unsupported"),
            ("eat_profile", json!(""), "profile_unsupported"),
            ("psea_proof_version", json!("2"), "version_unsupported"),
            ("psea_proof_version", json!("1.0"), "version_unsupported"),
            ("psea_proof_version", json!(""), "version_unsupported"),
            ("iss", json!("other.example"), "issuer_mismatch"),
            ("iss", json!("Tenant.example"), "issuer_mismatch"),
            ("iss", json!("tenant.exampl"), "issuer_mismatch"),
            ("iss", json!("tenant.example."), "issuer_mismatch"),
            ("aud", json!("other.example"), "audience_mismatch"),
            ("aud", json!("verifier.example\0"), "audience_mismatch"),
            ("aud", json!("https://verifier.example"), "audience_mismatch"),
            ("psea_op", json!("payment.cancel"), "operation_mismatch"),
            ("psea_op", json!("payment.execute.all"), "operation_mismatch"),
            ("psea_tier", json!("low"), "tier_mismatch"),
            ("psea_tier", json!("High"), "tier_mismatch"),
            ("ueid", json!("A".repeat(44)), "ueid_mismatch"),
            ("exp", json!(0), "expired"),
            ("iat", json!(9_007_199_254_740_991_i64), "issued_in_future"),
            ("exp", json!(9_007_199_254_740_991_i64), "lifetime_exceeded"),
            ("psea_uv", json!({"verified": false, "method": "pin"}), "uv_not_verified"),
            ("psea_payload_hash", json!(format!("{}=", "A".repeat(43))), "action_mismatch"),
        ] {
            let body = proof.clone().claim(claim, value.clone()).body();
            cases.push(Case::new(format!("{claim} {value} in {of}"), body, code));
        }
    }
    cases
}
