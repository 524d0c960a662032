//! The model reads and writes the format, and nothing else.

#![expect(clippy::unwrap_used, reason = "helpers of tests, which clippy does not count as tests")]

use psea_conformance::model::{
    Answer, Challenges, CounterScope, EnrolledUv, Expect, Identity, Limits, Octets, Profile,
    RejectCode, Step, StepAnswer, Suite, Vector, VerifyAnswer,
};
use psea_conformance::{load, protocol};
use serde_json::{Value, json};

fn verify_vector(verifier: &Value, steps: &Value) -> Value {
    json!({
        "id": "verify.test", "title": "A test.", "sections": ["3.4"], "flags": [],
        "verifier": verifier,
        "enrollments": [{
            "attester": "attester-1", "kid": "key-1",
            "key": {"kty": "EC", "crv": "P-256", "x": "x", "y": "y"},
            "ueid": "u"
        }],
        "steps": steps
    })
}

fn parse(vector: &Value) -> Vector {
    Vector::from_json(Suite::Verify, &vector.to_string()).unwrap()
}

fn plain() -> Value {
    json!({"iss": "i", "aud": "a", "profiles": ["draft-02", "draft-03"]})
}

fn submit() -> Value {
    json!({"submit": {"now": 1, "op": "o", "tier": "t", "body": "{}"}, "expect": {"result": "accept"}})
}

#[test]
fn omitted_members_take_their_defaults() {
    let Vector::Verify(vector) = parse(&verify_vector(&plain(), &json!([submit()]))) else {
        panic!("another suite")
    };
    let setup = vector.verifier;
    assert_eq!(setup.profiles, [Profile::Draft02, Profile::Draft03]);
    assert_eq!((setup.max_lifetime, setup.clock_skew), (300, 0));
    assert_eq!((setup.challenges, setup.counter_scope), (Challenges::Unused, CounterScope::Single));
    assert!(!setup.chain && !setup.require_canonical_payload);
    assert!(
        setup.high_assurance_ops.is_empty()
            && setup.callers.is_empty()
            && setup.rp_context.is_none()
    );
    assert_eq!(setup.limits, Limits::default());
    let enrollment = &vector.enrollments[0];
    assert_eq!((enrollment.status.as_str(), enrollment.uv), ("active", EnrolledUv::Unknown));
    assert_eq!(enrollment.identity, Identity::Ueid("u".into()));
}

#[test]
fn every_member_is_read_and_written() {
    let verifier = json!({
        "iss": "i", "aud": "a", "profiles": ["draft-03"], "max_lifetime": 60, "clock_skew": 30,
        "challenges": "required", "chain": true, "require_canonical_payload": true,
        "counter_scope": {"payload": "/account"}, "high_assurance_ops": ["o"], "callers": {"o": "app.example"},
        "rp_context": {"a": [1]}, "limits": {"max_body": 1, "max_proof": 2, "max_depth": 3, "max_kid": 4}
    });
    let steps = json!([
        {"submit": {"now": 1, "op": "o", "tier": "t", "body": "{}"},
         "expect": {"result": "accept", "uv": "attested", "chain_entry": "c"}},
        {"submit": {"now": 1, "op": "o", "tier": "t", "body_hex": "ff"},
         "expect": {"result": "reject", "code": "body_malformed"}},
        {"set_status": {"attester": "attester-1", "status": "suspended"}},
        {"rotate_key": {"attester": "attester-1", "kid": "k", "key": {"kty": "EC", "crv": "P-256", "x": "x", "y": "y"}}},
        {"issue_challenge": {"nonce": "n", "now": 1, "ttl": 60}},
        {"restart": {}}
    ]);
    let vector = verify_vector(&verifier, &steps);
    let parsed = parse(&vector);
    assert_eq!(serde_json::to_value(&parsed).unwrap(), vector);
    let Vector::Verify(parsed) = parsed else { panic!("another suite") };
    assert_eq!(parsed.verifier.counter_scope, CounterScope::Payload("/account".into()));
    let Step::Submit { submit, expect } = &parsed.steps[1] else { panic!("another step") };
    assert_eq!(submit.body, Octets::Hex("ff".into()));
    assert_eq!(*expect, Some(Expect::Reject { code: RejectCode::BodyMalformed }));
}

