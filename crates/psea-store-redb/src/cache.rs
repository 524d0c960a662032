//! Enrollment records with their prepared keys, until a change that is about to be acknowledged.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use psea_verifier::Enrollment;

/// Above this the cache begins anew.
const MOST: usize = 1 << 16;

#[derive(Debug, Default)]
pub(crate) struct Cache(RwLock<Entries>);

#[derive(Debug, Default)]
struct Entries {
    by_kid: HashMap<Box<str>, Arc<Enrollment>>,
    generation: u64,
}

/// The moment at which a reader began: what it read is kept only if nothing changed since.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Generation(u64);

impl Cache {
    pub(crate) fn get(&self, kid: &str) -> Result<Arc<Enrollment>, Generation> {
        let entries = self.0.read().unwrap_or_else(PoisonError::into_inner);
        entries.by_kid.get(kid).cloned().ok_or(Generation(entries.generation))
    }

    pub(crate) fn keep(&self, began: Generation, enrollment: &Arc<Enrollment>) {
        let mut entries = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if entries.generation != began.0 {
            return;
        }
        if entries.by_kid.len() >= MOST {
            entries.by_kid.clear();
        }
        entries.by_kid.insert(enrollment.kid.clone(), Arc::clone(enrollment));
    }

    /// After the change is durable and before it is acknowledged.
    pub(crate) fn forget(&self, kids: &[Box<str>]) {
        let mut entries = self.0.write().unwrap_or_else(PoisonError::into_inner);
        entries.generation = entries.generation.wrapping_add(1);
        for kid in kids {
            entries.by_kid.remove(kid);
        }
    }
}
