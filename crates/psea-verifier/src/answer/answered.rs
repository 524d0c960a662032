use psea_claims::{Audience, EpochSeconds, Jti, Outcome, Ueid};
use psea_result::{RefusalOutcome, SignedResult};

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

/// What became of one submission.
#[derive(Debug)]
pub struct Answered {
    pub(super) issuer: ResultIssuer,
    pub(super) promise: StorePromise,
    pub(super) now: EpochSeconds,
    /// SHA-256 of the body.
    pub(super) about: [u8; 32],
    pub(super) proof: Option<SignedProof>,
    pub(super) said: Said,
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
    Approved { approval: Box<Approval>, record: Box<ApprovalRecord> },
    /// Accepted earlier: the same proof was submitted again.
    Repeated { record: Box<ApprovalRecord>, refusal: Refusal },
    /// Not accepted.
    Refused { refusal: Refusal, outcome: RefusalOutcome },
}

impl Answered {
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
    #[must_use]
    pub fn into_approval(self) -> Option<Approval> {
        match self.said {
            Said::Approved { approval, .. } => Some(*approval),
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
        let aud = match (recipient, &self.said, &self.proof) {
            (Recipient::RelyingParty(aud), _, _) => aud.clone(),
            (
                Recipient::Attester,
                Said::Approved { record, .. } | Said::Repeated { record, .. },
                _,
            ) => Audience::of_attester(&record.ueid),
            (Recipient::Attester, _, Some(proof)) => Audience::of_attester(&proof.ueid),
            (Recipient::Attester, _, None) => return Err(ResultIssueError::NoAttester),
        };
        match &self.said {
            Said::Approved { record, .. } | Said::Repeated { record, .. } => {
                self.issuer.approval(record, self.promise, &aud)
            }
            Said::Refused { outcome, .. } => {
                let refused = self.proof.as_ref().map(|proof| proof.jti.clone());
                self.issuer.refusal(*outcome, refused, &self.about, &aud, self.now)
            }
        }
    }
}
