//! Every check that needs no state, in the draft's order (§3.13.2): status, claim set, binding,
//! caller, freshness, challenge, user verification, action. One file per group of rules.

mod action;
mod binding;
mod freshness;
mod stored;
mod user_verification;

pub use stored::Audited;

use psea_claims::{ChainEntry, Claims, CounterScope, EpochSeconds, Nonce};

use crate::approval::{Approval, Committed, Unapproved};
use crate::config::{Expected, VerifierConfig};
use crate::enrollment::{Enrollment, EnrollmentStatus};
use crate::rejection::{Fault, Refusal, Rejection};
use crate::store::{
    AsyncVerifierStore, ChainLink, Commit, CommitRequest, ReplayStore, StoreError, StorePromise,
};
use crate::submission::SignedSubmission;

impl SignedSubmission<'_> {
    /// Appraises what the proof says against the deployment's configuration, what the request
    /// expects, the enrollment, and the time.
    ///
    /// # Errors
    ///
    /// The first rule that does not hold; [`Fault::Misuse`] if the
    /// configuration binds a request context and `expected` has none.
    pub fn appraise(
        self,
        config: &VerifierConfig,
        expected: &Expected,
        now: EpochSeconds,
    ) -> Result<Appraised, Refusal> {
        let enrollment = self.enrollment;
        require_active(&enrollment)?;
        let claims = Claims::parse(&self.proof, &config.claim_rules).map_err(Rejection::from)?;

        binding::check(&claims, config, expected, &enrollment)?;
        freshness::check(&claims, config, now)?;
        let challenge = freshness::challenge(&claims, config, &expected.op)?;
        let uv = user_verification::check(&claims, config, &expected.op, &enrollment)?;
        let action = action::check(&claims, config, expected, &self.body)?;

        let chain = if config.chain {
            // §3.12: with the chain layer on, a proof without a link breaks the chain.
            let previous = claims.chain_prev.ok_or(Rejection::ChainBroken)?;
            let entry = ChainEntry::derive(&claims.jti, claims.counter, &previous);
            Some(ChainLink { previous, entry })
        } else {
            None
        };
        Ok(Appraised {
            keep_jti_until: freshness::keep_jti_until(config, now),
            challenge: challenge.map(|nonce| nonce.clone().into_owned()),
            chain,
            scope: action.scope,
            issued: claims.iat,
            clock_skew: config.clock_skew,
            max_advance: config.max_counter_advance,
            now,
            approval: Unapproved {
                iss: config.iss.clone(),
                jti: claims.jti.clone().into_owned(),
                op: expected.op.clone(),
                tier: expected.tier.clone(),
                counter: claims.counter,
                ueid: claims.ueid,
                revision: claims.profile.revision(),
                payload_hash: claims.payload_hash,
                proof_hash: *self.proof.sha256(),
                uv,
                action: action.payload,
                signals: action.signals,
                enrollment,
                proof: self.proof,
            },
        })
    }
}

/// §3.14: only an active enrollment passes; a status of any other name does not.
fn require_active(enrollment: &Enrollment) -> Result<(), Rejection> {
    match enrollment.status {
        EnrollmentStatus::Active => Ok(()),
        EnrollmentStatus::Revoked => Err(Rejection::EnrollmentRevoked),
        _ => Err(Rejection::EnrollmentSuspended),
    }
}

/// A proof that passed every check but those against earlier proofs: not an approval.
///
/// Nothing of it can be executed; [`commit`](Self::commit) is the only way on.
///
/// ```compile_fail,E0599
/// fn execute(appraised: psea_verifier::Appraised) {
///     appraised.action(); // no such method: only an Approval has the action
/// }
/// ```
#[derive(Debug)]
#[must_use = "nothing is approved before the commit"]
pub struct Appraised {
    keep_jti_until: EpochSeconds,
    challenge: Option<Nonce<'static>>,
    chain: Option<ChainLink>,
    scope: CounterScope,
    issued: EpochSeconds,
    clock_skew: u64,
    max_advance: Option<u64>,
    now: EpochSeconds,
    approval: Unapproved,
}

impl Appraised {
    /// What the commit of this proof depends on and writes.
    #[must_use]
    pub fn request(&self) -> CommitRequest<'_> {
        CommitRequest {
            attester: &self.approval.enrollment.attester,
            kid: &self.approval.enrollment.kid,
            version: self.approval.enrollment.version,
            scope: &self.scope,
            counter: self.approval.counter,
            iss: &self.approval.iss,
            jti: &self.approval.jti,
            keep_jti_until: self.keep_jti_until,
            chain: self.chain,
            challenge: self.challenge.as_ref(),
            op: &self.approval.op,
            issued: self.issued,
            clock_skew: self.clock_skew,
            max_advance: self.max_advance,
            now: self.now,
            tier: &self.approval.tier,
            ueid: &self.approval.ueid,
            payload_hash: &self.approval.payload_hash,
            proof_hash: &self.approval.proof_hash,
            uv: self.approval.uv,
        }
    }

    /// Commits the proof in one atomic step. Only this makes an approval (§3.10, §6.5).
    ///
    /// To be called at once: freshness was judged at the time of the appraisal.
    ///
    /// # Errors
    ///
    /// A rejection of the replay stage, or of an earlier one where the enrollment or the
    /// challenge changed meanwhile; a [`Fault`] if the store did not answer.
    pub fn commit<S: ReplayStore + ?Sized>(self, store: &S) -> Result<Approval, Refusal> {
        let answer = store.commit(&self.request());
        self.conclude(answer, store.promise())
    }

    /// As [`commit`](Self::commit), with an asynchronous store.
    ///
    /// # Errors
    ///
    /// As [`commit`](Self::commit). Where the future is dropped, the outcome is unknown.
    pub async fn commit_async<S: AsyncVerifierStore + ?Sized>(
        self,
        store: &S,
    ) -> Result<Approval, Refusal> {
        let answer = store.commit(&self.request()).await;
        self.conclude(answer, store.promise())
    }

    fn conclude(
        self,
        answer: Result<Commit, StoreError>,
        promise: StorePromise,
    ) -> Result<Approval, Refusal> {
        match answer.map_err(Fault::from)? {
            // §3.13.2: only now an approval.
            Commit::Done => {
                let commit = Committed {
                    chain_entry: self.chain.map(|link| link.entry),
                    promise,
                    scope: self.scope,
                    accepted_at: self.now,
                    keep_until: self.keep_jti_until,
                };
                Ok(Approval::of(self.approval, commit))
            }
            Commit::Refused(refusal) => Err(refusal.into()),
        }
    }
}
