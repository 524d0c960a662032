//! Where the anchor is: outside of what is backed up with the store (§6.5).

use std::path::{Path, PathBuf};

use crate::edge::{files, home, random};
use crate::failure::Failure;

/// A new name in the user's directory for state that is not worth a backup.
pub(super) fn by_default() -> Result<PathBuf, Failure> {
    let name: String = random::octets::<8>()?.iter().map(|octet| format!("{octet:02x}")).collect();
    let base = home::for_state().ok_or_else(|| {
        Failure::new("anchor_homeless", "there is no home directory to keep the anchor in")
            .field("--anchor")
            .fix("name a file for it with --anchor, outside of what is backed up with the store")
    })?;
    Ok(base.join("psea").join(format!("{name}.anchor")))
}

/// An anchor that was named, independent of where the next command runs.
pub(super) fn absolute(path: &Path) -> Result<PathBuf, Failure> {
    std::path::absolute(path).map_err(|error| files::unwritable(path, &error))
}

/// Refuses an anchor that a copy of the directory would take along.
pub(super) fn require_outside(
    anchor: Option<&Path>,
    directory: &Path,
    config_file: &Path,
) -> Result<(), Failure> {
    let Some(anchor) = anchor else { return Ok(()) };
    let real = |path: &Path| path.canonicalize().ok();
    let inside = match (anchor.parent().and_then(real), real(directory)) {
        (Some(parent), Some(directory)) => parent.starts_with(directory),
        _ => absolute(directory).is_ok_and(|directory| anchor.starts_with(directory)),
    };
    if !inside {
        return Ok(());
    }
    Err(Failure::new(
        "anchor_inside",
        "the anchor lies in the verifier's own directory: a backup would bring it back together \
         with the store, and an older store would not be noticed",
    )
    .file(config_file)
    .field("anchor")
    .fix("name a file outside of what is backed up with --anchor, best on another disk"))
}

/// Makes the directory of an anchor that nobody named. One that was named has to be there: it may
/// be on a disk that is not mounted.
pub(super) fn prepare(anchor: &Path) -> Result<(), Failure> {
    let Some(parent) = anchor.parent() else { return Ok(()) };
    files::create_private_directory(parent).map_err(|error| files::unwritable(parent, &error))
}
