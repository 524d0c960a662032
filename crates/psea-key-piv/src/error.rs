use psea_attester::KeyError;

use crate::reference::ReferenceError;
use crate::refusal::Refusal;

/// Why a key could not be opened.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PivError {
    /// The reference names no key.
    #[error(transparent)]
    Reference(#[from] ReferenceError),
    /// The key cannot serve as a PSEA key.
    #[error("the key is refused: {0}")]
    Refused(#[from] Refusal),
    /// The card or the way to it did not work.
    #[error(transparent)]
    Key(#[from] KeyError),
}

/// An answer of a card that PIV does not have at that place.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("the card answered {status:04X} to {command}")]
pub(crate) struct Unexpected {
    pub(crate) command: &'static str,
    pub(crate) status: u16,
}
