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
//!   value: a damaged row is an error, never a default. A file of up to 1 GiB,
//!   or [another size](Options::verify), is checked page by page when it is opened, without writing
//!   to it. A greater one is not: [`RedbStore::check`] checks any, and [`Verify::Always`] makes
//!   every opening do so.
//! * Every record of the log carries SHA-256 over itself, the store's name and the record before
//!   it. One that is damaged is an error, but for the last: without an anchor it is what a crash
//!   leaves of a record that was never acknowledged.
//! * An older copy of the file, if an [anchor](Options::anchor) is kept outside of it: then the
//!   fence applies, and every proof issued before the opening is refused until
//!   [`RedbStore::lift_fence`] or time lets the next ones pass.
//! * A file whose last state redb had to reconstruct is fenced in the same way.

//!
//! # What is measured
//!
//! With the feature `metrics`, through the [`metrics`](https://docs.rs/metrics) facade. It is off
//! by default: a library should not choose it for every program, and one line turns it on.
//!
//! | name | kind | of |
//! |---|---|---|
//! | `psea_store_batches_total` | counter | batches; `written`: `log`, `engine` (the log was full), `nothing` |
//! | `psea_store_batch_size` | histogram | submissions of a batch |
//! | `psea_store_commit_seconds` | histogram | seconds from a batch's decision to its answer, the anchor's sync included; `written` as above |
//! | `psea_store_approvals_total` | counter | accepted proofs |
//! | `psea_store_refusals_total` | counter | refused proofs; `code`: the refusal's |
//! | `psea_store_faults_total` | counter | proofs without an answer; `code`: `outcome_unknown`, `store_unavailable` |
//! | `psea_store_file_octets` | gauge | the file's size at the engine's last commit |
//! | `psea_store_sequence` | gauge | the number of the last commit |
//! | `psea_store_latest_seconds` | gauge | the greatest time served, in seconds since 1970 |
//! | `psea_store_fence_seconds` | gauge | the moment of the fence in seconds since 1970, 0 without one |

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
mod metrics;
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
