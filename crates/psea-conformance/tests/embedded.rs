//! The embedded store passes every vector with state, through its file at each restart.

use std::error::Error;
use std::path::Path;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use psea::claims::EpochSeconds;
use psea::jose::es256::P256Backend;
use psea_conformance::model::Codes;
use psea_conformance::own::{Own, VectorPlace, VectorStore};
use psea_conformance::{load, run};
use psea_store_redb::RedbStore;
use tempfile::TempDir;

/// A directory with one store, and an anchor outside of it.
#[derive(Debug)]
struct File {
    directory: TempDir,
    opened: u32,
}

impl VectorPlace for File {
    fn open(&mut self) -> Result<Arc<dyn VectorStore>, Box<dyn Error + Send + Sync>> {
        let path = self.directory.path().join("store");
        self.opened += 1;
        if self.opened == 1 {
            return Ok(Arc::new(RedbStore::create(path, Arc::new(P256Backend))?));
        }
        let now = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs();
        let now = EpochSeconds::new(now).ok_or("the clock is beyond reason")?;
        Ok(Arc::new(RedbStore::open(path, Arc::new(P256Backend), now)?))
    }
}

/// In memory, since what a process forgets is what these vectors look at, not what a disk does.
fn directory() -> std::io::Result<TempDir> {
    let shared_memory = Path::new("/dev/shm");
    if shared_memory.is_dir() { TempDir::new_in(shared_memory) } else { TempDir::new() }
}

#[test]
fn every_vector_with_state_passes() {
    let vectors = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../test-vectors/verify.json");
    let loaded = load::load(&[vectors]);
    assert!(loaded.errors.is_empty() && loaded.vectors.len() > 1000, "{:?}", loaded.errors);
    let mut own = Own::with_stores("an embedded store", || File {
        directory: directory().unwrap(),
        opened: 0,
    });
    let report = run::run(loaded.vectors, &mut own, Codes::On, &mut |_, _| {}).unwrap();
    let failed: Vec<_> = report
        .results
        .iter()
        .filter(|result| result.outcome != run::Outcome::Passed)
        .map(|result| format!("{}: {:?}", result.source.vector.id(), result.outcome))
        .collect();
    assert!(failed.is_empty(), "{failed:#?}");
}
