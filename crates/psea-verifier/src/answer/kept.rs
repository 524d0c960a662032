use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::sync::{Mutex, PoisonError};

use psea_claims::{EpochSeconds, Jti};

/// Results that were signed, so that a question asked again gets the same octets, whether or not
/// the key signs deterministically and though another key is active by now.
///
/// Losing one does no harm: what is signed anew is the same claim set with the same `jti`, so that a
/// relying party still executes it once.
pub trait KeptResults: fmt::Debug + Send + Sync {
    /// The result with this `jti`, if it is kept.
    fn find(&self, id: &Jti<'_>) -> Option<String>;

    /// Keeps a result until `until` at least, and gives the one that is kept: the first.
    fn keep(&self, id: &Jti<'_>, result: String, until: EpochSeconds) -> String;
}

/// Results kept in memory, the ones that end last, up to a number of them.
#[derive(Debug)]
pub struct RecentResults {
    most: usize,
    kept: Mutex<Kept>,
}

#[derive(Debug, Default)]
struct Kept {
    by_id: HashMap<Box<str>, (EpochSeconds, String)>,
    by_end: BTreeMap<(EpochSeconds, Box<str>), ()>,
}

impl RecentResults {
    /// Room for `most` results, of about 1.5 KiB each.
    #[must_use]
    pub fn new(most: usize) -> Self {
        Self { most: most.max(1), kept: Mutex::default() }
    }
}

impl Default for RecentResults {
    /// Room for 65,536.
    fn default() -> Self {
        Self::new(1 << 16)
    }
}

impl KeptResults for RecentResults {
    fn find(&self, id: &Jti<'_>) -> Option<String> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.by_id.get(id.as_str()).map(|(_, result)| result.clone())
    }

    fn keep(&self, id: &Jti<'_>, result: String, until: EpochSeconds) -> String {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, first)) = kept.by_id.get(id.as_str()) {
            return first.clone();
        }
        let id: Box<str> = id.as_str().into();
        kept.by_id.insert(id.clone(), (until, result.clone()));
        kept.by_end.insert((until, id), ());
        while kept.by_id.len() > self.most
            && let Some(((_, first), ())) = kept.by_end.pop_first()
        {
            kept.by_id.remove(&first);
        }
        result
    }
}
