//! A result's claims as a table.

use psea::jose::base64::url;
use psea::jose::json::{DEFAULT_MAX_DEPTH, Document, Object, Value};

use super::claims::{self, Member};
use super::time;

/// The payload of a token that was verified or just made, as text.
pub(crate) fn payload(token: &str) -> Option<String> {
    String::from_utf8(url::decode(token.split('.').nth(1)?).ok()?).ok()
}

/// Its claims. Nothing, where there are none.
pub(crate) fn table(token: &str) -> String {
    let Some(payload) = payload(token) else { return String::new() };
    let document = Document::parse(payload.as_bytes(), DEFAULT_MAX_DEPTH).ok();
    let object = document.as_ref().and_then(|document| document.root().as_object());
    object.map(|object| claims::table(&members(object)).to_string()).unwrap_or_default()
}

fn members(object: Object<'_, '_>) -> Vec<Member> {
    claims::members(object, |name, value| (meaning(name, value), None))
}

fn meaning(claim: &str, value: Value<'_, '_>) -> String {
    match claim {
        "iss" => "the verifier",
        "aud" => "for whom it is",
        "jti" => "the result's own id",
        "psea_outcome" => "what is told",
        "psea_proof_jti" => "the action's id",
        "psea_refused_jti" => "the refused action's id",
        "psea_proof_hash" => "the proof",
        "psea_payload_hash" => "the action",
        "psea_op" => "the operation",
        "psea_tier" => "the assurance tier",
        "psea_uv_anchor" => "user verification",
        "psea_durability" => "what its record outlives",
        "psea_chain_entry" => "the chain's new head",
        "ueid" => "the device",
        "iat" | "exp" => return claims::seconds(value).and_then(time::utc).unwrap_or_default(),
        _ => "",
    }
    .into()
}
