use std::sync::Arc;

use psea_claims::EpochSeconds;

use crate::approval::Approval;
use crate::config::{Expected, VerifierConfig};
use crate::enrollment::{AttesterId, Enrollment, EnrollmentVersion};
use crate::rejection::{Fault, Refusal, Rejection};
use crate::store::{AsyncVerifierStore, VerifierStore};
use crate::submission::{SignedSubmission, Submission};

/// A Verifier: one deployment's configuration over a store.
///
/// Cheap to clone; clones share the store.
#[derive(Clone, Debug)]
pub struct Verifier {
    config: Arc<VerifierConfig>,
    pub(crate) store: Arc<dyn VerifierStore>,
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
        self.verify_noting(body, expected, now, &mut |_| {})
    }

    /// As [`verify`](Self::verify); `note` sees the proof once its signature was verified, and none
    /// whenever an attempt begins that may find it is not.
    pub(crate) fn verify_noting(
        &self,
        body: &[u8],
        expected: &Expected,
        now: EpochSeconds,
        note: &mut dyn FnMut(Option<&SignedSubmission<'_>>),
    ) -> Result<Approval, Refusal> {
        match self.attempt(body, expected, now, note) {
            Err(Refusal::Faulted(Fault::EnrollmentChanged)) => {
                self.attempt(body, expected, now, note)
            }
            answer => answer,
        }
    }

    fn attempt(
        &self,
        body: &[u8],
        expected: &Expected,
        now: EpochSeconds,
        note: &mut dyn FnMut(Option<&SignedSubmission<'_>>),
    ) -> Result<Approval, Refusal> {
        note(None);
        let submission = Submission::parse(body, &self.config)?;
        let found = self.store.find(submission.kid()).map_err(Fault::from)?;
        let signed = submission.verify_enrolled(found)?;
        note(Some(&signed));
        signed.appraise(&self.config, expected, now)?.commit(&*self.store)
    }
}

/// A [`Verifier`] over an asynchronous store. The pure part is the same.
///
/// Cheap to clone; clones share the store.
#[derive(Clone, Debug)]
pub struct AsyncVerifier {
    config: Arc<VerifierConfig>,
    pub(crate) store: Arc<dyn AsyncVerifierStore>,
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
        self.verify_noting(body, expected, now, &mut |_| {}).await
    }

    /// As [`verify`](Self::verify); `note` sees the proof once its signature was verified, and none
    /// whenever an attempt begins that may find it is not.
    pub(crate) async fn verify_noting(
        &self,
        body: &[u8],
        expected: &Expected,
        now: EpochSeconds,
        note: &mut (dyn FnMut(Option<&SignedSubmission<'_>>) + Send),
    ) -> Result<Approval, Refusal> {
        let submission = Submission::parse(body, &self.config)?;
        let found = self.store.find(submission.kid()).await.map_err(Fault::from)?;
        let judged = self.attempt(submission, found.clone(), expected, now, note).await;
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
        let judged = self.attempt(submission, current, expected, now, note).await;
        judged.map_err(Attempt::into_refusal)
    }

    async fn attempt(
        &self,
        submission: Submission<'_>,
        found: Option<Arc<Enrollment>>,
        expected: &Expected,
        now: EpochSeconds,
        note: &mut (dyn FnMut(Option<&SignedSubmission<'_>>) + Send),
    ) -> Result<Approval, Attempt> {
        note(None);
        let signed = submission.verify_enrolled(found).map_err(Attempt::OfThisRecord)?;
        note(Some(&signed));
        let appraised = signed.appraise(&self.config, expected, now);
        let appraised = appraised.map_err(Attempt::OfThisRecord)?;
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
