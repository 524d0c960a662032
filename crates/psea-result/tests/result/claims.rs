//! The claim sets: closed, canonical, each claim with its constraint, and disjoint.

use psea_result::{ResultClaimName, ResultClaims};
use serde_json::{Value, json};

use crate::support::*;

fn approval_with(name: &str, value: Value) -> String {
    let mut members = approval_members();
    members.insert(name.into(), value);
    signed_members(&members)
}

fn refusal_with(name: &str, value: Value) -> String {
    let mut members = refusal_members();
    members.insert(name.into(), value);
    signed_members(&members)
}

const ENVELOPE: [&str; 7] = ["iss", "aud", "iat", "exp", "jti", "psea_ack_version", "psea_outcome"];
const APPROVAL: [&str; 9] = [
    "psea_proof_jti",
    "psea_proof_hash",
    "psea_payload_hash",
    "psea_op",
    "psea_tier",
    "psea_counter",
    "ueid",
    "psea_uv_anchor",
    "psea_durability",
];

/// The tables of this file and the claims of the code are the same.
#[test]
fn the_tables_are_complete() {
    let mut names: Vec<&str> = [&ENVELOPE[..], &APPROVAL].concat();
    names.extend(["psea_chain_entry", "psea_refused_jti"]);
    assert_eq!(names, ResultClaimName::ALL.map(ResultClaimName::as_str));
    for claim in ResultClaimName::ALL {
        assert_eq!(ResultClaimName::from_name(claim.as_str()), Some(claim));
    }
    assert_eq!(ResultClaimName::from_name("psea_code"), None);
    // A claim is shown by its name on the wire.
    assert_eq!(ResultClaimName::ALL.map(|claim| claim.to_string()), names[..]);
}

#[test]
fn what_is_not_an_object_in_strict_json_is_malformed() {
    for payload in ["{", "[]", "\"x\"", "null", "{\"a\":1,\"a\":1}", "{}x", "\u{FEFF}{}"] {
        assert_eq!(read(&signed(payload)), "payload_malformed", "{payload}");
    }
    // No claim nests, so that nothing else is looked for in one that does.
    for payload in ["{\"a\":{}}", "{\"a\":[]}", "{\"psea_outcome\":[\"approve\"]}"] {
        assert_eq!(read(&signed(payload)), "payload_malformed", "{payload}");
    }
}

#[test]
fn another_spelling_is_not_canonical() {
    let payload = approval().to_canonical();
    let payload = payload.as_str();
    let counter = |number: &str| {
        payload.replace("\"psea_counter\":17", &format!("\"psea_counter\":{number}"))
    };
    for other in [
        format!(" {payload}"),
        format!("{payload}\n"),
        payload.replace(':', ": "),
        payload.replacen("ES", "\\u0045S", 1).replacen("high", "\\u0068igh", 1),
        payload.replace("https://", "https:\\/\\/"),
        // Members in another order.
        format!(
            "{{{},\"aud\":\"{AUD}\"}}",
            payload[1..payload.len() - 1].split_once(',').unwrap().1
        ),
        // No canonical form here at all.
        counter("17.0"),
        counter("1e1"),
        counter("-0"),
    ] {
        assert_ne!(other, payload);
        assert_eq!(read(&signed(&other)), "payload_not_canonical", "{other}");
    }
}

/// Of an approval every claim is required but the chain's entry.
#[test]
fn a_missing_claim_is_refused() {
    for name in [&ENVELOPE[..], &APPROVAL].concat() {
        let mut members = approval_members();
        members.remove(name).unwrap();
        assert_eq!(read(&signed_members(&members)), "claim_missing", "{name}");
    }
    for name in ENVELOPE {
        let mut members = refusal_members();
        members.remove(name).unwrap();
        assert_eq!(read(&signed_members(&members)), "claim_missing", "{name}");
    }
    for (mut members, name, kind) in [
        (approval_members(), "psea_chain_entry", "approval"),
        (refusal_members(), "psea_refused_jti", "refusal"),
    ] {
        members.remove(name).unwrap();
        assert_eq!(read(&signed_members(&members)), kind);
    }
}

/// What is absent is found before what is present is looked at.
#[test]
fn a_missing_claim_comes_before_one_of_the_wrong_shape() {
    let mut members = approval_members();
    members.insert("iss".into(), json!(1));
    for name in ENVELOPE[1..].iter().chain(&APPROVAL).filter(|name| **name != "psea_outcome") {
        let mut members = members.clone();
        members.remove(*name).unwrap();
        assert_eq!(read(&signed_members(&members)), "claim_missing", "{name}");
    }
    // And of a refusal.
    let mut members = refusal_members();
    members.insert("iss".into(), json!(1));
    for name in ENVELOPE[1..].iter().filter(|name| **name != "psea_outcome") {
        let mut members = members.clone();
        members.remove(*name).unwrap();
        assert_eq!(read(&signed_members(&members)), "claim_missing", "{name}");
    }
}

/// The claim sets are closed.
#[test]
fn an_undeclared_claim_is_refused() {
    for name in ["nbf", "sub", "psea_code", "psea_ack", "PSEA_OP", "", "psea_op "] {
        assert_eq!(read(&approval_with(name, json!("x"))), "claim_unknown", "{name}");
        assert_eq!(read(&refusal_with(name, json!("x"))), "claim_unknown", "{name}");
    }
}

