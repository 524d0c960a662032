//! Two rules that turn lost state into refusals instead of second approvals (§3.10, §6.5).

use psea_claims::EpochSeconds;

use super::{CommitRequest, StoreError};

/// What a store keeps of time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StoreTime {
    /// The greatest time at which a proof was accepted.
    pub latest: EpochSeconds,
    /// When the store's state last became another one: restored from a copy, on another timeline,
    /// or by an operator's word. What was accepted before may have been forgotten.
    pub fence: Option<EpochSeconds>,
}

impl StoreTime {
    /// How far the clock may stand behind the greatest time served, in seconds: threads that read
    /// the clock one after the other may commit the other way round. A store forgets nothing that
    /// ended less than this before [`latest`](Self::latest).
    pub const CLOCK_TOLERANCE: u64 = 60;

    /// Whether what ended at `until` can no longer matter at any time that will be served.
    #[must_use]
    pub const fn is_past(&self, until: EpochSeconds) -> bool {
        until.saturating_add(Self::CLOCK_TOLERANCE).get() <= self.latest.get()
    }
}

impl CommitRequest<'_> {
    /// Whether a store with this `time` may decide the request at all. Part of the same atomic
    /// step as [`decide`](Self::decide), and before it.
    ///
    /// # Errors
    ///
    /// [`StoreError::Fenced`] or [`StoreError::ClockBehind`].
    pub fn check_time(&self, time: &StoreTime) -> Result<(), StoreError> {
        // §6.5: lifetimes are bounded, so that what was forgotten can only be refused. A proof
        // issued after the fence cannot have been accepted before it.
        if let Some(fence) = time.fence
            && self.issued() <= fence.saturating_add(self.clock_skew)
        {
            return Err(StoreError::Fenced { fence });
        }
        // §3.10: an id forgotten at the greatest time served would look fresh again before it.
        let (now, latest) = (self.now(), time.latest);
        if now.saturating_add(StoreTime::CLOCK_TOLERANCE) < latest {
            return Err(StoreError::ClockBehind { now, latest });
        }
        Ok(())
    }
}
