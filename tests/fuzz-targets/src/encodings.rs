//! Parsers: what is taken is taken in one way, and others take it too.

use psea_claims::{ClaimRules, Claims, Limits, Revisions, TransportBody};
use psea_conformance::model::VectorFile;
use psea_jose::base64::url;
use psea_jose::canonical::CanonicalJson;
use psea_jose::json::{DEFAULT_MAX_DEPTH, Document};
use psea_jose::jws::UnverifiedJws;
use serde_json::Value;

use crate::plain::Members;

/// Whatever the strict parser takes, `serde_json` takes too.
pub fn json(octets: &[u8]) {
    let Ok(document) = Document::parse(octets, DEFAULT_MAX_DEPTH) else { return };
    // Numbers beyond a double are JSON, though serde_json has no value for them.
    let taken = serde_json::from_slice::<&serde_json::value::RawValue>(octets);
    assert!(taken.is_ok(), "only we take {:?}", document.text());
    // The root's source is the text without the white space around it.
    assert_eq!(document.root().source(), document.text().trim_matches([' ', '\t', '\n', '\r']));
}

/// The canonical form is a fixed point, and the one that `serde_jcs` gives.
pub fn canonical(octets: &[u8]) {
    let Ok(canonical) = CanonicalJson::parse(octets, DEFAULT_MAX_DEPTH) else { return };
    let again = CanonicalJson::parse(canonical.as_octets(), DEFAULT_MAX_DEPTH);
    assert_eq!(again.as_ref(), Ok(&canonical));
    let value: Value = serde_json::from_slice(octets).expect("it is JSON");
    assert_eq!(serde_jcs::to_string(&value).expect("it has a form"), canonical.as_str());
}

/// A header is taken if and only if the rules of §3.4, said plainly, take it.
pub fn jws_header(header: &[u8]) {
    let rules = Limits::default().header_rules();
    let token = format!("{}.e30.{}", url::encode(header), url::encode(&[1; 64]));
    let parsed = UnverifiedJws::parse(token.as_str(), &rules);
    let Ok(parsed) = parsed else { return };
    let members = Members::of(header).expect("only we take it");
    assert!(members.is_header() && members.is("kid", parsed.kid()));
    assert!(!parsed.kid().is_empty() && parsed.kid().len() <= rules.max_kid);
}

/// A token that is taken is spelled in exactly one way: its segments re-encode to themselves.
pub fn jws_compact(octets: &[u8]) {
    let Ok(token) = std::str::from_utf8(octets) else { return };
    let rules = Limits::default().header_rules();
    if let Ok(parsed) = UnverifiedJws::parse(token, &rules) {
        assert!(!parsed.kid().is_empty() && parsed.kid().len() <= rules.max_kid);
        assert_eq!(token.split('.').count(), 3);
        for segment in token.split('.') {
            assert_eq!(url::encode(&url::decode(segment).expect("it was decoded")), segment);
        }
    }
}

/// A claim set that is taken writes a canonical payload that reads as the same claim set.
pub fn claims(payload: &[u8]) {
    let rules = ClaimRules { revisions: Revisions::BOTH, ..ClaimRules::default() };
    if let Ok(claims) = Claims::parse_unverified(payload, &rules) {
        let written = claims.to_canonical();
        let strict = ClaimRules { require_canonical: true, ..rules };
        assert_eq!(Claims::parse_unverified(written.as_octets(), &strict).as_ref(), Ok(&claims));
    }
}

/// A body that is taken has a proof and an action, within the limits, as `serde_json` reads them.
pub fn transport_body(octets: &[u8]) {
    let limits = Limits::default();
    let Ok(body) = TransportBody::parse(octets, &limits) else { return };
    assert!(octets.len() <= limits.max_body);
    assert!(body.proof().to_cow().len() <= limits.max_proof);
    assert!(body.action_payload().is_some());
    if let Ok(value) = serde_json::from_slice::<Value>(octets) {
        assert_eq!(value["proof"], *body.proof().to_cow());
        assert!(value.get("actionPayload").is_some());
    }
}

/// A file of vectors that is taken is written as one that reads as the same.
pub fn vectors(octets: &[u8]) {
    let Ok(text) = std::str::from_utf8(octets) else { return };
    let Ok(parsed) = VectorFile::from_json(text) else { return };
    for error in &parsed.errors {
        assert!(!error.to_string().is_empty());
    }
    let written = parsed.file.to_json().expect("it is written");
    let again = VectorFile::from_json(&written).expect("it is read again");
    assert!(again.errors.is_empty(), "{:?}", again.errors);
    assert_eq!(again.file, parsed.file);
}
