//! A proof that was kept as its transport body.

use psea_attester::RestoreError;
use psea_claims::{Limits, Nonce, SignalReport};
use psea_jose::canonical::CanonicalJson;

use crate::support::*;

/// What is restored is the same proof, with everything that travels beside it.
#[test]
fn a_kept_body_is_the_same_proof_again() {
    let attester = attester(config().with_chain());
    let key = LoggingKey::new(Mood::Willing);
    let request = request("a-1")
        .nonce(Nonce::new("n-1").unwrap())
        .signal_report(SignalReport::parse(br#"{"rooted":false}"#).unwrap())
        .chain_pending(CanonicalJson::string("opaque"));
    let proof = attester.propose(request).unwrap().verify_user(&key).unwrap().sign(now()).unwrap();
    let body = proof.body().build();
    let restored = psea_attester::Proof::restore(body.as_bytes(), &Limits::default()).unwrap();
    assert_eq!(restored.compact(), proof.compact());
    assert_eq!(restored.claims(), proof.claims());
    assert_eq!(restored.action(), proof.action());
    assert_eq!(restored.body().build(), body);
    assert_eq!(attester.scope_of(&restored), attester.scope_of(&proof));
    assert!(attester.scope_of(&proof).is_some());
}

/// §3.13.2: another action than the token binds is no kept proof; nor is anything else.
#[test]
fn what_is_no_body_of_a_proof_is_refused() {
    let attester = attester(config());
    let key = LoggingKey::new(Mood::Willing);
    let proof = attester.propose(request("a-1")).unwrap().verify_user(&key).unwrap();
    let body = proof.sign(now()).unwrap().body().build();
    let restore = |body: &str| {
        psea_attester::Proof::restore(body.as_bytes(), &Limits::default()).unwrap_err()
    };
    let other = restore(&body.replace("alice", "mallory"));
    assert!(matches!(other, RestoreError::OtherAction), "{other}");
    assert!(matches!(restore("{}"), RestoreError::Body(_)));
    let no_token = restore(r#"{"proof":"x","actionPayload":{}}"#);
    assert!(matches!(no_token, RestoreError::Token), "{no_token}");
    let no_claims = restore(r#"{"proof":"e30.e30.AA","actionPayload":{}}"#);
    assert!(matches!(no_claims, RestoreError::Claims(_)), "{no_claims}");
}
