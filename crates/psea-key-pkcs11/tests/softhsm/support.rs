//! A key on `SoftHSM2`, and an Attester for it.

use std::sync::{Arc, Mutex};

use psea_attester::{
    ActionRequest, AttestError, Attester, AttesterConfig, KeyError, MemoryState, Pin, PinEntry,
    PinRequest, Proof, Proposal,
};
use psea_claims::{ActionPayload, Audience, DeviceId, EpochSeconds, Issuer, Jti, Operation, Tier};
use psea_key_pkcs11::{KeyUri, Module, Pkcs11Error, Pkcs11Key};

use crate::token::{PIN, SoftHsm};

pub(crate) fn module() -> Module {
    Module::load(SoftHsm::module()).unwrap()
}

pub(crate) fn uri(rest: &str) -> KeyUri {
    format!("pkcs11:token=psea;{rest}").parse().unwrap()
}

/// The key `%01`, made on the token.
pub(crate) fn generated(module: &Module) -> KeyUri {
    module.generate(&uri("id=%01;object=approvals"), &Pin::new(PIN)).unwrap()
}

pub(crate) fn open(module: &Module, rest: &str) -> Result<Pkcs11Key, Pkcs11Error> {
    Pkcs11Key::open(module, &uri(rest), &Pin::new(PIN), Typist::typing(PIN))
}

/// Types what it is told to, and counts how often.
#[derive(Debug)]
pub(crate) struct Typist {
    types: Mutex<Option<&'static str>>,
    pub(crate) asked: Mutex<Vec<String>>,
}

impl Typist {
    pub(crate) fn typing(pin: &'static str) -> Arc<Self> {
        Arc::new(Self { types: Mutex::new(Some(pin)), asked: Mutex::default() })
    }

    pub(crate) fn set(&self, pin: Option<&'static str>) {
        *self.types.lock().unwrap() = pin;
    }
}

impl PinEntry for Typist {
    fn enter(&self, request: &PinRequest<'_>) -> Result<Pin, KeyError> {
        let shown = format!("{} with {}", request.prompt.action().as_str(), request.key);
        self.asked.lock().unwrap().push(shown);
        self.types.lock().unwrap().map(Pin::new).ok_or(KeyError::Declined)
    }
}

pub(crate) fn attester() -> Attester {
    let config = AttesterConfig::new(
        Issuer::new("tenant.example").unwrap(),
        Audience::new("verifier.example").unwrap(),
        DeviceId::new("device-7f3a").unwrap(),
        "key-1",
    );
    Attester::new(config.unwrap(), Arc::new(MemoryState::volatile()))
}

pub(crate) fn proposal(attester: &Attester) -> Proposal {
    let action = ActionPayload::parse(br#"{"actionType":"transfer","amount":2500}"#).unwrap();
    let op = Operation::new("payment.execute").unwrap();
    let request =
        ActionRequest::new(Jti::new("a-1").unwrap(), op, Tier::new("high").unwrap(), action);
    attester.propose(request).unwrap()
}

pub(crate) fn prove(attester: &Attester, key: &Pkcs11Key) -> Result<Proof, AttestError> {
    proposal(attester).verify_user(key)?.sign(EpochSeconds::from(1_785_300_000))
}

#[track_caller]
pub(crate) fn key_error(result: Result<Proof, AttestError>) -> KeyError {
    match result.map(|_| ()).unwrap_err() {
        AttestError::Key(error) => error,
        other => panic!("not the key's: {other:?}"),
    }
}
