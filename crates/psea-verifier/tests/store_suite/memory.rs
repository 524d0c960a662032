//! [`MemoryStore`] passes the suite.

use std::sync::{Arc, Mutex};

use psea_claims::EpochSeconds;
use psea_jose::es256::Es256Backend;
use psea_verifier::MemoryStore;
use psea_verifier::testing::{
    CheckOutcome, Store, StoreFactory, StorePlace, SuiteOptions, assert_store, assert_store_with,
    check_names, store_suite, volatile,
};

#[test]
fn the_store_in_memory() {
    assert_store(&volatile(|_| MemoryStore::volatile()));
}

/// The sizes of the rows R1 to R4 for continuous integration, and a part of R5's.
#[test]
fn the_rows_in_memory() {
    let options = SuiteOptions::full().sequences(2_000).only(["race", "history", "sequence"]);
    assert_store_with(&volatile(|_| MemoryStore::volatile()), &options.or_env());
}

/// With real signatures in place of the suite's own.
#[test]
fn with_real_signatures() {
    let options = SuiteOptions::default().real_signatures();
    let options = options.only(["replay", "chain", "challenge", "rotation", "record"]);
    assert_store_with(&volatile(|_| MemoryStore::volatile()), &options);
}

/// A place that keeps what was in memory, to arrange a fence.
#[derive(Debug, Default)]
struct Fenced {
    store: Mutex<Option<Arc<MemoryStore>>>,
}

#[derive(Debug)]
struct FencedFactory;

impl StoreFactory for FencedFactory {
    fn place(&self) -> Box<dyn StorePlace> {
        Box::new(Fenced::default())
    }
}

impl StorePlace for Fenced {
    fn open(&self, _backend: &Arc<dyn Es256Backend>) -> Arc<dyn Store> {
        let store = Arc::new(MemoryStore::volatile());
        *self.store.lock().unwrap() = Some(Arc::clone(&store));
        store
    }

    fn open_fenced(
        &self,
        backend: &Arc<dyn Es256Backend>,
        at: EpochSeconds,
    ) -> Option<Arc<dyn Store>> {
        let mut store = self.store.lock().unwrap();
        let mut snapshot = store.take()?.snapshot().unwrap();
        snapshot.time.fence = Some(at);
        let fenced = Arc::new(MemoryStore::restore(snapshot, &**backend).unwrap());
        *store = Some(Arc::clone(&fenced));
        Some(fenced)
    }
}

/// §6.5: the fence, which a store in memory gets with a snapshot.
#[test]
fn a_fenced_store_in_memory() {
    let report = store_suite(&FencedFactory, &SuiteOptions::default().only(["fence"]));
    assert!(report.is_green(), "{report}");
    assert!(matches!(report.results[0].outcome, CheckOutcome::Passed(_)), "{report}");
}

/// Names are what reports, filters and documents refer to.
#[test]
fn names_are_unique() {
    let mut names: Vec<_> = check_names().collect();
    let all = names.len();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), all);
}
