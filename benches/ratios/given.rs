use std::path::{Path, PathBuf};

use psea_benches::Failure;

/// What the command line says.
pub(crate) struct Given {
    /// Where the results go.
    pub(crate) directory: PathBuf,
    /// How many proofs are audited. None: no audit.
    pub(crate) proofs: Option<u32>,
    /// How many rounds each comparison has.
    pub(crate) rounds: usize,
}

impl Given {
    pub(crate) fn read() -> Result<Self, Failure> {
        let mut given = Self { directory: root().join("docs"), proofs: Some(50_000), rounds: 41 };
        let mut arguments = std::env::args().skip(1);
        while let Some(argument) = arguments.next() {
            let mut number = || {
                let number = arguments.next().and_then(|text| text.replace('_', "").parse().ok());
                number.filter(|number| *number > 0).ok_or(format!("{argument} needs a number"))
            };
            match argument.as_str() {
                // The program's own name, where it was given after the package's.
                "ratios" => {}
                "--proofs" => given.proofs = Some(number()?),
                "--rounds" => given.rounds = number()? as usize,
                "--no-audit" => given.proofs = None,
                option if option.starts_with('-') => {
                    return Err(format!("unknown option {option}").into());
                }
                directory => given.directory = directory.into(),
            }
        }
        Ok(given)
    }
}

/// The repository.
pub(crate) fn root() -> &'static Path {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here)
}
