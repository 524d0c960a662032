use std::sync::{Mutex, MutexGuard, PoisonError};

use psea_claims::{ChainEntry, Counter, CounterScope};

use super::record::Record;
use super::{AttesterState, StateError, TrustState};

/// State in memory, for tests: a restart forgets the counters, and the Verifier refuses every
/// proof until they have caught up.
#[derive(Debug)]
pub struct MemoryState {
    record: Mutex<Record>,
}

impl MemoryState {
    /// A trusted Attester that has made no proof, forgotten with the process.
    #[must_use]
    pub fn volatile() -> Self {
        let mut record = Record::new();
        record.trust = TrustState::Trusted;
        Self { record: Mutex::new(record) }
    }

    /// Lets the next counter of `scope` be the one after `last`.
    #[must_use]
    pub fn resume(self, scope: &CounterScope, last: Counter) -> Self {
        self.lock().resume(scope, last);
        self
    }

    /// Each change is one assignment at its end, so that a panic elsewhere leaves none half done.
    fn lock(&self) -> MutexGuard<'_, Record> {
        self.record.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl AttesterState for MemoryState {
    fn reserve_counter(&self, scope: &CounterScope) -> Result<Counter, StateError> {
        self.lock().reserve(scope)
    }

    fn chain_head(&self) -> Result<ChainEntry, StateError> {
        Ok(self.lock().chain_head())
    }

    fn advance_chain(&self, previous: &ChainEntry, entry: ChainEntry) -> Result<(), StateError> {
        self.lock().advance_chain(previous, entry);
        Ok(())
    }

    fn trust(&self) -> Result<TrustState, StateError> {
        Ok(self.lock().trust)
    }

    fn set_trust(&self, trust: TrustState) -> Result<(), StateError> {
        self.lock().set_trust(trust)
    }
}
