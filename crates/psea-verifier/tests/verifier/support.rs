//! One deployment, one Attester, and submissions that are right until a test breaks them.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use psea_claims::{
    ActionPayload, Audience, ChainEntry, Counter, DeviceId, EpochSeconds, Issuer, Jti, Nonce,
    Operation, Tier,
};
use psea_jose::base64::url;
use psea_jose::es256::{
    BackendError, Es256Backend, Es256Signer, Message, P256Backend, P256Signer, PreparedKey,
    PublicKey, Signature, VerifyingKey,
};
use psea_verifier::{
    AttesterId, Challenge, Change, Commit, CommitRequest, Durability, EnrolledDevice, Enrollment,
    EnrollmentAdmin as _, EnrollmentLookup, Expected, MemoryStore, NewEnrollment, ReplayStore,
    Snapshot, StoreError, StorePromise, Verifier, VerifierConfig,
};
use serde_json::{Map, Value, json};

/// What the stores of these tests promise.
pub(crate) const VOLATILE: StorePromise =
    StorePromise { durability: Durability::Volatile, notices_older_copy: false };

pub(crate) const NOW: u32 = 1_785_300_000;
pub(crate) const ISS: &str = "tenant.example";
pub(crate) const AUD: &str = "verifier.example";
pub(crate) const DEVICE: &str = "device-7f3a";
pub(crate) const OP: &str = "payment.execute";
pub(crate) const TIER: &str = "high";
/// Appendix A: `ueid` of the device at the issuer, revision -03.
pub(crate) const UEID_03: &str = "AceZ_tBWu8SfItNuHSNSU4JLwE8ziz90S0CXfv0JtOB7";
pub(crate) const PROFILE_02: &str = "urn:ietf:params:psea:eat-profile:1";
pub(crate) const PROFILE_03: &str = "https://datatracker.ietf.org/doc/draft-yossif-psea/";
pub(crate) const ACTION: &str =
    r#"{"actionType":"transfer","amount":2500,"currency":"EUR","to":"alice"}"#;
pub(crate) const SENTINEL: &str =
    "0000000000000000000000000000000000000000000000000000000000000000";

pub(crate) fn at(seconds: u64) -> EpochSeconds {
    EpochSeconds::new(seconds).unwrap()
}

pub(crate) fn now() -> EpochSeconds {
    EpochSeconds::from(NOW)
}

pub(crate) fn op(text: &'static str) -> Operation<'static> {
    Operation::new(text).unwrap()
}

pub(crate) fn nonce(text: &'static str) -> Nonce<'static> {
    Nonce::new(text).unwrap()
}

pub(crate) fn signer() -> P256Signer {
    P256Signer::from_scalar(&[7; 32]).unwrap()
}

pub(crate) fn other_signer() -> P256Signer {
    P256Signer::from_scalar(&[8; 32]).unwrap()
}

pub(crate) fn key_of(signer: &P256Signer) -> VerifyingKey {
    VerifyingKey::new(*signer.public_key(), &P256Backend).unwrap()
}

pub(crate) fn attester(name: &str) -> AttesterId {
    AttesterId::new(name).unwrap()
}

pub(crate) fn config() -> VerifierConfig {
    VerifierConfig::new(Issuer::new(ISS).unwrap(), Audience::new(AUD).unwrap())
}

pub(crate) fn expected() -> Expected {
    Expected::new(op(OP), Tier::new(TIER).unwrap())
}

pub(crate) fn device() -> EnrolledDevice {
    EnrolledDevice::Id(DeviceId::new(DEVICE).unwrap())
}

pub(crate) fn enrollment(name: &str, kid: &str, key: VerifyingKey) -> NewEnrollment {
    NewEnrollment::new(attester(name), kid, key, device())
}

/// When and why, where no test looks at it.
pub(crate) fn change() -> Change {
    Change::new(now(), "for a test")
}

/// A store in which `attester-1` is enrolled as `key-1`.
pub(crate) fn store() -> Arc<MemoryStore> {
    let store = MemoryStore::volatile();
    store.enroll(enrollment("attester-1", "key-1", key_of(&signer())), change()).unwrap();
    Arc::new(store)
}

/// The same with a key under which every signature verifies.
pub(crate) fn gullible_store() -> Arc<MemoryStore> {
    let store = MemoryStore::volatile();
    let key = VerifyingKey::new(*signer().public_key(), &AnySignature).unwrap();
    store.enroll(enrollment("attester-1", "key-1", key), change()).unwrap();
    Arc::new(store)
}

pub(crate) fn verifier(config: VerifierConfig, store: &Arc<MemoryStore>) -> Verifier {
    Verifier::new(config, Arc::<MemoryStore>::clone(store))
}

/// The code of the answer, or `approved`.
pub(crate) fn answer(verifier: &Verifier, body: &str, now: EpochSeconds) -> &'static str {
    answer_to(verifier, body.as_bytes(), &expected(), now)
}

pub(crate) fn answer_to(
    verifier: &Verifier,
    body: &[u8],
    expected: &Expected,
    now: EpochSeconds,
) -> &'static str {
    match verifier.verify(body, expected, now) {
        Ok(_) => "approved",
        Err(refusal) => refusal.code(),
    }
}

pub(crate) fn state(store: &MemoryStore) -> Snapshot {
    store.snapshot().unwrap()
}

