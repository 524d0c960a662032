//! Parsers: what is taken is taken in one way, and others take it too and read the same.

use psea_claims::{ClaimRules, Claims, Limits, Revisions, TransportBody};
use psea_conformance::model::VectorFile;
use psea_jose::base64::url;
use psea_jose::canonical::CanonicalJson;
use psea_jose::json::{DEFAULT_MAX_DEPTH, Document};
use psea_jose::jws::UnverifiedJws;
use serde_json::Value;

use crate::plain::Members;
use crate::read::Read;

/// A text is taken if and only if `serde_json` takes it and it lies inside the subset, and then it
/// says the same.
pub fn json(octets: &[u8]) {
    let read = Read::of(octets);
    match (Document::parse(octets, DEFAULT_MAX_DEPTH), read) {
        (Ok(document), Some(read)) => {
            let (text, root) = (document.text(), document.root());
            assert!(read.is_strict(), "outside of the subset, and taken: {text:?}");
            assert!(read.agrees(root), "read as {root:?}, and by serde_json as {read:?}");
            // The root's source is the text without the white space around it.
            assert_eq!(root.source(), text.trim_matches([' ', '\t', '\n', '\r']));
        }
        (Ok(document), None) => panic!("only we take {:?}", document.text()),
        (Err(error), Some(read)) => {
            assert!(!read.is_strict(), "only we refuse it, {error}: {read:?}");
        }
        (Err(_), None) => {}
    }
}

/// A text has a canonical form if and only if it lies inside the subset; it is the one that
/// `serde_jcs` gives, and a fixed point.
pub fn canonical(octets: &[u8]) {
    let ours = CanonicalJson::parse(octets, DEFAULT_MAX_DEPTH);
    let read = Read::of(octets).filter(|read| read.is_strict() && read.has_integers_only());
    let theirs = read.map(|_| {
        let value: Value = serde_json::from_slice(octets).expect("it was read");
        serde_jcs::to_string(&value).expect("it has a form")
    });
    assert_eq!(ours.as_ref().map(CanonicalJson::as_str).ok(), theirs.as_deref(), "{ours:?}");
    if let Ok(canonical) = ours {
        let again = CanonicalJson::parse(canonical.as_octets(), DEFAULT_MAX_DEPTH);
        assert_eq!(again, Ok(canonical));
    }
}

/// A header is taken if and only if the rules of §3.4, said plainly, take it, and with their `kid`.
pub fn jws_header(header: &[u8]) {
    let rules = Limits::default().header_rules();
    let token = format!("{}.e30.{}", url::encode(header), url::encode(&[1; 64]));
    let ours = UnverifiedJws::parse(token.as_str(), &rules);
    let plain = Read::of(header)
        .filter(Read::is_strict)
        .and_then(|_| Members::of(header))
        .filter(Members::is_header)
        .and_then(|members| Some(members.get("kid")?.as_str()?.to_owned()))
        .filter(|kid| !kid.is_empty() && kid.len() <= rules.max_kid);
    assert_eq!(ours.as_ref().map(UnverifiedJws::kid).ok(), plain.as_deref(), "{ours:?}");
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
