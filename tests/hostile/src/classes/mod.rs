//! The classes, and the three submissions that every case is made from.

mod around;
mod base64s;
mod claims;
mod duplicates;
mod headers;
mod nesting;
mod numbers;
mod octets;
mod several;
mod signatures;
mod sizes;
mod unicode;

use psea_claims::SignalReport;
use serde_json::json;

use crate::case::Case;
use crate::*;

const UEID_02: &str = "AQMiZxHcfzdMtEkuQ9Nw65eVDr-6T4cJuVLF5n8HDvs1";
const REPORT: &str = r#"{"a":[1,"x"]}"#;

/// What the least proof has; something of everything; the earlier revision.
#[must_use]
pub fn starts() -> [Draft; 3] {
    let report = SignalReport::parse(REPORT.as_bytes()).unwrap().hash().to_text();
    let rich = draft("a-2", 9_007_199_254_740_991)
        .claim("psea_chain_prev", SENTINEL)
        .claim("submods", json!({"psea-device-state": {"os": "x", "n": [1, {}]}}))
        .claim("psea_signals_hash", report)
        .claim("psea_caller_package", "com.bank")
        .claim("psea_sdk_version", "1.0")
        .claim("psea_user_hash", "A".repeat(43))
        .claim("eat_nonce", "n-1")
        .claim("psea_chain_pending", json!([null, {"a": "\u{1f600}"}]))
        .beside("signalReport", REPORT)
        .beside("requestId", "\"r-1\"")
        .beside("integrityEvidence", r#"{"token":"a.b.c"}"#);
    let earlier = draft("a-3", 0).claim("eat_profile", PROFILE_02).claim("ueid", UEID_02);
    [draft("a-1", 1), rich, earlier]
}

/// Makes the submissions of a class.
pub type Class = fn() -> Vec<Case>;

/// Every class by its name.
pub const EVERY_CLASS: &[(&str, Class)] = &[
    ("several defects", several::cases),
    ("truncated bodies", octets::truncated_bodies),
    ("truncated proofs", octets::truncated_proofs),
    ("truncated payloads", octets::truncated_payloads),
    ("flipped bits", octets::flipped_bits),
    ("sizes", sizes::cases),
    ("nesting", nesting::cases),
    ("numbers", numbers::cases),
    ("unicode", unicode::cases),
    ("duplicate names", duplicates::cases),
    ("base64", base64s::cases),
    ("headers", headers::cases),
    ("key confusion", headers::key_confusion),
    ("signature encodings", signatures::encodings),
    ("r and s", signatures::edges),
    ("claims", claims::cases),
    ("around the body", around::cases),
];

/// The body around a proof with exactly this header and payload, signed by the enrolled key.
fn signed(proof: &Draft, header: &str, payload: &str) -> Vec<u8> {
    proof.body_around(&sign(header, payload, &signer())).into_bytes()
}

/// The same of octets that need not be text.
fn signed_octets(proof: &Draft, header: &[u8], payload: &[u8]) -> Vec<u8> {
    use psea_jose::base64::url;
    use psea_jose::es256::Es256Signer as _;
    let input = format!("{}.{}", url::encode(header), url::encode(payload));
    let signature = signer().sign(input.as_bytes()).unwrap();
    proof.body_around(&format!("{input}.{}", url::encode(signature.as_octets()))).into_bytes()
}

/// `json`, an object, with one more member at its end.
fn with_member(json: &str, member: &str) -> String {
    format!("{},{member}}}", &json[..json.len() - 1])
}
