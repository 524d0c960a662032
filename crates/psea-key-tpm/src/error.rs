use std::io;
use std::path::PathBuf;

use psea_attester::KeyError;

use crate::reference::ReferenceError;
use crate::refusal::Refusal;

/// Why a key could not be made or opened.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TpmError {
    /// The reference names no key.
    #[error(transparent)]
    Reference(#[from] ReferenceError),
    /// The file could not be read or written.
    #[error("the key file `{path}` cannot be {operation}: {source}")]
    Io {
        /// Which file.
        path: PathBuf,
        /// `read` or `written`.
        operation: &'static str,
        /// What the system said.
        source: io::Error,
    },
    /// The file is not what this version writes.
    #[error("the key file `{path}` cannot be used: {problem}")]
    File {
        /// Which file.
        path: PathBuf,
        /// What is wrong with it.
        problem: String,
    },
    /// The key is in another TPM, its TPM was cleared since, or the wrapped half is damaged: a TPM
    /// cannot tell these apart.
    #[error(
        "this TPM cannot unwrap the key in `{path}`: it was made in another one, this one was cleared since, or the file is damaged"
    )]
    OtherTpm {
        /// Which file.
        path: PathBuf,
    },
    /// The key cannot serve as a PSEA key.
    #[error("the key is refused: {0}")]
    Refused(#[from] Refusal),
    /// A PIN that no key can have.
    #[error("a PIN has 4 to 32 octets and no NUL: choose another one")]
    Pin,
    /// The TPM did not do it.
    #[error(transparent)]
    Key(#[from] KeyError),
}
