//! One Attester, and keys and states that tell what was asked of them.

use std::sync::{Arc, Mutex};

use psea_attester::{
    ActionRequest, Attester, AttesterConfig, AttesterState, HardwareKey, KeyError, MemoryState,
    Prompt, StateError, TrustState, UserVerified,
};
use psea_claims::{
    ActionPayload, Audience, ChainEntry, Counter, CounterScope, DeviceId, EpochSeconds, Issuer,
    Jti, Operation, Tier, UvGate, UvMethod,
};
use psea_jose::base64::url;
use psea_jose::es256::{Es256Signer as _, P256Signer, PublicKey, Signature};
use psea_jose::jws::SigningInput;
use serde_json::Value;

pub(crate) const NOW: u32 = 1_785_300_000;
pub(crate) const ACTION: &str =
    r#"{"actionType":"transfer","amount":2500,"currency":"EUR","to":"alice"}"#;

pub(crate) fn now() -> EpochSeconds {
    EpochSeconds::from(NOW)
}

pub(crate) fn config() -> AttesterConfig {
    AttesterConfig::new(
        Issuer::new("tenant.example").unwrap(),
        Audience::new("verifier.example").unwrap(),
        DeviceId::new("device-7f3a").unwrap(),
        "key-1",
    )
    .unwrap()
}

/// An Attester with a state of its own.
pub(crate) fn attester(config: AttesterConfig) -> Attester {
    Attester::new(config, Arc::new(MemoryState::volatile()))
}

pub(crate) fn action() -> ActionPayload {
    ActionPayload::parse(ACTION.as_bytes()).unwrap()
}

pub(crate) fn request(jti: &'static str) -> ActionRequest {
    request_at(jti, "high", action())
}

pub(crate) fn request_at(
    jti: &'static str,
    tier: &'static str,
    action: ActionPayload,
) -> ActionRequest {
    let op = Operation::new("payment.execute").unwrap();
    ActionRequest::new(Jti::new(jti).unwrap(), op, Tier::new(tier).unwrap(), action)
}

/// The texts of header and payload.
pub(crate) fn decoded(compact: &str) -> (String, String) {
    let mut segments = compact.split('.').map(|s| String::from_utf8(url::decode(s).unwrap()));
    (segments.next().unwrap().unwrap(), segments.next().unwrap().unwrap())
}

pub(crate) fn payload(compact: &str) -> Value {
    serde_json::from_str(&decoded(compact).1).unwrap()
}

pub(crate) fn counter(compact: &str) -> u64 {
    payload(compact)["psea_counter"].as_u64().unwrap()
}

/// What happened, in order.
#[derive(Clone, Debug, Default)]
pub(crate) struct Log(Arc<Mutex<Vec<&'static str>>>);

impl Log {
    pub(crate) fn note(&self, event: &'static str) {
        self.0.lock().unwrap().push(event);
    }

    pub(crate) fn take(&self) -> Vec<&'static str> {
        std::mem::take(&mut self.0.lock().unwrap())
    }
}

/// How a [`LoggingKey`] behaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mood {
    Willing,
    Declined,
    Removed,
    FailsToSign,
    /// Signs with another key than its public one.
    WrongKey,
    /// Signs something else.
    WrongMessage,
}

/// A key that notes each call.
#[derive(Debug)]
pub(crate) struct LoggingKey {
    pub(crate) log: Log,
    pub(crate) mood: Mutex<Mood>,
    signer: P256Signer,
    other: P256Signer,
}

impl LoggingKey {
    pub(crate) fn new(mood: Mood) -> Self {
        Self::logging_to(Log::default(), mood)
    }

    pub(crate) fn logging_to(log: Log, mood: Mood) -> Self {
        Self {
            log,
            mood: Mutex::new(mood),
            signer: P256Signer::from_scalar(&[7; 32]).unwrap(),
            other: P256Signer::from_scalar(&[8; 32]).unwrap(),
        }
    }

    fn mood(&self) -> Mood {
        *self.mood.lock().unwrap()
    }

    pub(crate) fn set_mood(&self, mood: Mood) {
        *self.mood.lock().unwrap() = mood;
    }
}

impl HardwareKey for LoggingKey {
    fn public_key(&self) -> &PublicKey {
        self.signer.public_key()
    }

    fn uv_gate(&self) -> UvGate {
        UvGate::Attested
    }

    fn verify_user(&self, prompt: &Prompt<'_>) -> Result<Box<dyn UserVerified + '_>, KeyError> {
        self.log.note("verify");
        assert_eq!(prompt.audience().as_str(), "verifier.example");
        match self.mood() {
            Mood::Declined => Err(KeyError::Declined),
            Mood::Removed => Err(KeyError::Removed),
            _ => Ok(Box::new(LoggingVerified(self))),
        }
    }
}

#[derive(Debug)]
struct LoggingVerified<'k>(&'k LoggingKey);

impl UserVerified for LoggingVerified<'_> {
    fn method(&self) -> UvMethod<'static> {
        self.0.log.note("method");
        UvMethod::biometric()
    }

    fn sign(self: Box<Self>, input: &SigningInput) -> Result<Signature, KeyError> {
        let key = self.0;
        key.log.note("sign");
        match key.mood() {
            Mood::FailsToSign => Err(KeyError::Busy),
            Mood::WrongKey => Ok(key.other.sign(input.octets()).unwrap()),
            Mood::WrongMessage => Ok(key.signer.sign(&input.sha256()).unwrap()),
            _ => Ok(key.signer.sign(input.octets()).unwrap()),
        }
    }
}

/// A state that notes each call, over one in memory.
#[derive(Debug)]
pub(crate) struct LoggingState {
    pub(crate) log: Log,
    pub(crate) state: MemoryState,
    /// The next reservation fails.
    pub(crate) fails: Mutex<bool>,
}

impl LoggingState {
    pub(crate) fn logging_to(log: Log) -> Arc<Self> {
        Arc::new(Self { log, state: MemoryState::volatile(), fails: Mutex::new(false) })
    }
}

impl AttesterState for LoggingState {
    fn reserve_counter(&self, scope: &CounterScope) -> Result<Counter, StateError> {
        self.log.note("reserve");
        if std::mem::take(&mut *self.fails.lock().unwrap()) {
            let source = "the disk is full".into();
            return Err(StateError::Io { path: "state".into(), operation: "written", source });
        }
        self.state.reserve_counter(scope)
    }

    fn chain_head(&self) -> Result<ChainEntry, StateError> {
        self.log.note("head");
        self.state.chain_head()
    }

    fn advance_chain(&self, previous: &ChainEntry, entry: ChainEntry) -> Result<(), StateError> {
        self.log.note("advance");
        self.state.advance_chain(previous, entry)
    }

    fn trust(&self) -> Result<TrustState, StateError> {
        self.log.note("trust");
        self.state.trust()
    }

    fn set_trust(&self, trust: TrustState) -> Result<(), StateError> {
        self.log.note("set trust");
        self.state.set_trust(trust)
    }
}
