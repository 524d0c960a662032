//! The verifier's directory: `verifier.json` says what is accepted, `store.redb` holds the
//! enrollments and what was accepted before. The store's anchor lies elsewhere.

mod anchor;
mod config;
pub(crate) mod document;
mod failure;
mod old;
mod open;
mod read;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use psea::claims::{Audience, EpochSeconds, Issuer};
use psea::verifier::{Snapshot, VerifierConfig};
use psea_store_redb::{Options, RedbStore, Verify};

pub(crate) use failure::store_failure;
#[cfg(feature = "postgres")]
pub(crate) use failure::store_failure_code;
pub(crate) use old::{Migrated, migrate};

use crate::failure::Failure;
use crate::keys::Backend;

const CONFIG: &str = "verifier.json";
const STORE: &str = "store.redb";

/// A verifier's directory, its store open: one process at a time has that.
#[derive(Debug)]
pub(crate) struct StateDirectory {
    pub(crate) settings: Settings,
    pub(crate) store: RedbStore,
    pub(crate) config_file: PathBuf,
}

/// What `verifier.json` says.
#[derive(Debug)]
pub(crate) struct Settings {
    pub(crate) config: VerifierConfig,
    pub(crate) iss: Issuer<'static>,
    pub(crate) aud: Audience<'static>,
    /// None: an older copy of the store is not noticed.
    pub(crate) anchor: Option<PathBuf>,
}

/// What a first use needs and a later use must agree with.
#[derive(Debug, Default)]
pub(crate) struct Identity<'a> {
    pub(crate) iss: Option<&'a Issuer<'static>>,
    pub(crate) aud: Option<&'a Audience<'static>>,
    pub(crate) anchor: Option<&'a Path>,
}

impl StateDirectory {
    /// Opens a directory that `psea enroll` made. `now` is the moment of the fence, should the
    /// store be an older copy.
    pub(crate) fn open(directory: &Path, now: EpochSeconds) -> Result<Self, Failure> {
        Self::open_with(directory, now, Options::new())
    }

    /// As [`open`](Self::open), for who checks the file next.
    pub(crate) fn open_unchecked(directory: &Path, now: EpochSeconds) -> Result<Self, Failure> {
        Self::open_with(directory, now, Options::new().verify(Verify::Never))
    }

    fn open_with(directory: &Path, now: EpochSeconds, options: Options) -> Result<Self, Failure> {
        require_verifier(directory)?;
        old::require_none(directory)?;
        let config_file = directory.join(CONFIG);
        let settings = config::read(&config_file)?;
        anchor::require_outside(settings.anchor.as_deref(), directory, &config_file)?;
        let store = open::open(&settings.options(options), directory, &settings, now)?;
        Ok(Self { settings, store, config_file })
    }

    /// As [`open`](Self::open); where there is no verifier yet, makes one.
    pub(crate) fn open_or_create(
        directory: &Path,
        identity: &Identity<'_>,
        now: EpochSeconds,
    ) -> Result<Self, Failure> {
        if let Some(begun) = open::begin(directory, identity, now)? {
            return Ok(begun);
        }
        let state = Self::open(directory, now)?;
        state.require(identity)?;
        Ok(state)
    }

    /// Makes the store of a directory that has none from `snapshot`: fenced at the given moment,
    /// or as it was.
    pub(crate) fn import(
        directory: &Path,
        snapshot: &Snapshot,
        fence: Option<EpochSeconds>,
    ) -> Result<Self, Failure> {
        require_verifier(directory)?;
        let config_file = directory.join(CONFIG);
        let settings = config::read(&config_file)?;
        anchor::require_outside(settings.anchor.as_deref(), directory, &config_file)?;
        if !directory.join(STORE).exists() {
            open::retire_anchor(&settings)?;
        }
        let store = open::import(directory, &settings, snapshot, fence)?;
        Ok(Self { settings, store, config_file })
    }

    fn require(&self, identity: &Identity<'_>) -> Result<(), Failure> {
        let differs = |field: &'static str, is: &str| {
            Failure::new("state_differs", format!("this verifier's `{field}` is {is:?}"))
                .file(&self.config_file)
                .field(field)
                .fix(format!("omit --{field}, or use another --state for another deployment"))
        };
        if identity.iss.is_some_and(|iss| *iss != self.settings.iss) {
            return Err(differs("iss", self.settings.iss.as_str()));
        }
        if identity.aud.is_some_and(|aud| *aud != self.settings.aud) {
            return Err(differs("aud", self.settings.aud.as_str()));
        }
        if let Some(given) = identity.anchor
            && self.settings.anchor.as_deref() != Some(&*anchor::absolute(given)?)
        {
            let is = self.settings.anchor_text();
            return Err(differs("anchor", &is).fix(
                "omit --anchor. To move it: change the member in verifier.json, and move the \
                 file; without the file every proof issued before is refused",
            ));
        }
        Ok(())
    }
}

impl Settings {
    fn options(&self, options: Options) -> Options {
        match &self.anchor {
            Some(anchor) => options.anchor(anchor),
            None => options,
        }
    }

    pub(crate) fn anchor_text(&self) -> String {
        self.anchor.as_ref().map_or_else(|| "none".into(), |anchor| anchor.display().to_string())
    }
}

/// Where the store's file is.
pub(crate) fn store_file(directory: &Path) -> PathBuf {
    directory.join(STORE)
}

fn require_verifier(directory: &Path) -> Result<(), Failure> {
    if directory.join(CONFIG).exists() {
        return Ok(());
    }
    Err(Failure::new("state_missing", "there is no verifier in this directory")
        .file(&directory.join(CONFIG))
        .fix("make one with `psea enroll --state DIR …`, or name the right directory"))
}

fn keys() -> Arc<Backend> {
    Arc::new(Backend)
}
