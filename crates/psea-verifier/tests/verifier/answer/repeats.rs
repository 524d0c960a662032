//! The same submission again is told the same, octet for octet, and is no second licence.

use psea_claims::Outcome;
use psea_jose::base64::url;
use psea_verifier::{
    ChallengePolicy, ChallengeStore as _, Change, EnrollmentAdmin as _, EnrollmentStatus,
    RecentResults,
};

use super::*;

/// A key that signs otherwise each time gives other octets for the same claims: control for the
/// tests below.
#[test]
fn control_the_key_signs_otherwise_each_time() {
    let key = Unsteady::new(21);
    assert_ne!(key.sign(b"x").unwrap(), key.sign(b"x").unwrap());
}

#[test]
fn the_same_again_is_the_same_octets() {
    let world = world();
    let body = draft("a-1", 1).body();
    let first = world.answer(&body);
    assert!(!first.is_repeat());
    let result = first.result(&party()).unwrap();
    assert_eq!(world.key.calls(), 1);
    for offset in [0, 1, 59, 200] {
        let again = world.answer_at(&body, at(u64::from(NOW) + offset));
        assert_eq!(told(&again), (Outcome::Approve, "jti_replayed"));
        assert!(again.is_repeat());
        assert_eq!(again.result(&party()).unwrap(), result);
        assert!(again.into_approval().is_none());
    }
    assert_eq!(first.result(&party()).unwrap(), result);
    assert_eq!(world.key.calls(), 1);
}

/// Also where another key is active by now, as long as the results are kept.
#[test]
fn the_same_again_after_a_rotation() {
    let moody = Moody::over(store());
    let verifier = Verifier::new(config(), moody.clone());
    let before = issuer(Shared(Unsteady::new(21)));
    let after = before.with_key(Arc::new(Shared(Unsteady::new(22))));
    let before = AnsweringVerifier::new(verifier.clone(), moody.clone(), before);
    let after = AnsweringVerifier::new(verifier, moody, after);
    let body = draft("a-1", 1).body();
    let answer = |by: &AnsweringVerifier, body: &str| {
        by.answer(body.as_bytes(), &expected(), now()).result(&party()).unwrap()
    };
    let result = answer(&before, &body);
    assert_eq!(answer(&after, &body), result);
    // What is new is signed by the new key.
    let next = answer(&after, &draft("a-2", 2).body());
    let kid = |octet| result_key(octet).public_key().thumbprint();
    assert_eq!(approval_in(&result, PARTY).kid(), kid(21));
    assert_eq!(approval_in(&next, PARTY).kid(), kid(22));
}

/// Where the kept results are gone, the claims are the same: the same `jti`, executed once.
#[test]
fn what_is_signed_anew_says_the_same() {
    let store = store();
    let body = draft("a-1", 1).body();
    let [one, two] = [21, 22].map(|octet| {
        let moody = Moody::over(store.clone());
        let verifier = Verifier::new(config(), moody.clone());
        let issuer = issuer(result_key(octet));
        let answering = AnsweringVerifier::new(verifier, moody, issuer);
        answering.answer(body.as_bytes(), &expected(), now()).result(&party()).unwrap()
    });
    assert_ne!(one, two);
    assert_eq!(approval_in(&one, PARTY).claims(), approval_in(&two, PARTY).claims());
}

/// The answer that the commit lost is found when the proof comes again (§6.5).
#[test]
fn an_unknown_outcome_is_known_at_the_next_try() {
    let world = world();
    let body = draft("a-1", 1).body();
    world.moody.set(Mood::LosesAnswer);
    assert_eq!(told(&world.answer(&body)), (Outcome::Unavailable, "outcome_unknown"));
    world.moody.set(Mood::Willing);
    let again = world.answer(&body);
    assert_eq!(told(&again), (Outcome::Approve, "jti_replayed"));
    let _ = approval_in(&again.result(&party()).unwrap(), PARTY);
}

