//! The verifier's keys for results (`docs/result-format.md`, the key set): a directory with the
//! public set, `jwks.json`, and one sealed private key for each `kid` in it.

mod passphrase;
mod sealed;

use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use psea::jose::es256::{Es256Signer as _, P256Signer};
use psea::result::{KeySet, KeySetError, KeyState};

pub(crate) use passphrase::PassphraseArgs;

use self::passphrase::Passphrase;
use crate::edge::files::{self, Mode};
use crate::edge::random;
use crate::failure::Failure;

const SET: &str = "jwks.json";
const LOCK: &str = "jwks.json.lock";

/// How long another process may take: deriving a key from a passphrase takes a tenth of a second.
const PATIENCE: Duration = Duration::from_secs(5);
const PAUSE: Duration = Duration::from_millis(5);

/// Where a key set is kept.
#[derive(Clone, Copy, Debug)]
pub(crate) struct KeySetDirectory<'a>(pub(crate) &'a Path);

/// The set while nobody else changes it: a change that was read over would take a revocation back.
#[derive(Debug)]
pub(crate) struct Changing<'a> {
    directory: KeySetDirectory<'a>,
    pub(crate) set: KeySet,
    _lock: File,
}

impl<'a> KeySetDirectory<'a> {
    pub(crate) fn set_file(&self) -> PathBuf {
        self.0.join(SET)
    }

    pub(crate) fn private_file(&self, kid: &str) -> PathBuf {
        self.0.join(format!("{kid}.pem"))
    }

    /// Makes the directory, and the set with a first key, which is active.
    pub(crate) fn create(
        &self,
        passphrase: &PassphraseArgs,
        begin: impl FnOnce(&P256Signer) -> KeySet,
    ) -> Result<(KeySet, String), Failure> {
        files::create_private_directory(self.0)
            .map_err(|error| files::unwritable(self.0, &error))?;
        let _lock = self.lock()?;
        let file = self.set_file();
        if file.exists() {
            return Err(Failure::new("keyset_exists", "there is a key set in this directory")
                .file(&file)
                .fix(
                    "announce another key with `psea keyset announce`, or name another --keyset",
                ));
        }
        let key = self.make_key(&passphrase.choose()?)?;
        let set = begin(&key);
        files::replace(&file, text(&set).as_bytes(), Mode::Default)
            .map_err(|error| files::unwritable(&file, &error))?;
        Ok((set, key.public_key().thumbprint()))
    }

    /// A new private key in its file. Until the set names it, it is nobody's.
    pub(crate) fn make_key(&self, passphrase: &Passphrase) -> Result<P256Signer, Failure> {
        let key = random::key()?;
        let pem = sealed::seal(&key, passphrase)?;
        files::create_whole(&self.private_file(&key.public_key().thumbprint()), pem.as_bytes())?;
        Ok(key)
    }

    pub(crate) fn read(&self) -> Result<KeySet, Failure> {
        let file = self.set_file();
        if !file.exists() {
            return Err(Failure::new("keyset_missing", "there is no key set in this directory")
                .file(&file)
                .fix("make one with `psea keyset init`, or name the right --keyset"));
        }
        let octets = files::read(&file)?;
        KeySet::from_jwks(&octets).map_err(|error| {
            Failure::new("keyset_damaged", error.to_string())
                .file(&file)
                .fix("put back the copy that is published: it is the same document")
        })
    }

    /// Reads the set and keeps others from changing it until what is given back is dropped.
    pub(crate) fn change(&self) -> Result<Changing<'a>, Failure> {
        // No lock is left where there is no key set.
        self.read()?;
        let lock = self.lock()?;
        Ok(Changing { directory: *self, set: self.read()?, _lock: lock })
    }

    /// The key that signs now.
    pub(crate) fn signer(&self, passphrase: &PassphraseArgs) -> Result<P256Signer, Failure> {
        let set = self.read()?;
        let Some(active) = set.active() else {
            return Err(Failure::new("no_active_key", "no key of the set is active")
                .file(&self.set_file())
                .fix("announce a key with `psea keyset announce`, and activate it at once"));
        };
        let file = self.private_file(&active.kid());
        let pem = files::read(&file)?;
        let signer = sealed::open(&pem, &passphrase.ask()?, &file)?;
        if signer.public_key() != active.public() {
            return Err(Failure::new(
                "key_unusable",
                "the file holds another key than its name says",
            )
            .file(&file)
            .fix("put the right file back, or activate another key"));
        }
        Ok(signer)
    }

    fn lock(&self) -> Result<File, Failure> {
        let path = self.0.join(LOCK);
        let failed = |error: &std::io::Error| files::unwritable(&path, error);
        let file = OpenOptions::new().create(true).truncate(false).write(true).open(&path);
        let file = file.map_err(|error| failed(&error))?;
        let began = Instant::now();
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(file),
                Err(TryLockError::WouldBlock) if began.elapsed() < PATIENCE => {
                    std::thread::sleep(PAUSE);
                }
                Err(TryLockError::WouldBlock) => {
                    return Err(Failure::new(
                        "keyset_locked",
                        "another process changes this key set",
                    )
                    .file(&path)
                    .fix("wait for the other psea to end, or end it, and try again"));
                }
                Err(TryLockError::Error(error)) => return Err(failed(&error)),
            }
        }
    }
}

impl Changing<'_> {
    /// Writes the set in the place of the old one, whole or not at all.
    pub(crate) fn write(&self) -> Result<(), Failure> {
        let file = self.directory.set_file();
        files::replace(&file, text(&self.set).as_bytes(), Mode::Default)
            .map_err(|error| files::unwritable(&file, &error))
    }

    pub(crate) const fn directory(&self) -> &KeySetDirectory<'_> {
        &self.directory
    }
}

/// The set as it is kept and published.
pub(crate) fn text(set: &KeySet) -> String {
    format!("{}\n", set.to_jwks())
}

/// Why the set stays as it is.
pub(crate) fn not_changed(error: &KeySetError, directory: &KeySetDirectory<'_>) -> Failure {
    let (code, fix, refused) = match error {
        KeySetError::TooEarly { .. } => (
            "too_early",
            "wait until then; only where the active key was revoked nothing has to be waited for",
            true,
        ),
        KeySetError::Unknown(_) => {
            ("key_unknown", "`psea keyset show` lists the keys of the set", false)
        }
        KeySetError::Known(_) => ("key_known", "announce another key: none comes back", false),
        KeySetError::State { state: KeyState::Announced | KeyState::Active, .. } => {
            ("key_state", "`psea keyset show` tells where each key is", false)
        }
        KeySetError::State { .. } => (
            "key_state",
            "announce another key: one that was retired or revoked never comes back",
            false,
        ),
        KeySetError::Clock { .. } => ("clock", "set the clock", false),
        _ => ("keyset_damaged", "put back the copy that is published", false),
    };
    let failure = Failure::new(code, error.to_string()).file(&directory.set_file()).fix(fix);
    if refused { failure.refused() } else { failure }
}
