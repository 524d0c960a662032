//! The contract of `AttesterState`, over restarts.

use psea_attester::{AttesterState as _, StateError, TrustState};
use psea_attester_state::{Chain, EnrollError, Enrollment, RedbState};
use psea_claims::{ChainEntry, Counter, CounterScope, Revision};

use crate::support::*;

/// §3.10: counters of each scope go on where they were.
#[test]
fn counters_go_on_after_a_restart() {
    let directory = directory();
    let path = directory.path().join("state");
    let state = RedbState::create(&path).unwrap();
    for round in 1..=3 {
        assert_eq!(state.reserve_counter(&CounterScope::SINGLE).unwrap().get(), round);
    }
    assert_eq!(state.reserve_counter(&tier("high")).unwrap().get(), 1);
    drop(state);
    let state = RedbState::open(&path).unwrap();
    assert_eq!(state.reserve_counter(&CounterScope::SINGLE).unwrap().get(), 4);
    assert_eq!(state.reserve_counter(&tier("high")).unwrap().get(), 2);
    assert_eq!(state.reserve_counter(&tier("low")).unwrap().get(), 1);
}

/// §3.10: the last counter of each scope is told, in the order of the scopes' keys.
#[test]
fn the_counters_that_were_used_are_told() {
    let directory = directory();
    let state = RedbState::create(directory.path().join("state")).unwrap();
    assert_eq!(state.counters().unwrap(), []);
    let low = tier("low");
    for scope in [&low, &CounterScope::SINGLE, &low] {
        state.reserve_counter(scope).unwrap();
    }
    let told = [(CounterScope::SINGLE, 1), (low, 2)];
    let told = told.map(|(scope, last)| (scope, Counter::new(last).unwrap()));
    assert_eq!(state.counters().unwrap(), told);
}

/// §3.10: no two threads get one counter.
#[test]
fn threads_share_the_counters() {
    let directory = directory();
    let state = RedbState::create(directory.path().join("state")).unwrap();
    let mut counters: Vec<u64> = std::thread::scope(|scope| {
        let reserve = || (0..25).map(|_| state.reserve_counter(&CounterScope::SINGLE).unwrap());
        let threads: Vec<_> =
            (0..4).map(|_| scope.spawn(move || reserve().collect::<Vec<_>>())).collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).map(Counter::get).collect()
    });
    counters.sort_unstable();
    assert_eq!(counters, (1..=100).collect::<Vec<_>>());
}

/// §3.12: the head moves from the entry before it and from no other, and stays.
#[test]
fn the_chain_advances_once() {
    let directory = directory();
    let path = directory.path().join("state");
    let state = RedbState::create(&path).unwrap();
    let (one, two) = (ChainEntry::from_octets([1; 32]), ChainEntry::from_octets([2; 32]));
    assert_eq!(state.chain_head().unwrap(), ChainEntry::SENTINEL);
    state.advance_chain(&one, two).unwrap();
    assert_eq!(state.chain_head().unwrap(), ChainEntry::SENTINEL);
    state.advance_chain(&ChainEntry::SENTINEL, one).unwrap();
    state.advance_chain(&ChainEntry::SENTINEL, two).unwrap();
    assert_eq!(state.chain_head().unwrap(), one);
    drop(state);
    assert_eq!(RedbState::open(&path).unwrap().chain_head().unwrap(), one);
}

/// An enrollment is kept as it was, in every revision, with the chain layer and without.
#[test]
fn an_enrollment_is_kept() {
    let directory = directory();
    let path = directory.path().join("state");
    drop(RedbState::create(&path).unwrap());
    for revision in [Revision::Draft02, Revision::Draft03] {
        for chain in [false, true] {
            let enrollment = Enrollment { revision, chain, ..enrollment("key-1", 7) };
            RedbState::open(&path).unwrap().enroll(&enrollment, Chain::Continue).unwrap();
            let kept = RedbState::open(&path).unwrap().enrollment().unwrap();
            assert_eq!(kept, Some(enrollment));
        }
    }
}

/// §3.13.1: a new key and a new enrollment are the only way out of `revoked`.
#[test]
fn only_a_new_key_and_enrollment_lead_out_of_revocation() {
    let directory = directory();
    let path = directory.path().join("state");
    let state = RedbState::create(&path).unwrap();
    assert_eq!(state.trust().unwrap(), TrustState::Unenrolled);
    assert_eq!(state.enrollment().unwrap(), None);
    state.enroll(&enrollment("key-1", 7), Chain::Continue).unwrap();
    assert_eq!(state.trust().unwrap(), TrustState::Trusted);
    let head = ChainEntry::from_octets([1; 32]);
    state.advance_chain(&ChainEntry::SENTINEL, head).unwrap();
    state.reserve_counter(&CounterScope::SINGLE).unwrap();
    state.set_trust(TrustState::Revoked).unwrap();
    assert!(matches!(state.set_trust(TrustState::Trusted), Err(StateError::Revoked)));
    drop(state);

    let state = RedbState::open(&path).unwrap();
    assert_eq!(state.trust().unwrap(), TrustState::Revoked);
    assert!(matches!(state.set_trust(TrustState::Trusted), Err(StateError::Revoked)));
    let again = |kid, key| state.enroll(&enrollment(kid, key), Chain::Fresh);
    assert!(matches!(again("key-2", 7), Err(EnrollError::Retired("key"))));
    assert!(matches!(again("key-1", 8), Err(EnrollError::Retired("kid"))));
    assert_eq!(state.trust().unwrap(), TrustState::Revoked);
    again("key-2", 8).unwrap();
    assert_eq!(state.trust().unwrap(), TrustState::Trusted);
    assert_eq!(state.enrollment().unwrap(), Some(enrollment("key-2", 8)));
    assert_eq!(state.chain_head().unwrap(), ChainEntry::SENTINEL);
    // §3.10: they belong to the Attester.
    assert_eq!(state.reserve_counter(&CounterScope::SINGLE).unwrap().get(), 2);
    // However much time and however many enrollments later.
    assert!(matches!(again("key-3", 7), Err(EnrollError::Retired("key"))));
}
