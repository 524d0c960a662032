use super::Backoff;

/// How the queue behaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QueueOptions {
    pub(super) grace: u64,
    pub(super) request: u64,
    pub(super) most: usize,
    pub(super) backoff: Backoff,
}

impl Default for QueueOptions {
    /// A grace window of 24 h, 30 s for each request, room for 1,000 proofs.
    fn default() -> Self {
        Self { grace: 86_400_000, request: 30_000, most: 1_000, backoff: Backoff::default() }
    }
}

impl QueueOptions {
    /// How long a proof waits at most, in seconds. Its own `exp` may end it earlier.
    #[must_use]
    pub const fn grace_window(mut self, seconds: u64) -> Self {
        self.grace = seconds.saturating_mul(1000);
        self
    }

    /// How long one request may take, in milliseconds; at least 1. After that the same proof may be
    /// sent again.
    #[must_use]
    pub const fn request_timeout(mut self, millis: u64) -> Self {
        self.request = if millis == 0 { 1 } else { millis };
        self
    }

    /// How many proofs may wait.
    #[must_use]
    pub const fn most(mut self, proofs: usize) -> Self {
        self.most = proofs;
        self
    }

    /// The delays between tries.
    #[must_use]
    pub const fn backoff(mut self, backoff: Backoff) -> Self {
        self.backoff = backoff;
        self
    }
}
