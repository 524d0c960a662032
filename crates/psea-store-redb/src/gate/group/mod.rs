//! Group commit, whatever the engine: jobs that wait at the same time are one batch, one thread
//! carries out a batch at a time, and each job has its own answer once its batch has ended.
//!
//! * Every job is answered, once, whatever becomes of the engine or its thread.
//! * No answer that depends on a batch is given before the batch is durable.
//! * A batch that fails stops the queue first and is answered after: nobody is served then.

mod batch;
mod queue;
mod reply;

pub(crate) use batch::Batch;
pub(crate) use queue::Queue;

use super::sync;
use sync::Arc;

/// What carries out batches.
pub(crate) trait Engine {
    /// What a job sees of its batch.
    type Tx<'t>;

    /// Lets the batch [enter](Batch::enter) a transaction and ends it.
    fn run(&mut self, batch: &mut Batch<Self>) -> End;
}

/// What became of a batch.
#[derive(Clone, Debug)]
pub(crate) enum End {
    /// All that its jobs wrote is as durable as it will be.
    Durable,
    /// It failed.
    Failed(Failure),
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Failure {
    /// Nothing was served any more. Nothing was changed.
    Stopped(Arc<str>),
    /// The batch failed before its commit. Nothing was changed.
    Nothing(Arc<str>),
    /// The batch failed in its commit. Nobody knows.
    Unknown(Arc<str>),
}

impl Failure {
    fn why(&self) -> Arc<str> {
        match self {
            Self::Stopped(why) | Self::Nothing(why) | Self::Unknown(why) => Arc::clone(why),
        }
    }
}

/// What a job did.
pub(crate) enum Step<T> {
    /// The answer is right whatever becomes of the batch.
    Stands(T),
    /// The answer is right if the batch becomes durable.
    Depends(T),
    /// What the job wrote may be incomplete: nothing of the batch can be committed.
    Spoils(Arc<str>),
}
