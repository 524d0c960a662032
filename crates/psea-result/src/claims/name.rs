use core::fmt;

/// A claim of a result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum ResultClaimName {
    /// `iss`
    Iss,
    /// `aud`
    Aud,
    /// `iat`
    Iat,
    /// `exp`
    Exp,
    /// `jti`
    Jti,
    /// `psea_ack_version`
    Version,
    /// `psea_outcome`
    Outcome,
    /// `psea_proof_jti`
    ProofJti,
    /// `psea_proof_hash`
    ProofHash,
    /// `psea_payload_hash`
    PayloadHash,
    /// `psea_op`
    Op,
    /// `psea_tier`
    Tier,
    /// `psea_counter`
    Counter,
    /// `ueid`
    Ueid,
    /// `psea_uv_anchor`
    UvAnchor,
    /// `psea_durability`
    Durability,
    /// `psea_chain_entry`
    ChainEntry,
    /// `psea_refused_jti`
    RefusedJti,
}

/// Which results have a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// Every result must.
    Every,
    /// Every approval must, and nothing else may.
    Approval,
    /// An approval may.
    ApprovalOptional,
    /// A refusal may.
    RefusalOptional,
}

impl ResultClaimName {
    /// Every claim, in the order of the format's table.
    pub const ALL: [Self; 18] = [
        Self::Iss,
        Self::Aud,
        Self::Iat,
        Self::Exp,
        Self::Jti,
        Self::Version,
        Self::Outcome,
        Self::ProofJti,
        Self::ProofHash,
        Self::PayloadHash,
        Self::Op,
        Self::Tier,
        Self::Counter,
        Self::Ueid,
        Self::UvAnchor,
        Self::Durability,
        Self::ChainEntry,
        Self::RefusedJti,
    ];

    /// The claim's name on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Iss => "iss",
            Self::Aud => "aud",
            Self::Iat => "iat",
            Self::Exp => "exp",
            Self::Jti => "jti",
            Self::Version => "psea_ack_version",
            Self::Outcome => "psea_outcome",
            Self::ProofJti => "psea_proof_jti",
            Self::ProofHash => "psea_proof_hash",
            Self::PayloadHash => "psea_payload_hash",
            Self::Op => "psea_op",
            Self::Tier => "psea_tier",
            Self::Counter => "psea_counter",
            Self::Ueid => "ueid",
            Self::UvAnchor => "psea_uv_anchor",
            Self::Durability => "psea_durability",
            Self::ChainEntry => "psea_chain_entry",
            Self::RefusedJti => "psea_refused_jti",
        }
    }

    /// The claim with this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|claim| claim.as_str() == name)
    }

    pub(super) const fn place(self) -> Place {
        match self {
            Self::Iss
            | Self::Aud
            | Self::Iat
            | Self::Exp
            | Self::Jti
            | Self::Version
            | Self::Outcome => Place::Every,
            Self::ProofJti
            | Self::ProofHash
            | Self::PayloadHash
            | Self::Op
            | Self::Tier
            | Self::Counter
            | Self::Ueid
            | Self::UvAnchor
            | Self::Durability => Place::Approval,
            Self::ChainEntry => Place::ApprovalOptional,
            Self::RefusedJti => Place::RefusalOptional,
        }
    }
}

impl fmt::Display for ResultClaimName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
