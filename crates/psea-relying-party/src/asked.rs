use psea_claims::{Durability, Operation, Tier, UvAnchor};

/// What this party asked the Verifier for. It follows from what is about to be executed, never from
/// the result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    pub(crate) op: Operation<'static>,
    pub(crate) tier: Tier<'static>,
    pub(crate) attested: bool,
    pub(crate) least: Durability,
}

impl Asked {
    /// An operation at an assurance tier.
    #[must_use]
    pub const fn new(op: Operation<'static>, tier: Tier<'static>) -> Self {
        Self { op, tier, attested: false, least: Durability::Volatile }
    }

    /// Admits only a user verification that the enrolled attestation shows (§3.7.1).
    #[must_use]
    pub const fn attested(mut self) -> Self {
        self.attested = true;
        self
    }

    /// The least that the record of the approval has to outlive (§6.5). Below it, the Verifier
    /// could accept the same proof once more after a loss.
    #[must_use]
    pub const fn durability(mut self, least: Durability) -> Self {
        self.least = least;
        self
    }

    pub(crate) const fn admits(&self, anchor: UvAnchor) -> bool {
        !self.attested || matches!(anchor, UvAnchor::Attested)
    }
}
