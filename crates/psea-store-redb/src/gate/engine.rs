use std::sync::Arc;
use std::time::{Duration, Instant};

use redb::{Database, WriteTransaction};

use super::group::{Batch, End, Engine, Failure};
use super::{Files, Tx};
use crate::anchor::{Anchor, Position};
use crate::codec::StoreState;
use crate::error::Error;
use crate::log::{Changes, Log};
use crate::metrics::{self, Ended};

/// The one who writes to the file.
pub(crate) struct Writer {
    files: Arc<Files>,
    log: Log,
    anchor: Option<(Anchor, [u8; 16])>,
    /// The last state that was committed.
    last: Option<StoreState>,
    /// Nothing failed so far.
    sound: bool,
}

/// A transaction whose commit is durable when it returns.
pub(crate) fn begin(db: &Database) -> Result<WriteTransaction, Error> {
    let mut txn = db.begin_write()?;
    make_durable(&mut txn)?;
    Ok(txn)
}

fn make_durable(txn: &mut WriteTransaction) -> Result<(), Error> {
    txn.set_durability(redb::Durability::Immediate)?;
    txn.set_two_phase_commit(true);
    txn.set_quick_repair(true);
    Ok(())
}

/// What a batch wrote.
struct Written {
    state: StoreState,
    changed: Vec<Box<str>>,
    rows: Changes,
}

impl Writer {
    pub(super) const fn new(
        files: Arc<Files>,
        log: Log,
        anchor: Option<(Anchor, [u8; 16])>,
    ) -> Self {
        Self { files, log, anchor, last: None, sound: true }
    }

    /// A clean end leaves nothing that is in the log alone, and the anchor exact, however seldom
    /// it is written.
    pub(super) fn close(&mut self) {
        if !self.sound || self.last.is_none() {
            return;
        }
        let settled = begin(&self.files.db()).and_then(|txn| Ok(txn.commit()?));
        let _replayed_when_opened = settled;
        if let (Some((anchor, store)), Some(state)) = (&mut self.anchor, &self.last) {
            let _noticed_when_opened = anchor.write(Position::of(*store, state));
        }
    }

    /// Carries out the jobs. None: nothing was written.
    fn apply(txn: &WriteTransaction, batch: &mut Batch<Self>) -> Result<Option<Written>, Arc<str>> {
        let why = |error: Error| Arc::from(error.to_string());
        let mut tx = Tx::open(txn).map_err(why)?;
        batch.enter(&mut tx)?;
        if tx.writes == 0 {
            return Ok(None);
        }
        tx.finish().map_err(why)?;
        Ok(Some(Written { state: tx.state, changed: tx.changed, rows: tx.written }))
    }

    /// Makes the batch durable: in the log, or in the engine where the log is full.
    fn commit(&mut self, mut txn: WriteTransaction, written: &Written) -> Result<Ended, Error> {
        let logged = self.log.append(written.state.sequence, &written.rows).map_err(Error::Log)?;
        if logged {
            // Readers see nothing that a crash could take back: it is in the log already.
            txn.set_durability(redb::Durability::None)?;
            txn.commit()?;
            return Ok(Ended::Logged);
        }
        make_durable(&mut txn)?;
        txn.commit()?;
        self.log.clear();
        if let Ok(octets) = self.files.file.len() {
            metrics::file(octets);
        }
        Ok(Ended::Engine)
    }

    /// The change is durable: first everybody sees it, then it is answered.
    fn acknowledge(&mut self, written: &Written) -> Result<(), Error> {
        self.last = Some(written.state);
        if !written.changed.is_empty() {
            self.files.cache.forget(&written.changed);
        }
        match &mut self.anchor {
            Some((anchor, store)) => {
                anchor.record(Position::of(*store, &written.state)).map_err(Error::Anchor)
            }
            None => Ok(()),
        }
    }
}

impl Engine for Writer {
    type Tx<'t> = Tx<'t>;

    fn run(&mut self, batch: &mut Batch<Self>) -> End {
        let sound = std::mem::replace(&mut self.sound, false);
        let end = self.carry_out(batch);
        self.sound = sound && matches!(end, End::Durable);
        end
    }
}

impl Writer {
    fn carry_out(&mut self, batch: &mut Batch<Self>) -> End {
        let nothing = |why| End::Failed(Failure::Nothing(why));
        let unknown = |error: Error| End::Failed(Failure::Unknown(error.to_string().into()));
        let files = Arc::clone(&self.files);
        let db = files.db();
        let txn = match db.begin_write() {
            Ok(txn) => txn,
            Err(error) => return nothing(error.to_string().into()),
        };
        let written = match Self::apply(&txn, batch) {
            Ok(Some(written)) => written,
            Ok(None) => {
                metrics::batch(batch.len(), Ended::Nothing, Duration::ZERO);
                return End::Durable;
            }
            Err(why) => return nothing(why),
        };
        // From here on a failure says nothing of what is on the disk.
        let decided = Instant::now();
        let commit = self.commit(txn, &written);
        match commit.and_then(|ended| self.acknowledge(&written).map(|()| ended)) {
            Ok(ended) => {
                metrics::batch(batch.len(), ended, decided.elapsed());
                metrics::state(&written.state);
                End::Durable
            }
            Err(error) => unknown(error),
        }
    }
}
