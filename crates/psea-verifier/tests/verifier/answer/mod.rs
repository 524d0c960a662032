//! What a Verifier says afterwards (§3.13.3): when it signs, what, to whom, and the same again.

mod addressee;
mod approvals;
mod asynchronous;
mod refusals;
mod repeats;

use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, Mutex};

use p256::ecdsa::signature::hazmat::RandomizedPrehashSigner as _;
use psea_claims::{Audience, EpochSeconds, Issuer, Jti, Outcome};
use psea_jose::es256::{Es256Signer, P256Backend, P256Signer, PublicKey, SignError, Signature};
use psea_result::{
    ApprovalClaims, PinnedKeys, RefusalClaims, ResultReader, SignedResult, Verified, VerifiedResult,
};
use psea_verifier::{
    Answered, AnsweringVerifier, ApprovalRecord, Commit, CommitRequest, Enrollment,
    EnrollmentLookup, MemoryStore, OutcomeLookup, Recipient, ReplayStore, ResultIssuer, StoreError,
    StorePromise, Verifier, VerifierConfig,
};

use crate::support::*;

const PARTY: &str = "https://payments.example";

/// The Verifier's own keys: none that signs proofs.
fn result_key(octet: u8) -> P256Signer {
    P256Signer::from_scalar(&[octet; 32]).unwrap()
}

fn issuer(key: impl Es256Signer + 'static) -> ResultIssuer {
    ResultIssuer::new(Audience::new(AUD).unwrap(), Arc::new(key))
}

fn party() -> Recipient {
    Recipient::RelyingParty(Audience::new(PARTY).unwrap())
}

/// What the store does when it is asked to commit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mood {
    Willing,
    Unavailable,
    /// Commits, and loses the answer.
    LosesAnswer,
    /// Says that what it knows was replaced.
    Fenced,
}

/// A store with moods.
#[derive(Debug)]
struct Moody {
    store: Arc<MemoryStore>,
    commit: Mutex<Mood>,
    /// Whether records cannot be read.
    blind: Mutex<bool>,
    /// The look-ups of records so far.
    looks: AtomicU8,
}

impl Moody {
    fn over(store: Arc<MemoryStore>) -> Arc<Self> {
        let (commit, blind) = (Mutex::new(Mood::Willing), Mutex::new(false));
        Arc::new(Self { store, commit, blind, looks: AtomicU8::new(0) })
    }

    fn set(&self, mood: Mood) {
        *self.commit.lock().unwrap() = mood;
    }

    fn set_blind(&self, blind: bool) {
        *self.blind.lock().unwrap() = blind;
    }

    fn looks(&self) -> u8 {
        self.looks.load(Ordering::SeqCst)
    }
}

impl EnrollmentLookup for Moody {
    fn find(&self, kid: &str) -> Result<Option<Arc<Enrollment>>, StoreError> {
        self.store.find(kid)
    }
}

impl ReplayStore for Moody {
    fn promise(&self) -> StorePromise {
        VOLATILE
    }

    fn commit(&self, request: &CommitRequest<'_>) -> Result<Commit, StoreError> {
        match *self.commit.lock().unwrap() {
            Mood::Willing => self.store.commit(request),
            Mood::Unavailable => Err(StoreError::Unavailable("the network is down".into())),
            Mood::LosesAnswer => {
                let _ = self.store.commit(request)?;
                Err(StoreError::OutcomeUnknown("the connection was lost".into()))
            }
            Mood::Fenced => Err(StoreError::Fenced { fence: now() }),
        }
    }
}

impl OutcomeLookup for Moody {
    fn recorded(
        &self,
        iss: &Issuer<'_>,
        jti: &Jti<'_>,
    ) -> Result<Option<ApprovalRecord>, StoreError> {
        self.looks.fetch_add(1, Ordering::SeqCst);
        if *self.blind.lock().unwrap() {
            return Err(StoreError::Unavailable("the network is down".into()));
        }
        self.store.recorded(iss, jti)
    }
}

/// A key whose every signature is another one, and which can refuse.
#[derive(Debug)]
struct Unsteady {
    key: P256Signer,
    secret: p256::ecdsa::SigningKey,
    calls: AtomicU8,
    refuses: Mutex<bool>,
}

