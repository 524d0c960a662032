use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use psea_claims::EpochSeconds;
use psea_jose::canonical::CanonicalJson;
use psea_jose::es256::PublicKey;

use super::jwks;

/// A Verifier's keys for results, with their history. A value: to be kept as its
/// [JWK set](Self::to_jwks) and published as the same.
///
/// At most one key is active. A key is announced at least one cache lifetime before it is active,
/// so that whoever fetched the set knows the key before anything is signed with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeySet {
    pub(super) keys: Vec<KeySetKey>,
    pub(super) cache_lifetime: u64,
}

/// One key of a [`KeySet`], with the times of its life.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeySetKey {
    pub(super) public: PublicKey,
    pub(super) announced: EpochSeconds,
    pub(super) activated: Option<EpochSeconds>,
    pub(super) retired: Option<EpochSeconds>,
    pub(super) revoked: Option<EpochSeconds>,
}

/// Where a key is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum KeyState {
    /// Published, not used yet.
    Announced,
    /// Signs.
    Active,
    /// Signs no more; what it signed verifies.
    Retired,
    /// Must not be trusted any more: somebody else may have it.
    Revoked,
}

impl KeyState {
    /// `announced`, `active`, `retired` or `revoked`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Announced => "announced",
            Self::Active => "active",
            Self::Retired => "retired",
            Self::Revoked => "revoked",
        }
    }
}

impl fmt::Display for KeyState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Why a key set was not changed, or cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum KeySetError {
    /// The set has this key already.
    #[error("the key {0} is in the set already")]
    Known(String),
    /// The set has no such key.
    #[error("the set has no key {0}")]
    Unknown(String),
    /// The key cannot go from its state to the one that was asked for.
    #[error("the key {kid} is {state}: {problem}")]
    State {
        /// Which key.
        kid: String,
        /// Its state.
        state: KeyState,
        /// Why not.
        problem: &'static str,
    },
    /// Consumers may still hold a copy of the set without this key.
    #[error(
        "the key {kid} was announced too recently: consumers know it from {from} on, one cache \
         lifetime after its announcement"
    )]
    TooEarly {
        /// Which key.
        kid: String,
        /// From when on it can be active.
        from: EpochSeconds,
    },
    /// A change would lie before an earlier one.
    #[error("the time {now} lies before the last change of this key, {last}: set the clock")]
    Clock {
        /// The time that was given.
        now: EpochSeconds,
        /// The last change.
        last: EpochSeconds,
    },
    /// The text is no key set of this format.
    #[error("no key set: {0}")]
    Format(&'static str),
}

impl KeySetKey {
    /// The key.
    #[must_use]
    pub const fn public(&self) -> &PublicKey {
        &self.public
    }

    /// The `kid` of what it signs: its RFC 7638 thumbprint.
    #[must_use]
    pub fn kid(&self) -> String {
        self.public.thumbprint()
    }

    /// Where it is in its life.
    #[must_use]
    pub const fn state(&self) -> KeyState {
        match self {
            Self { revoked: Some(_), .. } => KeyState::Revoked,
            Self { retired: Some(_), .. } => KeyState::Retired,
            Self { activated: Some(_), .. } => KeyState::Active,
            _ => KeyState::Announced,
        }
    }

    /// When it was announced.
    #[must_use]
    pub const fn announced(&self) -> EpochSeconds {
        self.announced
    }

    /// Since when it signs, or signed.
    #[must_use]
    pub const fn activated(&self) -> Option<EpochSeconds> {
        self.activated
    }

    /// Since when it signs no more.
    #[must_use]
    pub const fn retired(&self) -> Option<EpochSeconds> {
        self.retired
    }

    /// Since when nothing that it signs counts.
    #[must_use]
    pub const fn revoked(&self) -> Option<EpochSeconds> {
        self.revoked
    }

    /// The last change.
    fn last(&self) -> EpochSeconds {
        let later = [self.activated, self.retired].into_iter().flatten();
        later.fold(self.announced, EpochSeconds::max)
    }

    fn require_after(&self, now: EpochSeconds) -> Result<(), KeySetError> {
        let last = self.last();
        if now < last { Err(KeySetError::Clock { now, last }) } else { Ok(()) }
    }
}

impl KeySet {
    /// A new set whose first key is active at once: nobody has fetched it yet. Copies of it are
    /// fresh for `cache_lifetime` seconds.
    #[must_use]
    pub fn new(first: PublicKey, cache_lifetime: u64, now: EpochSeconds) -> Self {
        let first = KeySetKey {
            public: first,
            announced: now,
            activated: Some(now),
            retired: None,
            revoked: None,
        };
        Self { keys: Vec::from([first]), cache_lifetime }
    }

