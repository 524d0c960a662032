//! A refusal says one word, and names what was signed alone.

use psea_claims::Outcome;
use psea_verifier::{ChallengePolicy, EnrollmentAdmin as _, EnrollmentStatus, ResultIssueError};

use super::*;

/// Everything that a refusal can say, by why it was refused.
#[test]
fn each_refusal_has_its_word() {
    let late = u64::from(NOW) + 300;
    let cases: Vec<(&str, Outcome, Draft, u64)> = vec![
        ("expired", Outcome::Stale, draft("a-1", 1), late),
        ("issued_in_future", Outcome::Stale, draft("a-1", 1), u64::from(NOW) - 1),
        (
            "lifetime_exceeded",
            Outcome::Stale,
            draft("a-1", 1).claim("exp", u64::from(NOW) + 301),
            NOW.into(),
        ),
        ("tier_mismatch", Outcome::Reject, draft("a-1", 1).claim("psea_tier", "low"), NOW.into()),
        ("audience_mismatch", Outcome::Reject, draft("a-1", 1).claim("aud", "x"), NOW.into()),
        ("challenge_unknown", Outcome::Stale, draft("a-1", 1).claim("eat_nonce", "x"), NOW.into()),
    ];
    for (code, outcome, draft, time) in cases {
        let world = world_with(config().challenges(ChallengePolicy::Optional), store());
        let answered = world.answer_at(&draft.body(), at(time));
        assert_eq!(told(&answered), (outcome, code));
        for (recipient, aud) in [(Recipient::Attester, UEID_03), (party(), PARTY)] {
            let result = answered.result(&recipient).unwrap();
            let said = refusal_in(&result, aud, at(time));
            assert_eq!(said.claims().outcome.outcome(), outcome);
            assert_eq!(said.claims().refused_jti.as_ref().unwrap().as_str(), "a-1");
            assert_eq!(said.claims().envelope.iat, at(time));
            never_the_code(&result, code);
        }
    }
}

/// Neither in the header nor in the payload.
fn never_the_code(result: &SignedResult, code: &str) {
    for segment in result.as_str().split('.').take(2) {
        let text = psea_jose::base64::url::decode(segment).unwrap();
        assert!(!String::from_utf8(text).unwrap().contains(code));
    }
}

#[test]
fn a_revoked_enrollment_is_told_so() {
    let world = world();
    let store = &world.moody.store;
    store.set_status(&attester("attester-1"), EnrollmentStatus::Revoked, change()).unwrap();
    let answered = world.answer(&draft("a-1", 1).body());
    assert_eq!(told(&answered), (Outcome::Revoked, "enrollment_revoked"));
    let said = refusal_in(&answered.result(&Recipient::Attester).unwrap(), UEID_03, now());
    assert_eq!(said.claims().outcome.outcome(), Outcome::Revoked);
    assert_eq!(said.claims().refused_jti.as_ref().unwrap().as_str(), "a-1");
}

/// What nobody signed is not repeated, and there is nobody to address.
#[test]
fn without_a_good_signature_nothing_is_named() {
    let forged = draft("a-1", 1);
    let forged = forged.body_around(&forged.proof_by(&other_signer()));
    let unknown = draft("a-1", 1).header("kid", "key-9").body();
    let unparsed = draft("a-1", 1).claim("zzz", 1).body();
    for (body, code) in [
        ("{}", "body_malformed"),
        (&*forged, "signature_invalid"),
        (&*unknown, "key_unknown"),
        // Signed, and no claim set: what its `jti` is, if it has one, is not known.
        (&*unparsed, "claim_unknown"),
    ] {
        let world = world();
        let answered = world.answer(body);
        assert_eq!(told(&answered), (Outcome::Reject, code));
        assert_eq!(
            answered.result(&Recipient::Attester).unwrap_err(),
            ResultIssueError::NoAttester
        );
        let said = refusal_in(&answered.result(&party()).unwrap(), PARTY, now());
        assert_eq!(said.claims().refused_jti, None);
        never_the_code(&answered.result(&party()).unwrap(), code);
    }
}

/// Two refused submissions have two results, and the same asked for twice one `jti`.
#[test]
fn the_jti_of_a_refusal_tells_submissions_apart() {
    let world = world();
    let id = |body: &str, time| {
        let answered = world.answer_at(body, at(time));
        let result = answered.result(&party()).unwrap();
        refusal_in(&result, PARTY, at(time)).claims().envelope.jti.clone()
    };
    let now = u64::from(NOW);
    assert_eq!(id("{}", now), id("{}", now));
    assert_ne!(id("{}", now), id("{} ", now));
    assert_ne!(id("{}", now), id("{}", now + 1));
}

/// §2: a payload that is refused for its spelling still says whose it was.
#[test]
fn a_payload_that_is_not_canonical_is_named_in_its_refusal() {
    let world = world_with(config().require_canonical_payload(), store());
    let draft = draft("a-1", 1);
    let token = sign(&draft.header.to_string(), &format!(" {}", draft.payload()), &signer());
    let answered = world.answer(&draft.body_around(&token));
    assert_eq!(told(&answered), (Outcome::Reject, "payload_not_canonical"));
    let said = refusal_in(&answered.result(&Recipient::Attester).unwrap(), UEID_03, now());
    assert_eq!(said.claims().refused_jti.as_ref().unwrap().as_str(), "a-1");
}
