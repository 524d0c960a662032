//! From the simple state in a JSON file to this one.

use std::path::{Path, PathBuf};

use psea_attester::FileState;

use super::schema::{COUNTERS, META, META_CHAIN, META_TRUST};
use super::{RedbState, open, put};
use crate::codec::{chain_row, counter_row, trust_row};
use crate::error::OpenError;

impl RedbState {
    /// Takes over what a [`FileState`] at `json` holds into a new file at `path`, and deletes the
    /// JSON file: of two states for one Attester each would use the other's counters.
    ///
    /// The JSON file is moved aside to `<json>.migrating` first, so that from then on nobody opens
    /// it as a state. Called again after a crash, it goes on from there.
    ///
    /// The JSON file knows of no enrollment: [`enroll`](Self::enroll) records it.
    ///
    /// # Errors
    ///
    /// If the JSON file is no state or in use, or there is a file at `path` already. After an error
    /// one of the two is whole.
    pub fn migrate(json: impl AsRef<Path>, path: impl AsRef<Path>) -> Result<Self, OpenError> {
        let (json, path) = (json.as_ref(), path.as_ref());
        let aside = aside(json);
        if path.exists() {
            // It is complete as soon as it has its name: only the deletion is missing.
            if aside.exists() && !json.exists() {
                let state = open::open(path)?;
                FileState::open(&aside).and_then(FileState::remove).map_err(OpenError::From)?;
                return Ok(state);
            }
            return Err(OpenError::Exists(path.into()));
        }
        let from = if aside.exists() && !json.exists() {
            FileState::open(&aside)
        } else {
            FileState::open(json).and_then(|mut state| state.rename(&aside).map(|()| state))
        };
        let from = from.map_err(OpenError::From)?;
        let snapshot = from.snapshot();
        let state = open::create(path, |txn| {
            put(txn, META, META_TRUST, &trust_row(snapshot.trust))?;
            put(txn, META, META_CHAIN, &chain_row(&snapshot.chain_head))?;
            for (scope, last) in &snapshot.counters {
                let key = scope.as_key().as_bytes();
                put(txn, COUNTERS, key, &counter_row(key, *last))?;
            }
            Ok(())
        })?;
        from.remove().map_err(OpenError::From)?;
        Ok(state)
    }
}

fn aside(json: &Path) -> PathBuf {
    let mut name = json.as_os_str().to_owned();
    name.push(".migrating");
    name.into()
}
