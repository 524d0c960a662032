//! From the simple state in a JSON file.

use std::fs;

use psea_attester::{AttesterState as _, FileState, StateError, TrustState};
use psea_attester_state::{OpenError, RedbState};
use psea_claims::{ChainEntry, CounterScope};

use crate::support::*;

fn json(path: &std::path::Path) {
    let state = FileState::create(path).unwrap();
    state.set_trust(TrustState::Trusted).unwrap();
    state.reserve_counter(&CounterScope::SINGLE).unwrap();
    state.reserve_counter(&tier("high")).unwrap();
    state.reserve_counter(&tier("high")).unwrap();
    state.advance_chain(&ChainEntry::SENTINEL, ChainEntry::from_octets([1; 32])).unwrap();
}

fn goes_on(state: &RedbState) {
    assert_eq!(state.trust().unwrap(), TrustState::Trusted);
    assert_eq!(state.reserve_counter(&CounterScope::SINGLE).unwrap().get(), 2);
    assert_eq!(state.reserve_counter(&tier("high")).unwrap().get(), 3);
    assert_eq!(state.chain_head().unwrap(), ChainEntry::from_octets([1; 32]));
}

/// §3.10: counters go on, and the JSON file can no longer be opened as a state.
#[test]
fn everything_is_taken_over_and_the_file_is_gone() {
    let directory = directory();
    let (old, new) = (directory.path().join("state.json"), directory.path().join("state"));
    json(&old);
    goes_on(&RedbState::migrate(&old, &new).unwrap());
    assert!(FileState::open(&old).is_err());
    assert!(!directory.path().join("state.json.migrating").exists());
    assert!(matches!(RedbState::migrate(&old, &new), Err(OpenError::Exists(_))));
}

#[test]
fn a_state_in_use_is_not_taken_over() {
    let directory = directory();
    let (old, new) = (directory.path().join("state.json"), directory.path().join("state"));
    json(&old);
    let used = FileState::open(&old).unwrap();
    assert!(matches!(RedbState::migrate(&old, &new), Err(OpenError::From(_))));
    assert!(!new.exists());
    assert_eq!(used.reserve_counter(&CounterScope::SINGLE).unwrap().get(), 2);
}

/// §3.10: of two JSON files nobody knows which one has the last counters. Neither is taken over,
/// and both stay as they are.
#[test]
fn two_states_to_take_over_are_an_error() {
    let directory = directory();
    let (old, new) = (directory.path().join("state.json"), directory.path().join("state"));
    let aside = directory.path().join("state.json.migrating");
    json(&old);
    json(&aside);
    let before = [&old, &aside].map(|path| fs::read(path).unwrap());
    let error = RedbState::migrate(&old, &new).unwrap_err();
    assert!(matches!(&error, OpenError::From(StateError::Unreadable { .. })), "{error}");
    assert!(error.to_string().contains("exists already"), "{error}");
    assert!(!new.exists());
    assert_eq!([&old, &aside].map(|path| fs::read(path).unwrap()), before);
}

/// After a crash at each of its steps it goes on.
#[test]
fn a_migration_that_did_not_end_goes_on() {
    let directory = directory();
    let (old, new) = (directory.path().join("state.json"), directory.path().join("state"));
    let aside = directory.path().join("state.json.migrating");
    json(&old);
    let text = fs::read(&old).unwrap();
    // Moved aside.
    fs::rename(&old, &aside).unwrap();
    drop(RedbState::migrate(&old, &new).unwrap());
    // Taken over, and not deleted.
    fs::write(&aside, text).unwrap();
    goes_on(&RedbState::migrate(&old, &new).unwrap());
    assert!(!aside.exists());
}
