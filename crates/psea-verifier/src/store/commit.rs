//! The one step that changes state when a proof is accepted (§3.10, §6.5).

use std::fmt;

use psea_claims::{
    ChainEntry, Counter, CounterScope, EpochSeconds, Issuer, Jti, Nonce, Operation, PayloadHash,
    Tier, Ueid, UvAnchor,
};

use super::{ApprovalRecord, OwnedCommitRequest, StoreError, StorePromise};
use crate::enrollment::{AttesterId, EnrollmentStatus, EnrollmentVersion};

/// Replay state.
///
/// # Contract
///
/// [`commit`](Self::commit) is one atomic step, serialised per (Attester, counter scope) and, for
/// the chain, per Attester. It reads the state named by the request, asks
/// [`CommitRequest::check_time`] and [`CommitRequest::decide`], and either writes everything that
/// follows from [`Commit::Done`] or writes nothing. When it returns `Done`, the writes are as
/// durable as the store [promises](Self::promise). A false "fresh" would execute an action twice;
/// a false "replayed" costs the user one more approval. So whatever is in doubt is an error, never
/// `Done`.
pub trait ReplayStore: fmt::Debug + Send + Sync {
    /// What the record of an accepted proof outlives.
    fn promise(&self) -> StorePromise;

    /// Accepts the proof that `request` describes, if the state allows it.
    ///
    /// # Errors
    ///
    /// [`StoreError::Unavailable`] if nothing was changed, [`StoreError::OutcomeUnknown`] if that
    /// is not certain.
    fn commit(&self, request: &CommitRequest<'_>) -> Result<Commit, StoreError>;
}

/// The answer of a store to a commit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub enum Commit {
    /// Everything was written.
    Done,
    /// Nothing was written.
    Refused(CommitRefusal),
}

/// Why the state does not allow a commit, in the order in which it is checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CommitRefusal {
    /// The `kid` no longer selects the Attester: its key was rotated or it was removed.
    EnrollmentGone,
    /// The enrollment is not active.
    EnrollmentSuspended,
    /// The enrollment was revoked.
    EnrollmentRevoked,
    /// The record changed since it was appraised and is active.
    EnrollmentChanged,
    /// The nonce is no outstanding challenge for this Attester and operation.
    ChallengeUnknown,
    /// The `jti` was accepted before.
    JtiReplayed,
    /// The counter is not above the stored one.
    CounterNotIncreasing,
    /// The chain's head is not the entry that the proof refers to.
    ChainBroken,
}

/// Everything that the commit of one proof depends on and writes.
///
/// Made only by the appraisal of a proof.
#[derive(Clone, Debug)]
pub struct CommitRequest<'a> {
    pub(crate) attester: &'a AttesterId,
    pub(crate) kid: &'a str,
    pub(crate) version: EnrollmentVersion,
    pub(crate) scope: &'a CounterScope,
    pub(crate) counter: Counter,
    pub(crate) iss: &'a Issuer<'static>,
    pub(crate) jti: &'a Jti<'static>,
    pub(crate) keep_jti_until: EpochSeconds,
    pub(crate) chain: Option<ChainLink>,
    pub(crate) challenge: Option<&'a Nonce<'static>>,
    pub(crate) op: &'a Operation<'static>,
    pub(crate) issued: EpochSeconds,
    pub(crate) clock_skew: u64,
    pub(crate) max_advance: Option<u64>,
    pub(crate) now: EpochSeconds,
    pub(crate) tier: &'a Tier<'static>,
    pub(crate) ueid: &'a Ueid,
    pub(crate) payload_hash: &'a PayloadHash,
    pub(crate) proof_hash: &'a [u8; 32],
    pub(crate) uv: UvAnchor,
}

/// A chain's step from its head to the next entry (§3.12).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChainLink {
    /// What the head must be: the last accepted entry, or the sentinel where there is none.
    pub previous: ChainEntry,
    /// What the head becomes.
    pub entry: ChainEntry,
}

