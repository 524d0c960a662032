//! The local trust state: fail fast, emit nothing (§3.13.1).

use std::sync::Arc;

use psea_attester::{
    AttestError, Attester, AttesterState, HardwareKey, KeyError, MemoryState, Prompt,
    RemoteVerification, StateError, TrustState, UserVerified,
};
use psea_claims::{UvGate, UvMethod};
use psea_jose::es256::PublicKey;

use crate::support::*;

const NOT_TRUSTED: [TrustState; 4] =
    [TrustState::Unenrolled, TrustState::Invalidated, TrustState::Revoked, TrustState::Error];

/// §3.13.1: every state but `trusted` refuses before the user is asked.
#[test]
fn only_trusted_permits_a_proof() {
    for trust in NOT_TRUSTED {
        let log = Log::default();
        let state = LoggingState::logging_to(log.clone());
        state.state.set_trust(trust).unwrap();
        let attester = Attester::new(config(), state);
        let error = attester.propose(request("a-1")).unwrap_err();
        assert!(matches!(error, AttestError::NotTrusted(found) if found == trust));
        let text = error.to_string();
        assert!(text.contains(&trust.to_string()) && text.contains(trust.way_out()), "{text}");
        assert_eq!(log.take(), ["trust"]);
    }
    assert!(attester(config()).propose(request("a-1")).is_ok());
}

/// A key during whose prompt something happens.
#[derive(Debug)]
struct Meanwhile<'a> {
    key: &'a LoggingKey,
    state: Arc<LoggingState>,
    trust: TrustState,
}

impl HardwareKey for Meanwhile<'_> {
    fn public_key(&self) -> &PublicKey {
        self.key.public_key()
    }

    fn uv_gate(&self) -> UvGate {
        self.key.uv_gate()
    }

    fn verify_user(&self, prompt: &Prompt<'_>) -> Result<Box<dyn UserVerified + '_>, KeyError> {
        let verified = self.key.verify_user(prompt)?;
        self.state.state.set_trust(self.trust).unwrap();
        Ok(verified)
    }
}

/// §3.13.1: what changed while the user was asked counts: no counter, no signature.
#[test]
fn a_revocation_during_the_prompt_is_noticed() {
    for trust in NOT_TRUSTED {
        let log = Log::default();
        let state = LoggingState::logging_to(log.clone());
        let attester = Attester::new(config(), Arc::clone(&state) as _);
        let key = LoggingKey::logging_to(log.clone(), Mood::Willing);
        let meanwhile = Meanwhile { key: &key, state, trust };
        let confirmed = attester.propose(request("a-1")).unwrap().verify_user(&meanwhile).unwrap();
        let error = confirmed.sign(now()).unwrap_err();
        assert!(matches!(error, AttestError::NotTrusted(found) if found == trust));
        assert_eq!(log.take(), ["trust", "verify", "method", "trust"]);
    }
}

/// §3.13.1: the same on the two-step path.
#[test]
fn a_revocation_before_the_preparation_is_noticed() {
    let log = Log::default();
    let state = LoggingState::logging_to(log.clone());
    let attester = Attester::new(config(), Arc::clone(&state) as _);
    let proposal = attester.propose(request("a-1")).unwrap();
    state.state.set_trust(TrustState::Revoked).unwrap();
    let error = proposal.prepare(RemoteVerification::by(UvMethod::pin()), now()).unwrap_err();
    assert!(matches!(error, AttestError::NotTrusted(TrustState::Revoked)));
    assert_eq!(log.take(), ["trust", "trust"]);
}

/// §3.13.1: revocation is final; every other state can be left.
#[test]
fn revocation_is_final() {
    let every = [TrustState::Trusted].into_iter().chain(NOT_TRUSTED);
    for from in every.clone() {
        for to in every.clone() {
            let state = MemoryState::volatile();
            state.set_trust(from).unwrap();
            let change = state.set_trust(to);
            if from == TrustState::Revoked && to != TrustState::Revoked {
                assert!(matches!(change, Err(StateError::Revoked)));
                assert_eq!(state.trust().unwrap(), TrustState::Revoked);
            } else {
                assert!(change.is_ok());
                assert_eq!(state.trust().unwrap(), to);
            }
        }
    }
}

/// Each state has a word and a way out.
#[test]
fn states_have_words() {
    let words = NOT_TRUSTED.map(|trust| trust.to_string());
    assert_eq!(words, ["unenrolled", "invalidated", "revoked", "error"]);
    assert_eq!(TrustState::default(), TrustState::Unenrolled);
    assert!(TrustState::Revoked.way_out().contains("new key"));
    assert!(TrustState::Unenrolled.way_out().contains("enroll"));
}
