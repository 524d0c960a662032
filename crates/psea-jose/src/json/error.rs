use core::fmt;

/// Why a text is not strict JSON, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct JsonError {
    kind: JsonErrorKind,
    offset: usize,
}

impl JsonError {
    pub(crate) const fn new(kind: JsonErrorKind, offset: usize) -> Self {
        Self { kind, offset }
    }

    /// What is wrong.
    #[must_use]
    pub const fn kind(&self) -> JsonErrorKind {
        self.kind
    }

    /// The octet offset, from 0, at which it was noticed.
    #[must_use]
    pub const fn offset(&self) -> usize {
        self.offset
    }
}

impl fmt::Display for JsonError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at octet {}", self.kind, self.offset)
    }
}

impl core::error::Error for JsonError {}

/// What keeps a text from being strict JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum JsonErrorKind {
    /// The text starts with U+FEFF.
    #[error("a byte order mark")]
    ByteOrderMark,
    /// The octets are not UTF-8.
    #[error("octets that are not UTF-8")]
    InvalidUtf8,
    /// A character that the grammar does not allow there.
    #[error("a character that JSON does not allow here")]
    UnexpectedCharacter,
    /// The text stops inside a value.
    #[error("the text ends inside a value")]
    UnexpectedEnd,
    /// Something other than white space follows the value.
    #[error("data after the JSON value")]
    TrailingData,
    /// A control character stands unescaped in a string.
    #[error("an unescaped control character in a string")]
    ControlCharacter,
    /// An escape that JSON does not define.
    #[error("an escape that JSON does not define")]
    InvalidEscape,
    /// A `\u` escape names half of a surrogate pair.
    #[error("half of a surrogate pair")]
    LoneSurrogate,
    /// A number such as `01`, `1.` or `-`.
    #[error("a malformed number")]
    InvalidNumber,
    /// Two members of one object have the same name after unescaping.
    #[error("a member name that the object already has")]
    DuplicateName,
    /// More nested containers than the bound.
    #[error("more nested containers than the limit allows")]
    TooDeep,
    /// The text is longer than offsets can say (256 MiB).
    #[error("a text of 256 MiB or more")]
    TooLong,
}
