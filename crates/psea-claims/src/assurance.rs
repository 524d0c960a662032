//! What a Verifier says of how sure an approval is, beside the approval itself.

use core::fmt;

/// On what the user verification rests (§3.7.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum UvAnchor {
    /// The enrolled attestation shows that the key needs a verification for every signature.
    Attested,
    /// The host says so, and nothing contradicts it.
    Asserted,
}

impl UvAnchor {
    /// `attested` or `asserted`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Attested => "attested",
            Self::Asserted => "asserted",
        }
    }

    /// The value with this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Attested, Self::Asserted].into_iter().find(|anchor| anchor.as_str() == name)
    }
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
    /// Every word, the weakest first.
    pub const ALL: [Self; 4] =
        [Self::Volatile, Self::ProcessCrash, Self::PowerLoss, Self::Failover];

    /// The word with this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|word| word.as_str() == name)
    }

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
