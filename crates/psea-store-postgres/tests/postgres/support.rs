//! Proofs, and the operations of a store as steps that any store can take.

use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use psea_claims::{
    ActionPayload, Audience, ChainEntry, Counter, DeviceId, EpochSeconds, Issuer, Jti, Nonce,
    Operation, Tier,
};
use psea_jose::base64::url;
use psea_jose::es256::{
    BackendError, Es256Backend, Es256Signer as _, Message, P256Backend, P256Signer, PreparedKey,
    PublicKey, Signature, VerifyingKey,
};
use psea_store_postgres::PostgresStore;
use psea_verifier::{
    AdminError, Appraised, ApprovalRecord, AsyncChallengeStore, AsyncEnrollmentAdmin,
    AsyncOutcomeLookup, AsyncVerifier, AsyncVerifierStore, AttesterId, Challenge, ChallengeError,
    ChallengePolicy, Change, EnrolledDevice, Enrollment, EnrollmentStatus, Expected, Fault,
    MemoryStore, NewEnrollment, Refusal, Rejection, Submission, VerifierConfig,
};
use serde_json::{Value, json};

pub(crate) const NOW: u64 = 1_785_300_000;
pub(crate) const ISS: &str = "tenant.example";
const AUD: &str = "verifier.example";
const OP: &str = "payment.execute";
const TIER: &str = "high";
pub(crate) const SENTINEL: &str =
    "0000000000000000000000000000000000000000000000000000000000000000";

/// A library for which every signature verifies: these tests are about stores.
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

pub(crate) fn key() -> VerifyingKey {
    let signer = P256Signer::from_scalar(&[7; 32]).unwrap();
    VerifyingKey::new(*signer.public_key(), &AnySignature).unwrap()
}

fn signer(number: u8) -> P256Signer {
    P256Signer::from_scalar(&[number; 32]).unwrap()
}

/// The key of a signer, which its signatures are checked with.
pub(crate) fn real_key(number: u8) -> VerifyingKey {
    VerifyingKey::new(*signer(number).public_key(), &P256Backend).unwrap()
}

/// A verifier over a store of its own.
pub(crate) fn verifier(store: &PostgresStore) -> AsyncVerifier {
    AsyncVerifier::new(config(), Arc::new(store.clone()))
}

pub(crate) fn at(seconds: u64) -> EpochSeconds {
    EpochSeconds::new(seconds).unwrap()
}

pub(crate) fn attester(name: &str) -> AttesterId {
    AttesterId::new(name).unwrap()
}

pub(crate) fn change() -> Change {
    Change::new(at(NOW), "for a test \0 with U+0000")
}

pub(crate) fn new_enrollment(name: &str, kid: &str) -> NewEnrollment {
    let device = EnrolledDevice::Id(DeviceId::new("device-7f3a").unwrap());
    NewEnrollment::new(attester(name), kid, key(), device)
}

pub(crate) fn config() -> VerifierConfig {
    config_of(ISS)
}

pub(crate) fn config_of(iss: &str) -> VerifierConfig {
    VerifierConfig::new(Issuer::new(iss.to_owned()).unwrap(), Audience::new(AUD).unwrap())
        .challenges(ChallengePolicy::Optional)
}

/// A proof to be.
#[derive(Clone, Debug)]
pub(crate) struct Proof {
    pub(crate) kid: String,
    pub(crate) iss: String,
    pub(crate) jti: String,
    pub(crate) counter: u64,
    pub(crate) now: u64,
    pub(crate) iat: Option<u64>,
    pub(crate) nonce: Option<String>,
    pub(crate) op: String,
    pub(crate) previous: Option<String>,
    /// `to` of the action, where the scope of the counter may come from.
    pub(crate) to: String,
    /// Which key signs; none where any signature is good enough.
    pub(crate) signer: Option<u8>,
}

pub(crate) fn proof(kid: &str, jti: impl Into<String>, counter: u64) -> Proof {
    Proof {
        kid: kid.into(),
        iss: ISS.into(),
        jti: jti.into(),
        counter,
        now: NOW,
        iat: None,
        nonce: None,
        op: OP.into(),
        previous: None,
        to: "alice".into(),
        signer: None,
    }
}

impl Proof {
    pub(crate) fn nonce(mut self, nonce: &str) -> Self {
        self.nonce = Some(nonce.into());
        self
    }

    pub(crate) fn now(mut self, now: u64) -> Self {
        self.now = now;
        self
    }

