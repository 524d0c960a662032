use std::sync::Arc;

use psea_claims::{ClaimRules, Claims, EpochSeconds, Jti};
use psea_result::{ProofHash, RefusalOutcome};

use super::answered::{Said, SignedProof};
use super::{Answered, ResultIssuer};
use crate::approval::Approval;
use crate::config::{Expected, VerifierConfig};
use crate::enrollment::Enrollment;
use crate::rejection::{Fault, Refusal, Rejection};
use crate::store::{ApprovalRecord, AsyncOutcomeLookup, OutcomeLookup, StoreError, StorePromise};
use crate::submission::SignedSubmission;
use crate::verifier::{AsyncVerifier, Verifier};

/// A [`Verifier`] that answers with signed results.
///
/// Cheap to clone; clones share the store.
#[derive(Clone, Debug)]
pub struct AnsweringVerifier {
    verifier: Verifier,
    records: Arc<dyn OutcomeLookup>,
    issuer: ResultIssuer,
}

impl AnsweringVerifier {
    /// Adds results to a Verifier. `records` is its store, and `issuer` speaks in the name that is
    /// the configuration's `aud`: Attesters take no other for their Verifier.
    #[must_use]
    pub fn new(verifier: Verifier, records: Arc<dyn OutcomeLookup>, issuer: ResultIssuer) -> Self {
        Self { verifier, records, issuer }
    }

    /// Verifies a submission, as [`Verifier::verify`], and tells what became of it.
    ///
    /// A proof that was accepted before, submitted again, is told what it was told first, from its
    /// record, and is no licence to execute anything again. Where the store cannot say whether it
    /// was, the answer is `unavailable`: a no would have its user approve the action once more.
    #[must_use]
    pub fn answer(&self, body: &[u8], expected: &Expected, now: EpochSeconds) -> Answered {
        let mut noted = Noted::default();
        let verdict =
            self.verifier.verify_noting(body, expected, now, &mut |signed| noted.take(signed));
        let config = self.verifier.config();
        let proof = noted.proof(&verdict, config);
        let found = match to_look_up(&verdict, proof.as_ref()) {
            Some(jti) => self.records.recorded(&config.iss, jti),
            None => Ok(None),
        };
        let said = noted.said(verdict, found, self.verifier.store.promise());
        Answered::new(self.issuer.clone(), body, now, proof, said)
    }
}

/// An [`AsyncVerifier`] that answers with signed results.
///
/// Cheap to clone; clones share the store.
#[derive(Clone, Debug)]
pub struct AsyncAnsweringVerifier {
    verifier: AsyncVerifier,
    records: Arc<dyn AsyncOutcomeLookup>,
    issuer: ResultIssuer,
}

impl AsyncAnsweringVerifier {
    /// Adds results to a Verifier. `records` is its store, and `issuer` speaks in the name that is
    /// the configuration's `aud`: Attesters take no other for their Verifier.
    #[must_use]
    pub fn new(
        verifier: AsyncVerifier,
        records: Arc<dyn AsyncOutcomeLookup>,
        issuer: ResultIssuer,
    ) -> Self {
        Self { verifier, records, issuer }
    }

    /// As [`AnsweringVerifier::answer`].
    pub async fn answer(&self, body: &[u8], expected: &Expected, now: EpochSeconds) -> Answered {
        let mut noted = Noted::default();
        let verdict = self
            .verifier
            .verify_noting(body, expected, now, &mut |signed| noted.take(signed))
            .await;
        let config = self.verifier.config();
        let proof = noted.proof(&verdict, config);
        let found = match to_look_up(&verdict, proof.as_ref()) {
            Some(jti) => self.records.recorded(&config.iss, jti).await,
            None => Ok(None),
        };
        let said = noted.said(verdict, found, self.verifier.store.promise());
        Answered::new(self.issuer.clone(), body, now, proof, said)
    }
}

/// What is kept of a proof whose signature was verified, until it is known whether it is needed.
#[derive(Debug, Default)]
struct Noted {
    compact: String,
    payload: Vec<u8>,
    enrollment: Option<Arc<Enrollment>>,
}

impl Noted {
    fn take(&mut self, signed: Option<&SignedSubmission<'_>>) {
        self.enrollment = signed.map(|signed| Arc::clone(&signed.enrollment));
        if let Some(signed) = signed {
            self.compact = signed.body.proof().to_cow().into_owned();
            self.payload = signed.proof.payload().to_vec();
        }
    }

    /// Who and what the proof says it is, where its signature was verified and it was refused.
    ///
    /// Which Attester it was is told by the enrollment whose key signed, never by the proof: it could
    /// name another one, who would then be told what is meant for this one.
    fn proof(
        &self,
        verdict: &Result<Approval, Refusal>,
        config: &VerifierConfig,
    ) -> Option<SignedProof> {
        let enrollment = self.enrollment.as_ref().filter(|_| verdict.is_err())?;
        let rules = ClaimRules { require_canonical: false, ..config.claim_rules };
        let claims = Claims::parse_unverified(&self.payload, &rules).ok()?;
        let ueid = enrollment.device.ueid(claims.profile.revision(), &config.iss);
        Some(SignedProof { jti: claims.jti.into_owned(), ueid })
    }

    /// What became of the submission, by the verdict and by what was found of an earlier one.
    fn said(
        &self,
        verdict: Result<Approval, Refusal>,
        found: Result<Option<ApprovalRecord>, StoreError>,
        promise: StorePromise,
    ) -> Said {
        let refusal = match (verdict, found) {
            (Ok(approval), _) => return Said::Approved { approval: Box::new(approval) },
            // Another proof with the same `jti` was not accepted by this record.
            (Err(refusal), Ok(Some(record))) if self.is_of(&record) => {
                return Said::Repeated { record: Box::new(record), promise, refusal };
            }
            (Err(refusal), Ok(_)) => refusal,
            (Err(_), Err(error)) => Refusal::Faulted(Fault::from(error)),
        };
        // No refusal says yes; if one did, it would be a plain no.
        let outcome = RefusalOutcome::of(refusal.outcome()).unwrap_or(RefusalOutcome::Reject);
        Said::Refused { refusal, outcome }
    }

    fn is_of(&self, record: &ApprovalRecord) -> bool {
        ProofHash::from_octets(record.proof_hash).is_of(&self.compact)
    }
}

/// The `jti` whose record would show that a refused proof was accepted before.
///
/// A proof that was accepted meets these refusals when it comes again: its challenge is burned, its
/// `jti` is finalised, its time is over, the store was replaced by a copy. No other one that says
/// more than `unavailable` hides an acceptance.
fn to_look_up<'p>(
    verdict: &Result<Approval, Refusal>,
    proof: Option<&'p SignedProof>,
) -> Option<&'p Jti<'static>> {
    match verdict {
        Err(
            Refusal::Rejected(
                Rejection::JtiReplayed | Rejection::ChallengeUnknown | Rejection::Expired { .. },
            )
            | Refusal::Faulted(Fault::StoreFenced(_)),
        ) => proof.map(|proof| &proof.jti),
        _ => None,
    }
}
