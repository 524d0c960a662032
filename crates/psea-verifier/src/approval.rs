use std::sync::Arc;

use psea_claims::{
    ActionPayload, ChainEntry, ClaimError, ClaimRules, Claims, Counter, CounterScope, EpochSeconds,
    Issuer, Jti, Operation, Outcome, PayloadHash, Revision, Revisions, SignalReport, Tier, Ueid,
    UvAnchor,
};
use psea_jose::jws::VerifiedJws;

use crate::enrollment::{AttesterId, Enrollment, EnrollmentVersion};
use crate::store::{ApprovalRecord, StorePromise};

/// An action that a verified user at an enrolled device approved, exactly once.
///
/// Made only by a commit, and not clonable: execute [`action`](Self::action), or take it out with
/// [`into_action`](Self::into_action), and drop this.
///
/// It does not say which human it was (§6.8.3), nor that they were free (§6.8.1), nor what the
/// screen showed them (§6.8.2).
///
/// ```compile_fail,E0599
/// fn execute(approval: psea_verifier::Approval) {
///     let twice = approval.clone(); // an approval lets one execution through
/// }
/// ```
#[derive(Debug)]
#[must_use = "the proof is used up: execute the action, or record that it was not"]
pub struct Approval {
    content: Unapproved,
    chain_entry: Option<ChainEntry>,
    promise: StorePromise,
    scope: CounterScope,
    accepted_at: EpochSeconds,
    keep_until: EpochSeconds,
}

/// What the commit adds.
pub(crate) struct Committed {
    pub(crate) chain_entry: Option<ChainEntry>,
    pub(crate) promise: StorePromise,
    pub(crate) scope: CounterScope,
    pub(crate) accepted_at: EpochSeconds,
    pub(crate) keep_until: EpochSeconds,
}

/// What becomes an approval by the commit, and is none before.
#[derive(Debug)]
pub(crate) struct Unapproved {
    pub(crate) iss: Issuer<'static>,
    pub(crate) jti: Jti<'static>,
    pub(crate) op: Operation<'static>,
    pub(crate) tier: Tier<'static>,
    pub(crate) counter: Counter,
    pub(crate) ueid: Ueid,
    pub(crate) revision: Revision,
    pub(crate) payload_hash: PayloadHash,
    pub(crate) proof_hash: [u8; 32],
    pub(crate) uv: UvAnchor,
    pub(crate) action: ActionPayload,
    pub(crate) signals: Signals,
    pub(crate) enrollment: Arc<Enrollment>,
    pub(crate) proof: VerifiedJws,
}

/// The signal report of a submission (§3.6).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Signals {
    /// There was none.
    None,
    /// The proof commits to this report.
    Committed(SignalReport),
    /// JSON text that came beside the proof and that anyone on the way could have written.
    Untrusted(Box<str>),
}

impl Approval {
    pub(crate) fn of(content: Unapproved, commit: Committed) -> Self {
        let Committed { chain_entry, promise, scope, accepted_at, keep_until } = commit;
        Self { content, chain_entry, promise, scope, accepted_at, keep_until }
    }

    /// The scope of the counter.
    #[must_use]
    pub const fn scope(&self) -> &CounterScope {
        &self.scope
    }

    /// The Verifier's time of the acceptance.
    #[must_use]
    pub const fn accepted_at(&self) -> EpochSeconds {
        self.accepted_at
    }

    /// The action that was approved, in the form that was hashed. Execute this, and nothing that
    /// was parsed elsewhere.
    #[must_use]
    pub const fn action(&self) -> &ActionPayload {
        &self.content.action
    }

    /// The action, for the one execution.
    #[must_use]
    pub fn into_action(self) -> ActionPayload {
        self.content.action
    }

    /// `psea_payload_hash`.
    #[must_use]
    pub const fn payload_hash(&self) -> &PayloadHash {
        &self.content.payload_hash
    }