/// A proof to be, and the body around it.
#[derive(Clone)]
pub(crate) struct Draft {
    pub(crate) header: Value,
    pub(crate) claims: Map<String, Value>,
    /// JSON text of `actionPayload`.
    pub(crate) action: String,
    /// JSON text of further members of the body.
    pub(crate) beside: Vec<(&'static str, String)>,
}

/// A submission that passes at [`NOW`].
pub(crate) fn draft(jti: &str, counter: u64) -> Draft {
    let hash = ActionPayload::parse(ACTION.as_bytes()).unwrap().hash().to_text();
    let claims = json!({
        "jti": jti, "aud": AUD, "iss": ISS, "iat": NOW, "exp": NOW + 300, "ueid": UEID_03,
        "eat_profile": PROFILE_03, "psea_tier": TIER, "psea_op": OP, "psea_counter": counter,
        "psea_payload_hash": hash, "psea_uv": {"verified": true, "method": "pin"},
        "psea_proof_version": "1",
    });
    let Value::Object(claims) = claims else { unreachable!() };
    Draft {
        header: json!({"alg": "ES256", "kid": "key-1", "typ": "psea-proof+jwt"}),
        claims,
        action: ACTION.into(),
        beside: Vec::new(),
    }
}

impl Draft {
    pub(crate) fn claim(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.claims.insert(name.into(), value.into());
        self
    }

    pub(crate) fn without(mut self, name: &str) -> Self {
        self.claims.remove(name).unwrap();
        self
    }

    pub(crate) fn header(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.header[name] = value.into();
        self
    }

    /// Issued at `iat` for 300 s.
    pub(crate) fn issued(self, iat: u64) -> Self {
        self.claim("iat", iat).claim("exp", iat + 300)
    }

    /// Another action, and the claim that binds it.
    pub(crate) fn action(mut self, json: &str) -> Self {
        self.action = json.into();
        let hash = ActionPayload::parse(json.as_bytes()).unwrap().hash().to_text();
        self.claim("psea_payload_hash", hash)
    }

    pub(crate) fn beside(mut self, name: &'static str, json: &str) -> Self {
        self.beside.push((name, json.into()));
        self
    }

    /// The payload's text. Its members come in canonical order: all names are ASCII.
    pub(crate) fn payload(&self) -> String {
        Value::Object(self.claims.clone()).to_string()
    }

    pub(crate) fn proof_by(&self, signer: &P256Signer) -> String {
        sign(&self.header.to_string(), &self.payload(), signer)
    }

    pub(crate) fn body(&self) -> String {
        self.body_around(&self.proof_by(&signer()))
    }

    /// With a signature that only [`AnySignature`] takes, and that costs nothing.
    pub(crate) fn unsigned_body(&self) -> String {
        let (header, payload) = (self.header.to_string(), self.payload());
        let signature = url::encode(&[1; 64]);
        let token = format!("{}.{signature}", segments(&header, &payload));
        self.body_around(&token)
    }

    pub(crate) fn body_around(&self, proof: &str) -> String {
        let mut body = format!(r#"{{"proof":{},"actionPayload":{}"#, json!(proof), self.action);
        for (name, json) in &self.beside {
            body.push_str(&format!(",{}:{json}", json!(name)));
        }
        body.push('}');
        body
    }
}

pub(crate) fn segments(header: &str, payload: &str) -> String {
    format!("{}.{}", url::encode(header.as_bytes()), url::encode(payload.as_bytes()))
}

/// A compact JWS over exactly these texts.
pub(crate) fn sign(header: &str, payload: &str, signer: &P256Signer) -> String {
    let input = segments(header, payload);
    let signature = signer.sign(input.as_bytes()).unwrap();
    format!("{input}.{}", url::encode(signature.as_octets()))
}

/// The chain's next entry as text (§3.12).
pub(crate) fn entry(jti: &str, counter: u64, previous: &str) -> String {
    let previous = ChainEntry::parse(previous).unwrap();
    let counter = Counter::new(counter).unwrap();
    ChainEntry::derive(&Jti::new(jti).unwrap(), counter, &previous).to_text()
}

/// A challenge issued at [`NOW`] for 60 s.
pub(crate) fn challenge(text: &'static str) -> Challenge {
    Challenge::new(nonce(text), now(), 60)
}

/// A cryptographic library for which every signature verifies: the rules behind the signature
/// can be tested without making one.
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

/// A store that counts what it is asked, and asks the one behind it.
#[derive(Debug)]
pub(crate) struct Spy {
    pub(crate) store: Arc<MemoryStore>,
    finds: AtomicUsize,
    commits: AtomicUsize,
}

impl Spy {
    pub(crate) fn over(store: &Arc<MemoryStore>) -> Arc<Self> {
        let store = Arc::<MemoryStore>::clone(store);
        Arc::new(Self { store, finds: AtomicUsize::new(0), commits: AtomicUsize::new(0) })
    }

    /// Calls of `find` and `commit` so far.
    pub(crate) fn calls(&self) -> (usize, usize) {
        (self.finds.load(Ordering::SeqCst), self.commits.load(Ordering::SeqCst))
    }
}

impl EnrollmentLookup for Spy {
    fn find(&self, kid: &str) -> Result<Option<Arc<Enrollment>>, StoreError> {
        self.finds.fetch_add(1, Ordering::SeqCst);
        self.store.find(kid)
    }
}

impl ReplayStore for Spy {
    fn promise(&self) -> StorePromise {
        VOLATILE
    }

    fn commit(&self, request: &CommitRequest<'_>) -> Result<Commit, StoreError> {
        self.commits.fetch_add(1, Ordering::SeqCst);
        self.store.commit(request)
    }
}
