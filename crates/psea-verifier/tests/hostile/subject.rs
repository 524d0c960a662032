//! Who is given the submissions, and what they cost.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use psea_jose::es256::{
    BackendError, Es256Backend, Message, P256Backend, PreparedKey, PublicKey, Signature,
};
use psea_verifier::{MemoryStore, Snapshot, Stage, Verifier, VerifierConfig};

use crate::support::*;

/// What became of a submission, and the work and memory that it took.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) code: &'static str,
    /// None for an approval.
    pub(crate) stage: Option<Stage>,
    /// Look-ups of a `kid`.
    pub(crate) finds: usize,
    /// Signatures that the cryptographic library was asked about.
    pub(crate) checks: usize,
    /// Commits that the store was asked for.
    pub(crate) commits: usize,
    /// The most heap that was in use at once, in octets.
    pub(crate) heap: u64,
    /// Whether the store is as it was.
    pub(crate) is_unchanged: bool,
}

pub(crate) trait Subject {
    fn submit(&self, body: &[u8]) -> Answer;
}

/// P-256 that counts how often it is asked.
#[derive(Clone, Debug, Default)]
pub(crate) struct Counting(Arc<AtomicUsize>);

#[derive(Debug)]
struct CountingKey(Arc<dyn PreparedKey>, Counting);

impl Counting {
    pub(crate) fn count(&self) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }

    fn so_far(&self) -> usize {
        self.0.load(Ordering::SeqCst)
    }
}

impl Es256Backend for Counting {
    fn name(&self) -> &'static str {
        "counting"
    }

    fn prepare(&self, key: &PublicKey) -> Result<Arc<dyn PreparedKey>, BackendError> {
        Ok(Arc::new(CountingKey(P256Backend.prepare(key)?, self.clone())))
    }
}

impl PreparedKey for CountingKey {
    fn verify(&self, message: &Message<'_>, signature: &Signature) -> bool {
        self.1.count();
        self.0.verify(message, signature)
    }
}

/// Our Verifier, over a store in memory with three Attesters.
pub(crate) struct Strict {
    verifier: Verifier,
    pub(crate) spy: Arc<Spy>,
    pub(crate) checks: Counting,
}

impl Strict {
    pub(crate) fn new() -> Self {
        Self::with(config_of_both())
    }

    pub(crate) fn with(config: VerifierConfig) -> Self {
        let (store, checks) = (MemoryStore::volatile(), Counting::default());
        enroll(&store, &checks);
        let spy = Spy::over(&Arc::new(store));
        Self { verifier: Verifier::new(config, Arc::<Spy>::clone(&spy)), spy, checks }
    }

    pub(crate) fn state(&self) -> Snapshot {
        state(&self.spy.store)
    }

    /// What `act` costs of this subject, and what it answers.
    pub(crate) fn measured(
        &self,
        act: impl FnOnce(&Verifier) -> (&'static str, Option<Stage>),
    ) -> Answer {
        let (before, looked) = (self.state(), self.checks.so_far());
        let (finds, commits) = self.spy.calls();
        let mut answer = ("", None);
        let memory = allocation_counter::measure(|| answer = act(&self.verifier));
        let (finds_after, commits_after) = self.spy.calls();
        Answer {
            code: answer.0,
            stage: answer.1,
            finds: finds_after - finds,
            checks: self.checks.so_far() - looked,
            commits: commits_after - commits,
            heap: memory.bytes_max,
            is_unchanged: self.state() == before,
        }
    }
}

pub(crate) fn verify(verifier: &Verifier, body: &[u8]) -> (&'static str, Option<Stage>) {
    match verifier.verify(body, &expected(), now()) {
        Ok(_) => ("approved", None),
        Err(refusal) => (refusal.code(), Some(refusal.stage())),
    }
}

impl Subject for Strict {
    fn submit(&self, body: &[u8]) -> Answer {
        self.measured(|verifier| verify(verifier, body))
    }
}
