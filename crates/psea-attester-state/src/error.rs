use std::error::Error as StdError;
use std::io;
use std::path::{Path, PathBuf};

use psea_attester::StateError;

/// Why no state was opened or created. Nothing was changed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// There is no file.
    #[error(
        "there is no state at {}: its counters are not known; find the file, or make a new key, \
         create a new state and enroll", .0.display()
    )]
    Missing(PathBuf),
    /// There is a file already.
    #[error("there is a file at {} already: open it instead", .0.display())]
    Exists(PathBuf),
    /// Another process, or another state of this one, has the file open.
    #[error(
        "the state at {} is in use: two Attesters with one state would use a counter twice",
        .0.display()
    )]
    InUse(PathBuf),
    /// The file is no state, or one whose creation did not end.
    #[error("this is no state of an Attester: {0}")]
    NotAState(Box<str>),
    /// The file was written by a later version of this software.
    #[error("the state has format {found}, and this software knows formats up to {known}")]
    TooNew {
        /// The file's format.
        found: u32,
        /// The latest one that is known here.
        known: u32,
    },
    /// The file is damaged. An older copy of it is no remedy: it would use counters twice.
    #[error("the state is damaged: make a new key, create a new state and enroll: {0}")]
    Damaged(Box<str>),
    /// The file could not be read or written.
    #[error("{what}: {source}")]
    Io {
        /// What was tried.
        what: &'static str,
        /// The reason.
        source: io::Error,
    },
    /// The engine failed.
    #[error("the state could not be opened: {0}")]
    Engine(#[source] Box<dyn StdError + Send + Sync>),
    /// The state in a JSON file could not be taken over.
    #[error("the state to take over: {0}")]
    From(#[source] StateError),
}

/// Why an enrollment was not recorded. Nothing was changed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EnrollError {
    /// The key or its `kid` belongs to an enrollment that ended.
    #[error("the {0} belongs to an enrollment that ended: make a new key and enroll it")]
    Retired(&'static str),
    /// Proofs of the present key wait.
    #[error("{0} proofs wait in the queue: let them end first")]
    Waiting(usize),
    /// The state could not be read or written.
    #[error(transparent)]
    State(#[from] StateError),
}

/// A failure inside.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    #[error("{0}")]
    Engine(#[source] Box<redb::Error>),
    #[error("{0}")]
    Damaged(#[from] Damaged),
}

pub(crate) use psea_row::Damaged;

macro_rules! engine {
    ($($error:ty),*) => {$(
        impl From<$error> for Error {
            fn from(error: $error) -> Self {
                Self::Engine(Box::new(error.into()))
            }
        }
    )*};
}
engine!(
    redb::StorageError,
    redb::TableError,
    redb::TransactionError,
    redb::CommitError,
    redb::SetDurabilityError
);

impl Error {
    /// As the Attester's state reports it.
    pub(crate) fn at(self, path: &Path, operation: &'static str) -> StateError {
        let path = path.display().to_string();
        match self {
            Self::Damaged(damaged) => StateError::Unreadable { path, problem: damaged.to_string() },
            Self::Engine(source) => StateError::Io { path, operation, source },
        }
    }
}

impl OpenError {
    pub(crate) fn io(what: &'static str) -> impl FnOnce(io::Error) -> Self {
        move |source| Self::Io { what, source }
    }
}

impl From<Error> for OpenError {
    fn from(error: Error) -> Self {
        match error {
            Error::Damaged(damaged) => Self::Damaged(damaged.to_string().into()),
            Error::Engine(engine) => Self::from(*engine),
        }
    }
}

impl From<redb::Error> for OpenError {
    fn from(error: redb::Error) -> Self {
        match error {
            redb::Error::Corrupted(text) => Self::Damaged(text.into()),
            redb::Error::TableTypeMismatch { .. }
            | redb::Error::TableIsMultimap(_)
            | redb::Error::TypeDefinitionChanged { .. } => {
                Self::Damaged("its tables are not those of a state".into())
            }
            redb::Error::TableDoesNotExist(_) => {
                Self::NotAState("it lacks a table: its creation did not end".into())
            }
            redb::Error::Io(source) => match source.kind() {
                io::ErrorKind::InvalidData => Self::NotAState(source.to_string().into()),
                // The second is what redb's storage in memory says of it.
                io::ErrorKind::UnexpectedEof | io::ErrorKind::InvalidInput => {
                    Self::Damaged("it ends too early".into())
                }
                _ => Self::Io { what: "the state's file", source },
            },
            other => Self::Engine(Box::new(other)),
        }
    }
}

impl From<redb::DatabaseError> for OpenError {
    fn from(error: redb::DatabaseError) -> Self {
        Self::from(redb::Error::from(error))
    }
}
