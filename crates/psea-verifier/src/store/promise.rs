use std::fmt;

/// What a store says of itself: in every approval, and in its health output (§6.5).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct StorePromise {
    /// What an accepted proof outlives.
    pub durability: Durability,
    /// Whether the store notices that it was given an older copy of its own state, and then
    /// refuses every proof that the copy could have forgotten.
    pub notices_older_copy: bool,
}

/// What the record of an accepted proof outlives. Each word includes the ones before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Durability {
    /// Nothing: a restart forgets it, and the proof could be accepted once more while it is
    /// fresh.
    Volatile,
    /// The end of the process, however it ends.
    ProcessCrash,
    /// A loss of power, if the disk honours a sync.
    PowerLoss,
    /// The loss of the primary: another machine had confirmed it.
    Failover,
}

impl Durability {
    /// `volatile`, `process_crash`, `power_loss` or `failover`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Volatile => "volatile",
            Self::ProcessCrash => "process_crash",
            Self::PowerLoss => "power_loss",
            Self::Failover => "failover",
        }
    }
}

impl fmt::Display for Durability {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
