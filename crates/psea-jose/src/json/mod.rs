//! Strict JSON (RFC 8259 grammar, and nothing that two parsers could read differently).
//!
//! [`Document::parse`] accepts one JSON text in UTF-8 and refuses a byte order mark, malformed
//! UTF-8, lone surrogates, duplicate member names at any depth (compared after unescaping),
//! nesting beyond a bound, and anything after the value. It keeps the received text: values are
//! spans of it, decoded when asked for, and nothing is rounded or normalised on the way.
//!
//! Numbers keep their spelling. Whether one is an integer that every implementation reads alike
//! is asked with [`Value::as_integer`]; see [`crate::canonical`] for where that is required.

mod error;
mod names;
mod order;
mod parser;
mod scan;
mod string;
mod value;

pub use error::{JsonError, JsonErrorKind};
pub(crate) use scan::plain_octets;
pub use string::Text;
pub use value::{Array, Kind, Members, Object, Value};

use alloc::vec::Vec;

/// The nesting that the profile's defaults admit: containers only, the outermost is level 1.
pub const DEFAULT_MAX_DEPTH: u16 = 32;

/// The greatest nesting bound that can be configured. Walks over a parsed value recurse once per
/// level, so this bounds their stack.
pub const CEILING_MAX_DEPTH: u16 = 128;

/// The greatest integer of the admitted subset, 2^53 − 1 (§2; RFC 8785 §3.2.2.3, RFC 7493 §2.2).
/// Beyond it a reader that uses doubles would give two different amounts the same octets.
pub const MAX_SAFE_INTEGER: i64 = 9_007_199_254_740_991;

/// One strictly parsed JSON text.
///
/// Borrows the text; its values are [`Value`] views.
#[derive(Clone)]
pub struct Document<'a> {
    text: &'a str,
    nodes: Vec<Node>,
}

impl<'a> Document<'a> {
    /// Parses `octets` as exactly one JSON value in UTF-8, with at most `max_depth` nested
    /// containers (a bound above [`CEILING_MAX_DEPTH`] counts as that ceiling).
    ///
    /// # Errors
    ///
    /// The first thing that is not strict JSON, with its octet offset.
    ///
    /// # Examples
    ///
    /// ```
    /// use psea_jose::json::{Document, JsonErrorKind, DEFAULT_MAX_DEPTH};
    ///
    /// let twice = br#"{"amount":1,"\u0061mount":9999}"#;
    /// let error = Document::parse(twice, DEFAULT_MAX_DEPTH).unwrap_err();
    /// assert_eq!(error.kind(), JsonErrorKind::DuplicateName);
    /// ```
    pub fn parse(octets: &'a [u8], max_depth: u16) -> Result<Self, JsonError> {
        parser::parse(octets, max_depth.min(CEILING_MAX_DEPTH))
    }

    /// The value that the text consists of.
    #[must_use]
    pub fn root(&self) -> Value<'_, 'a> {
        Value::new(self, 0)
    }

    /// The text as it was received.
    #[must_use]
    pub fn text(&self) -> &'a str {
        self.text
    }
}

impl core::fmt::Debug for Document<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Document").field("octets", &self.text.len()).finish_non_exhaustive()
    }
}

/// What one entry of the parse is. The numbers are those that [`Node::kind`] reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum NodeKind {
    Null = 0,
    False = 1,
    True = 2,
    /// An integer token within ±(2^53 − 1).
    Integer = 3,
    /// Any other number: a fraction, an exponent, or too large.
    Number = 4,
    String = 5,
    /// A string that contains at least one escape.
    EscapedString = 6,
    Array = 7,
    Object = 8,
    /// Stands behind an object that has members; its `link` is the first in canonical order.
    First = 9,
}

/// One value or member name, in document order. A member is its name's node followed by its
/// value's nodes.
///
/// Twelve octets, because a text can have a value for every second of its own: what a hostile text
/// costs in memory is mostly this table.
#[derive(Clone, Copy, Debug)]
struct Node {
    /// The kind in the highest four bits, and the octet offset into the text below them. Strings:
    /// behind the opening quote. Containers: of the opening bracket.
    kind_and_start: u32,
    /// The octet offset behind the value. Strings: of the closing quote.
    end: u32,
    /// Container: the index after its subtree. Name, [`NodeKind::First`]: the next member's name
    /// in canonical order, 0 where there is none: node 0 is the root and never a name.
    link: u32,
}

/// A text is shorter than this, so that an offset leaves room for the kind: 256 MiB.
const MAX_OCTETS: u32 = 1 << START_BITS;

const START_BITS: u32 = 28;

impl Node {
    #[inline]
    const fn new(kind: NodeKind, start: u32, end: u32, link: u32) -> Self {
        Self {
            kind_and_start: ((kind as u32) << START_BITS) | (start & (MAX_OCTETS - 1)),
            end,
            link,
        }
    }

    #[inline]
    const fn kind(self) -> NodeKind {
        match self.kind_and_start >> START_BITS {
            0 => NodeKind::Null,
            1 => NodeKind::False,
            2 => NodeKind::True,
            3 => NodeKind::Integer,
            5 => NodeKind::String,
            6 => NodeKind::EscapedString,
            7 => NodeKind::Array,
            8 => NodeKind::Object,
            9 => NodeKind::First,
            _ => NodeKind::Number,
        }
    }

    #[inline]
    const fn start(self) -> u32 {
        self.kind_and_start & (MAX_OCTETS - 1)
    }
}
