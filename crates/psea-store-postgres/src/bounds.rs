//! What the server compares with, taken from the rules themselves: where
//! [`CommitRequest::check_time`] and [`CommitRequest::decide`] turn over. So the two cannot drift
//! apart, and the server needs no sums that could overflow.

use psea_claims::{Counter, EpochSeconds};
use psea_verifier::{CommitRequest, EnrollmentStatus, StoreTime, StoredEnrollment, StoredState};

/// The least fence that refuses the request: any at or above it does.
pub(crate) fn least_fence(request: &CommitRequest<'_>) -> u64 {
    least(request.issued().get(), |fence| {
        let fence = EpochSeconds::new(fence);
        request.check_time(&StoreTime { latest: EpochSeconds::default(), fence }).is_err()
    })
}

/// The least stored counter from which the request's may advance, if that is bounded at all.
pub(crate) fn least_counter(request: &CommitRequest<'_>) -> u64 {
    let admits = |stored| {
        let enrollment =
            StoredEnrollment { status: &EnrollmentStatus::Active, version: request.version() };
        let state = StoredState {
            enrollment: Some(enrollment),
            challenge_outstanding: true,
            jti_finalised: false,
            counter: Counter::new(stored),
            chain_head: request.chain().map(|link| link.previous),
        };
        request.decide(&state).is_ok()
    };
    // Nearly every deployment has no bound. At and above the request's own counter none passes,
    // which the server compares itself.
    if admits(0) { 0 } else { least(request.counter().get(), admits) }
}

/// The least number below `end` from which on `holds` is true up to `end`; `end` if there is none.
fn least(end: u64, holds: impl Fn(u64) -> bool) -> u64 {
    let (mut low, mut high) = (0, end);
    while low < high {
        let middle = low.midpoint(high);
        if holds(middle) {
            high = middle;
        } else {
            low = middle.saturating_add(1);
        }
    }
    low
}

#[cfg(test)]
mod tests {
    use super::least;

    #[test]
    fn the_turning_point_is_found() {
        for end in 0..40 {
            for turn in 0..=end {
                assert_eq!(least(end, |n| n >= turn), turn, "{turn} of {end}");
            }
        }
        let far = (1 << 53) - 1;
        assert_eq!(least(far, |n| n >= far - 7), far - 7);
    }
}
