use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::sync::Arc;
use core::fmt;
use core::sync::atomic::{AtomicU64, Ordering};

use psea_claims::EpochSeconds;
use psea_jose::es256::{Es256Backend, PublicKey, VerifyingKey};
use psea_jose::json::Document;

use super::jwks;
use super::set::{KeySet, KeySetError, KeySetKey};

/// The keys that a consumer trusts: given to it, never fetched here.
///
/// A result whose `kid` is not among them asks for a [refresh](Refresh): fetch the key set again
/// over an authenticated channel, and continue with [`refreshed`](Self::refreshed).
#[derive(Clone, Debug)]
pub struct PinnedKeys {
    keys: BTreeMap<String, (VerifyingKey, PinnedState)>,
    pacer: Arc<RefreshPacer>,
}

/// What is known of a pinned key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PinnedState {
    /// Trusted, for what was issued in its time.
    Trusted(Use),
    /// Not trusted for anything signed since.
    Revoked {
        /// Since when.
        at: EpochSeconds,
    },
}

/// When a key can be in use, by a copy of the key set that may be one cache lifetime old.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Use {
    /// Not before this: the key is announced, and is activated one cache lifetime later at the
    /// earliest.
    pub(crate) from: Option<EpochSeconds>,
    /// For nothing issued after this: the key was retired one cache lifetime before, so that every
    /// process of the Verifier had the time to learn it.
    pub(crate) until: Option<EpochSeconds>,
}

impl Use {
    pub(crate) const ALWAYS: Self = Self { from: None, until: None };

    fn of(key: &KeySetKey, cache_lifetime: u64) -> Self {
        let from = if key.activated().is_none() { Some(key.announced()) } else { None };
        let later = |time: EpochSeconds| time.saturating_add(cache_lifetime);
        Self { from: from.map(later), until: key.retired().map(later) }
    }
}

/// Why keys cannot be pinned.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PinsError {
    /// The text is no key set.
    #[error(transparent)]
    KeySet(#[from] KeySetError),
    /// The cryptographic library cannot use a key.
    #[error("the cryptographic library cannot use the key {0}")]
    Key(String),
    /// Nothing would be trusted.
    #[error("the key set has no key for ES256: every result would be refused")]
    Empty,
}

impl PinnedKeys {
    /// Pins single keys, as they were given to this consumer.
    ///
    /// # Errors
    ///
    /// If there is none, or one cannot be used.
    pub fn of(keys: &[PublicKey], backend: &dyn Es256Backend) -> Result<Self, PinsError> {
        let states = keys.iter().map(|key| (*key, PinnedState::Trusted(Use::ALWAYS)));
        Self::prepare(states, backend, Arc::default())
    }

    /// Pins the content of a key set. A plain JWK set (RFC 7517 §5) will do as well: its keys for
    /// ES256 count as active, keys for other purposes are passed over.
    ///
    /// # Errors
    ///
    /// If it is no key set, has no key for ES256, or one cannot be used.
    pub fn from_jwks(json: &[u8], backend: &dyn Es256Backend) -> Result<Self, PinsError> {
        Self::read(json, backend, Arc::default())
    }

    /// Continues with a newer copy of the key set. What was revoked stays revoked, though an older
    /// copy may not know it.
    ///
    /// # Errors
    ///
    /// As [`from_jwks`](Self::from_jwks); the present keys stay in force then.
    pub fn refreshed(&self, json: &[u8], backend: &dyn Es256Backend) -> Result<Self, PinsError> {
        let mut fresh = Self::read(json, backend, Arc::clone(&self.pacer))?;
        for (kid, (key, state)) in &self.keys {
            let PinnedState::Revoked { at } = *state else { continue };
            let entry = fresh.keys.entry(kid.clone()).or_insert_with(|| (key.clone(), *state));
            let at = match entry.1 {
                PinnedState::Revoked { at: other } => other.min(at),
                PinnedState::Trusted(_) => at,
            };
            entry.1 = PinnedState::Revoked { at };
        }
        Ok(fresh)
    }

    /// How often a refresh is asked for at most.
    #[must_use]
    pub fn cool_down(mut self, seconds: u64) -> Self {
        self.pacer = Arc::new(RefreshPacer::new(seconds));
        self
    }