/// Its challenge is burned: the check before that of the `jti`.
#[test]
fn a_burned_challenge_hides_no_acceptance() {
    let store = store();
    store.issue(challenge("n-1")).unwrap();
    let world = world_with(config().challenges(ChallengePolicy::Required), store);
    let body = draft("a-1", 1).claim("eat_nonce", "n-1").body();
    let result = world.answer(&body).result(&party()).unwrap();
    let again = world.answer(&body);
    assert_eq!(told(&again), (Outcome::Approve, "challenge_unknown"));
    assert_eq!(again.result(&party()).unwrap(), result);
    // A proof that was never accepted, with the same burned challenge.
    let other = world.answer(&draft("a-2", 2).claim("eat_nonce", "n-1").body());
    assert_eq!(told(&other), (Outcome::Stale, "challenge_unknown"));
}

/// Its time is over.
#[test]
fn an_expired_proof_that_was_accepted_was_accepted() {
    let world = world();
    let body = draft("a-1", 1).body();
    let result = world.answer(&body).result(&party()).unwrap();
    let again = world.answer_at(&body, at(u64::from(NOW) + 300));
    assert_eq!(told(&again), (Outcome::Approve, "expired"));
    assert_eq!(again.result(&party()).unwrap(), result);
    let never = world.answer_at(&draft("a-2", 2).body(), at(u64::from(NOW) + 300));
    assert_eq!(told(&never), (Outcome::Stale, "expired"));
}

/// The store was replaced by a copy that has the record: a fresh proof would be a second approval.
#[test]
fn a_fence_hides_no_acceptance() {
    let world = world();
    let body = draft("a-1", 1).body();
    let result = world.answer(&body).result(&party()).unwrap();
    world.moody.set(Mood::Fenced);
    let again = world.answer(&body);
    assert_eq!(told(&again), (Outcome::Approve, "store_fenced"));
    assert_eq!(again.result(&party()).unwrap(), result);
}

/// A store that cannot say whether the proof was accepted is no refusal: its user would be asked
/// to approve once more what was approved.
#[test]
fn records_that_cannot_be_read_are_unavailable() {
    let world = world();
    let body = draft("a-1", 1).body();
    let _ = world.answer(&body);
    world.moody.set_blind(true);
    for offset in [0, 300] {
        let again = world.answer_at(&body, at(u64::from(NOW) + offset));
        assert_eq!(told(&again), (Outcome::Unavailable, "store_unavailable"));
        let result = again.result(&Recipient::Attester).unwrap();
        let said = refusal_in(&result, UEID_03, at(u64::from(NOW) + offset));
        assert_eq!(said.claims().outcome.outcome(), Outcome::Unavailable);
    }
    world.moody.set_blind(false);
    assert_eq!(told(&world.answer(&body)).0, Outcome::Approve);
}

