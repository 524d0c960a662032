use psea_claims::EpochSeconds;

/// A moment in milliseconds since the epoch: delays between tries are shorter than a second.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Millis(u64);

impl Millis {
    /// A moment in milliseconds since the epoch.
    #[must_use]
    pub const fn new(millis: u64) -> Self {
        Self(millis)
    }

    /// In milliseconds since the epoch.
    #[must_use]
    pub const fn get(self) -> u64 {
        self.0
    }

    /// The second that it lies in.
    #[must_use]
    pub fn seconds(self) -> EpochSeconds {
        EpochSeconds::new(self.0 / 1000).unwrap_or(EpochSeconds::MAX)
    }

    /// Later by some milliseconds.
    #[must_use]
    pub const fn plus(self, millis: u64) -> Self {
        Self(self.0.saturating_add(millis))
    }
}

impl From<EpochSeconds> for Millis {
    /// The second's beginning.
    fn from(time: EpochSeconds) -> Self {
        Self(time.get().saturating_mul(1000))
    }
}
