//! The transport body (§3.6):
//! `{"proof", "actionPayload", "integrityEvidence"?, "requestId"?, "signalReport"?, "proofId"?}`.

use alloc::string::String;
use core::fmt;

use psea_jose::canonical::{CanonicalJson, ObjectWriter};
use psea_jose::json::{Document, JsonError, Text, Value};

use crate::{ActionPayload, Limits, SignalReport};

/// A received transport body: strict JSON within the limits that has a proof and an action.
///
/// Only the proof is signed, and only the action is bound by it. Every other member can be
/// changed by anyone on the way and must not feed a security decision (§3.6).
pub struct TransportBody<'a> {
    document: Document<'a>,
    proof: Text<'a>,
}

impl<'a> TransportBody<'a> {
    /// Parses a body. Unknown members are ignored; they confer nothing.
    ///
    /// # Errors
    ///
    /// The first defect, in the order size, JSON, `proof`, `actionPayload`, size of the proof.
    pub fn parse(octets: &'a [u8], limits: &Limits) -> Result<Self, BodyError> {
        // §3.13.2: the size is judged before anything is parsed.
        if octets.len() > limits.max_body {
            return Err(BodyError::TooLarge { octets: octets.len(), limit: limits.max_body });
        }
        let document = Document::parse(octets, limits.max_depth).map_err(BodyError::Json)?;
        let members = document.root().as_object().ok_or(BodyError::NotObject)?;
        let proof =
            members.get("proof").and_then(|value| value.as_text()).ok_or(BodyError::Proof)?;
        // §3.13.2: without the payload there is nothing that the approval could be bound to.
        if members.get("actionPayload").is_none() {
            return Err(BodyError::ActionPayloadMissing);
        }
        let octets = proof.to_cow().len();
        if octets > limits.max_proof {
            return Err(BodyError::ProofTooLarge { octets, limit: limits.max_proof });
        }
        Ok(Self { document, proof })
    }

    fn member(&self, name: &str) -> Option<Value<'_, 'a>> {
        self.document.root().as_object()?.get(name)
    }

    /// `proof`: the compact JWS.
    #[must_use]
    pub const fn proof(&self) -> Text<'a> {
        self.proof
    }

    /// `actionPayload`, as received: nothing until its hash was compared with a verified claim.
    #[must_use]
    pub fn action_payload(&self) -> Option<Value<'_, 'a>> {
        self.member("actionPayload")
    }

    /// `signalReport`, as received: an untrusted hint unless the proof commits to it.
    #[must_use]
    pub fn signal_report(&self) -> Option<Value<'_, 'a>> {
        self.member("signalReport")
    }

    /// `integrityEvidence`, to be appraised on its own cryptographic merits.
    #[must_use]
    pub fn integrity_evidence(&self) -> Option<Value<'_, 'a>> {
        self.member("integrityEvidence")
    }

    /// `requestId`: for logs. Never correlates a challenge (§3.1.1).
    #[must_use]
    pub fn request_id(&self) -> Option<Value<'_, 'a>> {
        self.member("requestId")
    }

    /// `proofId`: for logs.
    #[must_use]
    pub fn proof_id(&self) -> Option<Value<'_, 'a>> {
        self.member("proofId")
    }
}

impl fmt::Debug for TransportBody<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TransportBody").field("document", &self.document).finish_non_exhaustive()
    }
}

/// Why a transport body was not taken in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BodyError {
    /// Longer than the limit.
    #[error("the body has {octets} octets, the limit is {limit}")]
    TooLarge {
        /// Its length.
        octets: usize,
        /// The limit.
        limit: usize,
    },
    /// Not strict JSON.
    #[error("the body is not strict JSON: {0}")]
    Json(JsonError),
    /// JSON, but no object.
    #[error("the body is not a JSON object")]
    NotObject,
    /// `proof` is absent or no string.
    #[error("the body's `proof` is absent or not a string")]
    Proof,
    /// `actionPayload` is absent.
    #[error("the body has no `actionPayload`")]
    ActionPayloadMissing,
    /// The proof is longer than the limit.
    #[error("the proof has {octets} octets, the limit is {limit}")]
    ProofTooLarge {
        /// Its length.
        octets: usize,
        /// The limit.
        limit: usize,
    },
}

/// Builds the transport body around a proof.
#[derive(Debug)]
pub struct TransportBodyBuilder<'a> {
    proof: &'a str,
    action: &'a ActionPayload,
    signal_report: Option<&'a SignalReport>,
    integrity_evidence: Option<&'a CanonicalJson>,
    request_id: Option<&'a str>,
    proof_id: Option<&'a str>,
}

impl<'a> TransportBodyBuilder<'a> {
    /// A body with its two required members.
    #[must_use]
    pub const fn new(proof: &'a str, action: &'a ActionPayload) -> Self {
        Self {
            proof,
            action,
            signal_report: None,
            integrity_evidence: None,
            request_id: None,
            proof_id: None,
        }
    }

    /// Sends the signal report that the proof commits to.
    #[must_use]
    pub const fn signal_report(mut self, report: &'a SignalReport) -> Self {
        self.signal_report = Some(report);
        self
    }

    /// Sends platform evidence beside the proof.
    #[must_use]
    pub const fn integrity_evidence(mut self, evidence: &'a CanonicalJson) -> Self {
        self.integrity_evidence = Some(evidence);
        self
    }

    /// Sends an unsigned request id, for logs.
    #[must_use]
    pub const fn request_id(mut self, id: &'a str) -> Self {
        self.request_id = Some(id);
        self
    }

    /// Sends an unsigned proof id, for logs.
    #[must_use]
    pub const fn proof_id(mut self, id: &'a str) -> Self {
        self.proof_id = Some(id);
        self
    }

    /// The body's text.
    #[must_use]
    pub fn build(self) -> String {
        let mut body = ObjectWriter::with_capacity(
            self.proof.len().saturating_add(self.action.as_str().len()).saturating_add(64),
        );
        body.string("proof", self.proof).json("actionPayload", self.action.as_canonical());
        if let Some(evidence) = self.integrity_evidence {
            body.json("integrityEvidence", evidence);
        }
        if let Some(report) = self.signal_report {
            body.json("signalReport", report.as_canonical());
        }
        if let Some(id) = self.request_id {
            body.string("requestId", id);
        }
        if let Some(id) = self.proof_id {
            body.string("proofId", id);
        }
        body.finish().into_string()
    }
}
