//! What a private key is sealed with: from a file, the environment or the terminal.

use std::path::PathBuf;

use zeroize::Zeroizing;

use crate::edge::{files, terminal};
use crate::failure::Failure;

/// Where a service gets it from.
const VARIABLE: &str = "PSEA_KEYSET_PASSPHRASE";

#[derive(Debug, clap::Args)]
pub(crate) struct PassphraseArgs {
    /// The passphrase of the private keys, the first line of a file [default: the environment's
    /// `PSEA_KEYSET_PASSPHRASE`, or asked on the terminal]
    #[arg(long, value_name = "FILE")]
    passphrase_file: Option<PathBuf>,
}

/// Never shown, and zeroised when dropped. The environment of this process, where it came from there,
/// keeps its own copy for as long as the process runs.
pub(crate) struct Passphrase(Zeroizing<String>);

impl Passphrase {
    pub(super) fn as_octets(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl PassphraseArgs {
    /// The passphrase of a key that is there.
    pub(super) fn ask(&self) -> Result<Passphrase, Failure> {
        match self.given()? {
            Some(given) => Ok(given),
            None => typed("Passphrase of the key: "),
        }
    }

    /// The passphrase for a new key; typed twice, where it is typed.
    pub(crate) fn choose(&self) -> Result<Passphrase, Failure> {
        if let Some(given) = self.given()? {
            return Ok(given);
        }
        let first = typed("Passphrase for the new key: ")?;
        let again = typed("The same once more: ")?;
        if first.0 != again.0 {
            return Err(Failure::new("passphrase_differs", "the two passphrases differ")
                .fix("try again: nothing was written")
                .refused());
        }
        Ok(first)
    }

    fn given(&self) -> Result<Option<Passphrase>, Failure> {
        if let Some(file) = &self.passphrase_file {
            return checked(files::read_secret_line(file)?)
                .map(Some)
                .map_err(|failure| failure.file(file));
        }
        match std::env::var(VARIABLE) {
            Ok(text) => checked(Zeroizing::new(text)).map(Some),
            Err(_) => Ok(None),
        }
    }
}

fn typed(question: &str) -> Result<Passphrase, Failure> {
    if !terminal::can_ask() {
        return Err(Failure::new(
            "passphrase_needed",
            "the private key has a passphrase, and there is no terminal to ask on",
        )
        .field("--passphrase-file")
        .fix(format!("give --passphrase-file, or set {VARIABLE}")));
    }
    let text = terminal::ask_unseen(question)
        .map_err(|error| Failure::new("passphrase_needed", error.to_string()).fix("try again"))?;
    checked(text)
}

fn checked(text: Zeroizing<String>) -> Result<Passphrase, Failure> {
    if text.is_empty() {
        return Err(Failure::new("passphrase_empty", "the passphrase is empty")
            .fix("give one: whoever reads the file could sign with the key otherwise"));
    }
    Ok(Passphrase(text))
}

impl std::fmt::Debug for Passphrase {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Passphrase(…)")
    }
}
