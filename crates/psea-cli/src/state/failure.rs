//! What the store's errors mean for the person who runs the command.

use std::path::Path;

use psea::verifier::StoreError;
use psea_store_redb::{ImportError, OpenError};

use super::{STORE, Settings};
use crate::failure::Failure;

/// A store that was not opened.
pub(super) fn open_failure(error: &OpenError, directory: &Path, settings: &Settings) -> Failure {
    let file = directory.join(STORE);
    let (code, fix) = match error {
        OpenError::Missing(_) => (
            "store_missing",
            "restore a copy of the file, or make it anew from an export with `psea store import`: \
             either way every proof issued before is refused; or begin anew in another directory, \
             with new attester keys",
        ),
        OpenError::Exists(path) => {
            return Failure::new("file_exists", error.to_string())
                .file(path)
                .fix("name a file of its own for the anchor with --anchor");
        }
        OpenError::InUse => (
            "state_locked",
            "wait for the other process to end, or end it, and try again; a server that has the \
             store open does what is asked here through its own code",
        ),
        OpenError::Damaged(_) | OpenError::NotAStore(_) => (
            "state_damaged",
            "move the file away and restore a copy of it, or make it anew from an export with \
             `psea store import`: either way every proof issued before is refused, and fresh ones \
             pass",
        ),
        OpenError::TooNew { .. } => ("store_too_new", "use the psea that wrote it, or a later one"),
        OpenError::Io { what: "the anchor", .. } => {
            let anchor = settings.anchor.as_deref().unwrap_or(&file);
            return Failure::new("anchor_unavailable", error.to_string()).file(anchor).fix(
                "mount its disk, run as its owner, or make its directory again: an anchor that is \
                 missing there is made anew, and every proof issued before is refused. \
                 verifier.json names it",
            );
        }
        _ => (
            "store_unavailable",
            "look at the disk's free space and the file's permissions, and try again",
        ),
    };
    Failure::new(code, error.to_string()).file(&file).fix(fix)
}

/// A store that was not made.
pub(super) fn import_failure(
    error: &ImportError,
    directory: &Path,
    settings: &Settings,
) -> Failure {
    match error {
        ImportError::Open(error) => open_failure(error, directory, settings),
        ImportError::Store(error) => store_failure(error, directory),
        ImportError::Key(_) | ImportError::Duplicate { .. } => {
            Failure::new("export_invalid", error.to_string())
                .fix("use the file as `psea store export` wrote it, or another export")
        }
        _ => Failure::new("store_unavailable", error.to_string()).file(&directory.join(STORE)),
    }
}

/// A store that did not answer.
pub(crate) fn store_failure(error: &StoreError, directory: &Path) -> Failure {
    let failure = Failure::new(store_failure_code(error), error.to_string()).file(directory);
    match error {
        StoreError::OutcomeUnknown(_) => failure.unknown().fix(
            "look at the disk's free space and permissions, then see with `psea list` or `psea \
             store stats` whether the change took place",
        ),
        _ => failure.fix("look at the store with `psea store check`, and try again"),
    }
}

pub(crate) const fn store_failure_code(error: &StoreError) -> &'static str {
    match error {
        StoreError::OutcomeUnknown(_) => "outcome_unknown",
        StoreError::Fenced { .. } => "store_fenced",
        StoreError::ClockBehind { .. } => "clock_behind",
        _ => "store_unavailable",
    }
}
