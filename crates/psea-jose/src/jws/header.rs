use alloc::borrow::Cow;

use super::{ALG, JwsError};
use crate::json::{self, Document};

/// What a header must be for a token to be considered at all (§3.2, §3.4).
#[derive(Clone, Copy, Debug)]
pub struct HeaderRules {
    /// The required `typ`, byte-equal.
    pub typ: &'static str,
    /// The longest admitted `kid`, in octets of UTF-8, inclusive.
    pub max_kid: usize,
    /// The deepest admitted nesting of the header, counted on its own.
    pub max_depth: u16,
    /// Whether a parameter other than `alg`, `kid` and `typ` is refused rather than ignored.
    pub closed: bool,
}

impl HeaderRules {
    /// The defaults of the profile for tokens of this `typ`: `kid` up to 512 octets, nesting 32.
    #[must_use]
    pub const fn new(typ: &'static str) -> Self {
        Self { typ, max_kid: 512, max_depth: json::DEFAULT_MAX_DEPTH, closed: false }
    }

    /// The same, for tokens whose header has exactly `alg`, `kid` and `typ`.
    #[must_use]
    pub const fn closed(mut self) -> Self {
        self.closed = true;
        self
    }

    /// Checks the header and gives its `kid`.
    pub(super) fn kid_of<'h>(&self, header: &'h [u8]) -> Result<Cow<'h, str>, JwsError> {
        let document = Document::parse(header, self.max_depth).map_err(JwsError::HeaderJson)?;
        let header = document.root().as_object().ok_or(JwsError::HeaderNotObject)?;
        let is = |name, expected: &str| {
            header.get(name).and_then(|value| value.as_text()).is_some_and(|text| text == *expected)
        };

        // §3.4: every `alg` but ES256 is refused, "none" above all.
        if !is("alg", ALG) {
            return Err(JwsError::Alg);
        }
        // §3.2: `typ` is byte-equal, so that no other kind of token passes for this one.
        if !is("typ", self.typ) {
            return Err(JwsError::Typ);
        }
        // §3.4: the profile defines no critical extension (RFC 7515 §4.1.11).
        if header.get("crit").is_some() {
            return Err(JwsError::Crit);
        }
        // §3.4: the payload is always base64url-encoded (RFC 7797).
        if header.get("b64").is_some_and(|value| value.as_bool() != Some(true)) {
            return Err(JwsError::B64);
        }
        // §3.4: `kid` selects the enrolled key. Every other parameter is ignored; `jwk`, `jku`,
        // `x5u`, `x5c` in particular are not looked at: no key comes from the token.
        let kid = header.get("kid").and_then(|value| value.as_text()).ok_or(JwsError::Kid)?;
        let kid = kid.to_cow();
        if kid.is_empty() || kid.len() > self.max_kid {
            return Err(JwsError::Kid);
        }
        if self.closed && header.iter().count() != 3 {
            return Err(JwsError::Parameter);
        }
        Ok(kid)
    }
}
