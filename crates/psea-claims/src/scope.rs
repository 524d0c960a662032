//! Counter scopes (§3.10): which high-water mark a counter is compared with. A scope comes only
//! from a signed claim or from the action payload, never from an unsigned member of the body.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use psea_jose::base64::url;
use psea_jose::json::Value;
use sha2::{Digest, Sha256};

use crate::Tier;
use crate::shared::Text;

/// Octets of a value of the action payload that a scope's key holds as it is.
const LONGEST_VALUE: usize = 256;

/// The scope of one counter, within one Attester.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CounterScope(Text<'static>);

impl CounterScope {
    /// The one scope of a deployment that counts everything together.
    pub const SINGLE: Self = Self(Text::Borrowed("single"));

    /// The scope of a tier.
    #[must_use]
    pub fn of_tier(tier: &Tier<'_>) -> Self {
        Self::named("tier:", tier.as_str())
    }

    /// A long value is named by its hash: a key is part of an index, which in some stores takes
    /// no more than a few thousand octets, and is kept for good.
    fn of_payload(value: &str) -> Self {
        if value.len() > LONGEST_VALUE {
            let hash = url::encode(&<[u8; 32]>::from(Sha256::digest(value)));
            Self::named("payload-sha256:", &hash)
        } else {
            Self::named("payload:", value)
        }
    }

    fn named(kind: &str, value: &str) -> Self {
        let mut key = String::with_capacity(kind.len().saturating_add(value.len()));
        key.push_str(kind);
        key.push_str(value);
        Self(key.into())
    }

    /// A scope from its key, as a store keeps it.
    #[must_use]
    pub fn from_key(key: impl Into<String>) -> Self {
        Self(key.into().into())
    }

    /// The scope's key: `single`, `tier:…`, `payload:…`, or `payload-sha256:…` with the SHA-256 of a
    /// value of more than 256 octets in base64url, so that scopes of different kinds never meet.
    #[must_use]
    pub fn as_key(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for CounterScope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CounterScope({})", self.as_key())
    }
}

/// How a deployment scopes counters. Attester and Verifier must agree.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum ScopePolicy {
    /// One counter for all proofs of an Attester.
    #[default]
    Single,
    /// A counter per `psea_tier`.
    Tier,
    /// A counter per value of a string inside the action payload.
    Payload(JsonPointer),
}

impl ScopePolicy {
    /// The scope of a proof; none if the pointer finds no string in the action payload.
    #[must_use]
    pub fn scope(&self, tier: &Tier<'_>, action: Value<'_, '_>) -> Option<CounterScope> {
        match self {
            Self::Single => Some(CounterScope::SINGLE),
            Self::Tier => Some(CounterScope::of_tier(tier)),
            Self::Payload(pointer) => {
                let text = pointer.find(action)?.as_text()?;
                Some(CounterScope::of_payload(&text.to_cow()))
            }
        }
    }
}

/// A pointer into a JSON value (RFC 6901).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JsonPointer {
    tokens: Vec<String>,
}

impl JsonPointer {
    /// Reads a pointer such as `/account/id`; `~1` stands for `/` and `~0` for `~`.
    ///
    /// # Errors
    ///
    /// If it is neither empty nor starts with `/`, or has another `~`.
    pub fn parse(text: &str) -> Result<Self, PointerError> {
        let Some(rest) = text.strip_prefix('/') else {
            let tokens = Vec::new();
            return if text.is_empty() { Ok(Self { tokens }) } else { Err(PointerError) };
        };
        let tokens = rest.split('/').map(unescape).collect::<Option<_>>().ok_or(PointerError)?;
        Ok(Self { tokens })
    }

    /// The value it points at.
    #[must_use]
    pub fn find<'d, 'a>(&self, root: Value<'d, 'a>) -> Option<Value<'d, 'a>> {
        self.tokens.iter().try_fold(root, |value, token| {
            if let Some(object) = value.as_object() {
                return object.get(token);
            }
            let plain = token == "0" || !token.starts_with('0');
            let index = token.bytes().all(|c| c.is_ascii_digit()) && plain;
            let index: usize = index.then(|| token.parse().ok())??;
            value.as_array()?.iter().nth(index)
        })
    }
}

fn unescape(token: &str) -> Option<String> {
    let mut text = String::with_capacity(token.len());
    let mut chars = token.chars();
    while let Some(c) = chars.next() {
        text.push(match c {
            '~' => match chars.next()? {
                '0' => '~',
                '1' => '/',
                _ => return None,
            },
            c => c,
        });
    }
    Some(text)
}

/// A text that is no JSON pointer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "not a JSON pointer (RFC 6901): it is empty or starts with `/`, and `~` stands only in `~0` and `~1`"
)]
pub struct PointerError;

#[cfg(test)]
mod tests {
    use super::*;
    use psea_jose::json::Document;

    /// RFC 6901 §5, the examples that apply.
    #[test]
    fn pointer_examples() {
        let json = br#"{"foo":["bar","baz"],"":0,"a/b":1,"m~n":8,"o":{"p":"q"}}"#;
        let document = Document::parse(json, 32).unwrap();
        let find = |pointer: &str| {
            JsonPointer::parse(pointer).unwrap().find(document.root()).map(|value| value.source())
        };
        assert_eq!(find(""), Some(core::str::from_utf8(json).unwrap()));
        assert_eq!(find("/foo/0"), Some("\"bar\""));
        assert_eq!(find("/foo/00"), None);
        assert_eq!(find("/foo/2"), None);
        assert_eq!(find("/foo/-"), None);
        assert_eq!(find("/"), Some("0"));
        assert_eq!(find("/a~1b"), Some("1"));
        assert_eq!(find("/m~0n"), Some("8"));
        assert_eq!(find("/o/p"), Some("\"q\""));
        assert_eq!(find("/o/p/q"), None);
        for refused in ["foo", "/~", "/~2", "#/foo"] {
            assert_eq!(JsonPointer::parse(refused), Err(PointerError), "{refused}");
        }
    }

    /// §3.10: scopes of different kinds are different scopes.
    #[test]
    fn kinds_of_scope_do_not_meet() {
        let document = Document::parse(br#"{"s":"x"}"#, 32).unwrap();
        let tier = Tier::new("x").unwrap();
        let scope = |policy: ScopePolicy| policy.scope(&tier, document.root()).unwrap();
        let by_payload = ScopePolicy::Payload(JsonPointer::parse("/s").unwrap());
        assert_ne!(scope(ScopePolicy::Tier), scope(by_payload));
        let missing = ScopePolicy::Payload(JsonPointer::parse("/t").unwrap());
        assert_eq!(missing.scope(&tier, document.root()), None);
    }
}
