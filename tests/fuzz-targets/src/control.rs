//! The controls: what a fuzzing run must find, or it finds nothing at all.

use psea_jose::base64::url;
use psea_jose::json::{Array, DEFAULT_MAX_DEPTH, Document, Kind, Object, Value};
use serde_json::Map;

use crate::plain::Members;
use crate::{pipeline, shapes};

/// A parser's target with a fault that no seed meets: an `expect` that fails for a number whose
/// name is written with an escape, inside another object.
pub fn control(octets: &[u8]) {
    crate::json(octets);
    if let Ok(document) = Document::parse(octets, DEFAULT_MAX_DEPTH) {
        walk(document.root(), false);
    }
}

fn walk(value: Value<'_, '_>, is_inner: bool) {
    for (name, member) in value.as_object().iter().flat_map(Object::iter) {
        if is_inner && member.kind() == Kind::Number {
            name.literal().expect("planted");
        }
        walk(member, true);
    }
    for element in value.as_array().iter().flat_map(Array::iter) {
        walk(element, is_inner);
    }
}

/// `verify_pipeline` with a fault behind the signature check: an optional claim that is malformed is
/// read as if it were absent. It is for the re-statement of the rules to notice.
pub fn control_signed(octets: &[u8]) {
    let (deployment, body) = pipeline::body_of(octets);
    let given = as_the_faulty_read_it(&body);
    let _ = pipeline::check(deployment, &body, given.as_deref().unwrap_or(&body));
}

/// Whether an input meets the fault of [`control_signed`], whatever comes of it.
pub(crate) fn meets_the_signed_fault(octets: &[u8]) -> bool {
    as_the_faulty_read_it(&pipeline::body_of(octets).1).is_some()
}

/// The body without the malformed optional claims, if it has any.
fn as_the_faulty_read_it(body: &[u8]) -> Option<Vec<u8>> {
    let proof = Members::of(body)?.get("proof")?;
    let payload = proof.as_str()?.split('.').nth(1)?;
    let mut claims: Map<String, serde_json::Value> =
        serde_json::from_slice(&url::decode(payload).ok()?).ok()?;
    let all = claims.len();
    claims.retain(|name, value| shapes::is_well_formed(name, value));
    if claims.len() == all {
        return None;
    }
    let without = url::encode(serde_json::to_string(&claims).ok()?.as_bytes());
    Some(std::str::from_utf8(body).ok()?.replace(payload, &without).into_bytes())
}
