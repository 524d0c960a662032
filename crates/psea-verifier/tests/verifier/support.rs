//! What the tests of this crate share beside the deployment and the submissions of `psea-hostile`:
//! stores, a library for which every signature verifies, and a store that counts.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use psea_claims::{ChainEntry, Counter, EpochSeconds, Jti};
pub(crate) use psea_hostile::*;
use psea_jose::es256::{
    BackendError, Es256Backend, Es256Signer as _, Message, PreparedKey, PublicKey, Signature,
    VerifyingKey,
};
use psea_verifier::{
    Challenge, Commit, CommitRequest, Durability, Enrollment, EnrollmentAdmin as _,
    EnrollmentLookup, Expected, MemoryStore, ReplayStore, Snapshot, StoreError, StorePromise,
    Verifier, VerifierConfig,
};

/// What the stores of these tests promise.
pub(crate) const VOLATILE: StorePromise =
    StorePromise { durability: Durability::Volatile, notices_older_copy: false };

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