    /// SHA-256 of the compact proof, by which its [record](crate::ApprovalRecord) is recognised.
    ///
    /// Never key a decision on it: a signature has a twin that verifies too (§3.4).
    #[must_use]
    pub const fn proof_hash(&self) -> &[u8; 32] {
        &self.content.proof_hash
    }

    /// What the record of this approval outlives (§6.5).
    #[must_use]
    pub const fn promise(&self) -> StorePromise {
        self.promise
    }

    /// The id of the action.
    #[must_use]
    pub const fn jti(&self) -> &Jti<'static> {
        &self.content.jti
    }

    /// The deployment.
    #[must_use]
    pub const fn iss(&self) -> &Issuer<'static> {
        &self.content.iss
    }

    /// The operation.
    #[must_use]
    pub const fn op(&self) -> &Operation<'static> {
        &self.content.op
    }

    /// The assurance tier.
    #[must_use]
    pub const fn tier(&self) -> &Tier<'static> {
        &self.content.tier
    }

    /// The counter, now the last accepted one of its scope.
    #[must_use]
    pub const fn counter(&self) -> Counter {
        self.content.counter
    }

    /// The device.
    #[must_use]
    pub const fn ueid(&self) -> &Ueid {
        &self.content.ueid
    }

    /// The wire revision of the proof.
    #[must_use]
    pub const fn revision(&self) -> Revision {
        self.content.revision
    }

    /// On what the user verification rests.
    #[must_use]
    pub const fn uv(&self) -> UvAnchor {
        self.content.uv
    }

    /// The enrolled Attester.
    #[must_use]
    pub fn attester(&self) -> &AttesterId {
        &self.content.enrollment.attester
    }

    /// The version of the enrollment record that was appraised and committed against.
    #[must_use]
    pub fn enrollment_version(&self) -> EnrollmentVersion {
        self.content.enrollment.version
    }

    /// The new head of the Attester's chain, where the chain layer is on: the acknowledgement
    /// that its next proof refers to (§3.12).
    #[must_use]
    pub const fn chain_entry(&self) -> Option<&ChainEntry> {
        self.chain_entry.as_ref()
    }

    /// The signal report, and whether the proof commits to it.
    #[must_use]
    pub const fn signals(&self) -> &Signals {
        &self.content.signals
    }

    /// What the store keeps of this approval: what its [result](crate::ResultIssuer) is made from.
    #[must_use]
    pub fn record(&self) -> ApprovalRecord {
        let Unapproved { iss, jti, op, tier, .. } = &self.content;
        ApprovalRecord {
            attester: self.content.enrollment.attester.clone(),
            iss: iss.clone(),
            jti: jti.clone(),
            proof_hash: self.content.proof_hash,
            payload_hash: self.content.payload_hash,
            op: op.clone(),
            tier: tier.clone(),
            counter: self.content.counter,
            scope: self.scope.clone(),
            ueid: self.content.ueid,
            uv: self.content.uv,
            chain_entry: self.chain_entry,
            accepted_at: self.accepted_at,
            keep_until: self.keep_until,
        }
    }

    /// The octets of the signed payload, for an audit record.
    #[must_use]
    pub fn signed_payload(&self) -> &[u8] {
        self.content.proof.payload()
    }

    /// Every claim of the proof, for an audit record. `psea_user_hash` is among them and is no
    /// input to a decision (§3.8).
    ///
    /// # Errors
    ///
    /// None that the appraisal would have let through.
    pub fn claims(&self) -> Result<Claims<'_>, ClaimError> {
        let rules = ClaimRules {
            revisions: Revisions::only(self.content.revision),
            max_depth: u16::MAX,
            require_canonical: false,
        };
        Claims::parse(&self.content.proof, &rules)
    }

    /// What the Attester is told.
    #[must_use]
    pub const fn outcome(&self) -> Outcome {
        Outcome::Approve
    }
}
