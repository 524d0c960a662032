//! Copies of the tree, elsewhere.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::shell::wait;

/// Copies what git knows or would take: no caches, and no repository, so that nothing depends on
/// where the copy lies or on what is committed.
pub(super) fn tree(root: &Path, to: &Path) -> Result<(), String> {
    let mut git = Command::new("git");
    git.args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"]);
    let files = wait(git.current_dir(root))?.output;
    for file in files.split('\0').filter(|file| !file.is_empty()) {
        one(&root.join(file), &to.join(file)).map_err(|e| format!("{file}: {e}"))?;
    }
    Ok(())
}

fn one(from: &Path, to: &Path) -> std::io::Result<()> {
    // What was deleted and not yet committed is still known.
    let Ok(data) = from.symlink_metadata() else { return Ok(()) };
    if let Some(folder) = to.parent() {
        fs::create_dir_all(folder)?;
    }
    #[cfg(unix)]
    if data.is_symlink() {
        return std::os::unix::fs::symlink(fs::read_link(from)?, to);
    }
    if data.is_dir() { Ok(()) } else { fs::copy(from, to).map(drop) }
}