#[test]
fn a_context_is_kept_to_the_letter() {
    let text = verify_vector(&plain(), &json!([submit()])).to_string();
    let text = text.replace(
        "\"iss\":\"i\"",
        "\"iss\":\"i\",\"rp_context\":{\n \"z\": -0, \"a\": 18446744073709551617}",
    );
    let vector = Vector::from_json(Suite::Verify, &text).unwrap();
    let line = protocol::request_line(&vector).unwrap();
    assert!(!line.contains('\n'), "{line}");
    assert!(line.contains(r#""rp_context":{"z":-0,"a":18446744073709551617}"#), "{line}");
}

#[test]
fn what_does_not_belong_is_refused() {
    let refused = |steps: Value| {
        let text = verify_vector(&plain(), &steps).to_string();
        Vector::from_json(Suite::Verify, &text).unwrap_err().to_string()
    };
    assert!(refused(json!([{}])).contains("each step has exactly one of"));
    assert!(
        refused(json!([{"restart": {}, "expect": {"result": "accept"}}]))
            .contains("only a `submit` has a decision")
    );
    assert!(refused(json!([{"pause": {}}])).contains("unknown field `pause`"));
    assert!(
        refused(json!([{"submit": {"now": 1, "op": "o", "tier": "t"}}]))
            .contains("`body` and `body_hex`")
    );
    let code = json!([{"submit": {"now": 1, "op": "o", "tier": "t", "body": ""}, "expect": {"result": "reject", "code": "no"}}]);
    assert!(refused(code).contains("unknown variant `no`"));
}

#[test]
fn a_request_leaves_the_expectations_out() {
    let loaded = load::load(&[concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures")]);
    assert!(loaded.errors.is_empty(), "{:?}", loaded.errors);
    for loaded in loaded.vectors {
        let vector = loaded.vector;
        let line = protocol::request_line(&vector).unwrap();
        assert!(!line.contains('\n'));
        let request: Value = serde_json::from_str(&line).unwrap();
        assert_eq!(request["suite"], vector.suite().name());
        let mut rest = serde_json::to_value(&vector).unwrap();
        let expected: &[&str] = match vector.suite() {
            Suite::CanonicalJson => &["result", "canonical", "sha256"],
            Suite::Ueid => &["ueid"],
            Suite::ChainEntry => &["chain_entry"],
            Suite::Attest => &["result", "header", "payload", "proof"],
            Suite::Verify | Suite::Result => &[],
        };
        for member in expected {
            rest.as_object_mut().unwrap().remove(*member);
        }
        for step in rest.get_mut("steps").and_then(Value::as_array_mut).into_iter().flatten() {
            step.as_object_mut().unwrap().remove("expect");
        }
        assert_eq!(request["vector"], rest);
        assert_eq!(protocol::parse_request(&line).unwrap(), vector.without_expectations());
    }
}

#[test]
fn an_enrolled_ueid_stays_in_the_request() {
    let line =
        protocol::request_line(&parse(&verify_vector(&plain(), &json!([submit()])))).unwrap();
    assert!(line.contains(r#""ueid":"u""#), "{line}");
}

#[test]
fn answers_are_read_strictly() {
    let vector = parse(&verify_vector(&plain(), &json!([submit(), {"restart": {}}])));
    let read = |line: &str| protocol::parse_answer(line, &vector);
    let good = r#"{"id":"verify.test","steps":[{"result":"accept","uv":"asserted"},{}]}"#;
    let steps = vec![
        StepAnswer::Accept { uv: Some("asserted".into()), chain_entry: None },
        StepAnswer::Done,
    ];
    let answer = Answer::Verify(VerifyAnswer { steps });
    assert_eq!(read(good).unwrap(), answer);
    assert_eq!(read(&protocol::answer_line("verify.test", &answer).unwrap()).unwrap(), answer);
    assert_eq!(read(r#"{"id":"verify.test","unsupported":true}"#).unwrap(), Answer::Unsupported);
    for wrong in [
        "",
        "[]",
        "{}",
        r#"{"id":1,"steps":[]}"#,
        r#"{"id":"verify.other","unsupported":true}"#,
        r#"{"id":"verify.test","unsupported":true,"steps":[]}"#,
        r#"{"id":"verify.test","unsupported":"true"}"#,
        r#"{"id":"verify.test"}"#,
        r#"{"id":"verify.test","steps":[{"result":"accepted"}]}"#,
        r#"{"id":"verify.test","steps":[{"result":"accept","code":"expired"}]}"#,
        r#"{"id":"verify.test","steps":[{"result":"reject","code":"expired","uv":"attested"}]}"#,
        r#"{"id":"verify.test","steps":[{"code":"expired"}]}"#,
        r#"{"id":"verify.test","steps":[{}],"note":""}"#,
    ] {
        assert!(read(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn a_request_of_another_suite_is_told_apart() {
    let error = protocol::parse_request(r#"{"suite":"receipt","vector":{"id":"receipt.one"}}"#)
        .unwrap_err();
    assert!(
        matches!(error, protocol::RequestError::Suite(ref unknown) if unknown.name == "receipt"),
        "{error}"
    );
}
