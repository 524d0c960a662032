//! Calls of other programs.

use std::path::Path;
use std::process::Command;

/// The cargo that runs this.
pub(super) fn cargo(folder: &Path) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(folder);
    command
}

/// What a program printed.
pub(super) struct Printed {
    pub(super) output: String,
    pub(super) errors: String,
}

/// Waits for a program.
///
/// # Errors
///
/// It could not be started, or failed: what was called and what it printed.
pub(super) fn wait(command: &mut Command) -> Result<Printed, String> {
    let what = format!("{command:?}");
    let ended = command.output().map_err(|error| format!("{what}: {error}"))?;
    let output = String::from_utf8_lossy(&ended.stdout).into_owned();
    let errors = String::from_utf8_lossy(&ended.stderr).into_owned();
    if ended.status.success() {
        return Ok(Printed { output, errors });
    }
    Err(format!("{}: {what}\n{output}{errors}", ended.status))
}
