//! The proofs of a file beside each other, in its order.
//!
//! One counter per attester and scope is kept, whatever the number of proofs. That it advances with
//! every proof shows that none is there twice.

use std::collections::BTreeMap;

use psea::claims::{ChainEntry, Counter, CounterScope};
use psea::verifier::{ChainLink, Rejection};

use super::judge::{Passed, Reason};

#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Order {
    pub(super) counters: BTreeMap<(usize, CounterScope), Counter>,
    pub(super) heads: BTreeMap<usize, ChainEntry>,
}

impl Order {
    /// The next proof of the file.
    pub(super) fn admit(&mut self, passed: Passed) -> Result<(), Reason> {
        let Passed { attester, audited } = passed;
        let key = (attester, audited.scope);
        // §3.10: with no earlier one any value passes. The file may begin anywhere.
        if self.counters.get(&key).is_some_and(|last| audited.counter <= *last) {
            return Err(Rejection::CounterNotIncreasing.into());
        }
        self.counters.insert(key, audited.counter);
        let Some(ChainLink { previous, entry }) = audited.chain else { return Ok(()) };
        // §3.12. What follows a gap is measured by itself: a missing proof is told once.
        match self.heads.insert(attester, entry) {
            Some(head) if head != previous => Err(Rejection::ChainBroken.into()),
            _ => Ok(()),
        }
    }

    /// How many counters are kept.
    pub(super) fn scopes(&self) -> usize {
        self.counters.len()
    }
}
