use std::fmt;

/// When a key needs a PIN, in the numbers of Yubico's extensions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PinPolicy {
    /// Never: 1.
    Never,
    /// Once after the card was powered or reset: 2.
    Once,
    /// For each signature: 3.
    Always,
    /// Another number: the slot's default (0), a fingerprint (4, 5), or one that is not known.
    Other(u8),
}

impl PinPolicy {
    /// The policy with this number.
    #[must_use]
    pub const fn from_number(number: u8) -> Self {
        match number {
            1 => Self::Never,
            2 => Self::Once,
            3 => Self::Always,
            other => Self::Other(other),
        }
    }
}

impl fmt::Display for PinPolicy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Never => f.write_str("never"),
            Self::Once => f.write_str("once"),
            Self::Always => f.write_str("always"),
            Self::Other(number) => write!(f, "{number}"),
        }
    }
}

/// When a key needs a touch, in the numbers of Yubico's extensions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TouchPolicy {
    /// Never: 1.
    Never,
    /// For each signature: 2.
    Always,
    /// Not again within 15 s: 3.
    Cached,
    /// Another number.
    Other(u8),
}

impl TouchPolicy {
    /// The policy with this number.
    #[must_use]
    pub const fn from_number(number: u8) -> Self {
        match number {
            1 => Self::Never,
            2 => Self::Always,
            3 => Self::Cached,
            other => Self::Other(other),
        }
    }
}

impl fmt::Display for TouchPolicy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Never => f.write_str("never"),
            Self::Always => f.write_str("always"),
            Self::Cached => f.write_str("cached"),
            Self::Other(number) => write!(f, "{number}"),
        }
    }
}
