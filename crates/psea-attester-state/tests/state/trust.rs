//! §3.13.1: trust states.

use psea_attester::{AttesterState as _, TrustState};
use psea_attester_state::RedbState;

use crate::support::*;

/// Every state but `revoked` may follow every other, holds at once, and is kept over a restart.
#[test]
fn each_trust_state_holds_and_is_kept() {
    let directory = directory();
    let path = directory.path().join("state");
    drop(RedbState::create(&path).unwrap());
    let all =
        [TrustState::Trusted, TrustState::Unenrolled, TrustState::Invalidated, TrustState::Error];
    for before in all {
        for trust in all {
            let state = RedbState::open(&path).unwrap();
            state.set_trust(before).unwrap();
            state.set_trust(trust).unwrap();
            assert_eq!(state.trust().unwrap(), trust, "after {before:?}");
            drop(state);
            assert_eq!(RedbState::open(&path).unwrap().trust().unwrap(), trust);
        }
    }
}

/// A revocation that comes twice is no error.
#[test]
fn a_revocation_may_come_twice() {
    let directory = directory();
    let path = directory.path().join("state");
    let state = RedbState::create(&path).unwrap();
    for _ in 0..2 {
        state.set_trust(TrustState::Revoked).unwrap();
    }
    drop(state);
    let state = RedbState::open(&path).unwrap();
    state.set_trust(TrustState::Revoked).unwrap();
    assert_eq!(state.trust().unwrap(), TrustState::Revoked);
}