    pub(crate) fn iat(mut self, iat: u64) -> Self {
        self.iat = Some(iat);
        self
    }

    pub(crate) fn op(mut self, op: &str) -> Self {
        self.op = op.into();
        self
    }

    pub(crate) fn to(mut self, to: &str) -> Self {
        self.to = to.into();
        self
    }

    pub(crate) fn signed_by(mut self, number: u8) -> Self {
        self.signer = Some(number);
        self
    }

    pub(crate) fn after(mut self, previous: &str) -> Self {
        self.previous = Some(previous.into());
        self
    }

    /// The chain's entry after this proof.
    pub(crate) fn entry(&self) -> String {
        let previous = ChainEntry::parse(self.previous.as_deref().unwrap_or(SENTINEL)).unwrap();
        let jti = Jti::new(self.jti.clone()).unwrap();
        ChainEntry::derive(&jti, Counter::new(self.counter).unwrap(), &previous).to_text()
    }

    pub(crate) fn body(&self) -> Vec<u8> {
        let action = json!({"actionType": "transfer", "amount": 2500, "to": self.to});
        let action = action.to_string();
        let hash = ActionPayload::parse(action.as_bytes()).unwrap().hash().to_text();
        let iat = self.iat.unwrap_or(self.now);
        let device = DeviceId::new("device-7f3a").unwrap();
        let iss = Issuer::new(self.iss.clone()).unwrap();
        let ueid = psea_claims::Ueid::derive(psea_claims::Revision::Draft03, &device, &iss);
        let mut claims = json!({
            "jti": self.jti, "aud": AUD, "iss": self.iss, "iat": iat, "exp": iat + 300,
            "ueid": ueid.to_text(),
            "eat_profile": "https://datatracker.ietf.org/doc/draft-yossif-psea/",
            "psea_tier": TIER, "psea_op": self.op, "psea_counter": self.counter,
            "psea_payload_hash": hash, "psea_uv": {"verified": true, "method": "pin"},
            "psea_proof_version": "1",
        });
        if let Some(nonce) = &self.nonce {
            claims["eat_nonce"] = Value::from(nonce.as_str());
        }
        if let Some(previous) = &self.previous {
            claims["psea_chain_prev"] = Value::from(previous.as_str());
        }
        let header = json!({"alg": "ES256", "kid": self.kid, "typ": "psea-proof+jwt"});
        let input = [header, claims].map(|part| url::encode(part.to_string().as_bytes())).join(".");
        let signature = match self.signer {
            None => url::encode(&[1; 64]),
            Some(number) => url::encode(signer(number).sign(input.as_bytes()).unwrap().as_octets()),
        };
        let token = format!("{input}.{signature}");
        format!(r#"{{"proof":"{token}","actionPayload":{action}}}"#).into_bytes()
    }

    /// Verifies as a deployment does: `approved`, or the code of the refusal.
    pub(crate) async fn verify(&self, verifier: &AsyncVerifier) -> &'static str {
        match verifier.verify(&self.body(), &self.expected(), at(self.now)).await {
            Ok(_) => "approved",
            Err(refusal) => refusal.code(),
        }
    }

    pub(crate) fn expected(&self) -> Expected {
        Expected::new(Operation::new(self.op.clone()).unwrap(), Tier::new(TIER).unwrap())
    }

    /// Finds the enrollment and appraises; the answer's code if that refuses.
    pub(crate) async fn appraise(
        &self,
        store: &(impl AsyncVerifierStore + ?Sized),
        config: &VerifierConfig,
    ) -> Result<Appraised, Refusal> {
        let body = self.body();
        let submission = Submission::parse(&body, config)?;
        let found = store.find_current(submission.kid()).await.map_err(Fault::from)?;
        let signed = submission.verify_signature(found.ok_or(Rejection::KeyUnknown)?)?;
        signed.appraise(config, &self.expected(), at(self.now))
    }

    /// `approved`, or the code of the refusal.
    pub(crate) async fn submit(
        &self,
        store: &(impl AsyncVerifierStore + ?Sized),
        config: &VerifierConfig,
    ) -> &'static str {
        match self.appraise(store, config).await {
            Ok(appraised) => commit(appraised, store).await,
            Err(refusal) => refusal.code(),
        }
    }
}

pub(crate) async fn commit(
    appraised: Appraised,
    store: &(impl AsyncVerifierStore + ?Sized),
) -> &'static str {
    match appraised.commit_async(store).await {
        Ok(_) => "approved",
        Err(refusal) => refusal.code(),
    }
}

