use psea_jose::canonical::{CanonicalJson, ObjectWriter};

use super::{ClaimName, Claims};
use crate::PROOF_VERSION;

impl Claims<'_> {
    /// The payload that an Attester signs: the claim set in canonical form (§2, §3.5).
    ///
    /// Absent optional claims are omitted, never null.
    #[must_use]
    pub fn to_canonical(&self) -> CanonicalJson {
        let mut payload = ObjectWriter::with_capacity(768);
        let mut string = |claim: ClaimName, content: &str| {
            payload.string(claim.as_str(), content);
        };
        string(ClaimName::Jti, self.jti.as_str());
        string(ClaimName::Aud, self.aud.as_str());
        string(ClaimName::Iss, self.iss.as_str());
        string(ClaimName::Ueid, &self.ueid.to_text());
        string(ClaimName::EatProfile, self.profile.revision().eat_profile());
        string(ClaimName::Tier, self.tier.as_str());
        string(ClaimName::Op, self.op.as_str());
        string(ClaimName::PayloadHash, &self.payload_hash.to_text());
        string(ClaimName::ProofVersion, PROOF_VERSION);
        if let Some(nonce) = &self.nonce {
            string(ClaimName::EatNonce, nonce.as_str());
        }
        if let Some(previous) = &self.chain_prev {
            string(ClaimName::ChainPrev, &previous.to_text());
        }
        if let Some(caller) = &self.caller_package {
            string(ClaimName::CallerPackage, caller.as_str());
        }
        if let Some(version) = &self.sdk_version {
            string(ClaimName::SdkVersion, version.as_str());
        }
        if let Some(hash) = self.profile.signals_hash() {
            string(ClaimName::SignalsHash, &hash.to_text());
        }
        if let Some(hash) = &self.user_hash {
            string(ClaimName::UserHash, &hash.to_text());
        }
        payload.integer(ClaimName::Iat.as_str(), self.iat.as_safe());
        payload.integer(ClaimName::Exp.as_str(), self.exp.as_safe());
        payload.integer(ClaimName::Counter.as_str(), self.counter.as_safe());
        payload.json(ClaimName::Uv.as_str(), &self.uv_object());
        if let Some(submods) = &self.submods {
            let mut object = ObjectWriter::default();
            if let Some(state) = submods.device_state() {
                object.json("psea-device-state", state);
            }
            payload.json(ClaimName::Submods.as_str(), &object.finish());
        }
        let opaque = [
            (ClaimName::ChainPending, &self.chain_pending),
            (ClaimName::LastConfirmedHead, &self.last_confirmed_head),
            (ClaimName::RpContextHash, &self.rp_context_hash),
        ];
        for (claim, json) in opaque {
            if let Some(json) = json {
                payload.json(claim.as_str(), json);
            }
        }
        payload.finish()
    }

    fn uv_object(&self) -> CanonicalJson {
        match self.uv.extended() {
            Some(object) => object.clone(),
            None => {
                let mut object = ObjectWriter::default();
                object.boolean("verified", self.uv.verified);
                object.string("method", self.uv.method.as_str());
                object.finish()
            }
        }
    }
}
