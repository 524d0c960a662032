//! One verification, one signature (§3.7), and what is left of a counter when a key fails (§3.10).

use std::sync::Arc;

use psea_attester::{AttestError, Attester, HardwareKey as _, KeyError, Proof};

use crate::support::*;

fn prove(attester: &Attester, key: &LoggingKey, jti: &'static str) -> Result<Proof, AttestError> {
    attester.propose(request(jti))?.verify_user(key)?.sign(now())
}

/// §3.7, §3.10: the user first, then the counter, then one signature; and nothing twice.
#[test]
fn one_verification_one_counter_one_signature() {
    let log = Log::default();
    let state = LoggingState::logging_to(log.clone());
    let attester = Attester::new(config(), state);
    let key = LoggingKey::logging_to(log.clone(), Mood::Willing);
    for (number, jti) in (1..).zip(["a-1", "a-2", "a-3"]) {
        let proposal = attester.propose(request(jti)).unwrap();
        assert_eq!(log.take(), ["trust"]);
        let confirmed = proposal.verify_user(&key).unwrap();
        assert_eq!(log.take(), ["verify"]);
        let proof = confirmed.sign(now()).unwrap();
        assert_eq!(log.take(), ["method", "trust", "reserve", "sign"]);
        assert_eq!(counter(proof.compact()), number);
        assert_eq!(payload(proof.compact())["psea_uv"]["method"], "biometric");
        assert_eq!(payload(proof.compact())["psea_uv"]["verified"], true);
    }
}

/// §3.12: with the chain layer on, the head is read before the counter is used.
#[test]
fn the_head_is_read_before_the_counter_is_used() {
    let log = Log::default();
    let attester = Attester::new(config().with_chain(), LoggingState::logging_to(log.clone()));
    let key = LoggingKey::logging_to(log.clone(), Mood::Willing);
    prove(&attester, &key, "a-1").unwrap();
    assert_eq!(log.take(), ["trust", "verify", "method", "trust", "head", "reserve", "sign"]);
}

/// §3.7: the user sees the action that will be hashed, for the operation and tier of the claims.
#[test]
fn the_prompt_is_what_will_be_signed() {
    let attester = attester(config());
    let proposal = attester.propose(request("a-1")).unwrap();
    let prompt = proposal.prompt();
    assert_eq!(prompt.audience().as_str(), "verifier.example");
    assert_eq!(prompt.op().as_str(), "payment.execute");
    assert_eq!(prompt.tier().as_str(), "high");
    assert_eq!(prompt.action().as_str(), ACTION);
}

/// §3.7: no verification: nothing is signed and no counter is used.
#[test]
fn a_key_that_fails_to_verify_uses_no_counter() {
    let log = Log::default();
    let attester = Attester::new(config(), LoggingState::logging_to(log.clone()));
    let key = LoggingKey::logging_to(log.clone(), Mood::Declined);
    let error = prove(&attester, &key, "a-1").unwrap_err();
    assert!(matches!(error, AttestError::Key(KeyError::Declined)));
    key.set_mood(Mood::Removed);
    let error = prove(&attester, &key, "a-1").unwrap_err();
    assert!(matches!(error, AttestError::Key(KeyError::Removed)));
    assert_eq!(log.take(), ["trust", "verify", "trust", "verify"]);
    key.set_mood(Mood::Willing);
    assert_eq!(counter(prove(&attester, &key, "a-1").unwrap().compact()), 1);
}

