use psea_jose::canonical::{CanonicalJson, ObjectWriter};

use super::{ApprovalClaims, Envelope, RefusalClaims, ResultClaimName as Name};
use crate::RESULT_VERSION;

impl ApprovalClaims {
    /// The payload that the Verifier signs, in canonical form.
    #[must_use]
    pub fn to_canonical(&self) -> CanonicalJson {
        let mut payload = ObjectWriter::with_capacity(640);
        envelope(&mut payload, &self.envelope, "approve");
        payload
            .string(Name::ProofJti.as_str(), self.proof_jti.as_str())
            .string(Name::ProofHash.as_str(), &self.proof_hash.to_text())
            .string(Name::PayloadHash.as_str(), &self.payload_hash.to_text())
            .string(Name::Op.as_str(), self.op.as_str())
            .string(Name::Tier.as_str(), self.tier.as_str())
            .integer(Name::Counter.as_str(), self.counter.as_safe())
            .string(Name::Ueid.as_str(), &self.ueid.to_text())
            .string(Name::UvAnchor.as_str(), self.uv_anchor.as_str())
            .string(Name::Durability.as_str(), self.durability.as_str());
        if let Some(entry) = &self.chain_entry {
            payload.string(Name::ChainEntry.as_str(), &entry.to_text());
        }
        payload.finish()
    }
}

impl RefusalClaims {
    /// The payload that the Verifier signs, in canonical form.
    #[must_use]
    pub fn to_canonical(&self) -> CanonicalJson {
        let mut payload = ObjectWriter::with_capacity(256);
        envelope(&mut payload, &self.envelope, self.outcome.outcome().as_str());
        if let Some(jti) = &self.refused_jti {
            payload.string(Name::RefusedJti.as_str(), jti.as_str());
        }
        payload.finish()
    }
}

fn envelope(payload: &mut ObjectWriter, envelope: &Envelope, outcome: &str) {
    payload
        .string(Name::Iss.as_str(), envelope.iss.as_str())
        .string(Name::Aud.as_str(), envelope.aud.as_str())
        .integer(Name::Iat.as_str(), envelope.iat.as_safe())
        .integer(Name::Exp.as_str(), envelope.exp.as_safe())
        .string(Name::Jti.as_str(), envelope.jti.as_str())
        .string(Name::Version.as_str(), RESULT_VERSION)
        .string(Name::Outcome.as_str(), outcome);
}
