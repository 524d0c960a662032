//! The Verifier's answers: the chain's head and the trust state (§3.12, §3.13.1).

use std::sync::Arc;

use psea_attester::{Attester, AttesterState as _, Proof, StateError, TrustState};
use psea_claims::{ChainEntry, Counter, Jti, Outcome};

use crate::support::*;

fn chained() -> (Attester, Arc<LoggingState>, Log) {
    let log = Log::default();
    let state = LoggingState::logging_to(log.clone());
    (Attester::new(config().with_chain(), Arc::clone(&state) as _), state, log)
}

fn prove(attester: &Attester, jti: &'static str) -> Proof {
    let key = LoggingKey::new(Mood::Willing);
    attester.propose(request(jti)).unwrap().verify_user(&key).unwrap().sign(now()).unwrap()
}

fn previous(proof: &Proof) -> String {
    payload(proof.compact())["psea_chain_prev"].as_str().unwrap().into()
}

fn entry(jti: &'static str, counter: u32, previous: &ChainEntry) -> ChainEntry {
    ChainEntry::derive(&Jti::new(jti).unwrap(), Counter::from(counter), previous)
}

/// §3.12: the first proof refers to the sentinel, each later one to the last approved one.
#[test]
fn an_approval_advances_the_chain_once() {
    let (attester, state, _) = chained();
    let first = prove(&attester, "a-1");
    assert_eq!(previous(&first), "0".repeat(64));
    attester.acknowledge(&first, Outcome::Approve).unwrap();
    let head = entry("a-1", 1, &ChainEntry::SENTINEL);
    assert_eq!(state.state.chain_head().unwrap(), head);
    // Once more, as after a retry: nothing changes.
    attester.acknowledge(&first, Outcome::Approve).unwrap();
    assert_eq!(state.state.chain_head().unwrap(), head);
    let second = prove(&attester, "a-2");
    assert_eq!(previous(&second), head.to_text());
    attester.acknowledge(&second, Outcome::Approve).unwrap();
    let head = entry("a-2", 2, &head);
    // Late: the head has moved on.
    attester.acknowledge(&first, Outcome::Approve).unwrap();
    assert_eq!(state.state.chain_head().unwrap(), head);
}

/// §3.12: of two proofs that refer to the same head, the one that was approved is the next.
#[test]
fn the_approved_one_of_two_is_the_next_link() {
    let (attester, state, _) = chained();
    let (first, second) = (prove(&attester, "a-1"), prove(&attester, "a-2"));
    assert_eq!(previous(&first), previous(&second));
    attester.acknowledge(&second, Outcome::Approve).unwrap();
    attester.acknowledge(&first, Outcome::Reject).unwrap();
    assert_eq!(state.state.chain_head().unwrap(), entry("a-2", 2, &ChainEntry::SENTINEL));
}

/// §3.13.1: a revoking answer moves the state to revoked for good, and moves no chain.
#[test]
fn a_revoking_answer_is_final() {
    let (attester, state, log) = chained();
    let proof = prove(&attester, "a-1");
    log.take();
    attester.acknowledge(&proof, Outcome::Revoked).unwrap();
    assert_eq!(log.take(), ["set trust"]);
    assert_eq!(state.state.trust().unwrap(), TrustState::Revoked);
    assert!(attester.propose(request("a-2")).is_err());
    assert!(matches!(state.set_trust(TrustState::Trusted), Err(StateError::Revoked)));
    attester.acknowledge(&proof, Outcome::Revoked).unwrap();
    // An approval that was on its way does not bring the trust back.
    attester.acknowledge(&proof, Outcome::Approve).unwrap();
    assert_eq!(state.state.trust().unwrap(), TrustState::Revoked);
}

/// §6.4.4: the other answers change nothing.
#[test]
fn other_answers_change_nothing() {
    let (attester, state, log) = chained();
    let proof = prove(&attester, "a-1");
    log.take();
    for outcome in [Outcome::Reject, Outcome::Stale, Outcome::Unavailable] {
        attester.acknowledge(&proof, outcome).unwrap();
        assert_eq!(log.take(), [] as [&str; 0]);
        assert_eq!(state.state.trust().unwrap(), TrustState::Trusted);
        assert_eq!(state.state.chain_head().unwrap(), ChainEntry::SENTINEL);
    }
}

/// §3.12: without the chain layer there is no link and nothing to advance.
#[test]
fn without_the_chain_layer_an_approval_changes_nothing() {
    let log = Log::default();
    let attester = Attester::new(config(), LoggingState::logging_to(log.clone()));
    let proof = prove(&attester, "a-1");
    assert!(payload(proof.compact()).get("psea_chain_prev").is_none());
    log.take();
    attester.acknowledge(&proof, Outcome::Approve).unwrap();
    assert_eq!(log.take(), [] as [&str; 0]);
}