/// §3.10: a counter that was reserved stays used: the next proof gets the next number.
#[test]
fn a_key_that_fails_to_sign_leaves_a_gap() {
    let attester = attester(config());
    let key = LoggingKey::new(Mood::Willing);
    assert_eq!(counter(prove(&attester, &key, "a-1").unwrap().compact()), 1);
    for (mood, next) in [(Mood::FailsToSign, 3), (Mood::WrongKey, 5), (Mood::WrongMessage, 7)] {
        key.set_mood(mood);
        let error = prove(&attester, &key, "a-2").unwrap_err();
        match mood {
            Mood::FailsToSign => assert!(matches!(error, AttestError::Key(KeyError::Busy))),
            _ => assert!(matches!(error, AttestError::Signature), "{error}"),
        }
        key.set_mood(Mood::Willing);
        assert_eq!(counter(prove(&attester, &key, "a-2").unwrap().compact()), next);
    }
}

/// §3.10: without a reserved counter nothing is signed.
#[test]
fn a_state_that_fails_lets_nothing_be_signed() {
    let log = Log::default();
    let state = LoggingState::logging_to(log.clone());
    *state.fails.lock().unwrap() = true;
    let attester = Attester::new(config(), Arc::clone(&state) as _);
    let key = LoggingKey::logging_to(log.clone(), Mood::Willing);
    let error = prove(&attester, &key, "a-1").unwrap_err();
    assert!(matches!(error, AttestError::State(_)));
    assert_eq!(log.take(), ["trust", "verify", "method", "trust", "reserve"]);
    assert_eq!(counter(prove(&attester, &key, "a-1").unwrap().compact()), 1);
}

/// §3.7: a confirmation that is dropped used neither counter nor signature.
#[test]
fn a_dropped_confirmation_uses_nothing() {
    let log = Log::default();
    let attester = Attester::new(config(), LoggingState::logging_to(log.clone()));
    let key = LoggingKey::logging_to(log.clone(), Mood::Willing);
    drop(attester.propose(request("a-1")).unwrap().verify_user(&key).unwrap());
    assert_eq!(log.take(), ["trust", "verify"]);
    assert_eq!(counter(prove(&attester, &key, "a-1").unwrap().compact()), 1);
}

/// §3.4: the signature verifies under the key's public half over the compact's first segments.
#[test]
fn the_signature_is_the_keys() {
    use psea_jose::es256::{P256Backend, Signature, VerifyingKey};
    let key = LoggingKey::new(Mood::Willing);
    let proof = prove(&attester(config()), &key, "a-1").unwrap();
    let (input, signature) = proof.compact().rsplit_once('.').unwrap();
    let signature = psea_jose::base64::url::decode(signature).unwrap();
    let signature = Signature::from_octets(&signature).unwrap();
    let public = VerifyingKey::new(*key.public_key(), &P256Backend).unwrap();
    assert!(public.verify(input.as_bytes(), &signature).is_ok());
}

/// Two Attesters with one state never use a counter twice, from many threads at once (§3.10).
#[test]
fn threads_share_one_sequence() {
    let attester = attester(config());
    let numbers: Vec<u64> = std::thread::scope(|scope| {
        let prove_some = |_| {
            let attester = attester.clone();
            scope.spawn(move || {
                let key = LoggingKey::new(Mood::Willing);
                (0..20)
                    .map(|_| counter(prove(&attester, &key, "a-1").unwrap().compact()))
                    .collect::<Vec<_>>()
            })
        };
        let threads: Vec<_> = (0..8).map(prove_some).collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    let mut sorted = numbers;
    sorted.sort_unstable();
    assert_eq!(sorted, (1..=160).collect::<Vec<_>>());
}

/// Errors of keys tell a person what to do.
#[test]
fn key_errors_are_for_people() {
    let tries = |tries_left| KeyError::NotVerified { tries_left }.to_string();
    assert_eq!(tries(None), "the user was not verified");
    assert_eq!(tries(Some(2)), "the user was not verified: 2 tries left");
    let hardware = KeyError::Hardware("a cable".into());
    assert!(hardware.to_string().contains("a cable"));
    assert!(KeyError::Locked.to_string().contains("unlock"));
    // Through the Attester the text is the key's own.
    assert_eq!(AttestError::from(KeyError::Declined).to_string(), "the user declined");
}
