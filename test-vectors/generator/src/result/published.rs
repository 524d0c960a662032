//! Key sets as Verifiers publish them.

use crate::core::json::quote;
use crate::core::keys::Key;
use crate::core::members::{Members, object, remove, set};
use crate::core::proof::NOW;

/// A key set in the making: valid as made, then broken in one place.
#[derive(Clone, Debug)]
pub(super) struct Published {
    keys: Vec<Members>,
    revoked: Vec<Members>,
    root: Members,
}

/// When the keys of these sets were announced.
const ANNOUNCED: u64 = NOW - 100_000;
/// When they were activated.
pub(super) const ACTIVATED: u64 = NOW - 90_000;

impl Published {
    /// A set without keys.
    pub(super) fn new() -> Self {
        let root = vec![("psea_cache_lifetime".to_owned(), "3600".to_owned())];
        Self { keys: Vec::new(), revoked: Vec::new(), root }
    }

    /// A set with an active key.
    pub(super) fn active(label: &str) -> Self {
        Self::new().with(label, &[("psea_activated", ACTIVATED)])
    }

    /// The same with a further key, in the list where its times put it.
    pub(super) fn with(mut self, label: &str, times: &[(&str, u64)]) -> Self {
        let mut key = jwk(label);
        set(&mut key, "psea_announced", &ANNOUNCED.to_string());
        for (name, at) in times {
            set(&mut key, name, &at.to_string());
        }
        let revoked = times.iter().any(|(name, _)| *name == "psea_revoked");
        let list = if revoked { &mut self.revoked } else { &mut self.keys };
        list.push(key);
        self
    }

    /// Sets a member of the last key that is not revoked.
    pub(super) fn key(mut self, name: &str, text: &str) -> Self {
        set(self.keys.last_mut().unwrap(), name, text);
        self
    }

    /// Removes a member of the last key that is not revoked.
    pub(super) fn no_key(mut self, name: &str) -> Self {
        remove(self.keys.last_mut().unwrap(), name);
        self
    }

    /// Sets a member of the set.
    pub(super) fn root(mut self, name: &str, text: &str) -> Self {
        set(&mut self.root, name, text);
        self
    }

    /// Moves the last key that is not revoked to the list of revoked ones.
    pub(super) fn moved(mut self) -> Self {
        self.revoked.extend(self.keys.pop());
        self
    }

    /// Moves the last revoked key to the list of the others.
    pub(super) fn moved_back(mut self) -> Self {
        self.keys.extend(self.revoked.pop());
        self
    }

    /// The last key that is not revoked once more.
    pub(super) fn twice(mut self) -> Self {
        self.keys.extend(self.keys.last().cloned());
        self
    }

    /// The text.
    pub(super) fn text(&self) -> String {
        let list = |keys: &[Members]| {
            format!("[{}]", keys.iter().map(object).collect::<Vec<_>>().join(","))
        };
        let mut root = self.root.clone();
        if !root.iter().any(|(name, _)| name == "keys") {
            set(&mut root, "keys", &list(&self.keys));
        }
        if !root.iter().any(|(name, _)| name == "psea_revoked") {
            set(&mut root, "psea_revoked", &list(&self.revoked));
        }
        object(&root)
    }
}

/// A key as it stands in a set.
pub(super) fn jwk(label: &str) -> Members {
    let key = Key::new(label);
    let point: std::collections::BTreeMap<String, String> =
        serde_json::from_str(&key.jwk_text()).unwrap();
    let mut members: Members =
        point.iter().map(|(name, value)| (name.clone(), quote(value))).collect();
    for (name, value) in [("alg", "ES256"), ("use", "sig"), ("kid", &key.thumbprint())] {
        set(&mut members, name, &quote(value));
    }
    members
}
