//! An Attester and the Verifier at which it is enrolled.

use std::sync::Arc;

use psea::attester::{Proof, software::SoftwareKey};
use psea::prelude::*;

pub(crate) const NOW: u32 = 1_785_300_000;
pub(crate) const OP: &str = "payment.execute";

pub(crate) fn at(offset: u32) -> EpochSeconds {
    EpochSeconds::from(NOW + offset)
}

pub(crate) fn op() -> Operation<'static> {
    Operation::new(OP).unwrap()
}

fn iss() -> Issuer<'static> {
    Issuer::new("tenant.example").unwrap()
}

fn aud() -> Audience<'static> {
    Audience::new("verifier.example").unwrap()
}

fn device() -> DeviceId<'static> {
    DeviceId::new("device-7f3a").unwrap()
}

pub(crate) fn key(octet: u8) -> SoftwareKey {
    SoftwareKey::for_development(&[octet; 32], |_| true).unwrap()
}

pub(crate) fn verifying(key: &SoftwareKey) -> VerifyingKey {
    VerifyingKey::new(*key.public_key(), &P256Backend).unwrap()
}

pub(crate) fn name() -> AttesterId {
    AttesterId::new("attester-1").unwrap()
}

pub(crate) fn expected_at(tier: &'static str) -> Expected {
    Expected::new(op(), Tier::new(tier).unwrap())
}

pub(crate) struct World {
    pub(crate) key: SoftwareKey,
    pub(crate) state: Arc<MemoryState>,
    pub(crate) attester: Attester,
    pub(crate) store: Arc<MemoryStore>,
    pub(crate) verifier: Verifier,
}

/// A world in which the two sides are configured by these changes.
pub(crate) fn world(
    attester: impl FnOnce(AttesterConfig) -> AttesterConfig,
    verifier: impl FnOnce(VerifierConfig) -> VerifierConfig,
) -> World {
    let key = key(7);
    let store = Arc::new(MemoryStore::volatile());
    let device_id = EnrolledDevice::Id(device());
    let enrollment = NewEnrollment::new(name(), "key-1", verifying(&key), device_id);
    store.enroll(enrollment.uv_gate(key.uv_gate()), change()).unwrap();
    let state = Arc::new(MemoryState::volatile());
    let config = attester(AttesterConfig::new(iss(), aud(), device(), "key-1").unwrap());
    World {
        attester: Attester::new(config, Arc::clone(&state) as _),
        verifier: Verifier::new(
            verifier(VerifierConfig::new(iss(), aud())),
            Arc::clone(&store) as _,
        ),
        key,
        state,
        store,
    }
}

pub(crate) fn action(json: &str) -> ActionPayload {
    ActionPayload::parse(json.as_bytes()).unwrap()
}

pub(crate) fn transfer() -> ActionPayload {
    action(r#"{"actionType":"transfer","amount":2500,"currency":"EUR","to":"alice"}"#)
}

pub(crate) fn request(jti: &str, tier: &'static str) -> ActionRequest {
    let jti = Jti::new(jti.to_owned()).unwrap();
    ActionRequest::new(jti, op(), Tier::new(tier).unwrap(), transfer())
}

/// The code of an answer, or `approved`.
pub(crate) fn code(answer: &Result<Approval, Refusal>) -> &'static str {
    answer.as_ref().map_or_else(Refusal::code, |_| "approved")
}

impl World {
    pub(crate) fn prove(&self, request: ActionRequest) -> Proof {
        let proposal = self.attester.propose(request).unwrap();
        proposal.verify_user(&self.key).unwrap().sign(at(0)).unwrap()
    }

    pub(crate) fn submit(&self, proof: &Proof) -> Result<Approval, Refusal> {
        self.submit_at("high", proof)
    }

    pub(crate) fn submit_at(&self, tier: &'static str, proof: &Proof) -> Result<Approval, Refusal> {
        let body = proof.body().build();
        self.verifier.verify(body.as_bytes(), &expected_at(tier), at(1))
    }

    /// The whole way, the answer back included.
    pub(crate) fn round(&self, proof: &Proof) -> &'static str {
        let answer = self.submit(proof);
        let outcome = answer.as_ref().map_or_else(Refusal::outcome, Approval::outcome);
        self.attester.acknowledge(proof, outcome).unwrap();
        code(&answer)
    }
}

/// When and why, where no test looks at it.
pub(crate) fn change() -> Change {
    Change::new(EpochSeconds::from(0), "for a test")
}
