//! Submissions taken apart: a fuzzer cannot change what lies behind base64url and a hash.
//!
//! An input whose first octet is [`PLAIN`] or [`STRICT`], which no JSON begins with, is a header, a
//! payload, an action and perhaps a report with a NUL between them. The octets [`ACTION_HASH`] and
//! [`REPORT_HASH`] in the payload, which no JSON contains, stand for the right commitments. Any other input is a body.

use psea_jose::base64::url;
use serde_json::value::RawValue;

use super::{Deployment, commitment};
use crate::plain::Members;

const PLAIN: u8 = 0x80;
const STRICT: u8 = 0x81;
const ACTION_HASH: u8 = 1;
const REPORT_HASH: u8 = 2;

/// The deployment and the body that an input stands for.
pub(crate) fn body_of(octets: &[u8]) -> (Deployment, Vec<u8>) {
    let (deployment, rest) = match octets.split_first() {
        Some((&PLAIN, rest)) => (Deployment::Plain, rest),
        Some((&STRICT, rest)) => (Deployment::Strict, rest),
        _ => return (Deployment::Plain, octets.to_vec()),
    };
    let mut parts = rest.splitn(4, |octet| *octet == 0);
    let mut part = || parts.next().unwrap_or_default();
    let (header, payload, action, report) = (part(), part(), part(), part());

    let payload = committed(payload, ACTION_HASH, action);
    let payload = committed(&payload, REPORT_HASH, report);
    let signature = url::encode(&[1; 64]);
    let proof = format!("{}.{}.{signature}", url::encode(header), url::encode(&payload));
    let mut body = format!(r#"{{"proof":"{proof}","actionPayload":"#).into_bytes();
    body.extend(action);
    if !report.is_empty() {
        body.extend(br#","signalReport":"#);
        body.extend(report);
    }
    body.push(b'}');
    (deployment, body)
}

/// The payload with the commitment to `json` where `place` stands.
fn committed(payload: &[u8], place: u8, json: &[u8]) -> Vec<u8> {
    if !payload.contains(&place) {
        return payload.to_vec();
    }
    let hash = commitment(json).unwrap_or_default();
    let segments: Vec<&[u8]> = payload.split(|octet| *octet == place).collect();
    segments.join(hash.as_bytes())
}

/// The input that stands for a submission.
pub(crate) fn parts(
    deployment: Deployment,
    header: &[u8],
    payload: &[u8],
    action: &[u8],
    report: &[u8],
) -> Vec<u8> {
    let first = if deployment == Deployment::Strict { STRICT } else { PLAIN };
    let parts: [&[u8]; 4] = [header, payload, action, report];
    [vec![first], parts.join(&0)].concat()
}

/// A body taken apart, if it is one, with its commitments left open where they are right.
pub(crate) fn apart(body: &[u8]) -> Option<Vec<u8>> {
    let members = Members::of(body)?;
    let proof = members.get("proof")?;
    let mut segments = proof.as_str()?.split('.').map(url::decode);
    let header = segments.next()?.ok()?;
    let mut payload = segments.next()?.ok()?;
    let text = |name| members.raw(name).map_or("", RawValue::get);
    let (action, report) = (text("actionPayload"), text("signalReport"));
    for (place, json) in [(ACTION_HASH, action), (REPORT_HASH, report)] {
        if let Some(hash) = commitment(json.as_bytes()) {
            let text = String::from_utf8(payload).ok()?;
            payload = text.replace(&hash, &char::from(place).to_string()).into_bytes();
        }
    }
    Some(parts(Deployment::Plain, &header, &payload, action.as_bytes(), report.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_put_together_is_taken_apart_again() {
        let payload = [br#"{"psea_payload_hash":""#.as_slice(), &[ACTION_HASH], br#""}"#].concat();
        let input = parts(Deployment::Plain, br#"{"alg":"none"}"#, &payload, br#"{"a":1}"#, b"{}");
        let (deployment, body) = body_of(&input);
        assert_eq!(deployment, Deployment::Plain);
        let text = String::from_utf8(body.clone()).unwrap();
        assert!(text.ends_with(r#","actionPayload":{"a":1},"signalReport":{}}"#), "{text}");
        assert_eq!(apart(&body), Some(input));
        // SHA-256 of {"a":1}, by sha256sum.
        assert_eq!(
            commitment(br#" { "a" : 1 } "#).as_deref(),
            Some("AVq9f1zFei3ZS3WQ8ErYCEJzkF7jPsXOvq5iJ2qX+GI="),
        );
        assert_eq!(body_of(b"{}"), (Deployment::Plain, b"{}".to_vec()));
    }
}
