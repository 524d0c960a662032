//! The TPM's library writes every refusal to the standard error by itself, the wanted ones too.

use std::process::Command;

/// Where the library is told to be silent.
const VARIABLE: &str = "TSS2_LOG";
const SILENT: &str = "all+none";

/// Starts this program anew with the library silenced, unless the environment speaks of it
/// already. The library reads the environment once, and a program cannot change its own safely.
///
/// Returns if nothing is to be done, or if it is not possible: then the library is loud.
#[cfg(unix)]
pub(crate) fn tss() {
    use std::os::unix::process::CommandExt as _;
    if std::env::var_os(VARIABLE).is_some() {
        return;
    }
    let Ok(program) = std::env::current_exe() else { return };
    let mut arguments = std::env::args_os();
    let name = arguments.next().unwrap_or_else(|| program.clone().into());
    // On success it does not return.
    let _ = Command::new(program).arg0(name).args(arguments).env(VARIABLE, SILENT).exec();
}

/// Elsewhere a program cannot be replaced by another.
#[cfg(not(unix))]
pub(crate) fn tss() {}
