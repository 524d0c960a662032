use std::sync::Arc;

use psea_claims::EpochSeconds;

use crate::approval::Approval;
use crate::config::{Expected, VerifierConfig};
use crate::enrollment::{AttesterId, Enrollment, EnrollmentVersion};
use crate::rejection::{Fault, Refusal, Rejection};
use crate::store::{AsyncVerifierStore, VerifierStore};
use crate::submission::Submission;

/// A Verifier: one deployment's configuration over a store.
///
/// Cheap to clone; clones share the store.
#[derive(Clone, Debug)]
pub struct Verifier {
    config: Arc<VerifierConfig>,
    store: Arc<dyn VerifierStore>,
}

impl Verifier {
    /// A Verifier that keeps its state in `store`.
    #[must_use]
    pub fn new(config: VerifierConfig, store: Arc<dyn VerifierStore>) -> Self {
        Self { config: Arc::new(config), store }
    }

    /// The configuration.
    #[must_use]
    pub fn config(&self) -> &VerifierConfig {
        &self.config
    }

    /// Appraises a transport body and commits it: every check of §3.13.2, in order.
    ///
    /// `now` is this Verifier's time. `expected` follows from the request, never from the body.
    /// Where the enrollment changed between its appraisal and the commit, nothing was written, and
    /// the proof is appraised once more against the record as it is now.
    ///
    /// # Errors
    ///
    /// Why it is not approved. No state was changed, except where a
    /// [`Fault::OutcomeUnknown`](crate::Fault::OutcomeUnknown) says that this is not known.
    pub fn verify(
        &self,
        body: &[u8],
        expected: &Expected,
        now: EpochSeconds,
    ) -> Result<Approval, Refusal> {
        match self.attempt(body, expected, now) {
            Err(Refusal::Faulted(Fault::EnrollmentChanged)) => self.attempt(body, expected, now),
            answer => answer,
        }
    }

    fn attempt(
        &self,
        body: &[u8],
        expected: &Expected,
        now: EpochSeconds,
    ) -> Result<Approval, Refusal> {
        let submission = Submission::parse(body, &self.config)?;
        let found = self.store.find(submission.kid()).map_err(Fault::from)?;
        submission
            .verify_enrolled(found)?
            .appraise(&self.config, expected, now)?
            .commit(&*self.store)
    }
}

/// A [`Verifier`] over an asynchronous store. The pure part is the same.
///
/// Cheap to clone; clones share the store.
#[derive(Clone, Debug)]
pub struct AsyncVerifier {
    config: Arc<VerifierConfig>,
    store: Arc<dyn AsyncVerifierStore>,
}

impl AsyncVerifier {
    /// A Verifier that keeps its state in `store`.
    #[must_use]
    pub fn new(config: VerifierConfig, store: Arc<dyn AsyncVerifierStore>) -> Self {
        Self { config: Arc::new(config), store }
    }

    /// The configuration.
    #[must_use]
    pub fn config(&self) -> &VerifierConfig {
        &self.config
    }

    /// As [`Verifier::verify`]. The store may find an earlier version of the enrollment: what that
    /// refuses is judged once more by the current one.
    ///
    /// # Errors
    ///
    /// As [`Verifier::verify`]. Where the future is dropped, the outcome is unknown.
    pub async fn verify(
        &self,
        body: &[u8],
        expected: &Expected,
        now: EpochSeconds,
    ) -> Result<Approval, Refusal> {
        let submission = Submission::parse(body, &self.config)?;
        let found = self.store.find(submission.kid()).await.map_err(Fault::from)?;
        let judged = self.attempt(submission, found.clone(), expected, now).await;
        let Err(Attempt::OfThisRecord(refusal)) = judged else {
            return judged.map_err(Attempt::into_refusal);
        };
        // Absence is always current.
        if found.is_none() {
            return Err(refusal);
        }

        let submission = Submission::parse(body, &self.config)?;
        let current = self.store.find_current(submission.kid()).await.map_err(Fault::from)?;
        if found.as_deref().map(identity) == current.as_deref().map(identity) {
            return Err(refusal);
        }
        let judged = self.attempt(submission, current, expected, now).await;
        judged.map_err(Attempt::into_refusal)
    }

    async fn attempt(
        &self,
        submission: Submission<'_>,
        found: Option<Arc<Enrollment>>,
        expected: &Expected,
        now: EpochSeconds,
    ) -> Result<Approval, Attempt> {
        let appraised = submission
            .verify_enrolled(found)
            .and_then(|signed| signed.appraise(&self.config, expected, now))
            .map_err(Attempt::OfThisRecord)?;
        appraised.commit_async(&*self.store).await.map_err(|refusal| match refusal {
            // The store's own word, of a record that is not the one that was found.
            Refusal::Faulted(Fault::EnrollmentChanged)
            | Refusal::Rejected(Rejection::KeyUnknown) => Attempt::OfThisRecord(refusal),
            _ => Attempt::Final(refusal),
        })
    }
}

/// Why one attempt did not approve.
enum Attempt {
    /// Judged by the record that was found, which may not be the current one.
    OfThisRecord(Refusal),
    /// Judged by the store.
    Final(Refusal),
}

impl Attempt {
    fn into_refusal(self) -> Refusal {
        match self {
            Self::OfThisRecord(refusal) | Self::Final(refusal) => refusal,
        }
    }
}

/// What tells one version of one record from another.
fn identity(enrollment: &Enrollment) -> (&AttesterId, EnrollmentVersion) {
    (&enrollment.attester, enrollment.version)
}
