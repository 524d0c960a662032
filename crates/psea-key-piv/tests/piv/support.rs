//! A user with a PIN, an Attester, and the Verifier at which it is enrolled.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use psea_attester::{
    ActionRequest, AttestError, Attester, AttesterConfig, HardwareKey, KeyError, MemoryState, Pin,
    PinEntry, PinRequest, Proof,
};
use psea_claims::{ActionPayload, Audience, DeviceId, EpochSeconds, Issuer, Jti, Operation, Tier};
use psea_jose::es256::{P256Backend, PublicKey, VerifyingKey};
use psea_key_piv::PivKey;
use psea_verifier::{
    Approval, AttesterId, Change, EnrolledDevice, EnrollmentAdmin as _, Expected, MemoryStore,
    NewEnrollment, Refusal, Verifier, VerifierConfig,
};

use crate::stack::Stack;

pub(crate) const NOW: u32 = 1_785_300_000;
pub(crate) const ACTION: &str =
    r#"{"actionType":"transfer","amount":2500,"currency":"EUR","to":"alice"}"#;

pub(crate) fn now() -> EpochSeconds {
    EpochSeconds::from(NOW)
}

/// What the user saw, each time.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Asked {
    pub(crate) action: String,
    pub(crate) key: String,
    pub(crate) tries_left: Option<u32>,
}

/// A user who types these PINs, then the right one for ever. `None` is a refusal.
#[derive(Debug, Default)]
pub(crate) struct User {
    script: Mutex<VecDeque<Option<&'static str>>>,
    asked: Mutex<Vec<Asked>>,
}

impl User {
    pub(crate) fn types(script: &[Option<&'static str>]) -> Arc<Self> {
        let script = Mutex::new(script.iter().copied().collect());
        Arc::new(Self { script, asked: Mutex::default() })
    }

    pub(crate) fn willing() -> Arc<Self> {
        Self::types(&[])
    }

    pub(crate) fn asked(&self) -> Vec<Asked> {
        std::mem::take(&mut self.asked.lock().unwrap())
    }
}

impl PinEntry for User {
    fn enter(&self, request: &PinRequest<'_>) -> Result<Pin, KeyError> {
        self.asked.lock().unwrap().push(Asked {
            action: request.prompt.action().as_str().to_owned(),
            key: request.key.to_owned(),
            tries_left: request.tries_left,
        });
        let typed = self.script.lock().unwrap().pop_front().unwrap_or(Some(crate::card::PIN));
        typed.map(Pin::new).ok_or(KeyError::Declined)
    }
}

/// The key of the card in the reader, opened for a user.
pub(crate) fn key(stack: &Stack, user: &Arc<User>) -> PivKey {
    PivKey::open(&stack.reference(), Arc::clone(user) as _).unwrap()
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

pub(crate) fn attester() -> Attester {
    let config = AttesterConfig::new(iss(), aud(), device(), "key-1").unwrap();
    Attester::new(config, Arc::new(MemoryState::volatile()))
}

pub(crate) fn request(jti: &str) -> ActionRequest {
    ActionRequest::new(
        Jti::new(jti.to_owned()).unwrap(),
        Operation::new("payment.execute").unwrap(),
        Tier::new("high").unwrap(),
        ActionPayload::parse(ACTION.as_bytes()).unwrap(),
    )
}

pub(crate) fn prove(
    attester: &Attester,
    key: &dyn HardwareKey,
    jti: &str,
) -> Result<Proof, AttestError> {
    attester.propose(request(jti))?.verify_user(key)?.sign(now())
}

pub(crate) fn verifier(key: &PublicKey) -> Verifier {
    let key = VerifyingKey::new(*key, &P256Backend).unwrap();
    let store = MemoryStore::volatile();
    let name = AttesterId::new("attester-1").unwrap();
    let enrollment = NewEnrollment::new(name, "key-1", key, EnrolledDevice::Id(device()));
    store.enroll(enrollment, Change::new(now(), "enrolled")).unwrap();
    Verifier::new(VerifierConfig::new(iss(), aud()), Arc::new(store))
}

/// The action that the Verifier lets through.
pub(crate) fn submit(verifier: &Verifier, proof: &Proof) -> Result<ActionPayload, Refusal> {
    let op = Operation::new("payment.execute").unwrap();
    let expected = Expected::new(op, Tier::new("high").unwrap());
    let answer = verifier.verify(proof.body().build().as_bytes(), &expected, now());
    answer.map(Approval::into_action)
}

pub(crate) fn counter(proof: &Proof) -> u64 {
    proof.claims().counter.get()
}

/// The tries that a refused PIN left, or a panic.
pub(crate) fn tries_left<T: std::fmt::Debug>(answer: Result<T, AttestError>) -> u32 {
    match answer {
        Err(AttestError::Key(KeyError::NotVerified { tries_left: Some(tries) })) => tries,
        other => panic!("{other:?}"),
    }
}