/// No member beside the envelope is in both: each of the one is undeclared in the other.
#[test]
fn the_claim_sets_are_disjoint() {
    let approval = approval_members();
    for name in [&APPROVAL[..], &["psea_chain_entry"]].concat() {
        let token = refusal_with(name, approval[name].clone());
        assert_eq!(read(&token), "claim_unknown", "{name} in a refusal");
    }
    assert_eq!(read(&approval_with("psea_refused_jti", json!("a-1"))), "claim_unknown");
}

/// No refusal becomes an approval by its word, and no approval a refusal.
#[test]
fn another_outcome_makes_another_claim_set_of_none() {
    assert_eq!(read(&refusal_with("psea_outcome", json!("approve"))), "claim_unknown");
    let mut bare = refusal_members();
    bare.remove("psea_refused_jti");
    bare.insert("psea_outcome".into(), json!("approve"));
    assert_eq!(read(&signed_members(&bare)), "claim_missing");
    for word in ["reject", "stale", "revoked", "unavailable"] {
        assert_eq!(read(&approval_with("psea_outcome", json!(word))), "claim_unknown");
        assert_eq!(read(&refusal_with("psea_outcome", json!(word))), "refusal");
    }
}

#[test]
fn an_unknown_outcome_is_refused() {
    for word in [json!("Approve"), json!("approved"), json!(""), json!(1), json!(null), json!(true)]
    {
        assert_eq!(read(&approval_with("psea_outcome", word.clone())), "claim_invalid");
        assert_eq!(read(&refusal_with("psea_outcome", word)), "claim_invalid");
    }
}

#[test]
fn another_version_is_refused() {
    for version in ["2", "", "1.0", "01"] {
        assert_eq!(read(&approval_with("psea_ack_version", json!(version))), "version_unsupported");
        assert_eq!(read(&refusal_with("psea_ack_version", json!(version))), "version_unsupported");
    }
    for version in [json!(1), json!(null)] {
        assert_eq!(read(&approval_with("psea_ack_version", version)), "claim_invalid");
    }
}

/// Every claim with values that it cannot have.
#[test]
fn a_claim_of_the_wrong_shape_is_refused() {
    let long = |length| json!("x".repeat(length));
    let zeros = json!(format!("{}=", "A".repeat(43)));
    let integers = [json!("1"), json!(-1), json!(true), json!(null)];
    let cases: Vec<(&str, Vec<Value>)> = vec![
        ("iss", vec![json!(""), long(257), json!(1)]),
        ("aud", vec![json!(""), long(257), json!(1), json!(null)]),
        ("iat", integers.to_vec()),
        ("exp", integers.to_vec()),
        ("jti", vec![json!(""), long(129), json!("a b"), json!("é"), json!(1)]),
        ("psea_proof_jti", vec![json!(""), long(129), json!("a/b"), json!(1)]),
        (
            "psea_proof_hash",
            vec![json!(""), long(44), json!("A".repeat(43)), json!(1), json!("-".repeat(43) + "=")],
        ),
        (
            "psea_payload_hash",
            vec![json!(""), json!("A".repeat(42) + "B="), json!("_".repeat(43) + "="), json!(1)],
        ),
        ("psea_op", vec![json!(""), long(129), json!(1)]),
        ("psea_tier", vec![json!(""), long(129), json!(1)]),
        ("psea_counter", integers.to_vec()),
        ("ueid", vec![json!(""), long(43), zeros, json!(1)]),
        ("psea_uv_anchor", vec![json!(""), json!("Attested"), json!(true)]),
        ("psea_durability", vec![json!(""), json!("power-loss"), json!(1)]),
        (
            "psea_chain_entry",
            vec![json!(""), json!("0".repeat(63)), json!("A".repeat(64)), json!(null)],
        ),
    ];
    for (name, values) in cases {
        for value in values {
            let token = approval_with(name, value.clone());
            assert_eq!(read(&token), "claim_invalid", "{name}: {value}");
            if ENVELOPE.contains(&name) {
                assert_eq!(read(&refusal_with(name, value)), "claim_invalid", "{name}");
            }
        }
    }
    for value in [json!(""), long(129), json!("a b"), json!(1)] {
        assert_eq!(read(&refusal_with("psea_refused_jti", value)), "claim_invalid");
    }
}

/// JSON, canonical form, outcome, undeclared, missing, shape, version: the first defect is told.
#[test]
fn the_order_of_the_checks() {
    let mut members = approval_members();
    members.insert("psea_ack_version".into(), json!("2"));
    assert_eq!(read(&signed_members(&members)), "version_unsupported");
    members.insert("psea_tier".into(), json!(""));
    assert_eq!(read(&signed_members(&members)), "claim_invalid");
    members.remove("psea_op");
    assert_eq!(read(&signed_members(&members)), "claim_missing");
    members.insert("zzz".into(), json!(1));
    assert_eq!(read(&signed_members(&members)), "claim_unknown");
    members.insert("psea_outcome".into(), json!("yes"));
    assert_eq!(read(&signed_members(&members)), "claim_invalid");
    members.remove("psea_outcome");
    assert_eq!(read(&signed_members(&members)), "claim_missing");
    let text = Value::Object(members).to_string();
    assert_eq!(read(&signed(&format!("{text} "))), "payload_not_canonical");
    assert_eq!(read(&signed(&format!("{text}}}"))), "payload_malformed");
}

/// A name that an attacker chose is cut before it is shown.
#[test]
fn a_long_unknown_name_is_cut() {
    let mut members = approval_members();
    members.insert("x".repeat(5_000), json!(1));
    let text = Value::Object(members).to_string();
    let error = ResultClaims::parse_unverified(text.as_bytes()).unwrap_err();
    assert_eq!(error, psea_result::ResultClaimError::Unknown { name: "x".repeat(64) });
}