impl CommitRequest<'_> {
    /// Whose proof it is.
    #[must_use]
    pub const fn attester(&self) -> &AttesterId {
        self.attester
    }

    /// The `kid` under which the key was found.
    #[must_use]
    pub const fn kid(&self) -> &str {
        self.kid
    }

    /// The version of the enrollment record that was appraised.
    #[must_use]
    pub const fn version(&self) -> EnrollmentVersion {
        self.version
    }

    /// The scope of the counter.
    #[must_use]
    pub const fn scope(&self) -> &CounterScope {
        self.scope
    }

    /// The submitted counter: it becomes the scope's stored one.
    #[must_use]
    pub const fn counter(&self) -> Counter {
        self.counter
    }

    /// Within which a `jti` is unique.
    #[must_use]
    pub const fn iss(&self) -> &Issuer<'static> {
        self.iss
    }

    /// The `jti` to finalise.
    #[must_use]
    pub const fn jti(&self) -> &Jti<'static> {
        self.jti
    }

    /// The first second at which the `jti` may be forgotten: no proof that existed when this one
    /// was accepted and that bears it could still pass then (§3.10).
    #[must_use]
    pub const fn keep_jti_until(&self) -> EpochSeconds {
        self.keep_jti_until
    }

    /// The chain's step, where the deployment has the chain layer on.
    #[must_use]
    pub const fn chain(&self) -> Option<ChainLink> {
        self.chain
    }

    /// The challenge to burn.
    #[must_use]
    pub const fn challenge(&self) -> Option<&Nonce<'static>> {
        self.challenge
    }

    /// The operation, for challenges bound to one.
    #[must_use]
    pub const fn op(&self) -> &Operation<'static> {
        self.op
    }

    /// `iat` of the proof.
    #[must_use]
    pub const fn issued(&self) -> EpochSeconds {
        self.issued
    }

    /// By how many seconds the deployment's clocks may differ (§3.10): a fence reaches this much
    /// further.
    #[must_use]
    pub const fn clock_skew(&self) -> u64 {
        self.clock_skew
    }

    /// How far above the stored counter this one may be at most, where the deployment bounds it.
    #[must_use]
    pub const fn max_counter_advance(&self) -> Option<u64> {
        self.max_advance
    }

    /// The same request for a store that does not hold the challenges: its challenge, if it has
    /// one, was burned elsewhere just before.
    ///
    /// Burn first, then commit: the other order would let two proofs pass on one challenge.
    #[must_use]
    pub fn after_burning(&self) -> Self {
        Self { challenge: None, ..self.clone() }
    }

    /// The same request, owned: for a store that commits in a thread of its own.
    #[must_use]
    pub fn to_owned_request(&self) -> OwnedCommitRequest {
        OwnedCommitRequest::of(self)
    }

    /// What the store keeps of the proof once it is accepted, for
    /// [`OutcomeLookup`](super::OutcomeLookup).
    #[must_use]
    pub fn record(&self) -> ApprovalRecord {
        ApprovalRecord {
            attester: self.attester.clone(),
            iss: self.iss.clone(),
            jti: self.jti.clone(),
            proof_hash: *self.proof_hash,
            payload_hash: *self.payload_hash,
            op: self.op.clone(),
            tier: self.tier.clone(),
            counter: self.counter,
            scope: self.scope.clone(),
            ueid: *self.ueid,
            uv: self.uv,
            chain_entry: self.chain.map(|link| link.entry),
            accepted_at: self.now,
            keep_until: self.keep_jti_until,
        }
    }

    /// The Verifier's time of this appraisal.
    #[must_use]
    pub const fn now(&self) -> EpochSeconds {
        self.now
    }

    /// Whether `state`, read inside the store's transaction, allows the commit.
    ///
    /// The rules in one place, for every store: check all, then write all.
    ///
    /// # Errors
    ///
    /// The first rule that does not hold.
    pub fn decide(&self, state: &StoredState<'_>) -> Result<(), CommitRefusal> {
        // §3.14: a revocation or rotation that committed first always wins.
        let enrollment = state.enrollment.ok_or(CommitRefusal::EnrollmentGone)?;
        match enrollment.status {
            EnrollmentStatus::Active => {}
            EnrollmentStatus::Revoked => return Err(CommitRefusal::EnrollmentRevoked),
            _ => return Err(CommitRefusal::EnrollmentSuspended),
        }
        if enrollment.version != self.version {
            return Err(CommitRefusal::EnrollmentChanged);
        }
        // §3.1.1: each challenge is burned once.
        if self.challenge.is_some() && !state.challenge_outstanding {
            return Err(CommitRefusal::ChallengeUnknown);
        }
        // §3.10: a `jti` is finalised exactly once.
        if state.jti_finalised {
            return Err(CommitRefusal::JtiReplayed);
        }
        // §3.10: strictly increasing; with no stored counter any value passes.
        if state.counter.is_some_and(|stored| self.counter <= stored) {
            return Err(CommitRefusal::CounterNotIncreasing);
        }
        // §3.10: where the deployment bounds it, one proof moves the counter only so far, so that a
        // stray value near the maximum does not lock the Attester out.
        if let (Some(stored), Some(bound)) = (state.counter, self.max_advance)
            && self.counter.get().saturating_sub(stored.get()) > bound
        {
            return Err(CommitRefusal::CounterNotIncreasing);
        }
        // §3.12: the link is the last accepted entry, or the sentinel where there is none.
        if let Some(link) = self.chain
            && link.previous != state.chain_head.unwrap_or(ChainEntry::SENTINEL)
        {
            return Err(CommitRefusal::ChainBroken);
        }
        Ok(())
    }
}

/// What a store's transaction read, for [`CommitRequest::decide`].
#[derive(Clone, Copy, Debug)]
pub struct StoredState<'s> {
    /// The record that the request's `kid` selects, if it still belongs to the request's
    /// Attester.
    pub enrollment: Option<StoredEnrollment<'s>>,
    /// Whether the request's nonce is an outstanding challenge that
    /// [admits](super::Challenge::admits) it. Ignored where the request has none.
    pub challenge_outstanding: bool,
    /// Whether the request's `jti` is finalised under its issuer.
    pub jti_finalised: bool,
    /// The last accepted counter of the request's Attester and scope.
    pub counter: Option<Counter>,
    /// The last accepted entry of the Attester's chain, over all scopes.
    pub chain_head: Option<ChainEntry>,
}

/// The part of an enrollment record that a commit reads again.
#[derive(Clone, Copy, Debug)]
pub struct StoredEnrollment<'s> {
    /// Its status now.
    pub status: &'s EnrollmentStatus,
    /// Its version now.
    pub version: EnrollmentVersion,
}
