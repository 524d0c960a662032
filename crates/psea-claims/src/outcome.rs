use core::fmt;

/// All that an Attester learns about a submission (§6.4.4). The precise code of a refusal is for
/// the Verifier's own log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// The action was approved.
    Approve,
    /// The proof is no longer, or not yet, fresh: ask for a challenge where one is used, and have
    /// a fresh proof made.
    Stale,
    /// The enrollment was revoked: stop, and make no proof any more (§3.13.1).
    Revoked,
    /// The Verifier cannot say now: ask again with the same proof.
    Unavailable,
    /// The proof was refused.
    Reject,
}

impl Outcome {
    /// The stable word for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Approve => "approve",
            Self::Stale => "stale",
            Self::Revoked => "revoked",
            Self::Unavailable => "unavailable",
            Self::Reject => "reject",
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
