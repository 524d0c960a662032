//! The clock steps: nothing is executed twice by it.

use psea_claims::{Audience, Jti, Ueid};
use psea_relying_party::{ApprovalId, MemoryOneTime, OneTime as _, OneTimeError, Use};

use crate::support::*;

/// Forwards past the end, so that it is forgotten, and back: what was forgotten does not pass.
#[test]
fn a_clock_that_steps_back_past_what_was_forgotten_is_refused() {
    let party = party().max_lifetime(60);
    assert_eq!(try_at(&party, &approved("a-1"), now()), "authorized");
    let mut later = claims("a-2");
    (later.envelope.iat, later.envelope.exp) = (at(NOW + 100), at(NOW + 160));
    assert_eq!(try_at(&party, &signed(&later), at(NOW + 100)), "authorized");
    for back in [0, 1, 59] {
        assert_eq!(try_at(&party, &approved("a-1"), at(NOW + back)), "one_time_unavailable");
    }
    // Right again, it goes on.
    let mut next = claims("a-3");
    (next.envelope.iat, next.envelope.exp) = (at(NOW + 101), at(NOW + 161));
    assert_eq!(try_at(&party, &signed(&next), at(NOW + 101)), "authorized");
}

/// A step back before anything was forgotten is no matter.
#[test]
fn a_small_step_back_is_no_matter() {
    let party = party();
    assert_eq!(try_at(&party, &approved("a-1"), at(NOW + 30)), "authorized");
    assert_eq!(try_at(&party, &approved("a-2"), now()), "authorized");
    assert_eq!(try_at(&party, &approved("a-1"), now()), "already_used");
}

/// The skew: an approval is remembered for as long as its result is admitted.
#[test]
fn the_skew_does_not_open_a_gap() {
    let party = party().clock_skew(60);
    assert_eq!(try_at(&party, &approved("a-1"), at(NOW - 60)), "authorized");
    for offset in [0, 60, 119] {
        assert_eq!(try_at(&party, &approved("a-1"), at(NOW + offset)), "already_used");
    }
    assert_eq!(try_at(&party, &approved("a-1"), at(NOW + 120)), "expired");
}

/// The store alone: `First` once until `until`, and an error in doubt.
#[test]
fn the_store_answers_first_once() {
    let store = MemoryOneTime::volatile();
    let verifier = Audience::new(ISS).unwrap();
    let ueid = Ueid::parse(&format!("A{}", "Q".repeat(43))).unwrap();
    let take = |jti: &'static str, until, now| {
        let proof_jti = Jti::new(jti).unwrap();
        let approval = ApprovalId { verifier: &verifier, ueid: &ueid, proof_jti: &proof_jti };
        store.take(&approval, at(until), at(now))
    };
    assert!(matches!(take("a", 100, 10), Ok(Use::First)));
    assert!(matches!(take("a", 100, 99), Ok(Use::Again)));
    assert!(matches!(take("a", 200, 50), Ok(Use::Again)));
    assert!(matches!(take("b", 300, 100), Ok(Use::First)));
    let Err(OneTimeError::ClockBehind { now, latest }) = take("a", 100, 99) else {
        panic!("it was forgotten")
    };
    assert_eq!((now, latest), (at(99), at(100)));
    // At the second itself it is no longer asked for as the same.
    assert!(matches!(take("c", 400, 100), Ok(Use::First)));
}
