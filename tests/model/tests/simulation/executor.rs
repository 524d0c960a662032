//! Simulated time, and the tasks that wait for it. One task runs at a time, until it sleeps.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll, Waker};

/// Milliseconds since the start of the run, and when the task that runs wants to go on.
#[derive(Clone, Debug, Default)]
pub(crate) struct Clock {
    now: Arc<AtomicU64>,
    wake: Arc<AtomicU64>,
}

impl Clock {
    pub(crate) fn now(&self) -> u64 {
        self.now.load(Ordering::Relaxed)
    }

    pub(crate) fn sleep(&self, millis: u64) -> Sleep {
        Sleep { until: self.now() + millis, clock: self.clone() }
    }
}

pub(crate) struct Sleep {
    until: u64,
    clock: Clock,
}

impl Future for Sleep {
    type Output = ();

    fn poll(self: Pin<&mut Self>, _context: &mut Context<'_>) -> Poll<()> {
        if self.clock.now() >= self.until {
            return Poll::Ready(());
        }
        self.clock.wake.store(self.until, Ordering::Relaxed);
        Poll::Pending
    }
}

type Task<'a> = Pin<Box<dyn Future<Output = ()> + 'a>>;

/// Tasks of several processes.
pub(crate) struct Executor<'a> {
    pub(crate) clock: Clock,
    tasks: Vec<Option<(usize, Task<'a>)>>,
    /// When each task goes on; of those at one time the earliest made comes first.
    queue: BinaryHeap<Reverse<(u64, usize)>>,
}

impl<'a> Executor<'a> {
    pub(crate) fn new(clock: Clock) -> Self {
        Self { clock, tasks: Vec::new(), queue: BinaryHeap::new() }
    }

    /// Starts a task of a process now.
    pub(crate) fn spawn(&mut self, process: usize, task: impl Future<Output = ()> + 'a) {
        self.queue.push(Reverse((self.clock.now(), self.tasks.len())));
        self.tasks.push(Some((process, Box::pin(task))));
    }

    /// Drops whatever a process was doing; how many tasks that were.
    pub(crate) fn crash(&mut self, process: usize) -> usize {
        let of_process = |task: &&mut Option<(usize, Task<'a>)>| {
            task.as_ref().is_some_and(|(owner, _)| *owner == process)
        };
        self.tasks.iter_mut().filter(of_process).map(Option::take).count()
    }

    /// Runs all that happens before `millis`, and sets the time to it.
    pub(crate) fn run_until(&mut self, millis: u64) {
        while let Some(Reverse((at, task))) = self.queue.peek().copied() {
            if at > millis {
                break;
            }
            self.queue.pop();
            self.clock.now.store(at, Ordering::Relaxed);
            let Some((_, future)) = &mut self.tasks[task] else { continue };
            let mut context = Context::from_waker(Waker::noop());
            if future.as_mut().poll(&mut context).is_ready() {
                self.tasks[task] = None;
            } else {
                self.queue.push(Reverse((self.clock.wake.load(Ordering::Relaxed), task)));
            }
        }
        self.clock.now.store(millis.max(self.clock.now()), Ordering::Relaxed);
    }

    /// Runs until nothing is left to do.
    pub(crate) fn run_out(&mut self) {
        while let Some(Reverse((at, _))) = self.queue.peek().copied() {
            self.run_until(at);
        }
    }
}
