use std::error::Error;
use std::path::PathBuf;
use std::time::Duration;

use deadpool_postgres::PoolError;
use psea_verifier::{Durability, StoreError};

/// Why a store was not opened.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ConnectError {
    /// The connection could not be made, or broke.
    #[error("PostgreSQL cannot be reached: {0}")]
    Unreachable(#[source] Box<dyn Error + Send + Sync>),
    /// The server did not answer in time.
    #[error("PostgreSQL did not answer within {0:?}")]
    TimedOut(Duration),
    /// The server is too old.
    #[error("PostgreSQL {found} is too old: version 15 or later is needed")]
    ServerVersion {
        /// `server_version` of the server.
        found: String,
    },
    /// The server is a standby.
    #[error("the server is in recovery: connect to the primary")]
    Standby,
    /// The database has no schema of this crate, or an older or newer one.
    #[error("the schema is in version {found}, and {wanted} is needed: run the migrations")]
    Schema {
        /// The version found; 0 if there is none.
        found: i32,
        /// The version that this crate works with.
        wanted: i32,
    },
    /// The anchor's file cannot be used.
    #[error("the anchor {path} cannot be used: {source}", path = path.display())]
    Anchor {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The server keeps less than is required.
    #[error("the server promises `{found}` and `{required}` is required: {reason}")]
    Durability {
        /// What the settings of the server amount to.
        found: Durability,
        /// What the options ask for.
        required: Durability,
        /// Which setting stands in the way.
        reason: &'static str,
    },
}

/// Why the schema was not brought up to date. The step that failed left nothing behind.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum MigrateError {
    /// The server could not be asked.
    #[error(transparent)]
    Connect(#[from] ConnectError),
    /// The schema is newer than this crate.
    #[error("the schema is in version {found}, and this release knows {known}: use a later one")]
    Newer {
        /// The version found.
        found: i32,
        /// The last version that this crate knows.
        known: i32,
    },
    /// The server refused a step.
    #[error("migration {version} failed: {source}")]
    Step {
        /// The version that the step leads to.
        version: i32,
        /// What the server said.
        source: tokio_postgres::Error,
    },
}

impl From<tokio_postgres::Error> for ConnectError {
    fn from(error: tokio_postgres::Error) -> Self {
        Self::Unreachable(detailed(error))
    }
}

impl From<tokio_postgres::Error> for MigrateError {
    fn from(error: tokio_postgres::Error) -> Self {
        Self::Connect(error.into())
    }
}

/// A failure before anything was sent, or of something that changes nothing.
pub(crate) fn unavailable(error: impl Into<Box<dyn Error + Send + Sync>>) -> StoreError {
    StoreError::Unavailable(error.into())
}

/// The pool gave no connection: nothing was sent.
pub(crate) fn no_connection(error: PoolError) -> StoreError {
    match error {
        PoolError::Backend(error) => StoreError::Unavailable(detailed(error)),
        other => unavailable(other),
    }
}

/// tokio-postgres says `db error` and leaves the server's words to the source.
pub(crate) fn detailed(error: tokio_postgres::Error) -> Box<dyn Error + Send + Sync> {
    match error.as_db_error() {
        Some(said) => {
            format!("PostgreSQL said: {} (SQLSTATE {})", said.message(), said.code().code()).into()
        }
        None => Box::new(error),
    }
}

#[derive(Debug, thiserror::Error)]
#[error("committed, but the anchor could not be written: {0}")]
struct Unmarked(#[source] std::io::Error);

/// It was committed, and an approval that the anchor does not know is not given: asked again, it is
/// a replay with a record.
pub(crate) fn unmarked(error: std::io::Error) -> StoreError {
    StoreError::OutcomeUnknown(Box::new(Unmarked(error)))
}
