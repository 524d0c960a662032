//! Opening the store, and making one: a crash in between leaves none, or a whole one.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use psea::claims::EpochSeconds;
use psea::verifier::Snapshot;
use psea_store_redb::{OpenError, Options, RedbStore};

use super::failure::{import_failure, open_failure};
use super::{CONFIG, Identity, STORE, Settings, StateDirectory, anchor, config, keys, old};
use crate::edge::files;
use crate::failure::Failure;

/// How long another process may take: a command takes milliseconds.
const PATIENCE: Duration = Duration::from_secs(5);
const PAUSE: Duration = Duration::from_millis(5);

/// Opens the store, and waits a little for another process that has it.
pub(super) fn open(
    options: &Options,
    directory: &Path,
    settings: &Settings,
    now: EpochSeconds,
) -> Result<RedbStore, Failure> {
    let file = directory.join(STORE);
    let began = Instant::now();
    loop {
        match options.open(&file, keys(), now) {
            Err(OpenError::InUse) if began.elapsed() < PATIENCE => std::thread::sleep(PAUSE),
            Err(error) => return Err(open_failure(&error, directory, settings)),
            Ok(store) => return Ok(store),
        }
    }
}

/// Makes the store under another name and then gives it its own.
pub(super) fn import(
    directory: &Path,
    settings: &Settings,
    snapshot: &Snapshot,
    fence: Option<EpochSeconds>,
) -> Result<RedbStore, Failure> {
    let file = directory.join(STORE);
    if file.exists() {
        return Err(Failure::new("store_exists", "there is a store in this directory already")
            .file(&file)
            .fix("import into another directory; or, if this store is to be given up, move its file away"));
    }
    let new = files::beside(&file, ".new");
    match fs::remove_file(&new) {
        Err(error) if error.kind() != ErrorKind::NotFound => {
            return Err(files::unwritable(&new, &error));
        }
        _ => {}
    }
    let options = settings.options(Options::new());
    let made = match fence {
        Some(now) => options.import(&new, snapshot, keys(), now),
        None => options.import_current(&new, snapshot, keys()),
    };
    let store = made.map_err(|error| import_failure(&error, directory, settings))?;
    files::rename(&new, &file).map_err(|error| files::unwritable(&file, &error))?;
    Ok(store)
}

/// Moves the anchor of an earlier store of this directory out of the way. What it could say, the
/// fence says too; and where a store is made without one, the operator does.
pub(super) fn retire_anchor(settings: &Settings) -> Result<(), Failure> {
    let Some(anchor) = settings.anchor.as_deref().filter(|anchor| anchor.exists()) else {
        return Ok(());
    };
    files::rename(anchor, &files::beside(anchor, ".old"))
        .map_err(|error| files::unwritable(anchor, &error))
}

/// Makes the verifier if there is none. The configuration comes last: where it is, the store must
/// be, and a store that is missing then is a loss and no beginning.
pub(super) fn begin(
    directory: &Path,
    identity: &Identity<'_>,
    now: EpochSeconds,
) -> Result<Option<StateDirectory>, Failure> {
    let config_file = directory.join(CONFIG);
    if config_file.exists() {
        return Ok(None);
    }
    old::require_none(directory)?;
    // Before anything is made: what is needed to make it may be missing.
    let anchor = match identity.anchor {
        Some(named) => anchor::absolute(named)?,
        None => anchor::by_default()?,
    };
    let text = config::initial(identity, &anchor, &config_file)?;
    fs::create_dir_all(directory).map_err(|error| files::unwritable(directory, &error))?;
    anchor::require_outside(Some(&anchor), directory, &config_file)?;

    let mut claim = Claim::stake(&config_file)?;
    if config_file.exists() {
        claim.give_up();
        return Ok(None);
    }
    if identity.anchor.is_none() {
        anchor::prepare(&anchor)?;
    }
    let settings = claim.write(&text)?;
    let file = directory.join(STORE);
    // A store without a configuration: its making was cut short, or the configuration is lost. It
    // has no anchor here that could know it, hence the fence.
    let store = if file.exists() {
        open(&settings.options(Options::new()), directory, &settings, now)?
    } else {
        import(directory, &settings, &Snapshot::default(), None)?
    };
    claim.become_configuration(&config_file)?;
    Ok(Some(StateDirectory { settings, store, config_file }))
}

/// The file that becomes the configuration, locked: of two first uses at once, one goes first.
#[derive(Debug)]
struct Claim {
    path: PathBuf,
    file: File,
}

impl Claim {
    fn stake(config_file: &Path) -> Result<Self, Failure> {
        let path = files::beside(config_file, ".new");
        let failed = |error: &std::io::Error| files::unwritable(&path, error);
        let began = Instant::now();
        loop {
            let mut options = OpenOptions::new();
            let file = options.create(true).truncate(false).write(true).open(&path);
            let file = file.map_err(|error| failed(&error))?;
            match file.try_lock() {
                Ok(()) => return Ok(Self { path, file }),
                Err(TryLockError::WouldBlock) if began.elapsed() < PATIENCE => {
                    std::thread::sleep(PAUSE);
                }
                Err(TryLockError::WouldBlock) => {
                    return Err(Failure::new(
                        "state_locked",
                        "another process makes this verifier",
                    )
                    .file(&path)
                    .fix("wait for the other psea to end, or end it, and try again"));
                }
                Err(TryLockError::Error(error)) => return Err(failed(&error)),
            }
        }
    }

    /// Writes the text, and reads it as every later use will.
    fn write(&mut self, text: &str) -> Result<Settings, Failure> {
        let written = self.file.set_len(0).and_then(|()| {
            self.file.write_all(text.as_bytes())?;
            self.file.sync_all()
        });
        written.map_err(|error| files::unwritable(&self.path, &error))?;
        config::read(&self.path)
    }

    fn become_configuration(self, config_file: &Path) -> Result<(), Failure> {
        files::rename(&self.path, config_file)
            .map_err(|error| files::unwritable(config_file, &error))
    }

    /// Somebody else was first.
    fn give_up(self) {
        // Where it cannot be removed it stands in nobody's way.
        let _ = fs::remove_file(&self.path);
    }
}
