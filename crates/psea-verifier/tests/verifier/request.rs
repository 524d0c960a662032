//! What a store is told, and what it must ask for itself (§3.10, §3.13.5, §6.5).

use psea_claims::{CallerPackage, Counter, EpochSeconds};
use psea_verifier::{
    Appraised, ChallengePolicy, CommitRefusal, EnrollmentAdmin as _, EnrollmentLookup as _,
    EnrollmentStatus, EnrollmentVersion, Refusal, Rejection, StoreError, StoreTime,
    StoredEnrollment, StoredState, Submission, VerifierConfig,
};

use crate::support::*;

fn appraise(draft: &Draft, config: &VerifierConfig) -> Appraised {
    let store = gullible_store();
    // Its version is 2 then.
    for status in ["suspended", "active"] {
        let status = EnrollmentStatus::from_name(status);
        store.set_status(&attester("attester-1"), status, change()).unwrap();
    }
    let body = draft.unsigned_body();
    let submission = Submission::parse(body.as_bytes(), config).unwrap();
    let record = store.find("key-1").unwrap().unwrap();
    let signed = submission.verify_signature(record).unwrap();
    signed.appraise(config, &expected(), now()).unwrap()
}

/// §3.10: everything that the commit decides by is in the request.
#[test]
fn a_request_carries_what_the_rules_need() {
    let config = config().clock_skew(42).unwrap();
    let appraised = appraise(&draft("a-1", 7).issued(u64::from(NOW) - 5), &config);
    let request = appraised.request();
    assert_eq!(request.version(), EnrollmentVersion::new(2));
    assert_eq!(request.issued(), at(u64::from(NOW) - 5));
    assert_eq!(request.now(), now());
    assert_eq!(request.clock_skew(), 42);
    assert_eq!(request.max_counter_advance(), None);
    let bounded = config.max_counter_advance(10).unwrap();
    let appraised = appraise(&draft("a-1", 7), &bounded);
    assert_eq!(appraised.request().max_counter_advance(), Some(10));
}

/// §3.1.1: burned elsewhere, the challenge is not asked for again, and all else is.
#[test]
fn after_burning_only_the_challenge_is_gone() {
    let config = config().challenges(ChallengePolicy::Optional);
    let appraised = appraise(&draft("a-1", 7).claim("eat_nonce", "n-1"), &config);
    let request = appraised.request();
    assert_eq!(request.challenge(), Some(&nonce("n-1")));
    let burned = request.after_burning();
    assert_eq!(burned.challenge(), None);
    assert_eq!(burned.record(), request.record());
    assert_eq!((burned.version(), burned.kid()), (request.version(), request.kid()));
}

fn stored(counter: u64) -> StoredState<'static> {
    let record =
        StoredEnrollment { status: &EnrollmentStatus::Active, version: EnrollmentVersion::new(2) };
    StoredState {
        enrollment: Some(record),
        challenge_outstanding: false,
        jti_finalised: false,
        counter: Counter::new(counter),
        chain_head: None,
    }
}

/// §3.10: an advance up to the bound passes, one more does not.
#[test]
fn the_bound_of_an_advance_is_inclusive() {
    let config = config().max_counter_advance(10).unwrap();
    for (counter, refusal) in [
        (100, Some(CommitRefusal::CounterNotIncreasing)),
        (101, None),
        (109, None),
        (110, None),
        (111, Some(CommitRefusal::CounterNotIncreasing)),
        ((1 << 53) - 1, Some(CommitRefusal::CounterNotIncreasing)),
    ] {
        let appraised = appraise(&draft("a-1", counter), &config);
        assert_eq!(appraised.request().decide(&stored(100)).err(), refusal, "{counter}");
    }
}

/// §6.5: a fence refuses what was issued until then and the skew after it, to the second.
#[test]
fn a_fence_reaches_as_far_as_the_skew() {
    for skew in [0, 7] {
        let appraised = appraise(&draft("a-1", 1), &config().clock_skew(skew).unwrap());
        let request = appraised.request();
        let fenced = |fence: Option<EpochSeconds>| match request
            .check_time(&StoreTime { latest: now(), fence })
        {
            Ok(()) => None,
            Err(StoreError::Fenced { fence }) => Some(fence),
            Err(error) => panic!("{error}"),
        };
        let issued = u64::from(NOW);
        assert_eq!(fenced(None), None);
        assert_eq!(fenced(Some(at(issued - skew - 1))), None);
        assert_eq!(fenced(Some(at(issued - skew))), Some(at(issued - skew)));
        assert_eq!(fenced(Some(at(issued + 1))), Some(at(issued + 1)));
    }
}

/// §3.13.5: an enrolled caller must be there and equal; for other operations absence is fine.
#[test]
fn an_enrolled_caller_must_be_present_and_equal() {
    let caller = || CallerPackage::new("com.bank").unwrap();
    let bound = || config().caller(op(OP), caller());
    for (config, claim, answered) in [
        (bound(), Some("com.bank"), "approved"),
        (bound(), Some("com.bank2"), "caller_mismatch"),
        (bound(), None, "caller_mismatch"),
        (config().caller(op("payment.cancel"), caller()), None, "approved"),
        (config(), Some("com.other"), "approved"),
    ] {
        let mut proof = draft("a-1", 1);
        if let Some(claim) = claim {
            proof = proof.claim("psea_caller_package", claim);
        }
        assert_eq!(
            answer(&verifier(config, &store()), &proof.body(), now()),
            answered,
            "{claim:?}"
        );
    }
}

/// §3.13.2: an action that cannot be hashed is refused with what is wrong with it.
#[test]
fn an_action_that_is_no_object_is_told_from_one_without_integers() {
    let verifier = verifier(config(), &store());
    for (action, wrong) in [
        ("[]", "is not a JSON object"),
        ("{\"amount\":1.5}", "holds a number that is not an integer within ±(2^53 − 1)"),
    ] {
        let mut proof = draft("a-1", 1);
        proof.action = action.into();
        let refusal = verifier.verify(proof.body().as_bytes(), &expected(), now()).unwrap_err();
        let Refusal::Rejected(rejection) = refusal else { panic!("{refusal}") };
        assert_eq!(rejection, Rejection::ActionPayloadInvalid(wrong));
    }
}
