//! Group commit: submissions that wait share one transaction and one commit.
//!
//! A submission is put into a queue and waits for its answer. The store's thread takes what waits,
//! decides and writes one after the other in one transaction, commits it, records the anchor and
//! answers. What comes meanwhile waits for the next batch, in the order of its coming.
//!
//! [`group`] is the part that threads meet in, and knows nothing of the engine.

mod engine;
mod group;
mod sync;
mod tx;

pub(crate) use engine::begin;
pub(crate) use tx::Tx;

use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard};
use std::thread::JoinHandle;

use psea_jose::es256::Es256Backend;
use psea_verifier::StoreError;
use redb::{Database, ReadTransaction, StorageBackend};

use crate::anchor::Anchor;
use crate::cache::Cache;
use crate::error::{Damaged, Error};
use crate::log::Log;
use crate::storage::Part;
use engine::Writer;
use group::Queue;

/// What an operation did.
pub(crate) enum Step<T> {
    /// It wrote nothing.
    Answer(T),
    /// It wrote all that follows from its answer.
    Written(T),
}

/// Where an operation failed.
pub(crate) enum Failure {
    /// Before its first write.
    Before(Error),
    /// Its writes may be incomplete: nothing of the batch can be committed.
    Halfway(Error),
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Before(error)
    }
}

impl From<Damaged> for Failure {
    fn from(damaged: Damaged) -> Self {
        Self::Before(damaged.into())
    }
}

impl From<group::Failure> for StoreError {
    fn from(failure: group::Failure) -> Self {
        match failure {
            group::Failure::Stopped(why) => {
                Self::Unavailable(format!("the store stopped, open it anew: {why}").into())
            }
            group::Failure::Nothing(why) => Self::Unavailable(String::from(&*why).into()),
            group::Failure::Unknown(why) => Self::OutcomeUnknown(String::from(&*why).into()),
        }
    }
}

/// What readers and the store's thread share.
#[derive(Debug)]
pub(crate) struct Files {
    db: RwLock<Database>,
    pub(crate) file: Arc<dyn StorageBackend>,
    /// redb's part of it.
    pub(crate) engine: Part,
    pub(crate) keys: Arc<dyn Es256Backend>,
    pub(crate) cache: Cache,
}

impl Files {
    fn db(&self) -> RwLockReadGuard<'_, Database> {
        // The database itself is never changed under this lock: nothing can be half done.
        self.db.read().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The store without its thread.
#[derive(Debug)]
pub(crate) struct Core {
    pub(crate) files: Arc<Files>,
    queue: Queue<Writer>,
}

impl Core {
    pub(crate) fn new(
        db: Database,
        file: Arc<dyn StorageBackend>,
        engine: Part,
        keys: Arc<dyn Es256Backend>,
        max_batch: usize,
    ) -> Self {
        let files = Files { db: RwLock::new(db), file, engine, keys, cache: Cache::default() };
        Self { files: Arc::new(files), queue: Queue::new(max_batch) }
    }

    /// Starts the store's thread.
    pub(crate) fn start(
        self: &Arc<Self>,
        log: Log,
        anchor: Option<(Anchor, [u8; 16])>,
    ) -> std::io::Result<JoinHandle<()>> {
        let core = Arc::clone(self);
        std::thread::Builder::new().name("psea-store".into()).spawn(move || {
            let mut writer = Writer::new(Arc::clone(&core.files), log, anchor);
            core.queue.serve(&mut writer);
            writer.close();
        })
    }

    /// Runs `op` as part of a batch. Its answer is returned once what it depends on is durable.
    pub(crate) fn submit<T: Send + 'static>(
        &self,
        op: impl FnOnce(&mut Tx<'_>) -> Result<Step<T>, Failure> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.queue.submit(move |tx: &mut Tx<'_>| decide(tx, op))?
    }

    /// Reads the last committed state.
    pub(crate) fn read<T>(
        &self,
        read: impl FnOnce(&ReadTransaction) -> Result<T, Error>,
    ) -> Result<T, StoreError> {
        self.running()?;
        let db = self.files.db();
        use redb::ReadableDatabase as _;
        let txn = db.begin_read().map_err(Error::from)?;
        Ok(read(&txn)?)
    }

    /// Runs `look` while nothing else touches the file, and all of it is in the engine's part.
    pub(crate) fn alone<T>(&self, look: impl FnOnce() -> T) -> Result<T, StoreError> {
        self.running()?;
        let db = self.files.db.write().unwrap_or_else(PoisonError::into_inner);
        begin(&db).and_then(|txn| Ok(txn.commit()?))?;
        let answer = look();
        drop(db);
        Ok(answer)
    }

    /// Fails once nothing is served any more.
    pub(crate) fn running(&self) -> Result<(), StoreError> {
        Ok(self.queue.running()?)
    }

    /// Lets the store's thread end after what waits was committed.
    pub(crate) fn close(&self) {
        self.queue.close();
    }
}

/// Runs an operation inside its batch.
fn decide<T>(
    tx: &mut Tx<'_>,
    op: impl FnOnce(&mut Tx<'_>) -> Result<Step<T>, Failure>,
) -> group::Step<Result<T, StoreError>> {
    match op(tx) {
        // Decided on what is durable alone.
        Ok(Step::Answer(answer)) if tx.writes == 0 => group::Step::Stands(Ok(answer)),
        Ok(Step::Answer(answer)) => group::Step::Depends(Ok(answer)),
        Ok(Step::Written(answer)) => {
            tx.writes = tx.writes.saturating_add(1);
            group::Step::Depends(Ok(answer))
        }
        // A damaged row concerns those who need it.
        Err(Failure::Before(error @ Error::Damaged(_))) => group::Step::Stands(Err(error.into())),
        Err(Failure::Before(error) | Failure::Halfway(error)) => {
            group::Step::Spoils(error.to_string().into())
        }
    }
}

#[cfg(test)]
mod tests;
