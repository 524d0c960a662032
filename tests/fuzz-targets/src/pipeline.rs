//! The whole of a Verifier, behind a library for which every signature verifies.

use std::sync::{Arc, OnceLock};

use psea_claims::{Audience, DeviceId, EpochSeconds, Issuer, Operation, Tier};
use psea_jose::es256::VerifyingKey;
use psea_verifier::testing::AnySignature;
use psea_verifier::{
    AttesterId, Change, EnrolledDevice, EnrollmentAdmin as _, Expected, MemoryStore, NewEnrollment,
    Snapshot, Stage, Verifier, VerifierConfig,
};

use crate::plain::{self, NOW, SKEW};

/// A store with `attester-1` as `key-1`, and nothing accepted.
fn enrolled() -> &'static Snapshot {
    static STATE: OnceLock<Snapshot> = OnceLock::new();
    STATE.get_or_init(|| {
        let store = MemoryStore::volatile();
        let key = VerifyingKey::new(psea_model::deployment::public_key(0, 0), &AnySignature);
        let device = EnrolledDevice::Id(DeviceId::new("device-7f3a").unwrap());
        let name = AttesterId::new("attester-1").unwrap();
        let new = NewEnrollment::new(name, "key-1", key.unwrap(), device);
        store.enroll(new, Change::new(EpochSeconds::default(), "")).unwrap();
        store.snapshot().unwrap()
    })
}

/// Every approval is one that the plain re-statement of the rules also gives, of the same action;
/// every refusal has a code of its own and leaves no trace; the same once more is a replay.
pub fn verify_pipeline(body: &[u8]) {
    let iss = Issuer::new("tenant.example").unwrap();
    let aud = Audience::new("verifier.example").unwrap();
    let config = VerifierConfig::new(iss, aud).clock_skew(SKEW).unwrap();
    let store = Arc::new(MemoryStore::restore(enrolled().clone(), &AnySignature).unwrap());
    let verifier = Verifier::new(config, Arc::<MemoryStore>::clone(&store));
    let op = Operation::new("payment.execute").unwrap();
    let expected = Expected::new(op, Tier::new("high").unwrap());
    let now = EpochSeconds::new(NOW).unwrap();
    match verifier.verify(body, &expected, now) {
        Ok(approval) => {
            let plain = plain::judge(body).expect("the rules refuse what we approve");
            assert_eq!(approval.jti().as_str(), plain.jti);
            assert_eq!(approval.counter().get(), plain.counter);
            assert_eq!(approval.action().as_str(), plain.action);
            let again = verifier.verify(body, &expected, now).expect_err("approved twice");
            assert_eq!(again.code(), "jti_replayed");
        }
        Err(refusal) => {
            assert_ne!(refusal.stage(), Stage::Internal, "{refusal}");
            assert_eq!(store.snapshot().unwrap(), *enrolled(), "{refusal}");
        }
    }
}
