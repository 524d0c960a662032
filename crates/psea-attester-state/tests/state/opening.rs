//! What is found out before the first counter.

use std::fs;

use psea_attester::AttesterState as _;
use psea_attester_state::{Chain, OpenError, RedbState};
use psea_claims::CounterScope;

use crate::support::*;

#[test]
fn one_process_at_a_time() {
    let directory = directory();
    let path = directory.path().join("state");
    let state = RedbState::create(&path).unwrap();
    let error = RedbState::open(&path).unwrap_err();
    assert!(matches!(error, OpenError::InUse(_)), "{error}");
    assert!(error.to_string().contains("would use a counter twice"));
    drop(state);
    RedbState::open(&path).unwrap();
}

/// Whoever reads a proof that waits can send it.
#[test]
#[cfg(unix)]
fn a_state_is_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let directory = directory();
    let path = directory.path().join("state");
    drop(RedbState::create(&path).unwrap());
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
}

#[test]
fn nothing_is_made_up() {
    let directory = directory();
    let path = directory.path().join("state");
    assert!(matches!(RedbState::open(&path), Err(OpenError::Missing(_))));
    drop(RedbState::create(&path).unwrap());
    assert!(matches!(RedbState::create(&path), Err(OpenError::Exists(_))));
    for other in [&b""[..], b"{}", b"redb"] {
        fs::write(&path, other).unwrap();
        RedbState::open(&path).unwrap_err();
        assert_eq!(fs::read(&path).unwrap(), other);
    }
}

/// What a creation that was interrupted left behind does not stand in the way.
#[test]
fn a_creation_that_did_not_end_is_begun_again() {
    let directory = directory();
    let path = directory.path().join("state");
    fs::write(directory.path().join("state.new"), [7; 10_000]).unwrap();
    drop(RedbState::create(&path).unwrap());
    RedbState::open(&path).unwrap();
    assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 1);
}

/// A flipped bit is an error, or changes nothing that is read.
#[test]
fn decay_is_noticed() {
    let mut random = Random::seeded("decay");
    let directory = directory();
    let path = directory.path().join("state");
    let state = RedbState::create(&path).unwrap();
    state.enroll(&enrollment("key-1", 7), Chain::Continue).unwrap();
    for scope in ["low", "high"] {
        for _ in 0..3 {
            state.reserve_counter(&tier(scope)).unwrap();
        }
    }
    drop(state);
    let sound = fs::read(&path).unwrap();
    let mut noticed = 0;
    let flips = rounds(300);
    for _ in 0..flips {
        let mut octets = sound.clone();
        let at = random.below(octets.len());
        octets[at] ^= 1 << random.below(8);
        fs::write(&path, &octets).unwrap();
        match RedbState::open(&path) {
            Err(_) => noticed += 1,
            Ok(state) => {
                assert_eq!(state.enrollment().unwrap(), Some(enrollment("key-1", 7)), "at {at}");
                for scope in ["low", "high"] {
                    let next = state.reserve_counter(&tier(scope)).unwrap();
                    assert_eq!(next.get(), 4, "at {at}");
                }
            }
        }
    }
    println!("{flips} flips, {noticed} noticed, 0 believed");
    // The control: a harness that flips nothing notices nothing.
    assert!(noticed > 0);
    fs::write(&path, &sound).unwrap();
    assert_eq!(RedbState::open(&path).unwrap().reserve_counter(&tier("low")).unwrap().get(), 4);
    assert_eq!(CounterScope::SINGLE.as_key(), "single");
}
