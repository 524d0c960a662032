use core::fmt;

use psea_jose::canonical::{CanonicalError, CanonicalJson, NumberError};
use psea_jose::json::{DEFAULT_MAX_DEPTH, JsonError, Value};

use crate::{PayloadHash, SignalsHash};

/// The action that a human approves and a server executes: a JSON object in canonical form (§2).
///
/// What is hashed, shown and executed is this one value.
///
/// # Examples
///
/// ```
/// use psea_claims::ActionPayload;
///
/// let action = ActionPayload::parse(
///     br#"{"actionType":"transfer","amount":2500,"currency":"EUR","to":"alice"}"#,
/// )?;
/// assert_eq!(action.hash().to_text(), "8PjrOQ7Ns7MSdlz+OoiMOa1FcbuU3fxVMjCkuFFx6UI=");
/// # Ok::<(), psea_claims::ActionError>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct ActionPayload(CanonicalJson);

impl ActionPayload {
    /// The nesting that still fits into a transport body under the default limits: the body's own
    /// braces are level 1.
    pub const MAX_DEPTH: u16 = DEFAULT_MAX_DEPTH - 1;

    /// Parses and canonicalises a JSON object.
    ///
    /// # Errors
    ///
    /// If it is not strict JSON, no object, has a number outside the integer subset, or nests
    /// deeper than a transport body can hold.
    pub fn parse(json: &[u8]) -> Result<Self, ActionError> {
        let json = CanonicalJson::parse(json, Self::MAX_DEPTH).map_err(ActionError::from_json)?;
        Self::from_canonical(json)
    }

    /// Canonicalises a parsed value.
    ///
    /// # Errors
    ///
    /// If it is no object or has a number outside the integer subset.
    pub fn from_value(value: Value<'_, '_>) -> Result<Self, ActionError> {
        if value.as_object().is_none() {
            return Err(ActionError::NotObject);
        }
        Ok(Self(CanonicalJson::from_value(value)?))
    }

    /// Takes a value that is canonical already.
    ///
    /// # Errors
    ///
    /// If it is no object.
    pub fn from_canonical(json: CanonicalJson) -> Result<Self, ActionError> {
        if json.is_object() { Ok(Self(json)) } else { Err(ActionError::NotObject) }
    }

    /// Serialises `action` with serde and canonicalises the result.
    ///
    /// # Errors
    ///
    /// [`ActionError::Serialize`] if serde refuses it or it holds a NaN or an infinity, or as
    /// [`ActionPayload::parse`]: in particular a floating-point amount is refused.
    #[cfg(feature = "serde")]
    pub fn from_serialize<T: serde::Serialize + ?Sized>(action: &T) -> Result<Self, ActionError> {
        // They would be written as null, which is another action.
        crate::finite::check(action).map_err(|_| ActionError::Serialize)?;
        let json = serde_json::to_vec(action).map_err(|_| ActionError::Serialize)?;
        Self::parse(&json)
    }

    /// Deserialises the action with serde, from the canonical octets that were hashed.
    ///
    /// # Errors
    ///
    /// If the action does not have the form of `T`. Let `T` deny unknown fields: a member that
    /// the user approved and the program ignores is a surprise to one of them.
    #[cfg(feature = "serde")]
    pub fn deserialize<'de, T: serde::Deserialize<'de>>(&'de self) -> Result<T, serde_json::Error> {
        serde_json::from_str(self.as_str())
    }

    /// `psea_payload_hash` of this action.
    #[must_use]
    pub fn hash(&self) -> PayloadHash {
        PayloadHash::of(&self.0)
    }

    /// The canonical text: what is hashed, to show and to execute.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// The canonical form.
    #[must_use]
    pub const fn as_canonical(&self) -> &CanonicalJson {
        &self.0
    }
}

impl fmt::Display for ActionPayload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for ActionPayload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ActionPayload({})", self.0)
    }
}

/// Signals of the device that a proof may commit to (§3.6; revision -03): any JSON inside the
/// integer subset, in canonical form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignalReport(CanonicalJson);

impl SignalReport {
    /// Parses and canonicalises a JSON value.
    ///
    /// # Errors
    ///
    /// As [`ActionPayload::parse`], except that any kind of value is admitted.
    pub fn parse(json: &[u8]) -> Result<Self, ActionError> {
        CanonicalJson::parse(json, ActionPayload::MAX_DEPTH)
            .map(Self)
            .map_err(ActionError::from_json)
    }

    /// Canonicalises a parsed value.
    ///
    /// # Errors
    ///
    /// If it has a number outside the integer subset.
    pub fn from_value(value: Value<'_, '_>) -> Result<Self, ActionError> {
        Ok(Self(CanonicalJson::from_value(value)?))
    }

    /// `psea_signals_hash` of this report.
    #[must_use]
    pub fn hash(&self) -> SignalsHash {
        SignalsHash::of(&self.0)
    }

    /// The canonical form.
    #[must_use]
    pub const fn as_canonical(&self) -> &CanonicalJson {
        &self.0
    }
}

/// A document that cannot be bound by a proof.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ActionError {
    /// Not strict JSON.
    #[error("not strict JSON: {0}")]
    Json(JsonError),
    /// JSON, but no object.
    #[error("an action payload must be a JSON object")]
    NotObject,
    /// A number outside the integer subset.
    #[error(transparent)]
    Number(#[from] NumberError),
    /// serde could not serialise the value.
    #[error("the value cannot be serialised as JSON")]
    Serialize,
}

impl ActionError {
    fn from_json(error: CanonicalError) -> Self {
        match error {
            CanonicalError::Number(error) => Self::Number(error),
            CanonicalError::Json(error) => Self::Json(error),
            // The enum is open to additions; whatever comes is a refusal.
            _ => Self::Serialize,
        }
    }
}
