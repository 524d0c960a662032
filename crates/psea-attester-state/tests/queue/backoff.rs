//! Delays between tries.

use psea_attester_state::queue::{Backoff, BackoffError};

use crate::support::*;

/// Every delay is between its base and twice that, the base doubles up to the longest, and equal
/// random numbers give equal delays.
#[test]
fn delays_double_within_bounds_and_are_jittered() {
    let mut random = Random::seeded("backoff");
    let backoff = Backoff::new(2_000, 900_000).unwrap();
    for tries in 1..100 {
        let base = backoff.base(tries);
        assert_eq!(base, (2_000_u64 << (tries - 1).min(20)).min(900_000), "{tries}");
        let seeds: Vec<_> = (0..50).map(|_| random.next()).collect();
        let mut delays: Vec<_> = seeds.iter().map(|seed| backoff.delay(tries, *seed)).collect();
        for (seed, delay) in seeds.iter().zip(&delays) {
            assert!((base..=2 * base).contains(delay), "{tries}: {delay}");
            assert_eq!(backoff.delay(tries, *seed), *delay);
        }
        delays.sort_unstable();
        // Spread over the whole width: not one number, and not one corner.
        assert!(delays[40] - delays[10] > base / 4, "{tries}: {delays:?}");
    }
    assert_eq!(backoff.longest(), 1_800_000);
    assert!(backoff.delay(u32::MAX, 1) <= backoff.longest());
}

#[test]
fn delays_that_cannot_be_meant_are_refused() {
    for (min, max) in [(0, 1), (2, 1), (1, 86_400_001)] {
        assert_eq!(Backoff::new(min, max), Err(BackoffError));
    }
}
