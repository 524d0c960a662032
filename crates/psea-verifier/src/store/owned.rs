use psea_claims::{
    Counter, CounterScope, EpochSeconds, Issuer, Jti, Nonce, Operation, PayloadHash, Tier, Ueid,
    UvAnchor,
};

use super::{ChainLink, CommitRequest};
use crate::enrollment::{AttesterId, EnrollmentVersion};

/// A [`CommitRequest`] that borrows nothing: a store can hand it to another thread.
///
/// Made by [`CommitRequest::to_owned_request`] alone, so that it stems from an appraisal as well.
#[derive(Clone, Debug)]
pub struct OwnedCommitRequest {
    attester: AttesterId,
    kid: Box<str>,
    version: EnrollmentVersion,
    scope: CounterScope,
    counter: Counter,
    iss: Issuer<'static>,
    jti: Jti<'static>,
    keep_jti_until: EpochSeconds,
    chain: Option<ChainLink>,
    challenge: Option<Nonce<'static>>,
    op: Operation<'static>,
    issued: EpochSeconds,
    clock_skew: u64,
    max_advance: Option<u64>,
    now: EpochSeconds,
    tier: Tier<'static>,
    ueid: Ueid,
    payload_hash: PayloadHash,
    proof_hash: [u8; 32],
    uv: UvAnchor,
}

impl OwnedCommitRequest {
    pub(super) fn of(request: &CommitRequest<'_>) -> Self {
        Self {
            attester: request.attester.clone(),
            kid: request.kid.into(),
            version: request.version,
            scope: request.scope.clone(),
            counter: request.counter,
            iss: request.iss.clone(),
            jti: request.jti.clone(),
            keep_jti_until: request.keep_jti_until,
            chain: request.chain,
            challenge: request.challenge.cloned(),
            op: request.op.clone(),
            issued: request.issued,
            clock_skew: request.clock_skew,
            max_advance: request.max_advance,
            now: request.now,
            tier: request.tier.clone(),
            ueid: *request.ueid,
            payload_hash: *request.payload_hash,
            proof_hash: *request.proof_hash,
            uv: request.uv,
        }
    }

    /// The request.
    #[must_use]
    pub fn request(&self) -> CommitRequest<'_> {
        CommitRequest {
            attester: &self.attester,
            kid: &self.kid,
            version: self.version,
            scope: &self.scope,
            counter: self.counter,
            iss: &self.iss,
            jti: &self.jti,
            keep_jti_until: self.keep_jti_until,
            chain: self.chain,
            challenge: self.challenge.as_ref(),
            op: &self.op,
            issued: self.issued,
            clock_skew: self.clock_skew,
            max_advance: self.max_advance,
            now: self.now,
            tier: &self.tier,
            ueid: &self.ueid,
            payload_hash: &self.payload_hash,
            proof_hash: &self.proof_hash,
            uv: self.uv,
        }
    }
}
