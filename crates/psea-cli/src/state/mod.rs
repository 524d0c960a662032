//! The verifier's directory, private to this command: `verifier.json` says what is accepted,
//! `store.json` holds the enrollments and what was accepted before.
//!
//! One process at a time has the directory open. Everything is written whole, to a new file that
//! takes the old one's place.

mod config;
mod document;
mod lock;
mod read;
mod store;

use std::path::{Path, PathBuf};

use psea::claims::{Audience, Issuer};
use psea::verifier::VerifierConfig;

pub(crate) use store::FileStore;

use crate::edge::files::{self, Mode};
use crate::failure::Failure;
use lock::Lock;

const CONFIG: &str = "verifier.json";
const STORE: &str = "store.json";

/// A verifier's directory, held open.
#[derive(Debug)]
pub(crate) struct StateDirectory {
    pub(crate) config: VerifierConfig,
    /// What the configuration says, for reports.
    pub(crate) iss: Issuer<'static>,
    pub(crate) aud: Audience<'static>,
    pub(crate) store: FileStore,
    pub(crate) config_file: PathBuf,
}

/// What a first use needs and a later use must agree with.
#[derive(Debug)]
pub(crate) struct Identity<'a> {
    pub(crate) iss: Option<&'a Issuer<'static>>,
    pub(crate) aud: Option<&'a Audience<'static>>,
}

impl StateDirectory {
    /// Opens a directory that `psea enroll` made.
    pub(crate) fn open(directory: &Path) -> Result<Self, Failure> {
        if !directory.join(CONFIG).exists() {
            return Err(Failure::new("state_missing", "there is no verifier in this directory")
                .file(&directory.join(CONFIG))
                .fix("make one with `psea enroll --state DIR …`, or name the right directory"));
        }
        Self::load(directory, Lock::acquire(directory)?)
    }

    /// Opens a directory, and makes the verifier in it where there is none.
    pub(crate) fn open_or_create(
        directory: &Path,
        identity: &Identity<'_>,
    ) -> Result<Self, Failure> {
        let config = directory.join(CONFIG);
        // Before anything is made: what is needed to make it may be missing.
        if !config.exists() {
            config::initial(identity, &config)?;
        }
        std::fs::create_dir_all(directory).map_err(|error| files::unwritable(directory, &error))?;
        let lock = Lock::acquire(directory)?;
        if !config.exists() {
            let text = config::initial(identity, &config)?;
            let store = directory.join(STORE);
            // The configuration comes last: where it is, the store must be, and a store that is
            // missing then is a loss and no beginning.
            if !store.exists() {
                write(&store, &document::empty())?;
            }
            write(&config, &text)?;
        }
        let state = Self::load(directory, lock)?;
        state.require(identity)?;
        Ok(state)
    }

    fn load(directory: &Path, lock: Lock) -> Result<Self, Failure> {
        let config_file = directory.join(CONFIG);
        let (config, iss, aud) = config::read(&config_file)?;
        let store = FileStore::open(directory.join(STORE), lock)?;
        Ok(Self { config, iss, aud, store, config_file })
    }

    fn require(&self, identity: &Identity<'_>) -> Result<(), Failure> {
        let differs = |field: &'static str, is: &str| {
            Failure::new("state_differs", format!("this verifier's `{field}` is {is:?}"))
                .file(&self.config_file)
                .field(field)
                .fix(format!("omit --{field}, or use another --state for another deployment"))
        };
        if identity.iss.is_some_and(|iss| *iss != self.iss) {
            return Err(differs("iss", self.iss.as_str()));
        }
        if identity.aud.is_some_and(|aud| *aud != self.aud) {
            return Err(differs("aud", self.aud.as_str()));
        }
        Ok(())
    }
}

fn write(path: &Path, text: &str) -> Result<(), Failure> {
    files::replace(path, text.as_bytes(), Mode::Default)
        .map_err(|error| files::unwritable(path, &error))
}
