//! The offline queue: see the [crate's documentation](crate#the-offline-queue).

mod backoff;
mod entry;
mod machine;
mod offline;
mod options;
mod policy;
mod proposal;
mod transport;

pub use backoff::{Backoff, BackoffError};
pub use entry::{DropReason, End, Ended, EntryId, Label, Phase, Waiting};
pub use machine::{Answer, Change, Event, Machine, Refused, Sending, Step, Ticket};
pub use offline::{OfflineQueue, QueueError, Turn};
pub use options::QueueOptions;
pub use policy::{Offline, OfflinePolicy};
pub use proposal::{OfflineConfirmed, OfflinePrepared, OfflineProposal, Queued};
pub use transport::{AsyncTransport, BoxFuture, NoAnswer, Outgoing, Transport};
