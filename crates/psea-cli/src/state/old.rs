//! Directories of the earlier form, which kept everything in `store.json`.

use std::fs::File;
use std::path::{Path, PathBuf};

use psea::claims::EpochSeconds;

use super::{CONFIG, STORE, StateDirectory, anchor, config, document, require_verifier};
use crate::edge::files;
use crate::failure::Failure;

const OLD: &str = "store.json";
/// What kept a second process out.
const LOCK: &str = "lock";

/// What a migration did.
#[derive(Debug)]
pub(crate) enum Migrated {
    /// `store.json` became a store, fenced. The old file has this name now.
    FromDocument(StateDirectory, PathBuf),
    /// The store has the format of this version, and may have had it before.
    Store(StateDirectory),
}

/// Every verb but the migration refuses to work beside a state that it does not read.
pub(super) fn require_none(directory: &Path) -> Result<(), Failure> {
    let old = directory.join(OLD);
    if !old.exists() {
        return Ok(());
    }
    if directory.join(STORE).exists() {
        return Err(both(&old));
    }
    Err(Failure::new("state_old", "this verifier's state is of an earlier version of psea")
        .file(&old)
        .fix(format!("run `psea store migrate --state {}` once", directory.display())))
}

fn both(old: &Path) -> Failure {
    Failure::new(
        "state_ambiguous",
        "there is a store.json of an earlier version beside store.redb: which of the two holds \
         what was accepted is not known",
    )
    .file(old)
    .fix(
        "if store.redb is in use, move store.json away; if it is not, move store.redb away and run \
         `psea store migrate`",
    )
}

/// Brings the directory to the form of this version.
pub(crate) fn migrate(
    directory: &Path,
    anchor: Option<&Path>,
    now: EpochSeconds,
) -> Result<Migrated, Failure> {
    require_verifier(directory)?;
    let old = directory.join(OLD);
    if !old.exists() {
        return StateDirectory::open(directory, now).map(Migrated::Store);
    }
    if directory.join(STORE).exists() {
        return Err(both(&old));
    }
    let _held = hold(directory)?;
    let snapshot = document::read(&old, &files::read_export(&old)?)?;
    let config_file = directory.join(CONFIG);
    if !config::has_anchor(&config_file)? {
        let anchor = match anchor {
            Some(named) => anchor::absolute(named)?,
            None => {
                let anchor = anchor::by_default()?;
                anchor::prepare(&anchor)?;
                anchor
            }
        };
        anchor::require_outside(Some(&anchor), directory, &config_file)?;
        config::add_anchor(&config_file, &anchor)?;
    }
    // The old form could not notice an older copy of itself, so that nobody knows whether this is
    // the last state: fenced.
    let state = StateDirectory::import(directory, &snapshot, Some(now))?;
    let kept = directory.join("store.json.migrated");
    files::rename(&old, &kept).map_err(|error| files::unwritable(&kept, &error))?;
    // Nothing reads it any more; where it cannot be removed it does no harm.
    let _ = std::fs::remove_file(directory.join(LOCK));
    Ok(Migrated::FromDocument(state, kept))
}

/// Keeps the earlier version out while its state is read.
fn hold(directory: &Path) -> Result<Option<File>, Failure> {
    let path = directory.join(LOCK);
    let Ok(file) = File::options().write(true).open(&path) else { return Ok(None) };
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(_) => Err(Failure::new("state_locked", "an earlier psea is at work in this directory")
            .file(&path)
            .fix("wait for it to end, or end it, and try again")),
    }
}
