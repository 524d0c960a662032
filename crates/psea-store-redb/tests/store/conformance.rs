//! The public suite for stores, on a real file.

use std::sync::Arc;

use psea_claims::EpochSeconds;
use psea_jose::es256::Es256Backend;
use psea_store_redb::Options;
use psea_verifier::testing::{Store, StoreFactory, StorePlace, SuiteOptions, assert_store_with};

use crate::support::{at, directory_in_memory, small};

#[derive(Debug)]
struct Files;

#[derive(Debug)]
struct Place(tempfile::TempDir);

impl StoreFactory for Files {
    fn place(&self) -> Box<dyn StorePlace> {
        Box::new(Place(directory_in_memory()))
    }
}

impl StorePlace for Place {
    fn open(&self, backend: &Arc<dyn Es256Backend>) -> Arc<dyn Store> {
        let path = self.0.path().join("store");
        let options = small();
        let backend = Arc::clone(backend);
        let store = if path.exists() {
            options.open(&path, backend, at(0))
        } else {
            options.create(&path, backend)
        };
        Arc::new(store.unwrap())
    }

    fn open_fenced(
        &self,
        backend: &Arc<dyn Es256Backend>,
        at: EpochSeconds,
    ) -> Option<Arc<dyn Store>> {
        let path = self.0.path().join("store");
        let store = Options::new().open(path, Arc::clone(backend), at).unwrap();
        store.fence_now(at).unwrap();
        Some(Arc::new(store))
    }
}

/// R1–R5, D5, D6 among them. Sizes from the environment, see [`SuiteOptions::or_env`].
#[test]
fn the_public_suite() {
    let short = SuiteOptions::short();
    let options = short
        .threads(16)
        .rounds(100)
        .pairs(500)
        .histories(5_000)
        .races(100)
        .sequences(20_000)
        .or_env();
    assert_store_with(&Files, &options);
}