/// Another proof with the same `jti` was not accepted by that record.
#[test]
fn another_proof_with_the_jti_is_rejected() {
    let world = world();
    let _ = world.answer(&draft("a-1", 1).body());
    for other in [
        draft("a-1", 2),
        draft("a-1", 2).action(r#"{"actionType":"transfer","amount":1}"#),
        draft("a-1", 1).claim("psea_sdk_version", "x"),
    ] {
        let answered = world.answer(&other.body());
        assert_eq!(told(&answered), (Outcome::Reject, "jti_replayed"));
        assert!(!answered.is_repeat());
        let said = refusal_in(&answered.result(&Recipient::Attester).unwrap(), UEID_03, now());
        assert_eq!(said.claims().refused_jti.as_ref().unwrap().as_str(), "a-1");
    }
}

/// Another proof of another Attester neither.
#[test]
fn another_attesters_proof_with_the_jti_is_rejected() {
    let store = store();
    let theirs = enrollment("attester-2", "key-2", key_of(&other_signer()));
    store.enroll(theirs, change()).unwrap();
    let world = world_with(config(), store);
    let _ = world.answer(&draft("a-1", 1).body());
    let other = draft("a-1", 1).header("kid", "key-2");
    let body = other.body_around(&other.proof_by(&other_signer()));
    assert_eq!(told(&world.answer(&body)), (Outcome::Reject, "jti_replayed"));
}

/// §3.4: whoever replaced the signature by its twin on the way changed nothing that was approved.
/// The Attester, who has the first spelling, is told that it was.
#[test]
fn the_twin_of_an_accepted_proof_is_that_proof() {
    let world = world();
    let draft = draft("a-1", 1);
    let proof = draft.proof_by(&signer());
    let (input, signature) = proof.rsplit_once('.').unwrap();
    let twin = Signature::from_octets(&url::decode(signature).unwrap()).unwrap().twin();
    let twin = format!("{input}.{}", url::encode(twin.as_octets()));
    let by_twin = world.answer(&draft.body_around(&twin)).result(&party()).unwrap();
    let again = world.answer(&draft.body_around(&proof));
    assert_eq!(told(&again), (Outcome::Approve, "jti_replayed"));
    assert_eq!(again.result(&party()).unwrap(), by_twin);
}

/// Another action around the same proof is another submission.
#[test]
fn the_accepted_proof_around_another_action_is_rejected() {
    let world = world();
    let mut draft = draft("a-1", 1);
    let proof = draft.proof_by(&signer());
    let _ = world.answer(&draft.body_around(&proof));
    draft.action = r#"{"actionType":"transfer","amount":9}"#.into();
    let answered = world.answer(&draft.body_around(&proof));
    assert_eq!(told(&answered), (Outcome::Reject, "action_mismatch"));
}

/// §3.13.1: who was revoked is told so, and nothing else.
#[test]
fn a_revoked_or_suspended_attester_gets_no_repeat() {
    for (status, outcome, code) in [
        (EnrollmentStatus::Revoked, Outcome::Revoked, "enrollment_revoked"),
        (EnrollmentStatus::Suspended, Outcome::Reject, "enrollment_suspended"),
    ] {
        let world = world();
        let body = draft("a-1", 1).body();
        let _ = world.answer(&body);
        let name = attester("attester-1");
        world.moody.store.set_status(&name, status, Change::new(now(), "test")).unwrap();
        let again = world.answer(&body);
        assert_eq!(told(&again), (outcome, code));
        let said = refusal_in(&again.result(&Recipient::Attester).unwrap(), UEID_03, now());
        assert_eq!(said.claims().outcome.outcome(), outcome);
    }
}

/// Records are looked up where they can matter, and nowhere else.
#[test]
fn a_record_is_looked_up_for_a_possible_repeat_alone() {
    let world = world();
    let body = draft("a-1", 1).body();
    let _ = world.answer(&body);
    let _ = world.answer("{}");
    let _ = world.answer(&draft("a-2", 2).claim("psea_tier", "low").body());
    let bad = draft("a-1", 1).issued(u64::from(NOW) - 1_000);
    let _ = world.answer(&bad.body_around(&bad.proof_by(&other_signer())));
    assert_eq!(world.moody.looks(), 0);
    let _ = world.answer(&body);
    assert_eq!(world.moody.looks(), 1);
}

/// The kept results are bounded; the ones that end first make room.
#[test]
fn the_kept_results_are_bounded() {
    use psea_verifier::KeptResults as _;
    let kept = RecentResults::new(2);
    let id = |text: &'static str| Jti::new(text).unwrap();
    assert_eq!(kept.keep(&id("a"), "1".into(), at(30)), "1");
    assert_eq!(kept.keep(&id("a"), "2".into(), at(90)), "1", "the first one stays");
    assert_eq!(kept.keep(&id("b"), "3".into(), at(20)), "3");
    assert_eq!(kept.keep(&id("c"), "4".into(), at(40)), "4");
    assert_eq!(kept.find(&id("a")).as_deref(), Some("1"));
    assert_eq!(kept.find(&id("b")), None);
    assert_eq!(kept.find(&id("c")).as_deref(), Some("4"));
}
