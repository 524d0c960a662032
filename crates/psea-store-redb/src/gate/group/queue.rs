use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::PoisonError;

use super::batch::{Batch, Job, Task};
use super::reply::promise;
use super::sync::{self, Arc, AtomicBool, Condvar, Mutex, MutexGuard, Ordering};
use super::{End, Engine, Failure, Step};

/// Where jobs wait for the next batch.
pub(crate) struct Queue<E: Engine> {
    state: Mutex<State<E>>,
    /// There is a job, or there never will be one again.
    work: Condvar,
    /// The same as in the state, to be looked at without the lock.
    stopped: AtomicBool,
    most: usize,
}

struct State<E: Engine> {
    waiting: VecDeque<Box<dyn Job<E>>>,
    /// Why nothing is served any more.
    stopped: Option<Arc<str>>,
    closing: bool,
}

impl<E: Engine> std::fmt::Debug for Queue<E> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Queue").field("most", &self.most).finish_non_exhaustive()
    }
}

impl<E: Engine> Queue<E> {
    /// Batches of up to `most` jobs.
    pub(crate) fn new(most: usize) -> Self {
        let state = State { waiting: VecDeque::new(), stopped: None, closing: false };
        Self {
            state: Mutex::new(state),
            work: Condvar::new(),
            stopped: AtomicBool::new(false),
            most: most.max(1),
        }
    }

    fn state(&self) -> MutexGuard<'_, State<E>> {
        // No code of others runs under the lock.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Has `op` carried out as part of a batch and waits for the batch's end.
    pub(crate) fn submit<T, F>(&self, op: F) -> Result<T, Failure>
    where
        F: FnOnce(&mut E::Tx<'_>) -> Step<T> + Send + 'static,
        T: Send + 'static,
    {
        let (promise, reply) = promise();
        let job = Box::new(Task { op, promise });
        let state = self.state();
        if let Some(why) = &state.stopped {
            return Err(Failure::Stopped(Arc::clone(why)));
        }
        let mut state = sync::held(&self.state, state);
        state.waiting.push_back(job);
        drop(state);
        self.work.notify_one();
        reply.wait().unwrap_or_else(|| Err(Failure::Unknown("the store's thread is gone".into())))
    }

    /// Fails once nothing is served any more.
    pub(crate) fn running(&self) -> Result<(), Failure> {
        if !self.stopped.load(Ordering::Acquire) {
            return Ok(());
        }
        let why = self.state().stopped.clone();
        Err(Failure::Stopped(why.unwrap_or_else(|| "it was closed".into())))
    }

    /// Lets [`serve`](Self::serve) end once everything that waits was carried out.
    pub(crate) fn close(&self) {
        self.state().closing = true;
        self.work.notify_all();
    }

    /// Carries out batches in this thread until the queue is closed or a batch fails.
    pub(crate) fn serve(&self, engine: &mut E) {
        let stop = StopOnDrop(self);
        while let Some(mut batch) = self.take() {
            // An engine that panics may have done so anywhere.
            let end =
                catch_unwind(AssertUnwindSafe(|| engine.run(&mut batch))).unwrap_or_else(|_| {
                    End::Failed(Failure::Unknown("the engine failed inside a commit".into()))
                });
            if let End::Failed(failure) = &end {
                // Nobody is told before nothing is served any more.
                self.stop(&failure.why());
                batch.tell(&end);
                break;
            }
            batch.tell(&end);
        }
        drop(stop);
    }

    /// The next batch; none when there will be no more.
    fn take(&self) -> Option<Batch<E>> {
        let mut state = self.state();
        loop {
            if state.stopped.is_some() {
                return None;
            }
            if !state.waiting.is_empty() {
                let rest = state.waiting.len().min(self.most);
                let later = state.waiting.split_off(rest);
                return Some(Batch::of(std::mem::replace(&mut state.waiting, later)));
            }
            if state.closing {
                return None;
            }
            let held = sync::held(&self.state, state);
            state = self.work.wait(held).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// From now on nothing is served. Whoever waits in no batch yet is turned away.
    pub(crate) fn stop(&self, why: &Arc<str>) {
        let mut state = self.state();
        let why = Arc::clone(state.stopped.get_or_insert_with(|| Arc::clone(why)));
        self.stopped.store(true, Ordering::Release);
        let waiting = std::mem::take(&mut state.waiting);
        drop(state);
        self.work.notify_all();
        for job in waiting {
            job.turn_away(Failure::Stopped(Arc::clone(&why)));
        }
    }
}

/// Whatever ends the thread, nobody waits for it for ever.
struct StopOnDrop<'q, E: Engine>(&'q Queue<E>);

impl<E: Engine> Drop for StopOnDrop<'_, E> {
    fn drop(&mut self) {
        self.0.stop(&"its thread ended".into());
    }
}