/// A store of either kind.
pub(crate) enum Any {
    Memory(Box<MemoryStore>),
    Postgres(PostgresStore),
}

/// What is done with a store.
#[derive(Clone, Debug)]
pub(crate) enum Step {
    Enroll(&'static str, &'static str),
    Status(&'static str, EnrollmentStatus),
    Rotate(&'static str, &'static str),
    /// Nonce, time to live, attester, operation.
    Issue(String, u64, u32, Option<&'static str>, Option<&'static str>),
    Submit(Proof),
    /// Appraises, takes the other step, commits.
    Between(Proof, Box<Step>),
    Recorded(String),
    History(&'static str),
    List,
}

/// All that a store does.
pub(crate) trait Whole:
    AsyncVerifierStore + AsyncEnrollmentAdmin + AsyncChallengeStore + AsyncOutcomeLookup
{
}

impl<S> Whole for S where
    S: AsyncVerifierStore + AsyncEnrollmentAdmin + AsyncChallengeStore + AsyncOutcomeLookup
{
}

impl Any {
    pub(crate) fn whole(&self) -> &dyn Whole {
        match self {
            Self::Memory(store) => &**store,
            Self::Postgres(store) => store,
        }
    }

    pub(crate) async fn take(&self, step: &Step, config: &VerifierConfig) -> String {
        let store = self.whole();
        match step {
            Step::Submit(proof) => proof.submit(store, config).await.to_owned(),
            Step::Between(proof, step) => match proof.appraise(store, config).await {
                Err(refusal) => refusal.code().to_owned(),
                Ok(appraised) => {
                    let between = Box::pin(self.take(step, config)).await;
                    format!("{between}, then {}", commit(appraised, store).await)
                }
            },
            Step::Enroll(name, kid) => {
                said(store.enroll(new_enrollment(name, kid), change()).await)
            }
            Step::Status(name, status) => {
                said(store.set_status(&attester(name), status.clone(), change()).await)
            }
            Step::Rotate(name, kid) => {
                said(store.rotate_key(&attester(name), kid, key(), change()).await)
            }
            Step::Issue(nonce, issued, ttl, name, op) => {
                let nonce = Nonce::new(nonce.clone()).unwrap();
                let mut challenge = Challenge::new(nonce, at(*issued), *ttl);
                if let Some(name) = name {
                    challenge = challenge.for_attester(attester(name));
                }
                if let Some(op) = op {
                    challenge = challenge.for_operation(Operation::new(*op).unwrap());
                }
                match store.issue(challenge).await {
                    Ok(()) => "done".into(),
                    Err(ChallengeError::AlreadyIssued) => "already issued".into(),
                    Err(error) => panic!("{error}"),
                }
            }
            Step::Recorded(jti) => format!("{:?}", recorded(store, jti).await),
            Step::History(name) => format!("{:?}", store.history(&attester(name)).await.unwrap()),
            Step::List => {
                let all = store.list().await.unwrap();
                let of = |e: &Enrollment| {
                    format!(
                        "{} {} {} {:?} {:?} {:?}",
                        e.attester, e.kid, e.status, e.version, e.uv_gate, e.device
                    )
                };
                all.iter().map(|e| of(e)).collect::<Vec<_>>().join("; ")
            }
        }
    }
}

pub(crate) async fn recorded<S>(store: &S, jti: &str) -> Option<ApprovalRecord>
where
    S: AsyncOutcomeLookup + ?Sized,
{
    let (iss, jti) = (Issuer::new(ISS).unwrap(), Jti::new(jti.to_owned()).unwrap());
    store.recorded(&iss, &jti).await.unwrap()
}

fn said(answer: Result<(), AdminError>) -> String {
    match answer {
        Ok(()) => "done".into(),
        Err(error) => error.to_string(),
    }
}

/// A small generator; its seed is printed, and `PSEA_SEED` repeats it.
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new() -> Self {
        let given = std::env::var("PSEA_SEED").ok().and_then(|text| text.parse().ok());
        let clock = || SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_micros() as u64;
        let seed = given.unwrap_or_else(clock) | 1;
        println!("PSEA_SEED={seed}");
        Self(seed)
    }

    pub(crate) fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % end
    }
}

/// How many rounds: the short form's number, times `PSEA_LONG`.
pub(crate) fn rounds(short: u64) -> u64 {
    let factor = std::env::var("PSEA_LONG").ok().and_then(|text| text.parse().ok());
    short * factor.unwrap_or(1)
}
