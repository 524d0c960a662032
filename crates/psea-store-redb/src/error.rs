use std::error::Error as StdError;
use std::io;
use std::path::PathBuf;

use psea_jose::es256::BackendError;
use psea_verifier::StoreError;

/// Why no store was opened or created. Nothing was changed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// There is no file.
    #[error(
        "there is no store at {}: what was accepted before is not known; restore a copy, or \
         create a new store and enroll with new keys", .0.display()
    )]
    Missing(PathBuf),
    /// There is a file already.
    #[error("there is a file at {} already", .0.display())]
    Exists(PathBuf),
    /// Another process, or another store of this one, has the file open.
    #[error("the store is in use: only one process at a time can open it")]
    InUse,
    /// The file is no store, or one whose creation did not end.
    #[error("this is no store: {0}")]
    NotAStore(Box<str>),
    /// The file was written by a later version of this software.
    #[error(
        "the store has format {found}, and this software knows formats up to {known}: open it with \
         the version that wrote it, or a later one"
    )]
    TooNew {
        /// The file's format.
        found: u32,
        /// The latest one that is known here.
        known: u32,
    },
    /// The file is damaged.
    #[error("the store is damaged, restore a copy of it: {0}")]
    Damaged(Box<str>),
    /// The file or the anchor could not be read or written.
    #[error("{what}: {source}")]
    Io {
        /// What was tried.
        what: &'static str,
        /// The reason.
        source: io::Error,
    },
    /// The engine failed.
    #[error("the store could not be opened: {0}")]
    Engine(#[source] Box<dyn StdError + Send + Sync>),
}

/// Why nothing was imported.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ImportError {
    /// The new file could not be made.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// A key of the snapshot cannot be prepared.
    #[error(transparent)]
    Key(#[from] BackendError),
    /// Two entries of the snapshot are for the same thing, of which one would be forgotten.
    #[error("the snapshot has two entries for the {what} `{name}`")]
    Duplicate {
        /// `attester`, `kid`, `counter scope`, `jti` or `challenge`.
        what: &'static str,
        /// Its name.
        name: Box<str>,
    },
    /// The file could not be written.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A failure inside.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    #[error("{0}")]
    Engine(#[source] Box<redb::Error>),
    #[error("the store is damaged: {0}")]
    Damaged(Damaged),
    #[error("the anchor: {0}")]
    Anchor(#[source] io::Error),
    #[error("the log: {0}")]
    Log(#[source] io::Error),
    #[error("{0}")]
    Stopped(&'static str),
}

pub(crate) use psea_row::Damaged;

impl From<Damaged> for Error {
    fn from(damaged: Damaged) -> Self {
        Self::Damaged(damaged)
    }
}

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

impl From<Error> for StoreError {
    fn from(error: Error) -> Self {
        Self::Unavailable(Box::new(error))
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
            Error::Log(source) => Self::Io { what: "the store's log", source },
            Error::Anchor(source) => Self::Io { what: "the anchor", source },
            Error::Stopped(text) => Self::Engine(text.into()),
        }
    }
}

impl From<redb::Error> for OpenError {
    fn from(error: redb::Error) -> Self {
        match error {
            redb::Error::DatabaseAlreadyOpen => Self::InUse,
            redb::Error::Corrupted(text) => Self::Damaged(text.into()),
            redb::Error::TableTypeMismatch { .. }
            | redb::Error::TableIsMultimap(_)
            | redb::Error::TypeDefinitionChanged { .. } => {
                Self::Damaged("its tables are not those of a store".into())
            }
            redb::Error::TableDoesNotExist(_) => {
                Self::NotAStore("it lacks a table: its creation did not end".into())
            }
            redb::Error::Io(source) => match source.kind() {
                io::ErrorKind::InvalidData => Self::NotAStore(source.to_string().into()),
                io::ErrorKind::UnexpectedEof => Self::Damaged("it ends too early".into()),
                _ => Self::Io { what: "the store's file", source },
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
