//! Group commit: submissions that wait share one transaction and one commit.
//!
//! A submission enters the open batch, is decided and writes in its own thread, and waits for the
//! batch's end. The store's thread opens a batch when somebody waits, closes it when nobody waits
//! any more, or it is full, or it was open for [`LONGEST`], and commits it. Those who come
//! meanwhile wait for the next one, in the order of their coming.

mod batch;
mod writer;

pub(crate) use batch::{Failure, Step, Tx};

use std::sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError, RwLock, RwLockReadGuard};
use std::thread::JoinHandle;
use std::time::Duration;

use psea_jose::es256::Es256Backend;
use psea_verifier::StoreError;
use redb::{Database, ReadTransaction, StorageBackend};

use crate::anchor::Anchor;
use crate::cache::Cache;
use crate::error::Error;
use batch::{Batch, End};

/// How long a batch that has something to commit waits for those who were already waiting.
const LONGEST: Duration = Duration::from_millis(5);

/// What the store and its thread share.
#[derive(Debug)]
pub(crate) struct Core {
    db: RwLock<Database>,
    pub(crate) file: Arc<dyn StorageBackend>,
    pub(crate) keys: Arc<dyn Es256Backend>,
    pub(crate) cache: Cache,
    max_batch: u64,
    gate: Mutex<Gate>,
    /// There is an open batch, or there never will be one again.
    turn: Condvar,
    /// The store's thread has something to do.
    work: Condvar,
    /// Why nothing is served any more.
    stopped: OnceLock<Box<str>>,
}

#[derive(Debug, Default)]
struct Gate {
    batch: Option<Batch>,
    /// How many came so far: the number of the next one.
    arrived: u64,
    /// How many of them entered a batch.
    served: u64,
    /// Numbers below this may enter the open batch.
    admitted: u64,
    waiting: u64,
    closing: bool,
}

impl Core {
    pub(crate) fn new(
        db: Database,
        file: Arc<dyn StorageBackend>,
        keys: Arc<dyn Es256Backend>,
        max_batch: u64,
    ) -> Self {
        Self {
            db: RwLock::new(db),
            file,
            keys,
            cache: Cache::default(),
            max_batch,
            gate: Mutex::default(),
            turn: Condvar::new(),
            work: Condvar::new(),
            stopped: OnceLock::new(),
        }
    }

    /// Starts the store's thread.
    pub(crate) fn start(
        self: &Arc<Self>,
        anchor: Option<(Anchor, [u8; 16])>,
    ) -> std::io::Result<JoinHandle<()>> {
        let core = Arc::clone(self);
        std::thread::Builder::new()
            .name("psea-store".into())
            .spawn(move || writer::run(&core, anchor))
    }

    /// Runs `op` as part of a batch. Its answer is returned once what it depends on is durable.
    pub(crate) fn submit<T>(
        &self,
        op: impl FnOnce(&mut Tx<'_>) -> Result<Step<T>, Failure>,
    ) -> Result<T, StoreError> {
        let mut gate = self.gate()?;
        let number = gate.arrived;
        gate.arrived = gate.arrived.saturating_add(1);
        gate.waiting = gate.waiting.saturating_add(1);
        self.work.notify_one();
        while gate.batch.is_none() || number >= gate.admitted {
            if let Err(error) = self.running() {
                gate.waiting = gate.waiting.saturating_sub(1);
                return Err(error);
            }
            gate = self.turn.wait(gate).map_err(|_| self.poisoned())?;
        }
        gate.waiting = gate.waiting.saturating_sub(1);
        gate.served = gate.served.saturating_add(1);
        let full = gate.served >= gate.admitted;
        let idle = gate.waiting == 0;
        let Some(batch) = gate.batch.as_mut() else { return Err(self.poisoned()) };
        let entered = batch.enter(op);
        if full || idle || batch.is_spoiled() {
            self.work.notify_one();
        }
        drop(gate);

        let (answer, ticket) = entered?;
        match ticket.map(|ticket| ticket.wait()) {
            None | Some(End::Durable) => Ok(answer),
            Some(End::Nothing(why)) => Err(StoreError::Unavailable(String::from(&*why).into())),
            Some(End::Unknown(why)) => Err(StoreError::OutcomeUnknown(String::from(&*why).into())),
        }
    }

    /// Reads the last committed state.
    pub(crate) fn read<T>(
        &self,
        read: impl FnOnce(&ReadTransaction) -> Result<T, Error>,
    ) -> Result<T, StoreError> {
        self.running()?;
        let db = self.db();
        use redb::ReadableDatabase as _;
        let txn = db.begin_read().map_err(Error::from)?;
        Ok(read(&txn)?)
    }

    /// Runs `look` while nothing else touches the file.
    pub(crate) fn alone<T>(&self, look: impl FnOnce() -> T) -> Result<T, StoreError> {
        self.running()?;
        let db = self.db.write().unwrap_or_else(PoisonError::into_inner);
        let answer = look();
        drop(db);
        Ok(answer)
    }

    fn db(&self) -> RwLockReadGuard<'_, Database> {
        // The database itself is never changed under this lock: nothing can be half done.
        self.db.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn gate(&self) -> Result<MutexGuard<'_, Gate>, StoreError> {
        self.running()?;
        self.gate.lock().map_err(|_| self.poisoned())
    }

    pub(crate) fn running(&self) -> Result<(), StoreError> {
        match self.stopped.get() {
            None => Ok(()),
            Some(why) => {
                let text = format!("the store stopped, open it anew: {why}");
                Err(StoreError::Unavailable(text.into()))
            }
        }
    }

    /// From now on nothing is served.
    pub(crate) fn stop(&self, why: &str) {
        let _first_reason_stays = self.stopped.set(why.into());
        self.turn.notify_all();
        self.work.notify_all();
    }

    fn poisoned(&self) -> StoreError {
        self.stop("a thread failed inside a change");
        StoreError::Unavailable("a thread failed inside a change".into())
    }

    /// Lets the store's thread end after what waits was committed.
    pub(crate) fn close(&self) {
        self.gate.lock().unwrap_or_else(PoisonError::into_inner).closing = true;
        self.work.notify_all();
    }
}
