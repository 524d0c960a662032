//! The party that reads results, and what it trusts.

use serde::{Deserialize, Serialize};

use crate::model::{Flaw, Jwk};

/// How the consumer of a vector is configured. Members that have their default are left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "ConsumerMembers", into = "ConsumerMembers")]
pub struct ConsumerSetup {
    /// The Verifier whose results are relied on.
    pub iss: String,
    /// Who reads.
    pub aud: String,
    /// The longest `exp − iat`, in seconds; 300.
    pub max_lifetime: u64,
    /// The tolerated clock skew, in seconds; 0.
    pub clock_skew: u64,
    /// For how many seconds no second refresh of the key set is asked for; 30.
    pub cool_down: u64,
    /// What is trusted.
    pub trust: Trust,
}

/// What a consumer trusts from the beginning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trust {
    /// `keys`: single public keys.
    Keys(Vec<Jwk>),
    /// `key_set`: the text of a key set, to the letter.
    KeySet(String),
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ConsumerMembers {
    iss: String,
    aud: String,
    #[serde(default = "default_lifetime", skip_serializing_if = "is_default_lifetime")]
    max_lifetime: u64,
    #[serde(default, skip_serializing_if = "is_zero")]
    clock_skew: u64,
    #[serde(default = "default_cool_down", skip_serializing_if = "is_default_cool_down")]
    cool_down: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    keys: Option<Vec<Jwk>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    key_set: Option<String>,
}

const DEFAULT_LIFETIME: u64 = 300;
const DEFAULT_COOL_DOWN: u64 = 30;

const fn default_lifetime() -> u64 {
    DEFAULT_LIFETIME
}

const fn default_cool_down() -> u64 {
    DEFAULT_COOL_DOWN
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde asks for")]
const fn is_default_lifetime(seconds: &u64) -> bool {
    *seconds == DEFAULT_LIFETIME
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde asks for")]
const fn is_default_cool_down(seconds: &u64) -> bool {
    *seconds == DEFAULT_COOL_DOWN
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde asks for")]
const fn is_zero(seconds: &u64) -> bool {
    *seconds == 0
}

impl TryFrom<ConsumerMembers> for ConsumerSetup {
    type Error = Flaw;

    fn try_from(members: ConsumerMembers) -> Result<Self, Flaw> {
        let ConsumerMembers { iss, aud, max_lifetime, clock_skew, cool_down, keys, key_set } =
            members;
        let trust = match (keys, key_set) {
            (Some(keys), None) => Trust::Keys(keys),
            (None, Some(text)) => Trust::KeySet(text),
            _ => return Err(Flaw::new("keys", "give exactly one of `keys` and `key_set`")),
        };
        Ok(Self { iss, aud, max_lifetime, clock_skew, cool_down, trust })
    }
}

impl From<ConsumerSetup> for ConsumerMembers {
    fn from(setup: ConsumerSetup) -> Self {
        let ConsumerSetup { iss, aud, max_lifetime, clock_skew, cool_down, trust } = setup;
        let (keys, key_set) = match trust {
            Trust::Keys(keys) => (Some(keys), None),
            Trust::KeySet(text) => (None, Some(text)),
        };
        Self { iss, aud, max_lifetime, clock_skew, cool_down, keys, key_set }
    }
}
