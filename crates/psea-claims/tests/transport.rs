//! The transport body: strict JSON within limits, of which only the proof is signed.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::unreachable,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "tests fail by panicking"
)]

use psea_claims::{
    ActionPayload, BodyError, Limits, SignalReport, TransportBody, TransportBodyBuilder,
};
use psea_jose::canonical::CanonicalJson;
use psea_jose::json::JsonErrorKind as Kind;

fn parse_with(body: &str, limits: &Limits) -> Result<(), BodyError> {
    TransportBody::parse(body.as_bytes(), limits).map(|_| ())
}

fn parse(body: &str) -> Result<(), BodyError> {
    parse_with(body, &Limits::default())
}

#[track_caller]
fn json_error(body: impl AsRef<[u8]>) -> (Kind, usize) {
    match TransportBody::parse(body.as_ref(), &Limits::default()) {
        Err(BodyError::Json(error)) => (error.kind(), error.offset()),
        other => panic!("{other:?}"),
    }
}

/// §3.6: the two required members, in any order; the values as received.
#[test]
fn required_members() {
    for body in [
        r#"{"proof":"a.b.c","actionPayload":{"x":1.5}}"#,
        r#" { "actionPayload" : {"x":1.5} , "proof" : "a.b.c" } "#,
        r#"{"\u0070roof":"a\u002eb.c","action\u0050ayload":{"x":1.5}}"#,
    ] {
        let body = TransportBody::parse(body.as_bytes(), &Limits::default()).unwrap();
        assert_eq!(body.proof().to_cow(), "a.b.c");
        assert_eq!(body.action_payload().unwrap().source(), r#"{"x":1.5}"#);
        assert!(body.signal_report().is_none() && body.integrity_evidence().is_none());
        assert!(body.request_id().is_none() && body.proof_id().is_none());
    }
}

/// §3.6: a `proof` that is absent or no string.
#[test]
fn proof() {
    for body in [
        "{}",
        r#"{"actionPayload":{}}"#,
        r#"{"Proof":"a.b.c","actionPayload":{}}"#,
        r#"{"proof":null,"actionPayload":{}}"#,
        r#"{"proof":1,"actionPayload":{}}"#,
        r#"{"proof":["a.b.c"],"actionPayload":{}}"#,
        r#"{"proof":{"proof":"a.b.c"},"actionPayload":{}}"#,
        r#"{"actionPayload":{"proof":"a.b.c"}}"#,
    ] {
        assert_eq!(parse(body), Err(BodyError::Proof), "{body}");
    }
    // What it holds is not looked at here.
    assert_eq!(parse(r#"{"proof":"","actionPayload":{}}"#), Ok(()));
}

/// §3.13.2: without an action payload there is nothing to bind; a null one is there, and refused
/// later.
#[test]
fn action_payload() {
    for body in [
        r#"{"proof":"a"}"#,
        r#"{"proof":"a","actionpayload":{}}"#,
        r#"{"proof":"a","x":{"actionPayload":{}}}"#,
    ] {
        assert_eq!(parse(body), Err(BodyError::ActionPayloadMissing), "{body}");
    }
    for value in ["null", "[]", "1.5", "\"x\"", "true", "{}"] {
        let body = format!(r#"{{"proof":"a","actionPayload":{value}}}"#);
        let body = TransportBody::parse(body.as_bytes(), &Limits::default()).unwrap();
        assert_eq!(body.action_payload().unwrap().source(), value);
        assert_eq!(
            ActionPayload::from_value(body.action_payload().unwrap()).is_ok(),
            value == "{}",
            "{value}"
        );
    }
}

/// §3.6: a body is an object.
#[test]
fn not_an_object() {
    for body in ["[]", "null", "1", "\"a.b.c\"", r#"[{"proof":"a","actionPayload":{}}]"#] {
        assert_eq!(parse(body), Err(BodyError::NotObject), "{body}");
    }
}

/// §2: strict JSON anywhere in the body, members that confer nothing included.
#[test]
fn strict_json() {
    assert_eq!(json_error(""), (Kind::UnexpectedEnd, 0));
    assert_eq!(json_error("a.b.c"), (Kind::UnexpectedCharacter, 0));
    assert_eq!(json_error("\u{feff}{}"), (Kind::ByteOrderMark, 0));
    assert_eq!(json_error("{}{}"), (Kind::TrailingData, 2));
    assert_eq!(json_error(b"{\"x\":\"\xFF\"}"), (Kind::InvalidUtf8, 6));
    assert_eq!(json_error(r#"{"requestId":"\ud800"}"#), (Kind::LoneSurrogate, 14));
    for (body, offset) in [
        (r#"{"proof":"a","proof":"a","actionPayload":{}}"#, 14),
        (r#"{"proof":"a","\u0070roof":"b","actionPayload":{}}"#, 14),
        (r#"{"proof":"a","actionPayload":{},"actionPayload":{}}"#, 33),
        (r#"{"proof":"a","actionPayload":{"to":1,"to":2}}"#, 38),
        (r#"{"proof":"a","actionPayload":{"to":{"a":1,"\u0061":2}}}"#, 43),
        (r#"{"x":[{"y":1,"y":1}]}"#, 14),
    ] {
        assert_eq!(json_error(body), (Kind::DuplicateName, offset), "{body}");
    }
}

fn padded(octets: usize) -> String {
    let body = r#"{"proof":"a","actionPayload":{}}"#;
    format!("{body}{}", " ".repeat(octets - body.len()))
}

/// §3.13.2: 65,536 octets by default, inclusive, counted before anything is parsed.
#[test]
fn body_size() {
    let limits = Limits::default();
    assert_eq!(
        (limits.max_body, limits.max_proof, limits.max_depth, limits.max_kid),
        (65_536, 16_384, 32, 512)
    );
    assert_eq!(parse(&padded(65_536)), Ok(()));
    assert_eq!(parse(&padded(65_537)), Err(BodyError::TooLarge { octets: 65_537, limit: 65_536 }));
    assert_eq!(
        parse(&"!".repeat(65_537)),
        Err(BodyError::TooLarge { octets: 65_537, limit: 65_536 })
    );
    let limits = Limits { max_body: 40, ..limits };
    assert_eq!(parse_with(&padded(40), &limits), Ok(()));
    assert_eq!(
        parse_with(&padded(41), &limits),
        Err(BodyError::TooLarge { octets: 41, limit: 40 })
    );
}

/// §3.13.2: 16,384 octets of proof by default, inclusive, after unescaping and in UTF-8.
#[test]
fn proof_size() {
    let body = |proof: &str| format!(r#"{{"proof":"{proof}","actionPayload":{{}}}}"#);
    assert_eq!(parse(&body(&"a".repeat(16_384))), Ok(()));
    assert_eq!(
        parse(&body(&"a".repeat(16_385))),
        Err(BodyError::ProofTooLarge { octets: 16_385, limit: 16_384 })
    );
    let limits = Limits { max_proof: 10, ..Limits::default() };
    for (proof, octets) in [
        ("a".repeat(10), 10),
        ("a".repeat(11), 11),
        (r"\u0061".repeat(10), 10),
        (r"\u0061".repeat(11), 11),
        ("é".repeat(5), 10),
        ("é".repeat(6), 12),
        (r"\ud83d\ude00".repeat(3), 12),
    ] {
        let want =
            if octets <= 10 { Ok(()) } else { Err(BodyError::ProofTooLarge { octets, limit: 10 }) };
        assert_eq!(parse_with(&body(&proof), &limits), want, "{proof}");
    }
}

/// §3.13.2: depth is measured from the body's own root.
#[test]
fn depth() {
    let body = |levels: usize| {
        let nested = format!("{}{}", "[".repeat(levels), "]".repeat(levels));
        format!(r#"{{"proof":"a","actionPayload":{{"x":{nested}}}}}"#)
    };
    assert_eq!(parse(&body(30)), Ok(()));
    assert_eq!(json_error(body(31)).0, Kind::TooDeep);
    let limits = Limits { max_depth: 2, ..Limits::default() };
    assert_eq!(parse_with(&body(0).replace("\"x\":", ""), &limits), Ok(()));
    assert!(matches!(parse_with(&body(1), &limits), Err(BodyError::Json(_))));
    let limits = Limits { max_depth: 1, ..Limits::default() };
    assert!(matches!(parse_with(&padded(40), &limits), Err(BodyError::Json(_))));
}

/// §3.13.2: size, JSON, object, `proof`, `actionPayload`, size of the proof: each in turn is the first.
#[test]
fn order() {
    let limits = Limits { max_body: 40, max_proof: 3, ..Limits::default() };
    let too_long = format!("{{\"proof\":1{}", " ".repeat(40));
    assert!(matches!(parse_with(&too_long, &limits), Err(BodyError::TooLarge { .. })));
    assert!(matches!(parse_with("{\"proof\":1", &limits), Err(BodyError::Json(_))));
    assert_eq!(parse_with("[\"proof\"]", &limits), Err(BodyError::NotObject));
    assert_eq!(parse_with("{\"proof\":1}", &limits), Err(BodyError::Proof));
    assert_eq!(parse_with("{\"proof\":\"abcd\"}", &limits), Err(BodyError::ActionPayloadMissing));
    assert_eq!(
        parse_with(r#"{"proof":"abcd","actionPayload":1}"#, &limits),
        Err(BodyError::ProofTooLarge { octets: 4, limit: 3 })
    );
    assert_eq!(parse_with(r#"{"proof":"abc","actionPayload":1}"#, &limits), Ok(()));
}

/// §3.6: unknown members are ignored, and the known optional ones may be of any type.
#[test]
fn other_members() {
    let body = r#"{"proof":"a","actionPayload":{},"iss":"x","psea_uv":1.5,"":null,"__proto__":{},
        "requestId":[1.5],"proofId":null,"integrityEvidence":"e","signalReport":1e5}"#;
    let body = TransportBody::parse(body.as_bytes(), &Limits::default()).unwrap();
    assert_eq!(body.request_id().unwrap().source(), "[1.5]");
    assert_eq!(body.proof_id().unwrap().source(), "null");
    assert_eq!(body.integrity_evidence().unwrap().source(), "\"e\"");
    assert_eq!(body.signal_report().unwrap().source(), "1e5");
}

/// §3.6: what an Attester builds is read back member by member, and is canonical.
#[test]
fn builder() {
    let action = ActionPayload::parse(br#"{"to":"alice","amount":2500}"#).unwrap();
    let report = SignalReport::parse(br#"["rooted",false]"#).unwrap();
    let evidence = CanonicalJson::parse(br#"{"token":"t"}"#, 32).unwrap();

    let text = TransportBodyBuilder::new("a.b.c", &action).build();
    assert_eq!(text, r#"{"actionPayload":{"amount":2500,"to":"alice"},"proof":"a.b.c"}"#);

    let text = TransportBodyBuilder::new("a.b.c", &action)
        .signal_report(&report)
        .integrity_evidence(&evidence)
        .request_id("r\"1")
        .proof_id("p\n1")
        .build();
    assert_eq!(CanonicalJson::parse(text.as_bytes(), 32).unwrap().as_str(), text);
    let body = TransportBody::parse(text.as_bytes(), &Limits::default()).unwrap();
    assert_eq!(body.proof().literal(), Some("a.b.c"));
    assert_eq!(ActionPayload::from_value(body.action_payload().unwrap()), Ok(action));
    assert_eq!(SignalReport::from_value(body.signal_report().unwrap()), Ok(report));
    assert_eq!(body.integrity_evidence().unwrap().source(), evidence.as_str());
    assert_eq!(body.request_id().unwrap().as_text().unwrap().to_cow(), "r\"1");
    assert_eq!(body.proof_id().unwrap().as_text().unwrap().to_cow(), "p\n1");
}

/// §3.13.2: an action payload that parses on its own fits into a body.
#[test]
fn deepest_action_fits() {
    let nested =
        |levels: usize| format!("{{\"x\":{}{}}}", "[".repeat(levels - 1), "]".repeat(levels - 1));
    let action = ActionPayload::parse(nested(31).as_bytes()).unwrap();
    let report = SignalReport::parse(nested(31).as_bytes()).unwrap();
    let body = TransportBodyBuilder::new("a", &action).signal_report(&report).build();
    assert_eq!(parse(&body), Ok(()));
    assert!(ActionPayload::parse(nested(32).as_bytes()).is_err());
    assert!(SignalReport::parse(nested(32).as_bytes()).is_err());
}
