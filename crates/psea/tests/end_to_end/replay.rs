//! Scopes, challenges and rotation over both sides (§3.10, §3.1.1, §3.14).

use psea::claims::{JsonPointer, ScopePolicy};
use psea::prelude::*;

use crate::support::*;

fn with_scope(policy: &ScopePolicy) -> World {
    world(|c| c.counter_scope(policy.clone()), |c| c.counter_scope(policy.clone()))
}

/// §3.10: what both sides scope alike passes in any order between scopes.
#[test]
fn scopes_by_tier() {
    let world = with_scope(&ScopePolicy::Tier);
    let high = world.prove(request("a-1", "high"));
    let low = world.prove(request("a-2", "low"));
    let later = world.prove(request("a-3", "high"));
    assert_eq!(code(&world.submit_at("high", &later)), "approved");
    assert_eq!(code(&world.submit_at("low", &low)), "approved");
    assert_eq!(code(&world.submit_at("high", &high)), "counter_not_increasing");
    assert_eq!(low.claims().counter.get(), 1);
}

/// §3.10: scopes by a string in the action payload.
#[test]
fn scopes_by_payload() {
    let world = with_scope(&ScopePolicy::Payload(JsonPointer::parse("/account").unwrap()));
    let prove = |jti: &str, account: &str| {
        let action = action(&format!(r#"{{"account":"{account}"}}"#));
        let tier = Tier::new("high").unwrap();
        let jti = Jti::new(jti.to_owned()).unwrap();
        world.prove(ActionRequest::new(jti, op(), tier, action))
    };
    let proofs = [prove("a-1", "x"), prove("a-2", "y"), prove("a-3", "x")];
    let counters = proofs.each_ref().map(|proof| proof.claims().counter.get());
    assert_eq!(counters, [1, 1, 2]);
    for proof in &proofs {
        assert_eq!(world.round(proof), "approved");
    }
    let scopes = &world.store.snapshot().unwrap().attesters[0].counters;
    let scopes: Vec<_> = scopes.iter().map(|(scope, c)| (scope.as_key(), c.get())).collect();
    assert_eq!(scopes, [("payload:x", 2), ("payload:y", 1)]);
}

/// §3.1.1: the challenge travels in the signed claim and is burned once.
#[test]
fn challenges() {
    let world = world(|c| c, |c| c.challenges(ChallengePolicy::Required));
    let nonce = |text: &str| Nonce::new(text.to_owned()).unwrap();
    for text in ["n-1", "n-2"] {
        let challenge = Challenge::new(nonce(text), at(0), 60).for_attester(name());
        world.store.issue(challenge.for_operation(op())).unwrap();
    }
    let without = world.prove(request("a-1", "high"));
    assert_eq!(world.round(&without), "challenge_missing");
    let wrong = world.prove(request("a-2", "high").nonce(nonce("n-3")));
    assert_eq!(world.round(&wrong), "challenge_unknown");
    let right = world.prove(request("a-3", "high").nonce(nonce("n-1")));
    assert_eq!(world.round(&right), "approved");
    let again = world.prove(request("a-4", "high").nonce(nonce("n-1")));
    assert_eq!(world.round(&again), "challenge_unknown");
    let next = world.prove(request("a-5", "high").nonce(nonce("n-2")));
    assert_eq!(world.round(&next), "approved");
}

/// §3.10, §3.14: a rotated key goes on with the Attester's state, counters and chain.
#[test]
fn rotation_goes_on() {
    let world = world(AttesterConfig::with_chain, VerifierConfig::with_chain);
    assert_eq!(world.round(&world.prove(request("a-1", "high"))), "approved");
    let held_back = world.prove(request("a-2", "high"));
    let new_key = key(8);
    world.store.rotate_key(&name(), "key-2", verifying(&new_key), change()).unwrap();
    assert_eq!(world.round(&held_back), "key_unknown");

    let enrolled_anew = |kid: &str| {
        let device = DeviceId::new("device-7f3a").unwrap();
        let iss = Issuer::new("tenant.example").unwrap();
        let aud = Audience::new("verifier.example").unwrap();
        let config = AttesterConfig::new(iss, aud, device, kid).unwrap().with_chain();
        Attester::new(config, std::sync::Arc::clone(&world.state) as _)
    };
    let attester = enrolled_anew("key-2");
    let propose = |jti| attester.propose(request(jti, "high")).unwrap();
    // The old key under the new `kid`.
    let old_key = propose("a-3").verify_user(&world.key).unwrap().sign(at(0)).unwrap();
    assert_eq!(world.round(&old_key), "signature_invalid");
    let proof = propose("a-4").verify_user(&new_key).unwrap().sign(at(0)).unwrap();
    assert_eq!(proof.claims().counter.get(), 4);
    assert_eq!(world.round(&proof), "approved");
}

/// §3.10: an Attester whose state was lost starts below the Verifier's counter: every proof is
/// refused until it has caught up, and none is approved twice.
#[test]
fn a_lost_attester_state_is_refused() {
    let world = world(|c| c, |c| c);
    for number in 1..=3 {
        let proof = world.prove(request(&format!("a-{number}"), "high"));
        assert_eq!(world.round(&proof), "approved");
    }
    let state = std::sync::Arc::new(MemoryState::volatile());
    let amnesiac = Attester::new(world.attester.config().clone(), state);
    let answers = [1, 2, 3, 4].map(|number| {
        let request = request(&format!("b-{number}"), "high");
        let confirmed = amnesiac.propose(request).unwrap().verify_user(&world.key).unwrap();
        world.round(&confirmed.sign(at(0)).unwrap())
    });
    let refused = "counter_not_increasing";
    assert_eq!(answers, [refused, refused, refused, "approved"]);
}

/// §3.10: an Attester's durable state goes on after a restart.
#[test]
fn a_restarted_attester_goes_on() {
    let world = world(|c| c, |c| c);
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("attester.json");
    let state = FileState::create(&path).unwrap();
    state.set_trust(TrustState::Trusted).unwrap();
    drop(state);
    for number in 1..=3 {
        let state = std::sync::Arc::new(FileState::open(&path).unwrap());
        let attester = Attester::new(world.attester.config().clone(), state);
        let proposal = attester.propose(request(&format!("a-{number}"), "high")).unwrap();
        let proof = proposal.verify_user(&world.key).unwrap().sign(at(0)).unwrap();
        assert_eq!(proof.claims().counter.get(), number);
        assert_eq!(world.round(&proof), "approved");
    }
}