    fn read(
        json: &[u8],
        backend: &dyn Es256Backend,
        pacer: Arc<RefreshPacer>,
    ) -> Result<Self, PinsError> {
        let own = KeySet::from_jwks(json);
        if let Ok(set) = own {
            let states = set.keys().iter().map(|key| {
                let state = match key.revoked() {
                    Some(at) => PinnedState::Revoked { at },
                    None => PinnedState::Trusted(Use::of(key, set.cache_lifetime())),
                };
                (*key.public(), state)
            });
            return Self::prepare(states, backend, pacer);
        }
        let format = |problem| PinsError::KeySet(KeySetError::Format(problem));
        let document = Document::parse(json, 8).map_err(|_| format("not strict JSON"))?;
        let root = document.root().as_object().ok_or(format("not a JSON object"))?;
        // What has members of this format must be right in them: a revocation must not be lost.
        let keys = root.get("keys").and_then(|keys| keys.as_array());
        let keys = keys.ok_or(format("`keys` must be an array"))?;
        if jwks::is_own(root) || keys.iter().filter_map(|key| key.as_object()).any(jwks::is_own) {
            own?;
        }
        let keys = keys.iter().filter(|key| jwks::is_es256(*key)).map(jwks::public_key);
        let keys = keys.collect::<Result<alloc::vec::Vec<_>, _>>()?;
        let states = keys.into_iter().map(|key| (key, PinnedState::Trusted(Use::ALWAYS)));
        Self::prepare(states, backend, pacer)
    }

    fn prepare(
        states: impl Iterator<Item = (PublicKey, PinnedState)>,
        backend: &dyn Es256Backend,
        pacer: Arc<RefreshPacer>,
    ) -> Result<Self, PinsError> {
        let mut keys = BTreeMap::new();
        for (public, state) in states {
            let kid = public.thumbprint();
            let key = VerifyingKey::new(public, backend);
            let key = key.map_err(|_| PinsError::Key(kid.clone()))?;
            keys.insert(kid, (key, state));
        }
        if keys.is_empty() {
            return Err(PinsError::Empty);
        }
        Ok(Self { keys, pacer })
    }

    pub(crate) fn find(&self, kid: &str) -> Option<(&VerifyingKey, PinnedState)> {
        self.keys.get(kid).map(|(key, state)| (key, *state))
    }

    pub(crate) fn ask(&self, now: EpochSeconds) -> Refresh {
        self.pacer.ask(now)
    }
}

/// What a consumer is to do about a `kid` that it does not know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refresh {
    /// Fetch the key set again, once, and try this result again.
    Now,
    /// It was asked for a moment ago: whoever sends unknown `kid`s must not make this consumer
    /// fetch for each.
    CoolingDown {
        /// When it can be asked for again.
        until: EpochSeconds,
    },
}

impl fmt::Display for Refresh {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Now => f.write_str("fetch the key set again"),
            Self::CoolingDown { until } => {
                write!(f, "the key set was asked for a moment ago, not again before {until}")
            }
        }
    }
}

/// Lets through one request for a refresh in so many seconds.
#[derive(Debug)]
pub struct RefreshPacer {
    cool_down: u64,
    /// When the next one may be asked for.
    next: AtomicU64,
}

impl Default for RefreshPacer {
    /// One in 30 s.
    fn default() -> Self {
        Self::new(30)
    }
}

impl RefreshPacer {
    /// One in `cool_down` seconds.
    #[must_use]
    pub const fn new(cool_down: u64) -> Self {
        Self { cool_down, next: AtomicU64::new(0) }
    }

    /// Asks at `now`.
    #[must_use]
    pub fn ask(&self, now: EpochSeconds) -> Refresh {
        let later = now.saturating_add(self.cool_down).get();
        let taken = self.next.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |next| {
            // A time beyond the cool-down was noted by a clock that stood ahead.
            (next <= now.get() || next > later).then_some(later)
        });
        match taken {
            Ok(_) => Refresh::Now,
            Err(next) => {
                Refresh::CoolingDown { until: EpochSeconds::new(next).unwrap_or(EpochSeconds::MAX) }
            }
        }
    }
}
