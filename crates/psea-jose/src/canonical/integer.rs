use core::fmt;

use crate::json::MAX_SAFE_INTEGER;

/// An integer in [0, 2^53 − 1]: one that every JSON reader reads alike (§2).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SafeUint(u64);

impl SafeUint {
    /// 2^53 − 1.
    pub const MAX: Self = Self(MAX_SAFE_INTEGER.unsigned_abs());

    /// `value`, if it is within the range.
    #[must_use]
    pub const fn new(value: u64) -> Option<Self> {
        if value <= Self::MAX.0 { Some(Self(value)) } else { None }
    }

    /// The number.
    #[must_use]
    pub const fn get(self) -> u64 {
        self.0
    }
}

impl From<u32> for SafeUint {
    fn from(value: u32) -> Self {
        Self(u64::from(value))
    }
}

impl From<SafeUint> for u64 {
    fn from(value: SafeUint) -> Self {
        value.0
    }
}

impl fmt::Display for SafeUint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
