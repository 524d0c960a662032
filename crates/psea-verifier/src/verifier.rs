use std::sync::Arc;

use psea_claims::EpochSeconds;

use crate::approval::Approval;
use crate::config::{Expected, VerifierConfig};
use crate::rejection::{Fault, Refusal};
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

    /// As [`Verifier::verify`].
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
        submission
            .verify_enrolled(found)?
            .appraise(&self.config, expected, now)?
            .commit_async(&*self.store)
            .await
    }
}
