use std::time::Duration;

use backon::{BackoffBuilder as _, ExponentialBuilder};

/// After this many tries every delay is the longest one.
const MOST_DOUBLINGS: u32 = 64;

/// How long to wait between tries of one proof: twice as long after each, and each by chance up to
/// twice as long again, so that devices that lost one server do not come back at one moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Backoff {
    min: u64,
    max: u64,
}

/// Delays that cannot be meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the shortest delay must be above 0 ms, and the longest at least as long, up to a day")]
pub struct BackoffError;

impl Default for Backoff {
    /// From 2 s to 15 minutes, before jitter.
    fn default() -> Self {
        Self { min: 2_000, max: 900_000 }
    }
}

impl Backoff {
    /// The shortest and the longest delay before jitter, in milliseconds.
    ///
    /// # Errors
    ///
    /// If the shortest is 0 or above the longest, or the longest is above a day.
    pub const fn new(min: u64, max: u64) -> Result<Self, BackoffError> {
        if min == 0 || min > max || max > 86_400_000 {
            return Err(BackoffError);
        }
        Ok(Self { min, max })
    }

    /// The delay after `tries` tries, in milliseconds: from [`base`](Self::base) to twice that, by
    /// `random`.
    #[must_use]
    pub fn delay(&self, tries: u32, random: u64) -> u64 {
        let delays = ExponentialBuilder::new()
            .with_min_delay(Duration::from_millis(self.min))
            .with_max_delay(Duration::from_millis(self.max))
            .with_factor(2.0)
            .without_max_times()
            .with_jitter()
            .with_jitter_seed(random)
            .build();
        let nth = usize::try_from(tries.saturating_sub(1).min(MOST_DOUBLINGS)).unwrap_or(0);
        let delay = delays.into_iter().nth(nth).unwrap_or(Duration::from_millis(self.max));
        u64::try_from(delay.as_millis()).unwrap_or(u64::MAX).min(self.longest())
    }

    /// The delay after `tries` tries before jitter, in milliseconds.
    #[must_use]
    pub fn base(&self, tries: u32) -> u64 {
        let doublings = tries.saturating_sub(1).min(MOST_DOUBLINGS);
        self.min.saturating_mul(2_u64.saturating_pow(doublings)).min(self.max)
    }

    /// What no delay exceeds, in milliseconds.
    #[must_use]
    pub const fn longest(&self) -> u64 {
        self.max.saturating_mul(2)
    }
}
