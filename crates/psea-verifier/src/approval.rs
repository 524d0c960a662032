use std::sync::Arc;

use psea_claims::{
    ActionPayload, ChainEntry, ClaimError, ClaimRules, Claims, Counter, Issuer, Jti, Operation,
    Outcome, PayloadHash, Revision, Revisions, SignalReport, Tier, Ueid,
};

use crate::enrollment::{AttesterId, Enrollment, EnrollmentVersion};
use crate::store::StorePromise;

/// An action that a verified user at an enrolled device approved, exactly once.
///
/// Made only by a commit, and not clonable: execute [`action`](Self::action), or take it out with
/// [`into_action`](Self::into_action), and drop this.
///
/// It does not say which human it was (§6.8.3), nor that they were free (§6.8.1), nor what the
/// screen showed them (§6.8.2).
///
/// ```compile_fail,E0599
/// # fn approved() -> psea_verifier::Approval { unimplemented!() }
/// let approval = approved();
/// let twice = approval.clone(); // an approval lets one execution through
/// ```
#[derive(Debug)]
#[must_use = "the proof is used up: execute the action, or record that it was not"]
pub struct Approval {
    content: Unapproved,
    chain_entry: Option<ChainEntry>,
    promise: StorePromise,
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
    pub(crate) claims: Box<[u8]>,
}

/// On what the user verification rests (§3.7.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum UvAnchor {
    /// The enrolled attestation shows that the key needs a verification for every signature.
    Attested,
    /// The host says so, and nothing contradicts it.
    Asserted,
}

impl UvAnchor {
    /// `attested` or `asserted`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Attested => "attested",
            Self::Asserted => "asserted",
        }
    }

    /// The value with this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Attested, Self::Asserted].into_iter().find(|anchor| anchor.as_str() == name)
    }
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
    pub(crate) const fn of(
        content: Unapproved,
        chain_entry: Option<ChainEntry>,
        promise: StorePromise,
    ) -> Self {
        Self { content, chain_entry, promise }
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

    /// The octets of the signed payload, for an audit record.
    #[must_use]
    pub fn signed_payload(&self) -> &[u8] {
        &self.content.claims
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
        Claims::parse_unverified(&self.content.claims, &rules)
    }

    /// What the Attester is told.
    #[must_use]
    pub const fn outcome(&self) -> Outcome {
        Outcome::Approve
    }
}
