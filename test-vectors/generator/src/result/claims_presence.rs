//! Which claims a result has (§3.13.3).

use super::case::Topic;
use super::kinds::REFUSALS;
use super::token::{ENTRY, Token};
use crate::core::proof::JTI;

/// The claims of every result.
const EVERY: [&str; 7] = ["iss", "aud", "iat", "exp", "jti", "psea_ack_version", "psea_outcome"];

/// The claims of every approval.
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

fn slug(claim: &str) -> String {
    claim.replace('_', "-")
}

pub(super) fn outcome() -> Topic {
    let mut t = Topic::new("outcome", &["3.13.3", "6.4.4"]);
    for (slug, title, text) in [
        ("unknown", "A word that nobody knows is refused.", r#""accept""#),
        ("approved", "The word approved is refused.", r#""approved""#),
        ("case", "Words of outcomes are case-sensitive.", r#""Approve""#),
        ("space", "A word with a space is refused.", r#""approve ""#),
        ("empty", "An empty word is refused.", r#""""#),
        ("code", "A rejection code is no outcome.", r#""counter_not_increasing""#),
        ("null", "An outcome of null is refused.", "null"),
        ("true", "An outcome of true is refused.", "true"),
        ("number", "An outcome that is a number is refused.", "0"),
    ] {
        t.reject(slug, title, "claim_invalid", &Token::approval().claim("psea_outcome", text));
    }
    t.reject(
        "null-refusal",
        "A refusal with an outcome of null is refused.",
        "claim_invalid",
        &Token::refusal("reject").claim("psea_outcome", "null"),
    );
    t
}

pub(super) fn unknown() -> Topic {
    let mut t = Topic::new("claims-unknown", &["3.13.3"]);
    let code = "claim_unknown";
    for (name, title, text) in [
        ("nbf", "A claim of RFC 7519 that the format does not have is refused.", "1785300000"),
        ("sub", "A subject is refused.", r#""alice""#),
        ("psea_code", "A rejection code is refused.", r#""expired""#),
        ("PSEA_OP", "A claim whose name differs in case is refused.", r#""payment.execute""#),
        ("psea_uv", "The verification of the proof is refused.", "true"),
        ("eat_nonce", "A nonce is refused.", r#""n-1""#),
        ("x", "A claim of null is there, and refused.", "null"),
    ] {
        let slug = format!("approval-{}", slug(&name.to_lowercase()));
        t.reject(&slug, title, code, &Token::approval().claim(name, text));
    }
    t.reject(
        "approval-empty-name",
        "A claim without a name is refused.",
        code,
        &Token::approval().text("", ""),
    );
    t.reject(
        "approval-refused-jti",
        "An approval that names a refused proof is refused.",
        code,
        &Token::approval().text("psea_refused_jti", JTI),
    );
    let approval = Token::approval().text("psea_chain_entry", ENTRY);
    for claim in APPROVAL.iter().chain(&["psea_chain_entry"]) {
        let value = approval.claims();
        let crate::core::json::Json::Object(members) = &value else {
            panic!("no object");
        };
        let (_, value) = members.iter().find(|(name, _)| name == claim).unwrap();
        let text = value.pretty();
        t.reject(
            &format!("refusal-{}", slug(claim)),
            &format!("A refusal with {claim} is refused."),
            code,
            &Token::refusal("reject").claim(claim, text.trim_end()),
        );
    }
    for outcome in REFUSALS {
        t.reject(
            &format!("{outcome}-code"),
            &format!("A result with the word {outcome} does not tell the code."),
            code,
            &Token::refusal(outcome).text("psea_code", "expired"),
        );
    }
    t
}

pub(super) fn missing() -> Topic {
    let mut t = Topic::new("claims-missing", &["3.13.3"]);
    for claim in EVERY.iter().chain(&APPROVAL) {
        t.reject(
            &format!("approval-{}", slug(claim)),
            &format!("An approval without {claim} is refused."),
            "claim_missing",
            &Token::approval().without(claim),
        );
    }
    for claim in EVERY {
        t.reject(
            &format!("refusal-{}", slug(claim)),
            &format!("A refusal without {claim} is refused."),
            "claim_missing",
            &Token::refusal("revoked").without(claim),
        );
    }
    t.reject(
        "all",
        "A payload without claims is refused.",
        "claim_missing",
        &Token::approval().edit_payload(|_| "{}".to_owned()),
    );
    t
}
