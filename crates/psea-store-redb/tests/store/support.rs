//! One deployment and proofs for it, whose signatures cost nothing.

use std::sync::Arc;
use std::time::{Duration, Instant};

use psea_claims::{
    ActionPayload, Audience, ChainEntry, DeviceId, EpochSeconds, Issuer, Jti, Operation, Tier,
};
use psea_jose::base64::url;
use psea_jose::es256::{
    BackendError, Es256Backend, Es256Signer as _, Message, P256Signer, PreparedKey, PublicKey,
    Signature, VerifyingKey,
};
use psea_store_redb::{Options, RedbStore, create_on, open_on};
pub(crate) use psea_trial::{Progress, Random, directory_in_memory};
use psea_verifier::{
    AttesterId, Challenge, Change, EnrolledDevice, EnrollmentAdmin as _, EnrollmentLookup,
    Expected, Fault, NewEnrollment, OutcomeLookup as _, Refusal, ReplayStore, Submission,
    VerifierConfig,
};
use redb::StorageBackend;
use serde_json::{Value, json};

pub(crate) const NOW: u64 = 1_785_300_000;
const ISS: &str = "tenant.example";
pub(crate) const UEID: &str = "AceZ_tBWu8SfItNuHSNSU4JLwE8ziz90S0CXfv0JtOB7";
const ACTION: &str = r#"{"amount":2500,"to":"alice"}"#;

pub(crate) fn at(seconds: u64) -> EpochSeconds {
    EpochSeconds::new(seconds).unwrap()
}

pub(crate) fn now() -> EpochSeconds {
    at(NOW)
}

/// For which every signature verifies.
#[derive(Debug)]
pub(crate) struct AnySignature;

impl Es256Backend for AnySignature {
    fn name(&self) -> &'static str {
        "any"
    }

    fn prepare(&self, _key: &PublicKey) -> Result<Arc<dyn PreparedKey>, BackendError> {
        Ok(Arc::new(Self))
    }
}

impl PreparedKey for AnySignature {
    fn verify(&self, _message: &Message<'_>, _signature: &Signature) -> bool {
        true
    }
}

pub(crate) fn keys() -> Arc<dyn Es256Backend> {
    Arc::new(AnySignature)
}

pub(crate) fn key(number: u8) -> VerifyingKey {
    let signer = P256Signer::from_scalar(&[number; 32]).unwrap();
    VerifyingKey::new(*signer.public_key(), &AnySignature).unwrap()
}

pub(crate) fn attester(name: &str) -> AttesterId {
    AttesterId::new(name).unwrap()
}

pub(crate) fn change() -> Change {
    Change::new(now(), "for a test")
}

pub(crate) fn enrollment(name: &str, kid: &str) -> NewEnrollment {
    let device = EnrolledDevice::Id(DeviceId::new("device-7f3a").unwrap());
    NewEnrollment::new(attester(name), kid, key(7), device)
}

/// `attester-1` as `key-1`, and so on.
pub(crate) fn enroll(store: &RedbStore, attesters: usize) {
    for number in 1..=attesters {
        let (name, kid) = (format!("attester-{number}"), format!("key-{number}"));
        store.enroll(enrollment(&name, &kid), change()).unwrap();
    }
}

/// With a log that is full soon.
pub(crate) fn small() -> Options {
    Options::new().log_size(64 << 10).cache_size(4 << 20)
}

pub(crate) fn create(disk: &Arc<impl StorageBackend>) -> RedbStore {
    create_on(&small(), Arc::clone(disk) as Arc<dyn StorageBackend>, keys()).unwrap()
}

pub(crate) fn open(
    disk: &Arc<impl StorageBackend>,
) -> Result<RedbStore, psea_store_redb::OpenError> {
    open_with(&small(), disk)
}

pub(crate) fn open_with(
    options: &Options,
    disk: &Arc<impl StorageBackend>,
) -> Result<RedbStore, psea_store_redb::OpenError> {
    open_on(options, Arc::clone(disk) as Arc<dyn StorageBackend>, keys(), now())
}

pub(crate) fn config() -> VerifierConfig {
    VerifierConfig::new(Issuer::new(ISS).unwrap(), Audience::new("verifier.example").unwrap())
}

#[derive(Clone, Debug)]
pub(crate) struct Proof {
    pub(crate) jti: String,
    pub(crate) counter: u64,
    pub(crate) iat: u64,
    kid: String,
    more: Vec<(&'static str, Value)>,
}

/// A proof of `attester-1` that passes at [`NOW`].
pub(crate) fn proof(jti: impl Into<String>, counter: u64) -> Proof {
    Proof { jti: jti.into(), counter, iat: NOW, kid: "key-1".into(), more: Vec::new() }
}

impl Proof {
    pub(crate) fn of(mut self, attester: usize) -> Self {
        self.kid = format!("key-{attester}");
        self
    }

