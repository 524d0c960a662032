//! Finding keys.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use psea_attester::{HardwareKey as _, KeyError, KeyReport, Pin, PinEntry, PinRequest};
use psea_jose::es256::PublicKey;

use super::TpmKey;
use crate::error::TpmError;
use crate::reference::TpmReference;

/// The end of a key file's name, by which keys are found in a directory.
const EXTENSION: &str = "tpmkey";

/// A key file that was found, and what became of opening it.
#[derive(Debug)]
pub struct Found {
    /// How to refer to it.
    pub reference: TpmReference,
    /// The public half and the report, or why it is refused.
    pub key: Result<(PublicKey, KeyReport), TpmError>,
}

impl TpmKey {
    /// Opens every `*.tpmkey` file of a directory on the TPM that the TSS calls `tcti`, in the order
    /// of their names, and says of each what it is or why it is refused. A TPM does not list
    /// such keys itself: they are kept outside it.
    ///
    /// # Errors
    ///
    /// If the directory cannot be read, or `tcti` is none. What is wrong with one key is in its
    /// [`Found`].
    pub fn list(directory: &Path, tcti: &str) -> Result<Vec<Found>, TpmError> {
        let failed = |source| TpmError::Io { path: directory.into(), operation: "read", source };
        let mut files = Vec::new();
        for entry in fs::read_dir(directory).map_err(failed)? {
            let path = entry.map_err(failed)?.path();
            if path.extension().is_some_and(|extension| extension == EXTENSION) {
                files.push(path);
            }
        }
        files.sort();
        let found = |path| {
            let reference = TpmReference::new(path, tcti)?;
            let key = Self::open(&reference, Arc::new(NoPin));
            let key = key.map(|key| (*key.public_key(), key.report()));
            Ok(Found { reference, key })
        };
        files.into_iter().map(found).collect()
    }
}

/// Nothing is signed while keys are listed.
#[derive(Debug)]
struct NoPin;

impl PinEntry for NoPin {
    fn enter(&self, _: &PinRequest<'_>) -> Result<Pin, KeyError> {
        Err(KeyError::Declined)
    }
}
