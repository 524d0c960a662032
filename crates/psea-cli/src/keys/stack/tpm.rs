use std::path::Path;
use std::sync::Arc;

use psea::attester::{HardwareKey, PinEntry};
use psea_key_tpm::{TpmError, TpmKey, TpmReference};

use super::{Finding, Nobody, Verdict};
use crate::failure::Failure;
use crate::keys::{PinArgs, key_failure};

const STACK: &str = "tpm";

pub(super) fn open(
    reference: &TpmReference,
    entry: Arc<dyn PinEntry>,
) -> Result<Box<dyn HardwareKey>, Failure> {
    Ok(Box::new(opened(reference, entry)?))
}

fn opened(reference: &TpmReference, entry: Arc<dyn PinEntry>) -> Result<TpmKey, Failure> {
    TpmKey::open(reference, entry).map_err(|error| failure(&error, reference))
}

pub(super) fn make(reference: &TpmReference, pins: &PinArgs) -> Result<Finding, Failure> {
    // Asked again when it is written; here so that no PIN is asked for in vain.
    if reference.file().exists() {
        return Err(exists(reference));
    }
    let pin = pins.choose()?;
    TpmKey::generate(reference, &pin).map_err(|error| failure(&error, reference))?;
    look(reference)
}

pub(super) fn look(reference: &TpmReference) -> Result<Finding, Failure> {
    let key = opened(reference, Arc::new(Nobody))?;
    Ok(Finding::usable(STACK, reference.to_string(), *key.public_key(), key.report()))
}

pub(super) fn find(directory: &Path, tcti: &str) -> Vec<Finding> {
    let found = match TpmKey::list(directory, tcti) {
        Ok(found) => found,
        Err(error) => return vec![Finding::unavailable(STACK, error.to_string())],
    };
    if found.is_empty() {
        let what = format!("no *.tpmkey file in {}: name its directory", directory.display());
        return vec![Finding::unavailable(STACK, format!("{what} with --dir"))];
    }
    let finding = |found: psea_key_tpm::Found| {
        let reference = found.reference.to_string();
        match found.key {
            Ok((public, report)) => Finding::usable(STACK, reference, public, report),
            Err(error) => {
                let seen = match &error {
                    TpmError::Key(_) => (Verdict::Unavailable, None),
                    TpmError::Refused(refusal) => (Verdict::Refused, Some(refusal.uv_gate())),
                    _ => (Verdict::Refused, None),
                };
                Finding::failed(STACK, reference, seen, error.to_string())
            }
        }
    };
    found.into_iter().map(finding).collect()
}

fn exists(reference: &TpmReference) -> Failure {
    Failure::new("key_exists", "the key's file is there already, and was left alone")
        .file(reference.file())
        .field("--key")
        .fix("name a file that is not there yet")
}

fn failure(error: &TpmError, reference: &TpmReference) -> Failure {
    let told = |code| Failure::new(code, error.to_string()).file(reference.file()).field("--key");
    match error {
        TpmError::Key(error) => key_failure(error),
        TpmError::Refused(_) => {
            told("key_refused").fix("make a key with `psea keygen --key tpm:…`")
        }
        TpmError::Pin => Failure::new("pin_unusable", error.to_string()).fix("choose another PIN"),
        TpmError::Io { source, .. } if source.kind() == std::io::ErrorKind::AlreadyExists => {
            exists(reference)
        }
        TpmError::Io { operation: "read", .. } => {
            told("key_missing").fix("check the name; a key is made with `psea keygen --key tpm:…`")
        }
        _ => told("key_unusable").fix("restore the file, or make a new key and enroll it"),
    }
}
