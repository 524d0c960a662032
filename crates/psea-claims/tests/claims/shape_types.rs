//! Each claim with each JSON type that it cannot have.

use psea_claims::ClaimName;

use crate::{INTEGER, Payload, STRING, name};

const UV: &str = "must be an object with `verified` (a boolean) and `method` (a string)";
const SUBMODS: &str = "must be an object that holds nothing but the object `psea-device-state`";

/// §3.5: a string claim is a string: null, an array of strings and all else is refused.
#[test]
fn string_claims() {
    for claim in [
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
    ] {
        for value in [
            "null",
            "true",
            "false",
            "0",
            "1",
            "1.5",
            "[]",
            "{}",
            r#"["1"]"#,
            r#"["verifier.example"]"#,
        ] {
            Payload::full().with(claim, value).invalid(name(claim), STRING);
        }
    }
}

/// §3.5: an integer claim is an integer: a string of digits is non-conformant.
#[test]
fn integer_claims() {
    for claim in ["iat", "exp", "psea_counter"] {
        for value in ["null", "true", "false", r#""42""#, r#""""#, "[]", "[42]", "{}"] {
            Payload::full().with(claim, value).invalid(name(claim), INTEGER);
        }
    }
}

/// §3.5: `psea_uv` and `submods` are objects.
#[test]
fn object_claims() {
    for value in ["null", "true", "1", r#""pin""#, "[]", r#"[{"method":"pin","verified":true}]"#] {
        Payload::full().with("psea_uv", value).invalid(ClaimName::Uv, UV);
        Payload::full().with("submods", value).invalid(ClaimName::Submods, SUBMODS);
    }
}

/// §3.5: the opaque claims may be of any type.
#[test]
fn opaque_claims() {
    for claim in ["psea_chain_pending", "psea_last_confirmed_head", "psea_rp_context_hash"] {
        for value in ["null", "true", "0", r#""""#, r#""x""#, "[]", "{}", r#"[{"a":[]},-1]"#] {
            let claims = Payload::full().with(claim, value).accepted();
            let found = match claim {
                "psea_chain_pending" => claims.chain_pending,
                "psea_last_confirmed_head" => claims.last_confirmed_head,
                _ => claims.rp_context_hash,
            };
            assert_eq!(found.unwrap().as_str(), value, "{claim}");
        }
    }
}
