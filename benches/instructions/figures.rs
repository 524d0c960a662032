use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use psea_benches::Failure;
use serde::{Deserialize, Serialize};

/// The counts, and by what compiler they came about.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Figures {
    pub(crate) toolchain: String,
    pub(crate) counts: BTreeMap<String, u64>,
}

fn file() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("instructions.json")
}

impl Figures {
    /// None yet.
    pub(crate) fn of_here() -> Self {
        let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
        let version = Command::new(rustc).arg("--version").output();
        let version = version.map(|said| String::from_utf8_lossy(&said.stdout).trim().to_owned());
        let toolchain = format!("{}, {}", version.unwrap_or_default(), std::env::consts::ARCH);
        Self { toolchain, counts: BTreeMap::new() }
    }

    pub(crate) fn read() -> Result<Self, Failure> {
        let text = std::fs::read_to_string(file())?;
        Ok(serde_json::from_str(&text)?)
    }

    pub(crate) fn write(&self) -> Result<(), Failure> {
        std::fs::write(file(), serde_json::to_string_pretty(self)? + "\n")?;
        Ok(())
    }

    /// By how much more it is now, in parts of what was stored.
    pub(crate) fn growth(&self, name: &str, counted: u64) -> Result<f64, Failure> {
        let stored = self.counts.get(name).ok_or_else(|| format!("no figure of {name:?}"))?;
        Ok(counted as f64 / *stored as f64 - 1.0)
    }
}
