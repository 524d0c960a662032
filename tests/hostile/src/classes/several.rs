//! Two defects at once: the one is told that comes first in the order of the checks (§3.13.2).

use psea_jose::base64::url;
use psea_jose::es256::{Es256Signer as _, P256Signer};
use serde_json::json;

use super::starts;
use crate::case::Case;
use crate::*;

/// A submission in its parts, each of which can be broken beside the others.
struct Parts {
    draft: Draft,
    signer: P256Signer,
    after_payload: &'static str,
    signature: fn(&mut Vec<u8>),
    proof: fn(String) -> String,
    body: fn(String) -> String,
    after_body: String,
}

impl Parts {
    fn of(draft: Draft) -> Self {
        Self {
            draft,
            signer: signer(),
            after_payload: "",
            signature: |_| {},
            proof: |proof| proof,
            body: |body| body,
            after_body: String::new(),
        }
    }

    fn claim(&mut self, name: &str, value: impl Into<serde_json::Value>) {
        self.draft.claims.insert(name.into(), value.into());
    }

    fn submission(self) -> String {
        let payload = self.draft.payload() + self.after_payload;
        let input = segments(&self.draft.header.to_string(), &payload);
        let mut signature = self.signer.sign(input.as_bytes()).unwrap().as_octets().to_vec();
        (self.signature)(&mut signature);
        let proof = (self.proof)(format!("{input}.{}", url::encode(&signature)));
        (self.body)(self.draft.body_around(&proof)) + &self.after_body
    }
}

struct Defect {
    code: &'static str,
    /// What it changes. Of two that change the same, one would undo the other.
    place: &'static str,
    make: fn(&mut Parts),
}

const fn defect(code: &'static str, place: &'static str, make: fn(&mut Parts)) -> Defect {
    Defect { code, place, make }
}

/// One for each check that needs neither a setting of the deployment's nor an earlier proof, in the
/// order of the checks.
const IN_ORDER: [Defect; 32] = [
    defect("body_too_large", "after the body", |p| p.after_body = " ".repeat(65_536)),
    defect("body_malformed", "body", |p| {
        p.body = |body| body.replacen("{\"proof\"", "{,\"proof\"", 1);
    }),
    defect("action_payload_missing", "body", |p| {
        p.body = |body| body.replacen("\"actionPayload\":", "\"action\":", 1);
    }),
    defect("proof_too_large", "proof", |p| p.proof = |proof| proof + &"A".repeat(16_384)),
    defect("proof_malformed", "proof", |p| p.proof = |proof| proof + "="),
    defect("header_alg", "alg", |p| p.draft.header["alg"] = json!("none")),
    defect("header_typ", "typ", |p| p.draft.header["typ"] = json!("JWT")),
    defect("header_crit", "crit", |p| p.draft.header["crit"] = json!(["exp"])),
    defect("header_b64", "b64", |p| p.draft.header["b64"] = json!(false)),
    defect("header_kid", "kid", |p| p.draft.header["kid"] = json!("")),
    defect("key_unknown", "kid", |p| p.draft.header["kid"] = json!("key-4")),
    defect("signature_malformed", "length", |p| {
        p.signature = |octets| octets.truncate(63);
    }),
    defect("signature_invalid", "signer", |p| {
        p.signer = P256Signer::from_scalar(&[10; 32]).unwrap();
    }),
    defect("enrollment_revoked", "kid", |p| {
        p.draft.header["kid"] = json!("key-3");
        p.signer = P256Signer::from_scalar(&[9; 32]).unwrap();
    }),
    defect("payload_malformed", "payload", |p| p.after_payload = ","),
    defect("claim_unknown", "x", |p| p.claim("x", 1)),
    defect("claim_missing", "counter", |p| drop(p.draft.claims.remove("psea_counter"))),
    defect("claim_invalid", "jti", |p| p.claim("jti", "a b")),
    defect("profile_unsupported", "profile", |p| p.claim("eat_profile", "x")),
    defect("version_unsupported", "version", |p| p.claim("psea_proof_version", "2")),
    defect("issuer_mismatch", "iss", |p| p.claim("iss", "other.example")),
    defect("audience_mismatch", "aud", |p| p.claim("aud", "other.example")),
    defect("operation_mismatch", "op", |p| p.claim("psea_op", "payment.cancel")),
    defect("tier_mismatch", "tier", |p| p.claim("psea_tier", "low")),
    defect("ueid_mismatch", "ueid", |p| p.claim("ueid", "A".repeat(44))),
    defect("expired", "exp", |p| p.claim("exp", NOW - 100)),
    defect("issued_in_future", "iat", |p| p.claim("iat", NOW + 100)),
    defect("lifetime_exceeded", "iat", |p| p.claim("iat", NOW - 100_000)),
    defect("uv_not_verified", "uv", |p| {
        p.claim("psea_uv", json!({"verified": false, "method": "pin"}));
    }),
    defect("action_payload_invalid", "action", |p| p.draft.action = r#"{"amount":1.5}"#.into()),
    defect("action_mismatch", "hash", |p| {
        p.claim("psea_payload_hash", format!("{}=", "A".repeat(43)));
    }),
    defect("signals_missing", "signals", |p| {
        p.claim("psea_signals_hash", format!("{}=", "A".repeat(43)));
    }),
];

pub(super) fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    let mut add = |defects: &[&Defect]| {
        let [start, ..] = starts();
        let mut parts = Parts::of(start);
        // An earlier one has the last word: a signer that is nobody's stays so.
        defects.iter().rev().for_each(|defect| (defect.make)(&mut parts));
        let codes: Vec<_> = defects.iter().map(|defect| defect.code).collect();
        cases.push(Case::new(codes.join(" and "), parts.submission(), codes[0]));
    };
    for (at, first) in IN_ORDER.iter().enumerate() {
        add(&[first]);
        let later = || IN_ORDER[at + 1..].iter().filter(|second| second.place != first.place);
        later().for_each(|second| add(&[first, second]));
        add(&[&[first], &later().collect::<Vec<_>>()[..]].concat());
    }
    cases
}
