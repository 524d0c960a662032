use std::fmt;

use psea_claims::{
    ChainEntry, Counter, CounterScope, EpochSeconds, Issuer, Jti, Operation, PayloadHash, Tier,
    Ueid, UvAnchor,
};

use super::StoreError;
use crate::enrollment::AttesterId;

/// What a store keeps of an accepted proof, for as long as it keeps the `jti`.
///
/// It says that the action was approved, and is no licence to execute it: only the
/// [`Approval`](crate::Approval) that the commit made is one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApprovalRecord {
    /// Whose proof it was.
    pub attester: AttesterId,
    /// The deployment.
    pub iss: Issuer<'static>,
    /// The action's id.
    pub jti: Jti<'static>,
    /// SHA-256 of the compact proof.
    pub proof_hash: [u8; 32],
    /// `psea_payload_hash`.
    pub payload_hash: PayloadHash,
    /// The operation.
    pub op: Operation<'static>,
    /// The assurance tier.
    pub tier: Tier<'static>,
    /// The counter.
    pub counter: Counter,
    /// The counter's scope.
    pub scope: CounterScope,
    /// The device.
    pub ueid: Ueid,
    /// On what the user verification rests.
    pub uv: UvAnchor,
    /// The chain's entry, where the chain layer is on.
    pub chain_entry: Option<ChainEntry>,
    /// The Verifier's time of the acceptance.
    pub accepted_at: EpochSeconds,
    /// The first second at which the `jti`, and this record, may be forgotten.
    pub keep_until: EpochSeconds,
}

/// Finds what became of a proof whose answer was lost.
pub trait OutcomeLookup: fmt::Debug + Send + Sync {
    /// The record of the proof with this `jti`, if one was accepted and its `jti` is still kept.
    ///
    /// None means: not accepted, or forgotten. While the proof could still pass it means the
    /// former. Compare [`proof_hash`](ApprovalRecord::proof_hash): another proof may have had the
    /// same `jti`.
    ///
    /// # Errors
    ///
    /// If the store cannot say. That is not the same as none.
    fn recorded(
        &self,
        iss: &Issuer<'_>,
        jti: &Jti<'_>,
    ) -> Result<Option<ApprovalRecord>, StoreError>;
}
