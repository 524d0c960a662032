//! The control of the order: a Verifier with two of its checks swapped.

use psea_jose::base64::url;
use serde_json::Value;

use crate::deployment::AUD;

/// What a Verifier answers that compares `aud` before `iss` (§3.13.4 names them the other way
/// round), where the right one answers `code`.
#[must_use]
pub fn audience_before_issuer(body: &[u8], code: &'static str) -> &'static str {
    if code != "issuer_mismatch" || audience(body).as_deref() == Some(AUD) {
        return code;
    }
    "audience_mismatch"
}

fn audience(body: &[u8]) -> Option<String> {
    let body: Value = serde_json::from_slice(body).ok()?;
    let payload = url::decode(body["proof"].as_str()?.split('.').nth(1)?).ok()?;
    let claims: Value = serde_json::from_slice(&payload).ok()?;
    claims["aud"].as_str().map(str::to_owned)
}
