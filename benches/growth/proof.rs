//! Submissions whose signature any key takes.

use psea::claims::ActionPayload;
use psea::jose::base64::url;
use serde_json::json;

pub(crate) const ISS: &str = "tenant.example";
pub(crate) const AUD: &str = "verifier.example";
pub(crate) const OP: &str = "payment.execute";
pub(crate) const TIER: &str = "high";
pub(crate) const DEVICE: &str = "device-7f3a";
const ACTION: &str = r#"{"actionType":"transfer","amount":2500,"currency":"EUR","to":"alice"}"#;

/// A transport body of one Attester, issued at `now`.
pub(crate) fn body(attester: u64, counter: u64, now: u64) -> String {
    let hash = ActionPayload::parse(ACTION.as_bytes()).unwrap().hash().to_text();
    let claims = json!({
        "jti": format!("{attester:x}-{counter:x}-7f9c1c2e"), "aud": AUD, "iss": ISS,
        "iat": now, "exp": now + 300,
        "ueid": "AceZ_tBWu8SfItNuHSNSU4JLwE8ziz90S0CXfv0JtOB7",
        "eat_profile": "https://datatracker.ietf.org/doc/draft-yossif-psea/",
        "psea_tier": TIER, "psea_op": OP, "psea_counter": counter, "psea_payload_hash": hash,
        "psea_uv": {"verified": true, "method": "pin"}, "psea_proof_version": "1",
    });
    let header = json!({"alg": "ES256", "kid": kid(attester), "typ": "psea-proof+jwt"});
    let header = url::encode(header.to_string().as_bytes());
    let claims = url::encode(claims.to_string().as_bytes());
    let signature = url::encode(&[1; 64]);
    format!(r#"{{"proof":"{header}.{claims}.{signature}","actionPayload":{ACTION}}}"#)
}

pub(crate) fn kid(attester: u64) -> String {
    format!("key-{attester:08x}")
}
