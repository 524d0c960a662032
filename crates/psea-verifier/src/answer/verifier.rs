use std::sync::Arc;

use psea_claims::{ClaimRules, Claims, EpochSeconds, Issuer, Jti};
use psea_result::RefusalOutcome;
use sha2::{Digest as _, Sha256};

use super::answered::{Said, SignedProof};
use super::{Answered, ResultIssuer};
use crate::approval::Approval;
use crate::config::{Expected, VerifierConfig};
use crate::enrollment::Enrollment;
use crate::rejection::{Refusal, Rejection};
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
    /// Adds results to a Verifier. `records` is its store.
    #[must_use]
    pub fn new(verifier: Verifier, records: Arc<dyn OutcomeLookup>, issuer: ResultIssuer) -> Self {
        Self { verifier, records, issuer }
    }

    /// Verifies a submission, as [`Verifier::verify`], and tells what became of it.
    ///
    /// A proof that was accepted before, submitted again, is told what it was told first, from its
    /// record, and is no licence to execute anything again.
    #[must_use]
    pub fn answer(&self, body: &[u8], expected: &Expected, now: EpochSeconds) -> Answered {
        let mut noted = Noted::default();
        let verdict =
            self.verifier.verify_noting(body, expected, now, &mut |signed| noted.take(signed));
        let config = self.verifier.config();
        let proof = noted.proof(&verdict, config);
        let repeated = noted.to_look_up(&verdict, proof.as_ref(), config).and_then(|question| {
            question.answer(self.records.recorded(&question.iss, &question.jti))
        });
        let promise = self.verifier.store.promise();
        conclude(&self.issuer, promise, body, now, verdict, proof, repeated)
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
    /// Adds results to a Verifier. `records` is its store.
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
        let repeated = match noted.to_look_up(&verdict, proof.as_ref(), config) {
            None => None,
            Some(question) => {
                let found = self.records.recorded(&question.iss, &question.jti).await;
                question.answer(found)
            }
        };
        let promise = self.verifier.store.promise();
        conclude(&self.issuer, promise, body, now, verdict, proof, repeated)
    }
}

/// What is kept of a proof whose signature was verified, until it is known whether it is needed.
#[derive(Debug, Default)]
struct Noted {
    payload: Vec<u8>,
    proof_hash: [u8; 32],
    enrollment: Option<Arc<Enrollment>>,
}

/// Which record would show that a refused proof was accepted before.
struct Question {
    iss: Issuer<'static>,
    jti: Jti<'static>,
    proof_hash: [u8; 32],
}

impl Question {
    /// The record, if it is of this very proof. A store that cannot say leaves the refusal as it
    /// is.
    fn answer(&self, found: Result<Option<ApprovalRecord>, StoreError>) -> Option<ApprovalRecord> {
        // Another proof with the same `jti` was not accepted by this record.
        found.ok().flatten().filter(|record| record.proof_hash == self.proof_hash)
    }
}

impl Noted {
    fn take(&mut self, signed: &SignedSubmission<'_>) {
        self.payload.clear();
        self.payload.extend_from_slice(signed.proof.payload());
        self.enrollment = Some(Arc::clone(&signed.enrollment));
        self.proof_hash = Sha256::digest(signed.body.proof().to_cow().as_bytes()).into();
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

    /// A proof that was accepted meets these refusals when it comes again: its challenge is burned,
    /// its `jti` is finalised, its time is over. No other refusal hides an acceptance.
    fn to_look_up(
        &self,
        verdict: &Result<Approval, Refusal>,
        proof: Option<&SignedProof>,
        config: &VerifierConfig,
    ) -> Option<Question> {
        let Err(Refusal::Rejected(
            Rejection::JtiReplayed | Rejection::ChallengeUnknown | Rejection::Expired { .. },
        )) = verdict
        else {
            return None;
        };
        let (iss, jti) = (config.iss.clone(), proof?.jti.clone());
        Some(Question { iss, jti, proof_hash: self.proof_hash })
    }
}

fn conclude(
    issuer: &ResultIssuer,
    promise: StorePromise,
    body: &[u8],
    now: EpochSeconds,
    verdict: Result<Approval, Refusal>,
    proof: Option<SignedProof>,
    repeated: Option<ApprovalRecord>,
) -> Answered {
    let said = match (verdict, repeated) {
        (Ok(approval), _) => {
            let record = Box::new(approval.record());
            Said::Approved { approval: Box::new(approval), record }
        }
        (Err(refusal), Some(record)) => Said::Repeated { record: Box::new(record), refusal },
        (Err(refusal), None) => {
            let outcome = RefusalOutcome::of(refusal.outcome());
            // No refusal says yes; if one did, it would be a plain no.
            Said::Refused { refusal, outcome: outcome.unwrap_or(RefusalOutcome::Reject) }
        }
    };
    let issuer = issuer.clone();
    Answered { issuer, promise, now, about: Sha256::digest(body).into(), proof, said }
}
