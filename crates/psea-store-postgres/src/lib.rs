//! PSEA's replay state, enrollments and challenges in PostgreSQL 15 or later.
//!
//! [`PostgresStore`] holds everything together: it implements
//! [`AsyncVerifierStore`](psea_verifier::AsyncVerifierStore),
//! [`AsyncEnrollmentAdmin`](psea_verifier::AsyncEnrollmentAdmin),
//! [`AsyncChallengeStore`](psea_verifier::AsyncChallengeStore) and
//! [`AsyncOutcomeLookup`](psea_verifier::AsyncOutcomeLookup). Any number of verifiers share one
//! database: the server does the serialising, not this crate. A commit is
//! one call of one function in the database, hence one round trip: it locks the Attester's row,
//! reads status, version, challenge, `jti`, counter and chain again, and writes everything or
//! nothing (§3.10, §6.5). It runs in READ COMMITTED with row locks, so that load causes waiting
//! and never a serialization failure.
//!
//! ```no_run
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! use psea_store_postgres::PostgresOptions;
//!
//! let options = PostgresOptions::new("host=/run/postgresql dbname=approvals")?;
//! options.migrate().await?; // once per release, by the role that owns the schema
//! let store = options.connect().await?;
//! # Ok(())
//! # }
//! ```
//!
//! # What it needs of the server
//!
//! Checked when a store connects, and again on every connection that its pool opens:
//!
//! * Version 15 or later, a primary (not in recovery), and the schema `psea` in this crate's
//!   version ([`PostgresOptions::migrate`]).
//! * [`Durability::PowerLoss`](psea_verifier::Durability::PowerLoss): `fsync` and
//!   `full_page_writes` are on. Without them the server outlives only its processes; a store that
//!   is to be used all the same says so with [`PostgresOptions::require`].
//! * [`Durability::Failover`](psea_verifier::Durability::Failover): besides,
//!   `synchronous_standby_names` is set and `pg_stat_replication` shows a synchronous standby to
//!   the store's role, which needs `pg_monitor` for that.
//! * `synchronous_commit` is set for each session, whatever server, database or role say, and
//!   looked at again inside every commit. So a pooler that hands sessions out per transaction
//!   (`PgBouncer` in that mode) cannot come between.
//!
//! The data of a session goes over the connection as the options say; for TLS use
//! [`PostgresOptions::connect_tls`] with a connector of your choice.
//!
//! # What it keeps in memory
//!
//! Active enrollment records, at most [`PostgresOptions::cached`], so that a verification in the
//! steady state is one round trip: the commit. Such a record may be an earlier version. The commit
//! reads status and version again, and [`AsyncVerifier`](psea_verifier::AsyncVerifier) judges by
//! the current record whatever an earlier one refused: what another process changed counts from the
//! next verification on. Absence, and records that are not active, are never kept.
//!
//! # What it notices
//!
//! **Another server.** The schema records the server's system identifier, timeline and database.
//! When a connection finds another one (a promoted standby, a recovery to a point in time, a dump
//! restored elsewhere), the store records that moment as the fence, and refuses every proof issued
//! before it: [`StoreError::Fenced`](psea_verifier::StoreError::Fenced).
//!
//! **An older copy in the same place** (a data directory that was put back, a snapshot of a disk)
//! looks the same in all of that. So each process remembers the last changes that were acknowledged
//! to it, as many as run at once, and every new connection looks for them. Where one is missing and
//! cannot have been pruned, the fence is set to that moment, and [`PostgresStore::older_copy`] says
//! so. A server that was restored has closed its connections, so a running process notices at its
//! first call; with [`PostgresOptions::anchor`] the next process does too, and the promise says
//! `notices_older_copy`. What remains:
//!
//! * A process notices what *it* was told. Where several verifiers share a database, the fence that
//!   the first one sets holds for all; until one connects that was told something which the copy
//!   lacks, the others do not know. So whoever restores a copy calls [`PostgresStore::fence`] before
//!   any verifier may connect; the anchor is for the day on which nobody does.
//! * A record is written to the anchor's file before its approval is returned, and outlives the
//!   process from then on. It is synced within about a second. If the *verifier's* machine loses
//!   power, and the database is then replaced by a copy that is older than this second, what was
//!   approved in it is not noticed. A sync that fails stops all commits.
//! * An anchor that was deleted says nothing. One that belongs to another database finds nothing of
//!   what it knows, and fences this one.
//!
//! Recovery: proofs that were issued after the fence pass by themselves. Read
//! [`list`](psea_verifier::AsyncEnrollmentAdmin::list) and make revocations and rotations again that
//! the copy does not have. [`PostgresStore::lift_fence`] is for a fence that was set in error.
//!
//! # What it tells
//!
//! With the feature `metrics`, the counters and times of [`metrics`]. For operators:
//! [`PostgresStore::check`], [`counts`](PostgresStore::counts), [`time`](PostgresStore::time).
//!
//! # When it does not answer
//!
//! Before a commit was sent, failures are
//! [`Unavailable`](psea_verifier::StoreError::Unavailable). A connection lost or a time-out
//! after that is [`OutcomeUnknown`](psea_verifier::StoreError::OutcomeUnknown), and so is a commit
//! of which the server says that the wait for its standby was cancelled. Submitting the proof
//! again is safe, and [`recorded`](psea_verifier::AsyncOutcomeLookup::recorded) tells what became
//! of it.
//!
//! # What is kept
//!
//! Texts are stored as their UTF-8 octets (`bytea`), since `text` refuses U+0000, which claims and
//! counter scopes may hold. A `jti` leaves by [`PostgresStore::prune`], in batches, never before
//! [`keep_until`](psea_verifier::ApprovalRecord::keep_until) lies
//! [`CLOCK_TOLERANCE`](psea_verifier::StoreTime::CLOCK_TOLERANCE) behind the greatest time served.
//! Commits do not wait for a batch that is being forgotten, and find what they look for by index,
//! however much is kept; autovacuum is set to follow where rows leave.

#![warn(clippy::arithmetic_side_effects)]

mod admin;
mod anchor;
mod cache;
mod check;
mod commit;
mod connect;
mod enrollment;
mod error;
pub mod metrics;
mod migrate;
mod options;
mod outcome;
mod server;
mod store;

pub use anchor::OlderCopy;
pub use check::Report;
pub use error::{ConnectError, MigrateError};
pub use migrate::SCHEMA_VERSION;
pub use options::PostgresOptions;
pub use store::{PostgresStore, Pruned, StoreCounts};
