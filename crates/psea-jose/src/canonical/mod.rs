//! RFC 8785 canonical octets, for the values that have them here (§2).
//!
//! Two places of the profile depend on a canonical form: the action-payload hash and the `ueid`
//! derivation. The admitted values are those that no two canonicalisers read differently: every
//! number is written as an integer and lies within ±(2^53 − 1). RFC 8785 alone would round a
//! larger one, so that two different amounts would hash alike.
//!
//! [`CanonicalJson`] is the only way to canonical octets, and it exists only for admitted values.

mod integer;
mod write;

pub use integer::SafeUint;
pub use write::ObjectWriter;

use alloc::string::String;
use core::fmt;

use sha2::{Digest, Sha256};

use crate::json::{Document, JsonError, Value};

/// The canonical text of a JSON value inside the integer subset.
///
/// # Examples
///
/// ```
/// use psea_jose::canonical::CanonicalJson;
///
/// let json = br#"{ "to":"alice", "amount":2500, "currency":"EUR", "actionType":"transfer" }"#;
/// let canonical = CanonicalJson::parse(json, 32)?;
/// assert_eq!(
///     canonical.as_str(),
///     r#"{"actionType":"transfer","amount":2500,"currency":"EUR","to":"alice"}"#,
/// );
/// // An amount that two parsers would read differently has no canonical form.
/// assert!(CanonicalJson::parse(br#"{"amount":2500.0}"#, 32).is_err());
/// # Ok::<(), psea_jose::canonical::CanonicalError>(())
/// ```
///
/// No other text becomes one:
///
/// ```compile_fail,E0603
/// let unchecked = psea_jose::canonical::CanonicalJson(String::from("{\"amount\":1.5}"));
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct CanonicalJson(String);

impl CanonicalJson {
    /// Parses strict JSON with at most `max_depth` nested containers and canonicalises it.
    ///
    /// # Errors
    ///
    /// [`CanonicalError::Json`] if it is not strict JSON, [`CanonicalError::Number`] if a number
    /// lies outside the subset.
    pub fn parse(octets: &[u8], max_depth: u16) -> Result<Self, CanonicalError> {
        let document = Document::parse(octets, max_depth)?;
        Ok(Self::from_value(document.root())?)
    }

    /// Canonicalises a parsed value.
    ///
    /// # Errors
    ///
    /// The first number, in canonical order, outside the subset.
    pub fn from_value(value: Value<'_, '_>) -> Result<Self, NumberError> {
        let mut text = String::with_capacity(value.source().len());
        write::value(&mut text, value)?;
        Ok(Self(text))
    }

    /// The canonical text of one string.
    #[must_use]
    pub fn string(content: &str) -> Self {
        let mut text = String::with_capacity(content.len().saturating_add(2));
        write::plain_string(&mut text, content);
        Self(text)
    }

    /// The canonical text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The canonical octets: the text in UTF-8.
    #[must_use]
    pub fn as_octets(&self) -> &[u8] {
        self.0.as_bytes()
    }

    /// SHA-256 of the canonical octets.
    #[must_use]
    pub fn sha256(&self) -> [u8; 32] {
        Sha256::digest(self.as_octets()).into()
    }

    /// Whether the value is an object.
    #[must_use]
    pub fn is_object(&self) -> bool {
        self.0.starts_with('{')
    }

    /// The canonical text, owned.
    #[must_use]
    pub fn into_string(self) -> String {
        self.0
    }
}

impl AsRef<str> for CanonicalJson {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl fmt::Display for CanonicalJson {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for CanonicalJson {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CanonicalJson({})", self.0)
    }
}

/// A text that has no canonical octets here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CanonicalError {
    /// It is not strict JSON.
    #[error(transparent)]
    Json(#[from] JsonError),
    /// A number lies outside the subset.
    #[error(transparent)]
    Number(#[from] NumberError),
}

/// A number written with a fraction or an exponent, or beyond ±(2^53 − 1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NumberError {
    offset: usize,
}

impl NumberError {
    pub(crate) const fn at(offset: usize) -> Self {
        Self { offset }
    }

    /// The octet offset of the number in the parsed text.
    #[must_use]
    pub const fn offset(&self) -> usize {
        self.offset
    }
}

impl fmt::Display for NumberError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "the number at octet {} is not an integer within ±(2^53 − 1): write amounts as \
             integers in the smallest unit, or as strings",
            self.offset
        )
    }
}

impl core::error::Error for NumberError {}
