use psea_claims::{Audience, EpochSeconds, Jti, Outcome, Ueid};
use psea_result::{RefusalOutcome, SignedResult};
use sha2::{Digest as _, Sha256};

use super::{ResultIssueError, ResultIssuer};
use crate::approval::Approval;
use crate::rejection::Refusal;
use crate::store::{ApprovalRecord, StorePromise};

/// For whom a result is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Recipient {
    /// A relying party, by the name that it reads results under.
    RelyingParty(Audience<'static>),
    /// The Attester whose proof it was.
    Attester,
}

impl Recipient {
    /// The result's `aud`; `attester` is the device that showed that it is one.
    fn aud(&self, attester: Option<&Ueid>) -> Result<Audience<'static>, ResultIssueError> {
        match (self, attester) {
            (Self::RelyingParty(aud), _) => Ok(aud.clone()),
            (Self::Attester, Some(ueid)) => Ok(Audience::of_attester(ueid)),
            (Self::Attester, None) => Err(ResultIssueError::NoAttester),
        }
    }
}

/// What became of one submission.
#[derive(Debug)]
pub struct Answered {
    issuer: ResultIssuer,
    now: EpochSeconds,
    /// SHA-256 of the body.
    about: [u8; 32],
    proof: Option<SignedProof>,
    said: Said,
}

/// What a proof with a good signature says of itself.
#[derive(Clone, Debug)]
pub(super) struct SignedProof {
    pub(super) jti: Jti<'static>,
    pub(super) ueid: Ueid,
}

#[derive(Debug)]
pub(super) enum Said {
    /// Accepted now.
    Approved { approval: Box<Approval> },
    /// Accepted earlier: the same proof was submitted again.
    Repeated { record: Box<ApprovalRecord>, promise: StorePromise, refusal: Refusal },
    /// Not accepted.
    Refused { refusal: Refusal, outcome: RefusalOutcome },
}

impl Answered {
    pub(super) fn new(
        issuer: ResultIssuer,
        body: &[u8],
        now: EpochSeconds,
        proof: Option<SignedProof>,
        said: Said,
    ) -> Self {
        Self { issuer, now, about: Sha256::digest(body).into(), proof, said }
    }

    /// What the Attester and the relying party are told. A repeated submission is told what the
    /// first one was.
    #[must_use]
    pub const fn outcome(&self) -> Outcome {
        match &self.said {
            Said::Approved { .. } | Said::Repeated { .. } => Outcome::Approve,
            Said::Refused { outcome, .. } => outcome.outcome(),
        }
    }

    /// The licence to execute here, once: where this submission was accepted, and not for one that
    /// was accepted before.
    ///
    /// Instead of a [`result`](Self::result) for a relying party, never beside it: that one would
    /// execute the same action too.
    #[must_use]
    pub fn into_approval(self) -> Option<Approval> {
        match self.said {
            Said::Approved { approval } => Some(*approval),
            _ => None,
        }
    }

    /// Whether this very proof was accepted before.
    #[must_use]
    pub const fn is_repeat(&self) -> bool {
        matches!(self.said, Said::Repeated { .. })
    }

    /// Why this submission was not accepted, with the code for the Verifier's own log.
    #[must_use]
    pub const fn refusal(&self) -> Option<&Refusal> {
        match &self.said {
            Said::Approved { .. } => None,
            Said::Repeated { refusal, .. } | Said::Refused { refusal, .. } => Some(refusal),
        }
    }

    /// The signed result. Asked for again, of this submission or of the same one submitted again,
    /// an approval's is the same.
    ///
    /// # Errors
    ///
    /// If it could not be signed; [`ResultIssueError::NoAttester`] if it is for an Attester that
    /// did not show that it is one.
    pub fn result(&self, recipient: &Recipient) -> Result<SignedResult, ResultIssueError> {
        match &self.said {
            Said::Approved { approval } => {
                let record = approval.record();
                let aud = recipient.aud(Some(&record.ueid))?;
                self.issuer.approval(&record, approval.promise(), &aud)
            }
            Said::Repeated { record, promise, .. } => {
                let aud = recipient.aud(Some(&record.ueid))?;
                self.issuer.approval(record, *promise, &aud)
            }
            Said::Refused { outcome, .. } => {
                let proof = self.proof.as_ref();
                let aud = recipient.aud(proof.map(|proof| &proof.ueid))?;
                let refused = proof.map(|proof| proof.jti.clone());
                self.issuer.refusal(*outcome, refused, &self.about, &aud, self.now)
            }
        }
    }
}
