use psea_jose::json::DEFAULT_MAX_DEPTH;
use psea_jose::jws::HeaderRules;

use crate::PROOF_TYP;

/// Bounds on what is looked at, all inclusive. The draft asks for limits and names none; these
/// defaults are ours (docs/spec-findings.md).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The longest transport body, in octets.
    pub max_body: usize,
    /// The longest compact proof, in octets.
    pub max_proof: usize,
    /// The deepest nesting of containers; the outermost is level 1. The body is measured from its
    /// own root; header and payload of the proof each on their own.
    pub max_depth: u16,
    /// The longest `kid`, in octets of UTF-8.
    pub max_kid: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { max_body: 65_536, max_proof: 16_384, max_depth: DEFAULT_MAX_DEPTH, max_kid: 512 }
    }
}

impl Limits {
    /// The rules for the header of a proof under these bounds.
    #[must_use]
    pub const fn header_rules(&self) -> HeaderRules {
        HeaderRules {
            max_kid: self.max_kid,
            max_depth: self.max_depth,
            ..HeaderRules::new(PROOF_TYP)
        }
    }
}
