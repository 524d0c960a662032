//! docs/composition.md: its example runs, and what the document shows is what it prints.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "helpers of tests, which clippy does not count as tests"
)]

#[path = "../examples/step_up.rs"]
#[expect(dead_code, reason = "its main is the example's")]
mod step_up;

use psea::prelude::*;
use step_up::{Request, world};

const BODY: &str = r#"{"actionType":"transfer","amount":2500,"currency":"EUR","to":"bob"}"#;

fn at(offset: u32) -> EpochSeconds {
    EpochSeconds::from(1_785_300_000 + offset)
}

fn request(bearer: &str, result: Option<&str>, body: &str) -> Request {
    Request { bearer: bearer.into(), psea_result: result.map(Into::into), body: body.into() }
}

/// RFC 9470: 401 with the challenge, then the retried request, once.
#[test]
fn the_retried_request_is_executed_once() {
    let (client, server) = world(at(0)).unwrap();
    let first = server.pay(&request("token-of-alice", None, BODY), at(0));
    assert_eq!(first.status, 401);
    let challenge = first.challenge.unwrap();
    assert!(challenge.starts_with("Bearer error=\"insufficient_user_authentication\""));
    assert!(challenge.contains("acr_values=\"urn:example:psea:payment.execute:high\""));
    assert!(server.paid.lock().unwrap().is_empty());

    let result = client.step_up(&challenge, BODY, at(1)).unwrap();
    let retried = request("token-of-alice", Some(&result), BODY);
    assert_eq!(server.pay(&retried, at(2)).status, 200);
    assert_eq!(server.pay(&retried, at(3)).status, 409);
    assert_eq!(*server.paid.lock().unwrap(), [BODY]);
}

/// Whatever does not fit is challenged again or refused, and spends nothing.
#[test]
fn what_does_not_fit_is_not_executed() {
    let (client, server) = world(at(0)).unwrap();
    let challenge = server.pay(&request("token-of-alice", None, BODY), at(0)).challenge.unwrap();
    let result = client.step_up(&challenge, BODY, at(1)).unwrap();
    let status = |bearer: &str, result: Option<&str>, body: &str, offset| {
        server.pay(&request(bearer, result, body), at(offset)).status
    };
    assert_eq!(status("token-of-alice", Some(&result), &BODY.replace("bob", "eve"), 2), 401);
    assert_eq!(status("token-of-alice", Some("x.y.z"), BODY, 2), 401);
    assert_eq!(status("token-of-mallory", Some(&result), BODY, 2), 403);
    assert_eq!(status("no token", Some(&result), BODY, 2), 401);
    assert_eq!(status("token-of-alice", Some(&result), BODY, 61), 401, "it expired");
    assert!(server.paid.lock().unwrap().is_empty());
    assert_eq!(status("token-of-alice", Some(&result), BODY, 60), 200);
    assert!(client.step_up("Bearer error=\"invalid_token\"", BODY, at(2)).is_err());
}

#[test]
fn the_document_shows_what_the_example_prints() {
    let document = include_str!("../../../docs/composition.md");
    let printed = step_up::run().unwrap();
    assert!(document.contains(&printed), "docs/composition.md lacks:\n{printed}");
}
