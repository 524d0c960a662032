use std::fmt;

use psea_claims::{EpochSeconds, Nonce, Operation};

use super::StoreError;
use crate::enrollment::AttesterId;

/// Issues challenges (§3.1.1). They are burned by [`ReplayStore::commit`](super::ReplayStore).
pub trait ChallengeStore: fmt::Debug + Send + Sync {
    /// Records a challenge as outstanding.
    ///
    /// # Errors
    ///
    /// If the nonce was issued before, or the store failed.
    fn issue(&self, challenge: Challenge) -> Result<(), ChallengeError>;
}

/// A challenge: a nonce that one proof may answer while it is outstanding.
///
/// The nonce is the caller's to make, from at least 16 octets of a random source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Challenge {
    nonce: Nonce<'static>,
    issued: EpochSeconds,
    until: EpochSeconds,
    attester: Option<AttesterId>,
    op: Option<Operation<'static>>,
}

impl Challenge {
    /// A challenge that is outstanding while `now < issued + ttl` seconds. 60 to 300 s are
    /// recommended (§3.1.1).
    #[must_use]
    pub const fn new(nonce: Nonce<'static>, issued: EpochSeconds, ttl: u32) -> Self {
        let until = issued.saturating_add(ttl as u64);
        Self { nonce, issued, until, attester: None, op: None }
    }

    /// Lets only this Attester answer it.
    #[must_use]
    pub fn for_attester(mut self, attester: AttesterId) -> Self {
        self.attester = Some(attester);
        self
    }

    /// Lets only a proof of this operation answer it.
    #[must_use]
    pub fn for_operation(mut self, op: Operation<'static>) -> Self {
        self.op = Some(op);
        self
    }

    /// The nonce.
    #[must_use]
    pub const fn nonce(&self) -> &Nonce<'static> {
        &self.nonce
    }

    /// When it was issued.
    #[must_use]
    pub const fn issued(&self) -> EpochSeconds {
        self.issued
    }

    /// The first second at which it is no longer outstanding.
    #[must_use]
    pub const fn until(&self) -> EpochSeconds {
        self.until
    }

    /// The only Attester that may answer, if it was bound to one.
    #[must_use]
    pub const fn attester(&self) -> Option<&AttesterId> {
        self.attester.as_ref()
    }

    /// The only operation that may answer, if it was bound to one.
    #[must_use]
    pub const fn op(&self) -> Option<&Operation<'static>> {
        self.op.as_ref()
    }

    /// Whether a proof of `attester` for `op` may answer it at `now`.
    #[must_use]
    pub fn admits(&self, attester: &AttesterId, op: &Operation<'_>, now: EpochSeconds) -> bool {
        now < self.until
            && self.attester.as_ref().is_none_or(|bound| bound == attester)
            && self.op.as_ref().is_none_or(|bound| bound.as_str() == op.as_str())
    }
}

/// Why a challenge was not issued.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ChallengeError {
    /// The nonce was issued before.
    #[error("this nonce was issued before: make each from at least 16 random octets")]
    AlreadyIssued,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}
