//! Both sides together, through the facade.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::unreachable,
    clippy::wildcard_imports,
    reason = "helpers of tests, which clippy does not count as tests"
)]

use std::sync::Arc;

use psea::attester::software::SoftwareKey;
use psea::prelude::*;

const NOW: u32 = 1_785_300_000;

fn text<T, E: std::fmt::Debug>(new: fn(&'static str) -> Result<T, E>, text: &'static str) -> T {
    new(text).unwrap()
}

struct World {
    key: SoftwareKey,
    attester: Attester,
    verifier: Verifier,
    expected: Expected,
}

fn world() -> World {
    let key = SoftwareKey::for_development(&[7; 32], |_| true).unwrap();
    let iss = || text(Issuer::new, "tenant.example");
    let aud = || text(Audience::new, "verifier.example");
    let device = || text(DeviceId::new, "device-7f3a");

    let store = Arc::new(MemoryStore::volatile());
    let enrolled = VerifyingKey::new(*key.public_key(), &P256Backend).unwrap();
    store
        .enroll(
            NewEnrollment::new(
                AttesterId::new("attester-1").unwrap(),
                "key-1",
                enrolled,
                EnrolledDevice::Id(device()),
            ),
            Change::new(EpochSeconds::from(NOW), "for a test"),
        )
        .unwrap();
    let verifier = Verifier::new(VerifierConfig::new(iss(), aud()), store);
    let config = AttesterConfig::new(iss(), aud(), device(), "key-1").unwrap();
    let attester = Attester::new(config, Arc::new(MemoryState::volatile()));
    let expected = Expected::new(text(Operation::new, "payment.execute"), text(Tier::new, "high"));
    World { key, attester, verifier, expected }
}

fn prove(world: &World, jti: &'static str) -> psea::attester::Proof {
    let action = ActionPayload::parse(br#"{"amount":2500,"to":"alice"}"#).unwrap();
    let request = ActionRequest::new(
        text(Jti::new, jti),
        text(Operation::new, "payment.execute"),
        text(Tier::new, "high"),
        action,
    );
    let proposal = world.attester.propose(request).unwrap();
    proposal.verify_user(&world.key).unwrap().sign(EpochSeconds::from(NOW)).unwrap()
}

/// §3.13.2, §3.10: what was approved is executed, once.
#[test]
fn a_proof_is_approved_once() {
    let world = world();
    let body = prove(&world, "a-1").body().build();
    let now = EpochSeconds::from(NOW + 1);
    let approval = world.verifier.verify(body.as_bytes(), &world.expected, now).unwrap();
    assert_eq!(approval.action().as_str(), r#"{"amount":2500,"to":"alice"}"#);
    assert_eq!(approval.uv().as_str(), "asserted");
    let refusal = world.verifier.verify(body.as_bytes(), &world.expected, now).unwrap_err();
    assert_eq!(refusal.code(), "jti_replayed");
    assert_eq!(refusal.outcome(), Outcome::Reject);
}

/// §3.13.2: another action than the approved one is refused, and nothing is used up.
#[test]
fn a_changed_action_is_refused_and_changes_nothing() {
    let world = world();
    let body = prove(&world, "a-1").body().build();
    let now = EpochSeconds::from(NOW + 1);
    let changed = body.replace("2500", "9500");
    let refusal = world.verifier.verify(changed.as_bytes(), &world.expected, now).unwrap_err();
    assert_eq!(refusal.code(), "action_mismatch");
    assert!(world.verifier.verify(body.as_bytes(), &world.expected, now).is_ok());
}
