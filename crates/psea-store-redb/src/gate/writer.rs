use std::ops::ControlFlow;
use std::sync::PoisonError;
use std::time::Instant;

use redb::Database;

use super::batch::{Batch, Committed, End};
use super::{Core, LONGEST};
use crate::anchor::{Anchor, Position};
use crate::codec::StoreState;
use crate::error::Error;

type Anchored = Option<(Anchor, [u8; 16])>;

/// The store's thread: opens batches and commits them until the store is closed or has failed.
pub(super) fn run(core: &Core, mut anchor: Anchored) {
    let _stopped_whatever_happens = StopOnDrop(core);
    let mut last = None;
    while core.wait_for_work() {
        let db = core.db();
        if core.serve(&db, &mut anchor, &mut last).is_break() {
            break;
        }
    }
    // A clean end leaves the anchor exact, however seldom it is written.
    if let (Some((anchor, store)), Some(state)) = (&mut anchor, &last) {
        let _noticed_when_opened = anchor.write(Position::of(*store, state));
    }
}

struct StopOnDrop<'c>(&'c Core);

impl Drop for StopOnDrop<'_> {
    fn drop(&mut self) {
        self.0.stop("its thread ended");
        // Whoever entered an unfinished batch is told that nothing of it was written.
        let batch = self.0.gate.lock().unwrap_or_else(PoisonError::into_inner).batch.take();
        if let Some(batch) = batch {
            batch.abandon();
        }
    }
}

impl Core {
    /// False: the store is to be closed, and nobody waits.
    fn wait_for_work(&self) -> bool {
        let Ok(mut gate) = self.gate.lock() else { return false };
        while gate.waiting == 0 && !gate.closing && self.running().is_ok() {
            let Ok(woken) = self.work.wait(gate) else { return false };
            gate = woken;
        }
        gate.waiting > 0 && self.running().is_ok()
    }

    /// One batch.
    fn serve(
        &self,
        db: &Database,
        anchor: &mut Anchored,
        last: &mut Option<StoreState>,
    ) -> ControlFlow<()> {
        let opened = db.begin_write().map_err(Error::from).and_then(Batch::open);
        let batch = match opened {
            Ok(batch) => batch,
            Err(error) => return self.fail(&error.to_string()),
        };
        let Some(batch) = self.fill(batch) else { return ControlFlow::Break(()) };
        match batch.commit() {
            Ok(None) => ControlFlow::Continue(()),
            Ok(Some(committed)) => self.acknowledge(committed, anchor, last),
            Err(failed) => {
                // Nobody is told before nothing is served any more.
                let flow = self.fail(failed.why());
                failed.tell();
                flow
            }
        }
    }

    /// Lets those enter who wait, and takes the batch back.
    fn fill(&self, batch: Batch) -> Option<Batch> {
        let mut gate = self.gate.lock().ok()?;
        gate.admitted = gate.served.saturating_add(self.max_batch);
        gate.batch = Some(batch);
        self.turn.notify_all();
        let opened = Instant::now();
        loop {
            let batch = gate.batch.as_ref()?;
            let full = gate.served >= gate.admitted;
            let late = !batch.is_empty() && opened.elapsed() >= LONGEST;
            if gate.waiting == 0 || full || late || batch.is_spoiled() {
                return gate.batch.take();
            }
            gate = self.work.wait_timeout(gate, LONGEST).ok()?.0;
        }
    }

    /// The change is durable: first everybody sees it, then it is answered.
    fn acknowledge(
        &self,
        committed: Committed,
        anchor: &mut Anchored,
        last: &mut Option<StoreState>,
    ) -> ControlFlow<()> {
        let Committed { state, changed, unknown } = committed;
        *last = Some(state);
        if !changed.is_empty() {
            self.cache.forget(&changed);
        }
        if let Some((anchor, store)) = anchor
            && let Err(error) = anchor.record(Position::of(*store, &state))
        {
            let why = Error::Anchor(error).to_string();
            let flow = self.fail(&why);
            unknown.tell(End::Unknown(why.into()));
            return flow;
        }
        unknown.tell(End::Durable);
        ControlFlow::Continue(())
    }

    fn fail(&self, why: &str) -> ControlFlow<()> {
        self.stop(why);
        ControlFlow::Break(())
    }
}
