//! What a verification may cost beside its signature check: counted, never timed.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::arithmetic_side_effects,
    reason = "tests fail by panicking"
)]

mod allocations;
mod refusals;
mod stack;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use psea::attester::HardwareKey as _;
use psea::attester::software::SoftwareKey;
use psea::jose::es256::{BackendError, Message, P256Backend, PreparedKey, Signature};
use psea::prelude::*;

const NOW: u32 = 1_785_300_000;

/// A backend that counts how often a signature is checked.
#[derive(Clone, Debug, Default)]
struct Counting(Arc<AtomicUsize>);

impl Counting {
    fn checks(&self) -> usize {
        self.0.load(Ordering::Relaxed)
    }
}

impl Es256Backend for Counting {
    fn name(&self) -> &'static str {
        "counting"
    }

    fn prepare(&self, key: &PublicKey) -> Result<Arc<dyn PreparedKey>, BackendError> {
        Ok(Arc::new(CountingKey { key: P256Backend.prepare(key)?, counter: self.clone() }))
    }
}

#[derive(Debug)]
struct CountingKey {
    key: Arc<dyn PreparedKey>,
    counter: Counting,
}

impl PreparedKey for CountingKey {
    fn verify(&self, message: &Message<'_>, signature: &Signature) -> bool {
        self.counter.0.fetch_add(1, Ordering::Relaxed);
        self.key.verify(message, signature)
    }
}

struct World {
    key: SoftwareKey,
    attester: Attester,
    verifier: Verifier,
    expected: Expected,
    counter: Counting,
}

impl World {
    fn new() -> Self {
        let key = SoftwareKey::for_development(&[7; 32], |_| true).unwrap();
        let iss = Issuer::new("tenant.example").unwrap();
        let aud = Audience::new("verifier.example").unwrap();
        let device = DeviceId::new("device-7f3a").unwrap();
        let counter = Counting::default();
        let store = Arc::new(MemoryStore::volatile());
        let enrollment = NewEnrollment::new(
            AttesterId::new("attester-1").unwrap(),
            "key-1",
            VerifyingKey::new(*key.public_key(), &counter).unwrap(),
            EnrolledDevice::Id(device.clone()),
        );
        store.enroll(enrollment, Change::new(EpochSeconds::from(NOW), "for a test")).unwrap();
        let config = AttesterConfig::new(iss.clone(), aud.clone(), device, "key-1").unwrap();
        Self {
            key,
            attester: Attester::new(config, Arc::new(MemoryState::volatile())),
            verifier: Verifier::new(VerifierConfig::new(iss, aud), store),
            expected: Expected::new(
                Operation::new("payment.execute").unwrap(),
                Tier::new("high").unwrap(),
            ),
            counter,
        }
    }

    /// The body around a proof of its own for the `number`th action.
    fn body(&self, number: usize) -> String {
        self.body_of(number, ACTION)
    }

    fn body_of(&self, number: usize, action: &[u8]) -> String {
        let action = ActionPayload::parse(action).unwrap();
        let request = ActionRequest::new(
            Jti::new(format!("550e8400-e29b-41d4-a716-{number:012}")).unwrap(),
            Operation::new("payment.execute").unwrap(),
            Tier::new("high").unwrap(),
            action,
        );
        let proposal = self.attester.propose(request).unwrap();
        let confirmed = proposal.verify_user(&self.key).unwrap();
        confirmed.sign(EpochSeconds::from(NOW)).unwrap().body().build()
    }

    fn verify(&self, body: &[u8]) -> Result<Approval, Refusal> {
        self.verifier.verify(body, &self.expected, EpochSeconds::from(NOW))
    }
}

/// 200 octets, the members not in canonical order.
const ACTION: &[u8] = br#"{"to":"alice","amount":2500,"currency":"EUR","actionType":"transfer","memo":"invoice 2026-0042","lines":[{"sku":"A-00000","qty":0,"price":1999},{"sku":"A-00001","qty":1,"price":2000}],"urgent":false}"#;
