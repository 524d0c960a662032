use std::fmt;

use serde::Serialize;

/// Where the figures are from.
#[derive(Serialize)]
pub(crate) struct Machine {
    cpu: String,
    cores: usize,
    system: String,
    sha_instructions: bool,
}

impl Machine {
    pub(crate) fn here() -> Self {
        let info = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
        let line = |name: &str| {
            let line = info.lines().find(|line| line.starts_with(name));
            line.and_then(|line| line.split_once(": ")).map_or("", |(_, value)| value)
        };
        let flags = line("flags");
        Self {
            cpu: line("model name").to_owned(),
            cores: std::thread::available_parallelism().map_or(1, usize::from),
            system: format!("{} {}", std::env::consts::OS, std::env::consts::ARCH),
            sha_instructions: flags.split(' ').any(|flag| flag == "sha_ni"),
        }
    }
}

impl fmt::Display for Machine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sha = if self.sha_instructions { "with" } else { "without" };
        let Self { cpu, cores, system, .. } = self;
        write!(f, "{cpu}, {cores} cores, {sha} SHA instructions, {system}")
    }
}
