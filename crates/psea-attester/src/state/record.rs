//! The state as a value, and how it changes: the same for every place that keeps it.

use std::collections::BTreeMap;

use psea_claims::{ChainEntry, Counter, CounterScope};
use serde::{Deserialize, Serialize};

use super::{StateError, StateSnapshot, TrustState};

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Record {
    pub(super) format: String,
    pub(super) trust: TrustState,
    /// The last reserved counter of each scope.
    counters: BTreeMap<String, u64>,
    /// 64 hexadecimal digits; absent before the first acceptance.
    #[serde(skip_serializing_if = "Option::is_none")]
    chain_head: Option<String>,
}

impl Record {
    pub(super) const FORMAT: &'static str = "psea-attester-state/1";

    pub(super) fn new() -> Self {
        Self { format: Self::FORMAT.into(), ..Self::default() }
    }

    /// Whether every value is one that this version writes.
    pub(super) fn check(&self) -> Result<(), &'static str> {
        if self.format != Self::FORMAT {
            return Err("it is not of the format psea-attester-state/1");
        }
        if self.counters.values().any(|counter| Counter::new(*counter).is_none()) {
            return Err("a counter is above 2^53 − 1");
        }
        if self.chain_head.as_deref().is_some_and(|text| ChainEntry::parse(text).is_none()) {
            return Err("`chain_head` is not 64 lower-case hexadecimal digits");
        }
        Ok(())
    }

    /// The counter after the last reserved one; the first is 1.
    pub(super) fn reserve(&mut self, scope: &CounterScope) -> Result<Counter, StateError> {
        let last = self.counters.get(scope.as_key()).copied().unwrap_or(0);
        let next = Counter::new(last).and_then(Counter::next).ok_or(StateError::Exhausted)?;
        self.counters.insert(scope.as_key().into(), next.get());
        Ok(next)
    }

    /// Lets the next counter of a scope be the one after `last`.
    pub(super) fn resume(&mut self, scope: &CounterScope, last: Counter) {
        let counter = self.counters.entry(scope.as_key().into()).or_default();
        *counter = last.get().max(*counter);
    }

    pub(super) fn snapshot(&self) -> StateSnapshot {
        let counter = |(scope, last): (&String, &u64)| {
            Counter::new(*last).map(|last| (CounterScope::from_key(scope.as_str()), last))
        };
        StateSnapshot {
            trust: self.trust,
            counters: self.counters.iter().filter_map(counter).collect(),
            chain_head: self.chain_head(),
        }
    }

    pub(super) fn chain_head(&self) -> ChainEntry {
        let head = self.chain_head.as_deref().and_then(ChainEntry::parse);
        head.unwrap_or(ChainEntry::SENTINEL)
    }

    pub(super) fn advance_chain(&mut self, previous: &ChainEntry, entry: ChainEntry) {
        if self.chain_head() == *previous {
            self.chain_head = Some(entry.to_text());
        }
    }

    pub(super) fn set_trust(&mut self, trust: TrustState) -> Result<(), StateError> {
        if self.trust == TrustState::Revoked && trust != TrustState::Revoked {
            return Err(StateError::Revoked);
        }
        self.trust = trust;
        Ok(())
    }
}
