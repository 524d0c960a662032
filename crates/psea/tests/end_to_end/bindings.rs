//! What else a proof commits to: signals, context, caller, user hash, device state (§3.6, §3.8,
//! §3.13).

use psea::claims::{CallerPackage, ContextHash, SignalReport, Submods, UserHash, UserHashSalt};
use psea::jose::canonical::CanonicalJson;
use psea::prelude::*;
use psea::verifier::{ContextPolicy, Signals};

use crate::support::*;

/// §3.6: a report that the proof commits to travels beside it, and can neither be changed nor
/// stripped.
#[test]
fn signals() {
    let world = world(|c| c, |c| c);
    let report = SignalReport::parse(br#"{"rooted":false,"boot":["a","b"]}"#).unwrap();
    let proof = world.prove(request("a-1", "high").signal_report(report.clone()));
    let verify = |body: &str| world.verifier.verify(body.as_bytes(), &expected_at("high"), at(1));
    let body = proof.body().build();
    assert_eq!(code(&verify(&body.replace("false", "true"))), "signals_mismatch");
    assert_eq!(code(&verify(&body.replace("signalReport", "signalreport"))), "signals_missing");
    let approval = verify(&body).unwrap();
    assert_eq!(approval.signals(), &Signals::Committed(report));
}

/// §3.13.2: the request's context, where the deployment binds it.
#[test]
fn context() {
    let world = world(|c| c, |c| c.context(ContextPolicy::Bound));
    let hash = |json: &str| ContextHash::of(action(json).as_canonical());
    let (ours, other) = (hash(r#"{"session":1}"#), hash(r#"{"session":2}"#));
    let proof = world.prove(request("a-1", "high").context(ours));
    let submit = |proof: &psea::attester::Proof, context| {
        let expected = expected_at("high").with_context(context);
        code(&world.verifier.verify(proof.body().build().as_bytes(), &expected, at(1)))
    };
    assert_eq!(submit(&proof, other), "context_mismatch");
    assert_eq!(submit(&world.prove(request("a-2", "high")), ours), "context_mismatch");
    assert_eq!(world.round(&proof), "internal", "a request without a context is misuse");
    assert_eq!(submit(&proof, ours), "approved");
}

/// §3.13.5: the enrolled caller of an operation.
#[test]
fn caller() {
    let package = |text: &'static str| CallerPackage::new(text).unwrap();
    let world = world(|c| c, |c| c.caller(op(), package("com.bank.app")));
    let absent = world.prove(request("a-1", "high"));
    assert_eq!(world.round(&absent), "caller_mismatch");
    let other = world.prove(request("a-2", "high").caller_package(package("com.bank.App")));
    assert_eq!(world.round(&other), "caller_mismatch");
    let right = world.prove(request("a-3", "high").caller_package(package("com.bank.app")));
    assert_eq!(world.round(&right), "approved");
}

/// §3.8: the user hash reaches the audit record and decides nothing.
#[test]
fn user_hash() {
    let world = world(|c| c, |c| c);
    let salt = UserHashSalt::new(&[3; 32]).unwrap();
    let hash = UserHash::derive(&salt, &Issuer::new("tenant.example").unwrap(), "alice");
    let proof = world.prove(request("a-1", "high").user_hash(hash));
    let approval = world.submit(&proof).unwrap();
    assert_eq!(approval.claims().unwrap().user_hash, Some(hash));
    let other = UserHash::derive(&salt, &Issuer::new("tenant.example").unwrap(), "bob");
    let proof = world.prove(request("a-2", "high").user_hash(other));
    assert_eq!(code(&world.submit(&proof)), "approved");
}

/// §3.5: the device's state reaches the record as it was signed.
#[test]
fn device_state() {
    let world = world(|c| c, |c| c);
    let state = CanonicalJson::parse(br#"{"os":{"version":[14,0]}}"#, 32).unwrap();
    let submods = Submods::with_device_state(state.clone()).unwrap();
    let approval = world.submit(&world.prove(request("a-1", "high").submods(submods))).unwrap();
    let claims = approval.claims().unwrap();
    assert_eq!(claims.submods.unwrap().device_state(), Some(&state));
}

/// §3.7.1: a development key is asserted at best, and not enough for what matters.
#[test]
fn a_development_key_is_not_attested() {
    let plain = world(|c| c, |c| c);
    let approval = plain.submit(&plain.prove(request("a-1", "high"))).unwrap();
    assert_eq!(approval.uv().as_str(), "asserted");
    let strict = world(|c| c, |c| c.high_assurance(op()));
    assert_eq!(strict.round(&strict.prove(request("a-1", "high"))), "uv_unattested");
}

/// §3.13.4: a proof for one Verifier does not pass at another.
#[test]
fn a_proof_is_for_one_verifier() {
    let world = world(|c| c, |c| c);
    let proof = world.prove(request("a-1", "high"));
    let elsewhere = |iss: &'static str, aud: &'static str| {
        let config = VerifierConfig::new(Issuer::new(iss).unwrap(), Audience::new(aud).unwrap());
        let verifier = Verifier::new(config, std::sync::Arc::clone(&world.store) as _);
        code(&verifier.verify(proof.body().build().as_bytes(), &expected_at("high"), at(1)))
    };
    assert_eq!(elsewhere("other.example", "verifier.example"), "issuer_mismatch");
    assert_eq!(elsewhere("tenant.example", "other.example"), "audience_mismatch");
    assert_eq!(code(&world.submit_at("low", &proof)), "tier_mismatch");
    assert_eq!(elsewhere("tenant.example", "verifier.example"), "approved");
}

/// §3.7: the longest life that both sides agree on, to the second.
#[test]
fn lifetimes() {
    for (attester, verifier, answer) in
        [(300, 300, "approved"), (86_400, 300, "lifetime_exceeded"), (60, 300, "approved")]
    {
        let world =
            world(|c| c.max_lifetime(attester).unwrap(), |c| c.max_lifetime(verifier).unwrap());
        assert_eq!(world.round(&world.prove(request("a-1", "high"))), answer);
    }
}