    /// How long a copy is fresh, in seconds: what to say in `Cache-Control: max-age`.
    #[must_use]
    pub const fn cache_lifetime(&self) -> u64 {
        self.cache_lifetime
    }

    /// Every key, in the order of announcement.
    #[must_use]
    pub fn keys(&self) -> &[KeySetKey] {
        &self.keys
    }

    /// The key that signs.
    #[must_use]
    pub fn active(&self) -> Option<&KeySetKey> {
        self.keys.iter().find(|key| key.state() == KeyState::Active)
    }

    /// Publishes a key that will sign later.
    ///
    /// # Errors
    ///
    /// If the set has it already: a key that was retired or revoked never comes back.
    pub fn announce(&mut self, key: PublicKey, now: EpochSeconds) -> Result<(), KeySetError> {
        if self.keys.iter().any(|known| known.public == key) {
            return Err(KeySetError::Known(key.thumbprint()));
        }
        self.keys.push(KeySetKey {
            public: key,
            announced: now,
            activated: None,
            retired: None,
            revoked: None,
        });
        self.sort();
        Ok(())
    }

    /// The order of announcement, and one order only, so that a set that was written and read is
    /// the same set.
    pub(super) fn sort(&mut self) {
        self.keys.sort_by_cached_key(|key| (key.announced, key.kid()));
    }

    /// Lets an announced key sign from now on, and retires the one that did.
    ///
    /// Where no key is active (the last one was revoked or retired), it may be done at once:
    /// nothing is gained by answering nothing, and consumers whose copy does not admit the key yet
    /// are told to fetch the set again.
    ///
    /// # Errors
    ///
    /// [`KeySetError::TooEarly`] within one cache lifetime after its announcement; or if it is not
    /// announced.
    pub fn activate(&mut self, kid: &str, now: EpochSeconds) -> Result<(), KeySetError> {
        let has_active = self.active().is_some();
        let cache_lifetime = self.cache_lifetime;
        let key = self.find(kid)?;
        key.require_after(now)?;
        if key.state() != KeyState::Announced {
            return Err(state(key, "only an announced key can be activated"));
        }
        let from = key.announced.saturating_add(cache_lifetime);
        if has_active && now < from {
            return Err(KeySetError::TooEarly { kid: kid.into(), from });
        }
        if let Some(active) = self.active() {
            active.require_after(now)?;
        }
        for key in &mut self.keys {
            if key.state() == KeyState::Active {
                key.retired = Some(now);
            } else if key.kid() == kid {
                key.activated = Some(now);
            }
        }
        Ok(())
    }

    /// Lets a key sign no more. What it signed verifies for as long as it stays in the set.
    ///
    /// # Errors
    ///
    /// If the key is unknown, or retired or revoked already.
    pub fn retire(&mut self, kid: &str, now: EpochSeconds) -> Result<(), KeySetError> {
        let key = self.find(kid)?;
        key.require_after(now)?;
        if !matches!(key.state(), KeyState::Announced | KeyState::Active) {
            return Err(state(key, "it signs no more already"));
        }
        key.retired = Some(now);
        Ok(())
    }

    /// Withdraws a key that somebody else may have. Nothing that is read from now on counts if this
    /// key signed it; a ledger's entries from before `since` do.
    ///
    /// # Errors
    ///
    /// If the key is unknown, or revoked for an earlier time already.
    pub fn revoke(&mut self, kid: &str, since: EpochSeconds) -> Result<(), KeySetError> {
        let key = self.find(kid)?;
        if key.revoked.is_some_and(|at| at <= since) {
            return Err(state(key, "it was revoked for an earlier time already"));
        }
        key.revoked = Some(since);
        Ok(())
    }

    fn find(&mut self, kid: &str) -> Result<&mut KeySetKey, KeySetError> {
        let found = self.keys.iter_mut().find(|key| key.kid() == kid);
        found.ok_or_else(|| KeySetError::Unknown(kid.into()))
    }

    /// The set as a JWK set (RFC 7517 §5), in canonical form: to keep, and to publish.
    ///
    /// The times stand in members of their own, and revoked keys stand beside `keys`, in
    /// `psea_revoked`, so that no reader of JWK sets takes one for good.
    #[must_use]
    pub fn to_jwks(&self) -> CanonicalJson {
        jwks::write(self)
    }

    /// Reads a key set.
    ///
    /// # Errors
    ///
    /// If the text is not one that [`to_jwks`](Self::to_jwks) writes, canonical form aside.
    pub fn from_jwks(json: &[u8]) -> Result<Self, KeySetError> {
        jwks::parse(json)
    }
}

fn state(key: &KeySetKey, problem: &'static str) -> KeySetError {
    KeySetError::State { kid: key.kid(), state: key.state(), problem }
}
