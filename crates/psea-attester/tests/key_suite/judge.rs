//! A Verifier that judges the proofs of a key under test. For any key's tests: copy the file.

use std::sync::Arc;

use psea_attester::testing::MadeProof;
use psea_claims::{Audience, DeviceId, EpochSeconds, Issuer, Operation, Tier};
use psea_jose::es256::{P256Backend, VerifyingKey};
use psea_verifier::{
    AttesterId, Change, EnrolledDevice, EnrollmentAdmin as _, Expected, MemoryStore, NewEnrollment,
    Verifier, VerifierConfig,
};

/// Enrolls the key as it reports itself, and submits the proof once.
pub(crate) fn accepted_by_the_verifier(made: &MadeProof) -> Result<(), String> {
    let iss = Issuer::new(made.iss).unwrap();
    let aud = Audience::new(made.aud).unwrap();
    let store = Arc::new(MemoryStore::volatile());
    let key = VerifyingKey::new(made.public_key, &P256Backend).unwrap();
    let device = EnrolledDevice::Id(DeviceId::new(made.device_id).unwrap());
    let enrollment =
        NewEnrollment::new(AttesterId::new("attester-1").unwrap(), made.kid, key, device);
    let change = Change::new(EpochSeconds::from(0), "for a test");
    store.enroll(enrollment.uv_gate(made.uv_gate), change).unwrap();
    let verifier = Verifier::new(VerifierConfig::new(iss, aud), store);
    let expected = Expected::new(Operation::new(made.op).unwrap(), Tier::new(made.tier).unwrap());
    match verifier.verify(made.body.as_bytes(), &expected, EpochSeconds::from(made.now)) {
        Ok(_) => Ok(()),
        Err(refusal) => Err(refusal.code().to_owned()),
    }
}
