//! Where an attester's state is.

use std::path::{Path, PathBuf};

use psea::jose::es256::PublicKey;

use crate::edge::{files, home};
use crate::failure::Failure;
use crate::keys::KeyRef;

/// A state's file.
#[derive(Debug)]
pub(crate) struct Place {
    pub(crate) file: PathBuf,
    /// Where an earlier psea kept it.
    pub(super) old: Option<PathBuf>,
    /// Whether its directory is psea's own, to be made.
    pub(super) is_ours: bool,
}

impl Place {
    /// The file that was named; else beside the key; else, for a key that is in no file, in the
    /// user's state directory, under the key's thumbprint.
    pub(crate) fn of(
        named: Option<&Path>,
        reference: &KeyRef,
        key: &PublicKey,
    ) -> Result<Self, Failure> {
        if let Some(file) = named {
            return Ok(Self { file: file.into(), old: None, is_ours: false });
        }
        if let Some(key) = reference.file() {
            let old = reference.software().map(|key| files::sibling(key, ".state.json"));
            // `key.json` has `key.state.redb`.
            let file = files::sibling(key, ".state.redb");
            return Ok(Self { file, old, is_ours: false });
        }
        let home = home::for_state().ok_or_else(|| {
            Failure::new("state_homeless", "there is no home directory to keep the state in")
                .field("--state")
                .fix("name a file for it with --state")
        })?;
        let file = home.join("psea/attesters").join(format!("{}.redb", key.thumbprint()));
        Ok(Self { file, old: None, is_ours: true })
    }
}
