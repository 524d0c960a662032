//! State in memory (§3.10, §3.12).

use psea_attester::{AttesterState as _, MemoryState, StateError, TrustState};
use psea_claims::{ChainEntry, Counter, CounterScope};

/// §3.10: from 1 upwards, each scope by itself.
#[test]
fn counters_start_at_one() {
    let state = MemoryState::volatile();
    let other = CounterScope::from_key("tier:high");
    for number in 1..4 {
        assert_eq!(state.reserve_counter(&CounterScope::SINGLE).unwrap().get(), number);
    }
    assert_eq!(state.reserve_counter(&other).unwrap().get(), 1);
    assert_eq!(state.trust().unwrap(), TrustState::Trusted);
    assert_eq!(state.chain_head().unwrap(), ChainEntry::SENTINEL);
}

/// §3.10: after 2^53 − 1 a scope is exhausted, and stays so; it never wraps around.
#[test]
fn the_last_counter_is_the_last() {
    let before_last = Counter::new(Counter::MAX.get() - 1).unwrap();
    let state = MemoryState::volatile().resume(&CounterScope::SINGLE, before_last);
    assert_eq!(state.reserve_counter(&CounterScope::SINGLE).unwrap(), Counter::MAX);
    for _ in 0..3 {
        let exhausted = state.reserve_counter(&CounterScope::SINGLE);
        assert!(matches!(exhausted, Err(StateError::Exhausted)));
    }
    assert_eq!(state.reserve_counter(&CounterScope::from_key("x")).unwrap().get(), 1);
}

/// §3.10: resuming never lowers a counter.
#[test]
fn resuming_only_raises() {
    let at = Counter::from;
    let state = MemoryState::volatile().resume(&CounterScope::SINGLE, at(41));
    let state = state.resume(&CounterScope::SINGLE, at(7));
    assert_eq!(state.reserve_counter(&CounterScope::SINGLE).unwrap().get(), 42);
}

/// §3.12: the head moves from the entry that it is, and from no other.
#[test]
fn the_head_moves_from_where_it_is() {
    let (first, second) = (ChainEntry::from_octets([1; 32]), ChainEntry::from_octets([2; 32]));
    let state = MemoryState::volatile();
    state.advance_chain(&first, second).unwrap();
    assert_eq!(state.chain_head().unwrap(), ChainEntry::SENTINEL);
    state.advance_chain(&ChainEntry::SENTINEL, first).unwrap();
    state.advance_chain(&ChainEntry::SENTINEL, second).unwrap();
    assert_eq!(state.chain_head().unwrap(), first);
}
