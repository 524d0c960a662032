use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};

use super::reply::Promise;
use super::sync::Arc;
use super::{End, Engine, Failure, Step};

/// What a submitter wants done, with the promise of its answer.
pub(super) struct Task<F, T> {
    pub(super) op: F,
    pub(super) promise: Promise<Result<T, Failure>>,
}

/// A task of any type.
pub(super) trait Job<E: Engine + ?Sized>: Send {
    /// Runs it. None: it did not spoil the batch.
    fn enter(self: Box<Self>, tx: &mut E::Tx<'_>) -> (Box<dyn Entered>, Option<Arc<str>>);

    /// Tells the submitter that it was not run.
    fn turn_away(self: Box<Self>, why: Failure);
}

/// A task that was run and whose answer waits for the batch's end.
pub(super) trait Entered {
    fn tell(self: Box<Self>, end: &End);
}

struct Done<T> {
    step: Step<T>,
    promise: Promise<Result<T, Failure>>,
}

impl<E, F, T> Job<E> for Task<F, T>
where
    E: Engine + ?Sized,
    F: FnOnce(&mut E::Tx<'_>) -> Step<T> + Send,
    T: Send + 'static,
{
    fn enter(self: Box<Self>, tx: &mut E::Tx<'_>) -> (Box<dyn Entered>, Option<Arc<str>>) {
        let Self { op, promise } = *self;
        // Whoever entered before is told that nothing was written: nothing is committed after this.
        let step = catch_unwind(AssertUnwindSafe(|| op(tx)))
            .unwrap_or_else(|_| Step::Spoils("a change failed inside".into()));
        let spoils = match &step {
            Step::Spoils(why) => Some(Arc::clone(why)),
            Step::Stands(_) | Step::Depends(_) => None,
        };
        (Box::new(Done { step, promise }), spoils)
    }

    fn turn_away(self: Box<Self>, why: Failure) {
        self.promise.keep(Err(why));
    }
}

impl<T> Entered for Done<T> {
    fn tell(self: Box<Self>, end: &End) {
        self.promise.keep(match (self.step, end) {
            (Step::Stands(answer), _) | (Step::Depends(answer), End::Durable) => Ok(answer),
            (_, End::Failed(failure)) => Err(failure.clone()),
            // An engine that commits a spoiled batch: what it wrote is anybody's guess.
            (Step::Spoils(why), End::Durable) => Err(Failure::Unknown(why)),
        });
    }
}

/// Jobs that share a transaction.
pub(crate) struct Batch<E: Engine + ?Sized> {
    jobs: VecDeque<Box<dyn Job<E>>>,
    entered: Vec<Box<dyn Entered>>,
}

impl<E: Engine + ?Sized> Batch<E> {
    pub(super) fn of(jobs: VecDeque<Box<dyn Job<E>>>) -> Self {
        Self { entered: Vec::with_capacity(jobs.len()), jobs }
    }

    /// How many jobs it has.
    pub(crate) fn len(&self) -> usize {
        self.jobs.len().saturating_add(self.entered.len())
    }

    /// Runs the jobs in the order of their coming.
    ///
    /// # Errors
    ///
    /// One of them spoiled the transaction, which must not be committed.
    pub(crate) fn enter(&mut self, tx: &mut E::Tx<'_>) -> Result<(), Arc<str>> {
        while let Some(job) = self.jobs.pop_front() {
            let (entered, spoils) = job.enter(tx);
            self.entered.push(entered);
            if let Some(why) = spoils {
                return Err(why);
            }
        }
        Ok(())
    }

    /// Answers everybody.
    pub(super) fn tell(self, end: &End) {
        for entered in self.entered {
            entered.tell(end);
        }
        for job in self.jobs {
            job.turn_away(Failure::Nothing(match end {
                End::Failed(failure) => failure.why(),
                End::Durable => "it was not carried out".into(),
            }));
        }
    }
}
