//! The two claim sets.

mod name;
mod parse;
mod write;

pub use name::ResultClaimName;

use alloc::string::String;
use core::fmt;

use psea_claims::{
    Audience, ChainEntry, Counter, Durability, EpochSeconds, Jti, Operation, Outcome, PayloadHash,
    Tier, Ueid, UvAnchor,
};
use psea_jose::base64::{Base64Error, standard, url};
use psea_jose::es256::Signature;
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

/// What every result has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Envelope {
    /// `iss`: the Verifier, the `aud` of the proofs that it takes.
    pub iss: Audience<'static>,
    /// `aud`: for whom it is: the relying party, or the Attester by its
    /// [`ueid`](Audience::of_attester).
    pub aud: Audience<'static>,
    /// `iat`: of an approval, when the proof was accepted; of a refusal, when it was made.
    pub iat: EpochSeconds,
    /// `exp`: until when it may be relied on. In a ledger it verifies for ever.
    pub exp: EpochSeconds,
    /// `jti`: the result's own id.
    pub jti: Jti<'static>,
}

/// What an approval says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApprovalClaims {
    /// What every result has.
    pub envelope: Envelope,
    /// `psea_proof_jti`: the action id, the `jti` of the proof.
    pub proof_jti: Jti<'static>,
    /// `psea_proof_hash`: the compact proof.
    pub proof_hash: ProofHash,
    /// `psea_payload_hash`: the action that was approved.
    pub payload_hash: PayloadHash,
    /// `psea_op`: the operation.
    pub op: Operation<'static>,
    /// `psea_tier`: the assurance tier.
    pub tier: Tier<'static>,
    /// `psea_counter`: the counter of the proof.
    pub counter: Counter,
    /// `ueid`: the device.
    pub ueid: Ueid,
    /// `psea_uv_anchor`: on what the user verification rests.
    pub uv_anchor: UvAnchor,
    /// `psea_durability`: what the record of the approval outlives.
    pub durability: Durability,
    /// `psea_chain_entry`: the new head of the Attester's chain, where the chain layer is on.
    pub chain_entry: Option<ChainEntry>,
}

/// What a refusal says: its word, and never the code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefusalClaims {
    /// What every result has.
    pub envelope: Envelope,
    /// `psea_outcome`.
    pub outcome: RefusalOutcome,
    /// `psea_refused_jti`: the `jti` of the proof, only if the proof's signature verified.
    pub refused_jti: Option<Jti<'static>>,
}

/// One of the two.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ResultClaims {
    /// `psea_outcome` is `approve`.
    Approval(ApprovalClaims),
    /// `psea_outcome` is another word.
    Refusal(RefusalClaims),
}

impl ResultClaims {
    /// What every result has.
    #[must_use]
    pub const fn envelope(&self) -> &Envelope {
        match self {
            Self::Approval(claims) => &claims.envelope,
            Self::Refusal(claims) => &claims.envelope,
        }
    }

    /// `psea_outcome`.
    #[must_use]
    pub const fn outcome(&self) -> Outcome {
        match self {
            Self::Approval(_) => Outcome::Approve,
            Self::Refusal(claims) => claims.outcome.outcome(),
        }
    }
}

/// A word that says no (§6.4.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RefusalOutcome {
    /// The proof was refused.
    Reject,
    /// It is no longer, or not yet, fresh.
    Stale,
    /// The enrollment was revoked: stop (§3.13.1).
    Revoked,
    /// The Verifier cannot say now.
    Unavailable,
}

impl RefusalOutcome {
    /// The word of an outcome, unless it is the one that says yes.
    #[must_use]
    pub const fn of(outcome: Outcome) -> Option<Self> {
        match outcome {
            Outcome::Approve => None,
            Outcome::Reject => Some(Self::Reject),
            Outcome::Stale => Some(Self::Stale),
            Outcome::Revoked => Some(Self::Revoked),
            Outcome::Unavailable => Some(Self::Unavailable),
        }
    }

    /// The same as an outcome.
    #[must_use]
    pub const fn outcome(self) -> Outcome {
        match self {
            Self::Reject => Outcome::Reject,
            Self::Stale => Outcome::Stale,
            Self::Revoked => Outcome::Revoked,
            Self::Unavailable => Outcome::Unavailable,
        }
    }
}

/// SHA-256 of a compact proof. On the wire: standard base64 with padding, 44 characters.
///
/// It tells which submission was approved. A signature has a twin that verifies too (§3.4), so that
/// another hash does not mean another proof: compare with [`is_of`](Self::is_of).
#[derive(Clone, Copy)]
pub struct ProofHash([u8; 32]);

impl ProofHash {
    /// The hash of a compact proof.
    #[must_use]
    pub fn of(proof: &str) -> Self {
        Self(Sha256::digest(proof.as_bytes()).into())
    }

    /// Whether it is the hash of this compact proof, or of the same one with the signature's twin,
    /// which anybody on the way can put in its place and which is the same approval.
    #[must_use]
    pub fn is_of(&self, proof: &str) -> bool {
        if *self == Self::of(proof) {
            return true;
        }
        let Some((signed, signature)) = proof.rsplit_once('.') else { return false };
        let signature = url::decode(signature).ok();
        let signature = signature.and_then(|octets| Signature::from_octets(&octets).ok());
        signature.is_some_and(|signature| {
            let twin = url::encode(signature.twin().as_octets());
            *self == Self::of(&alloc::format!("{signed}.{twin}"))
        })
    }

    /// From its 32 octets.
    #[must_use]
    pub const fn from_octets(octets: [u8; 32]) -> Self {
        Self(octets)
    }

    /// The 32 octets.
    #[must_use]
    pub const fn as_octets(&self) -> &[u8; 32] {
        &self.0
    }

    /// Reads the claim's text.
    ///
    /// # Errors
    ///
    /// If it is not the one spelling of 32 octets in standard base64 with padding.
    pub fn parse(text: &str) -> Result<Self, Base64Error> {
        standard::decode_exact(text).map(Self)
    }

    /// The claim's text.
    #[must_use]
    pub fn to_text(&self) -> String {
        standard::encode(&self.0)
    }
}

impl PartialEq for ProofHash {
    fn eq(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl Eq for ProofHash {}

impl fmt::Debug for ProofHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ProofHash({})", self.to_text())
    }
}
