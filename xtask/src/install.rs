//! Software from Debian's packages.

use std::process::Command;

use crate::suites::ENGINES;

/// Gets what is not there yet.
pub(crate) fn missing() -> Result<(), String> {
    let missing = ENGINES.iter().filter(|engine| !(engine.found)());
    let packages: Vec<_> = missing.flat_map(|engine| engine.packages).copied().collect();
    if packages.is_empty() {
        return Ok(());
    }
    apt_get(&["update", "-q"])?;
    let mut arguments = vec!["install", "-qy", "--no-install-recommends"];
    arguments.extend(packages);
    apt_get(&arguments)
}

fn apt_get(arguments: &[&str]) -> Result<(), String> {
    let what = format!("apt-get {}", arguments.join(" "));
    println!("== {what}");
    let status = Command::new("apt-get")
        .args(arguments)
        .env("DEBIAN_FRONTEND", "noninteractive")
        .status()
        .map_err(|error| format!("{what}: {error}"))?;
    if status.success() { Ok(()) } else { Err(format!("{what}: {status}")) }
}
