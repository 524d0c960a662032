use core::fmt;

use psea_jose::canonical::SafeUint;

/// A point in time: whole seconds since 1970-01-01T00:00:00Z, in [0, 2^53 − 1] (§3.5).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EpochSeconds(SafeUint);

impl EpochSeconds {
    /// The last representable second.
    pub const MAX: Self = Self(SafeUint::MAX);

    /// `seconds`, if it is within the range.
    #[must_use]
    pub const fn new(seconds: u64) -> Option<Self> {
        match SafeUint::new(seconds) {
            Some(value) => Some(Self(value)),
            None => None,
        }
    }

    /// Seconds since the epoch.
    #[must_use]
    pub const fn get(self) -> u64 {
        self.0.get()
    }

    /// `seconds` later, or the last representable second.
    #[must_use]
    pub const fn saturating_add(self, seconds: u64) -> Self {
        match Self::new(self.get().saturating_add(seconds)) {
            Some(later) => later,
            None => Self::MAX,
        }
    }

    /// `seconds` later, if that is representable.
    #[must_use]
    pub const fn checked_add(self, seconds: u64) -> Option<Self> {
        Self::new(self.get().saturating_add(seconds))
    }

    /// The number as canonical JSON writes it.
    #[must_use]
    pub const fn as_safe(self) -> SafeUint {
        self.0
    }
}

impl From<u32> for EpochSeconds {
    fn from(seconds: u32) -> Self {
        Self(SafeUint::from(seconds))
    }
}

impl fmt::Display for EpochSeconds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// `psea_counter`: an integer in [0, 2^53 − 1], strictly increasing per Attester and scope
/// (§3.10).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Counter(SafeUint);

impl Counter {
    /// The last counter, 2^53 − 1. After it the scope is exhausted.
    pub const MAX: Self = Self(SafeUint::MAX);

    /// `value`, if it is within the range.
    #[must_use]
    pub const fn new(value: u64) -> Option<Self> {
        match SafeUint::new(value) {
            Some(value) => Some(Self(value)),
            None => None,
        }
    }

    /// The number.
    #[must_use]
    pub const fn get(self) -> u64 {
        self.0.get()
    }

    /// The next counter, unless this is the last.
    #[must_use]
    pub const fn next(self) -> Option<Self> {
        Self::new(self.get().saturating_add(1))
    }

    /// The number as canonical JSON writes it.
    #[must_use]
    pub const fn as_safe(self) -> SafeUint {
        self.0
    }
}

impl From<u32> for Counter {
    fn from(value: u32) -> Self {
        Self(SafeUint::from(value))
    }
}

impl fmt::Display for Counter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