impl Unsteady {
    fn new(octet: u8) -> Arc<Self> {
        Arc::new(Self {
            key: result_key(octet),
            secret: p256::ecdsa::SigningKey::from_slice(&[octet; 32]).unwrap(),
            calls: AtomicU8::new(0),
            refuses: Mutex::new(false),
        })
    }

    fn calls(&self) -> u8 {
        self.calls.load(Ordering::SeqCst)
    }
}

/// Numbers that differ from call to call, where a signature needs them.
struct Counting(u8);

impl p256::elliptic_curve::rand_core::TryRng for Counting {
    type Error = std::convert::Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Self::Error> {
        Ok(self.0.into())
    }

    fn try_next_u64(&mut self) -> Result<u64, Self::Error> {
        Ok(self.0.into())
    }

    fn try_fill_bytes(&mut self, octets: &mut [u8]) -> Result<(), Self::Error> {
        octets.fill(self.0);
        Ok(())
    }
}

impl p256::elliptic_curve::rand_core::TryCryptoRng for Counting {}

impl Es256Signer for Unsteady {
    fn public_key(&self) -> &PublicKey {
        self.key.public_key()
    }

    fn sign(&self, message: &[u8]) -> Result<Signature, SignError> {
        use sha2::Digest as _;
        let call = self.calls.fetch_add(1, Ordering::SeqCst);
        if *self.refuses.lock().unwrap() {
            return Err(SignError);
        }
        let digest = sha2::Sha256::digest(message);
        let signature: p256::ecdsa::Signature = self
            .secret
            .sign_prehash_with_rng(&mut Counting(call), &digest)
            .map_err(|_| SignError)?;
        Signature::from_octets(&signature.to_bytes()).map_err(|_| SignError)
    }
}

#[derive(Debug)]
struct Shared(Arc<Unsteady>);

impl Es256Signer for Shared {
    fn public_key(&self) -> &PublicKey {
        self.0.public_key()
    }

    fn sign(&self, message: &[u8]) -> Result<Signature, SignError> {
        self.0.sign(message)
    }
}

/// A Verifier that answers, with key 21.
struct World {
    moody: Arc<Moody>,
    answering: AnsweringVerifier,
    key: Arc<Unsteady>,
}

fn world() -> World {
    world_with(config(), store())
}

fn world_with(config: VerifierConfig, store: Arc<MemoryStore>) -> World {
    let (moody, key) = (Moody::over(store), Unsteady::new(21));
    let verifier = Verifier::new(config, moody.clone());
    let issuer = issuer(Shared(key.clone()));
    World { answering: AnsweringVerifier::new(verifier, moody.clone(), issuer), moody, key }
}

impl World {
    fn answer(&self, body: &str) -> Answered {
        self.answer_at(body, now())
    }

    fn answer_at(&self, body: &str, now: EpochSeconds) -> Answered {
        self.answering.answer(body.as_bytes(), &expected(), now)
    }
}

/// Reads a result of the keys 21 and 22 as `aud` does.
fn read(result: &SignedResult, aud: &str, now: EpochSeconds) -> VerifiedResult {
    let keys = [21, 22].map(|octet| *result_key(octet).public_key());
    let keys = PinnedKeys::of(&keys, &P256Backend).unwrap();
    let aud = Audience::new(aud.to_owned()).unwrap();
    let reader = ResultReader::new(Audience::new(AUD).unwrap(), aud);
    reader.read(result.as_str(), &keys, now).unwrap()
}

fn approval_in(result: &SignedResult, aud: &str) -> Verified<ApprovalClaims> {
    match read(result, aud, now()) {
        VerifiedResult::Approval(approval) => approval,
        VerifiedResult::Refusal(refusal) => panic!("{refusal:?}"),
    }
}

fn refusal_in(result: &SignedResult, aud: &str, now: EpochSeconds) -> Verified<RefusalClaims> {
    match read(result, aud, now) {
        VerifiedResult::Refusal(refusal) => refusal,
        VerifiedResult::Approval(approval) => panic!("{approval:?}"),
    }
}

/// The outcome, and the code for the log or `approved`.
fn told(answered: &Answered) -> (Outcome, &'static str) {
    (answered.outcome(), answered.refusal().map_or("approved", psea_verifier::Refusal::code))
}