    pub(crate) fn by(mut self, kid: &str) -> Self {
        self.kid = kid.into();
        self
    }

    pub(crate) fn issued(mut self, iat: u64) -> Self {
        self.iat = iat;
        self
    }

    pub(crate) fn claim(mut self, name: &'static str, value: impl Into<Value>) -> Self {
        self.more.push((name, value.into()));
        self
    }

    pub(crate) fn body(&self) -> String {
        let hash = ActionPayload::parse(ACTION.as_bytes()).unwrap().hash().to_text();
        let mut claims = json!({
            "jti": self.jti, "aud": "verifier.example", "iss": ISS, "iat": self.iat,
            "exp": self.iat + 300, "ueid": UEID,
            "eat_profile": "https://datatracker.ietf.org/doc/draft-yossif-psea/",
            "psea_tier": "high", "psea_op": "payment.execute", "psea_counter": self.counter,
            "psea_payload_hash": hash, "psea_uv": {"verified": true, "method": "pin"},
            "psea_proof_version": "1",
        });
        for (name, value) in &self.more {
            claims[*name] = value.clone();
        }
        let header = json!({"alg": "ES256", "kid": self.kid, "typ": "psea-proof+jwt"});
        let (header, claims) = (header.to_string(), claims.to_string());
        let (header, claims) = (url::encode(header.as_bytes()), url::encode(claims.as_bytes()));
        let signature = url::encode(&[1; 64]);
        format!(r#"{{"proof":"{header}.{claims}.{signature}","actionPayload":{ACTION}}}"#)
    }
}

/// What became of a submission.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    Approved,
    Refused(&'static str),
    /// Nothing was changed.
    Unavailable,
    Unknown,
}

pub(crate) fn submit<S: EnrollmentLookup + ReplayStore>(store: &S, proof: &Proof) -> Answer {
    submit_at(store, &proof.body(), &config(), proof.iat)
}

pub(crate) fn submit_at<S: EnrollmentLookup + ReplayStore>(
    store: &S,
    body: &str,
    config: &VerifierConfig,
    time: u64,
) -> Answer {
    let expected = Expected::new(op(), Tier::new("high").unwrap());
    let step = || -> Result<(), Refusal> {
        let submission = Submission::parse(body.as_bytes(), config)?;
        let found = store.find(submission.kid()).map_err(Fault::from)?;
        let enrollment = found.ok_or(psea_verifier::Rejection::KeyUnknown)?;
        let signed = submission.verify_signature(enrollment)?;
        signed.appraise(config, &expected, at(time))?.commit(store).map(drop)
    };
    match step() {
        Ok(()) => Answer::Approved,
        Err(refusal) => match refusal.code() {
            "outcome_unknown" => Answer::Unknown,
            "store_unavailable" => Answer::Unavailable,
            code => Answer::Refused(code),
        },
    }
}

/// Submits one proof after the other until one is refused since its Attester is revoked. A store
/// that does not come to that fails the test.
pub(crate) fn submit_until_revoked<S>(store: &S, proof: impl Fn(u64) -> Proof)
where
    S: EnrollmentLookup + ReplayStore,
{
    let most = Duration::from_secs(60);
    let start = Instant::now();
    for number in 0.. {
        match submit(store, &proof(number)) {
            Answer::Refused("enrollment_revoked") => return,
            Answer::Approved | Answer::Refused("counter_not_increasing") => {}
            other => panic!("{other:?} for proof {number} of an Attester that is to be revoked"),
        }
        assert!(start.elapsed() < most, "{number} proofs in {most:?}, and none found it revoked");
    }
}

pub(crate) fn op() -> Operation<'static> {
    Operation::new("payment.execute").unwrap()
}

pub(crate) fn challenge(nonce: &str, issued: u64) -> Challenge {
    let nonce = psea_claims::Nonce::new(nonce.to_owned()).unwrap();
    Challenge::new(nonce, at(issued), 60)
}

pub(crate) fn is_recorded(store: &RedbStore, proof: &Proof) -> bool {
    let jti = Jti::new(proof.jti.as_str()).unwrap();
    store.recorded(&Issuer::new(ISS).unwrap(), &jti).unwrap().is_some()
}

pub(crate) fn entry(jti: &str, counter: u64, previous: &ChainEntry) -> ChainEntry {
    let counter = psea_claims::Counter::new(counter).unwrap();
    ChainEntry::derive(&Jti::new(jti).unwrap(), counter, previous)
}

/// How many rounds: those of the short form, or with `PSEA_LONG=1` those of the long one.
pub(crate) fn rounds(short: usize, long: usize) -> usize {
    let is_long = std::env::var("PSEA_LONG").is_ok_and(|on| on != "0");
    if is_long { long } else { short }
}
