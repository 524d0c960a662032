use std::fmt;

use zeroize::Zeroizing;

use crate::key::{KeyError, Prompt};

/// A PIN that was entered for one signature. Its memory is overwritten when it is dropped, and it is
/// never printed.
pub struct Pin(Zeroizing<String>);

impl Pin {
    /// Takes a PIN.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self(Zeroizing::new(text.into()))
    }

    /// The PIN, for the hardware alone.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Pin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pin(…)")
    }
}

/// What a PIN is asked for.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct PinRequest<'a> {
    /// What the user approves by entering it: to be shown in full.
    pub prompt: Prompt<'a>,
    /// Which key, in words that its owner knows.
    pub key: &'a str,
    /// How many tries the hardware still allows, if it says.
    pub tries_left: Option<u32>,
}

impl<'a> PinRequest<'a> {
    /// A request for `key`.
    #[must_use]
    pub const fn new(prompt: Prompt<'a>, key: &'a str, tries_left: Option<u32>) -> Self {
        Self { prompt, key, tries_left }
    }
}

/// Asks the user for a PIN: once for every signature, never kept in between.
pub trait PinEntry: fmt::Debug + Send + Sync {
    /// Shows what is approved and asks for the PIN.
    ///
    /// # Errors
    ///
    /// [`KeyError::Declined`] if the user gives none.
    fn enter(&self, request: &PinRequest<'_>) -> Result<Pin, KeyError>;
}
