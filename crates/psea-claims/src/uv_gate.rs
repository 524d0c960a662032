/// What the enrolled attestation says of the key: does every signature need a user verification
/// of its own (§3.7.1)?
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum UvGate {
    /// It says so.
    Attested,
    /// It says that the key is not gated, or gated per window. Its proofs are refused.
    Contradicted,
    /// It says nothing, or there is none: the verification is the host's word alone.
    #[default]
    Unknown,
}

impl UvGate {
    /// `attested`, `contradicted` or `unknown`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Attested => "attested",
            Self::Contradicted => "contradicted",
            Self::Unknown => "unknown",
        }
    }

    /// The value with this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Attested, Self::Contradicted, Self::Unknown].into_iter().find(|g| g.name() == name)
    }
}
