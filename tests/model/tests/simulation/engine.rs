//! The store's engine, which all Verifiers share, and each Verifier's connection to it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use psea_claims::ChainEntry;
use psea_model::Tags;
use psea_verifier::{
    AsyncVerifierStore, BoxFuture, Commit, CommitRequest, Enrollment, EnrollmentLookup,
    EnrollmentStatus, MemoryStore, ReplayStore, StoreError, StorePromise,
};

use crate::executor::Clock;
use crate::random::Random;

/// A fault for a control.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    None,
    /// A commit reads the state, and writes it back some time later.
    TwoSteps,
    /// A commit goes by the record that the process kept.
    StatusOfTheCache,
    /// A crash of any process takes the last acceptance with it.
    CrashForgets,
}

/// An acceptance, as the engine saw it.
#[derive(Clone, Debug)]
pub(crate) struct Accepted {
    pub(crate) jti: String,
    pub(crate) attester: String,
    pub(crate) scope: String,
    pub(crate) counter: u64,
    pub(crate) link: Option<(ChainEntry, ChainEntry)>,
    /// Whether the Attester was active, under this `kid`, when it was accepted.
    pub(crate) was_active: bool,
}

#[derive(Debug)]
pub(crate) struct Engine {
    pub(crate) store: Mutex<MemoryStore>,
    pub(crate) journal: Mutex<Vec<Accepted>>,
    pub(crate) random: Mutex<Random>,
    pub(crate) clock: Clock,
    pub(crate) fault: Fault,
    /// Once in so many calls the engine fails; never if zero.
    pub(crate) fails: Mutex<u64>,
}

impl Engine {
    /// A delay: short mostly, and sometimes as long as a proof lives.
    pub(crate) fn delay(&self) -> u64 {
        let mut random = self.random.lock().unwrap();
        match random.below(40) {
            0 => random.below(400_000),
            1..=4 => random.below(3_000),
            _ => random.below(50),
        }
    }

    fn fails(&self) -> bool {
        let often = *self.fails.lock().unwrap();
        often > 0 && self.random.lock().unwrap().once_in(often)
    }

    pub(crate) fn with<T>(&self, act: impl FnOnce(&MemoryStore) -> T) -> T {
        act(&self.store.lock().unwrap())
    }

    /// What a crash of a process does to the engine, which is nothing.
    pub(crate) fn crash(&self) {
        if self.fault != Fault::CrashForgets {
            return;
        }
        let mut snapshot = self.with(|store| store.snapshot().unwrap());
        let last = snapshot.records.iter().map(|record| record.accepted_at).max();
        let Some(at) = snapshot.records.iter().position(|r| Some(r.accepted_at) == last) else {
            return;
        };
        let lost = snapshot.records.remove(at);
        for attester in snapshot.attesters.iter_mut().filter(|a| a.attester == lost.attester) {
            attester.counters.retain(|(scope, _)| *scope != lost.scope);
            attester.chain_head = None;
        }
        *self.store.lock().unwrap() = MemoryStore::restore(snapshot, &Tags).unwrap();
    }
}

/// One Verifier's connection, with the records that it keeps.
#[derive(Debug)]
pub(crate) struct Connection {
    pub(crate) engine: Arc<Engine>,
    kept: Mutex<HashMap<String, Arc<Enrollment>>>,
}

impl Connection {
    pub(crate) fn new(engine: &Arc<Engine>) -> Self {
        Self { engine: Arc::clone(engine), kept: Mutex::default() }
    }

    async fn wait(&self) {
        self.engine.clock.sleep(self.engine.delay()).await;
    }

    async fn read(&self, kid: &str) -> Result<Option<Arc<Enrollment>>, StoreError> {
        self.wait().await;
        if self.engine.fails() {
            return Err(StoreError::Unavailable("no connection".into()));
        }
        let found = self.engine.with(|store| EnrollmentLookup::find(store, kid))?;
        match &found {
            Some(record) => {
                self.kept.lock().unwrap().insert(kid.to_owned(), Arc::clone(record));
            }
            None => drop(self.kept.lock().unwrap().remove(kid)),
        }
        self.wait().await;
        Ok(found)
    }

    fn of_cache(&self, kid: &str) -> Option<Arc<Enrollment>> {
        self.kept.lock().unwrap().get(kid).cloned()
    }

    async fn decide(&self, request: &CommitRequest<'_>) -> Result<Commit, StoreError> {
        if self.engine.fault != Fault::TwoSteps {
            return self.engine.with(|store| ReplayStore::commit(store, request));
        }
        let read = self.engine.with(|store| store.snapshot().unwrap());
        self.wait().await;
        let store = MemoryStore::restore(read, &Tags).unwrap();
        let answer = ReplayStore::commit(&store, request);
        *self.engine.store.lock().unwrap() = store;
        answer
    }
}

impl AsyncVerifierStore for Connection {
    fn promise(&self) -> StorePromise {
        self.engine.with(ReplayStore::promise)
    }

    fn find<'a>(
        &'a self,
        kid: &'a str,
    ) -> BoxFuture<'a, Result<Option<Arc<Enrollment>>, StoreError>> {
        Box::pin(async move {
            // What is kept may be an earlier version.
            match self.of_cache(kid) {
                Some(record) => Ok(Some(record)),
                None => self.read(kid).await,
            }
        })
    }

    fn find_current<'a>(
        &'a self,
        kid: &'a str,
    ) -> BoxFuture<'a, Result<Option<Arc<Enrollment>>, StoreError>> {
        Box::pin(self.read(kid))
    }

    fn commit<'a>(
        &'a self,
        request: &'a CommitRequest<'a>,
    ) -> BoxFuture<'a, Result<Commit, StoreError>> {
        Box::pin(async move {
            self.wait().await;
            if self.engine.fails() {
                return Err(StoreError::Unavailable("no connection".into()));
            }
            let current = self.engine.with(|store| EnrollmentLookup::find(store, request.kid()))?;
            let mut answer = self.decide(request).await?;
            let kept = self.of_cache(request.kid());
            if self.engine.fault == Fault::StatusOfTheCache
                && kept.is_some_and(|record| record.status == EnrollmentStatus::Active)
                && current.as_ref().is_some_and(|r| r.status != EnrollmentStatus::Active)
            {
                answer = Commit::Done;
            }
            if answer == Commit::Done {
                self.engine.journal.lock().unwrap().push(Accepted {
                    jti: request.jti().as_str().into(),
                    attester: request.attester().as_str().into(),
                    scope: request.scope().as_key().into(),
                    counter: request.counter().get(),
                    link: request.chain().map(|link| (link.previous, link.entry)),
                    was_active: current.is_some_and(|record| {
                        record.status == EnrollmentStatus::Active
                            && record.attester == *request.attester()
                    }),
                });
            }
            // The answer is on its way; a crash here leaves the outcome unknown.
            self.wait().await;
            if self.engine.fails() {
                return Err(StoreError::OutcomeUnknown("the connection was lost".into()));
            }
            Ok(answer)
        })
    }
}
