//! The two stages before any claim is read.

use std::sync::Arc;

use psea_claims::TransportBody;
use psea_jose::jws::{UnverifiedJws, VerifiedJws};

use crate::config::VerifierConfig;
use crate::enrollment::Enrollment;
use crate::rejection::{Fault, Refusal, Rejection};

/// A received submission: well-formed, within the limits, and not verified.
///
/// Only its `kid` can be read, to find the enrolled key.
///
/// ```compile_fail,E0599
/// fn appraise(submission: psea_verifier::Submission<'_>) {
///     submission.appraise(); // no such method: the signature comes first
/// }
/// ```
#[derive(Debug)]
pub struct Submission<'a> {
    body: TransportBody<'a>,
    proof: UnverifiedJws<'a>,
}

impl<'a> Submission<'a> {
    /// Parses a transport body and the header of its proof, within the configured limits.
    ///
    /// # Errors
    ///
    /// A rejection of the decode stage. No key was needed and none was used.
    pub fn parse(body: &'a [u8], config: &VerifierConfig) -> Result<Self, Rejection> {
        let limits = &config.limits;
        let body = TransportBody::parse(body, limits)?;
        let proof = UnverifiedJws::parse(body.proof().to_cow(), &limits.header_rules())?;
        Ok(Self { body, proof })
    }

    /// Which enrolled key the proof asks for. Untrusted (§3.4).
    #[must_use]
    pub fn kid(&self) -> &str {
        self.proof.kid()
    }

    /// As [`verify_signature`](Self::verify_signature), with what the store found under the `kid`.
    pub(crate) fn verify_enrolled(
        self,
        found: Option<Arc<Enrollment>>,
    ) -> Result<SignedSubmission<'a>, Refusal> {
        // §3.4: the key comes from the enrolled record, never from the token.
        self.verify_signature(found.ok_or(Rejection::KeyUnknown)?)
    }

    /// Verifies the signature with the key of the record that the `kid` selected.
    ///
    /// # Errors
    ///
    /// [`Rejection::SignatureMalformed`] or [`Rejection::SignatureInvalid`];
    /// [`Fault::Internal`] if `enrollment` is not the record of this `kid`.
    pub fn verify_signature(
        self,
        enrollment: Arc<Enrollment>,
    ) -> Result<SignedSubmission<'a>, Refusal> {
        if *enrollment.kid != *self.kid() {
            return Err(Fault::Internal("the store gave the record of another kid").into());
        }
        // §3.13.2: nothing in the payload is read before this succeeds.
        let proof = self.proof.verify(&enrollment.key).map_err(Rejection::from)?;
        Ok(SignedSubmission { body: self.body, proof, enrollment })
    }
}

/// A submission whose proof was signed by an enrolled key. What it says was not appraised.
#[derive(Debug)]
pub struct SignedSubmission<'a> {
    pub(crate) body: TransportBody<'a>,
    pub(crate) proof: VerifiedJws,
    pub(crate) enrollment: Arc<Enrollment>,
}

impl SignedSubmission<'_> {
    /// The record whose key made the signature.
    #[must_use]
    pub fn enrollment(&self) -> &Enrollment {
        &self.enrollment
    }
}
