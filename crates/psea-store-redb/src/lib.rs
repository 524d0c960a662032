//! Enrollments, challenges and replay state in one file, on [redb](https://docs.rs/redb).
//!
//! [`RedbStore`] implements every store trait of `psea-verifier` and promises
//! [`Durability::PowerLoss`](psea_verifier::Durability::PowerLoss): an approval is returned after
//! the disk confirmed it.
//!
//! ```no_run
//! # use std::{path::Path, sync::Arc};
//! # use psea_claims::EpochSeconds;
//! # use psea_jose::es256::Es256Backend;
//! # use psea_store_redb::{Options, RedbStore};
//! # fn f(backend: Arc<dyn Es256Backend>, now: EpochSeconds) -> Result<(), psea_store_redb::OpenError> {
//! let path = Path::new("/var/lib/psea/store.redb");
//! let anchor = Path::new("/srv/elsewhere/psea.anchor");
//! let store = Options::new().anchor(anchor).open(path, backend, now)?;
//! # Ok(())
//! # }
//! ```
//!
//! # How a commit becomes durable
//!
//! Submissions that wait at the same time share one transaction and one sync (group commit). Each
//! is decided by [`CommitRequest::check_time`](psea_verifier::CommitRequest) and
//! [`decide`](psea_verifier::CommitRequest::decide) on what that transaction reads, the
//! enrollment's status and version among it; each gets its own answer; a refusal writes nothing.
//! The store's own thread takes whatever waits, decides one after the other, makes the batch
//! durable and answers.
//!
//! A batch becomes durable in the file's *log*: what it wrote, row by row, in one write to blocks
//! that were reserved when the file was made, and one sync. Its checksum is SHA-256. After that the
//! batch is committed in redb without a sync, and only then readers see it. When the
//! [log](Options::log_size) is full, redb commits durably and the log begins anew. After a crash
//! the log is written to redb before anything is served.
//!
//! redb's durable commit has one phase by default: after a crash it recognises a half-written state
//! by checksums that are not cryptographic, over data that submitters partly choose. Two phases
//! switch to the new state only after it was synced, for one more sync. They are on, and so is
//! redb's *quick repair*, which needs them: after a crash the file opens in constant time instead
//! of a walk over all of it.
//!
//! If a commit fails, every approval in it is answered with
//! [`StoreError::OutcomeUnknown`](psea_verifier::StoreError::OutcomeUnknown), and the store serves
//! nothing any more until it is opened again.
//!
//! # What is noticed
//!
//! * Every row carries a checksum (SHA-256, truncated to 64 bits) over its table, its key and its
//!   value: a damaged row is an error, never a default. A file up to a [size](Options::verify) is
//!   checked whole when it is opened, without writing to it; [`RedbStore::check`] checks any.
//! * Every record of the log carries SHA-256 over itself, the store's name and the record before
//!   it. One that is damaged is an error, but for the last: without an anchor it is what a crash
//!   leaves of a record that was never acknowledged.
//! * An older copy of the file, if an [anchor](Options::anchor) is kept outside of it: then the
//!   fence applies, and every proof issued before the opening is refused until
//!   [`RedbStore::lift_fence`] or time lets the next ones pass.
//! * A file whose last state redb had to reconstruct is fenced in the same way.

#![cfg_attr(docsrs, feature(doc_cfg))]
#![warn(clippy::arithmetic_side_effects)]

mod anchor;
mod cache;
mod check;
mod codec;
mod error;
mod gate;
mod import;
mod log;
mod open;
mod ops;
mod options;
mod read;
mod schema;
mod storage;
mod store;
mod upgrade;

pub use check::Report;
pub use error::{ImportError, OpenError};
pub use open::create_on;
pub use open::open_on;
pub use options::{Options, Verify};
pub use read::Stats;
pub use store::{Pruned, RedbStore};
