use std::error::Error;
use std::ffi::OsString;
use std::fmt;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use psea_claims::{ChainEntry, Counter, CounterScope};
use psea_jose::json::{DEFAULT_MAX_DEPTH, Document};

use super::record::Record;
use super::{AttesterState, StateError, StateSnapshot, TrustState};

/// State in a file: survives a crash of the process and, where the disk honours a sync, of the
/// machine.
///
/// Each change writes a new file, syncs it, puts it in the old one's place and syncs the
/// directory, before the call returns. A lock file beside it keeps a second process out.
#[derive(Debug)]
pub struct FileState {
    path: PathBuf,
    /// What the file holds, or more: a counter stays used when its write failed.
    record: Mutex<Record>,
    /// Held for as long as this lives.
    _lock: File,
}

impl FileState {
    /// Makes the state of an Attester that is not enrolled yet.
    ///
    /// # Errors
    ///
    /// If the file exists already: starting anew would use counters twice. Or if it cannot be
    /// written.
    pub fn create(path: impl Into<PathBuf>) -> Result<Self, StateError> {
        let path = path.into();
        let lock = lock(&path)?;
        if path.exists() {
            return Err(unreadable(&path, &"it exists already: open it instead"));
        }
        let record = Record::new();
        write(&path, &record)?;
        let path = fs::canonicalize(&path).map_err(|error| io(&path, "read", error))?;
        Ok(Self { path, record: Mutex::new(record), _lock: lock })
    }

    /// Opens the state that [`create`](Self::create) made.
    ///
    /// # Errors
    ///
    /// If it is absent, not of this format, in use by another process, or cannot be read. A
    /// damaged file is an error and never an empty state.
    pub fn open(path: impl Into<PathBuf>) -> Result<Self, StateError> {
        let path = path.into();
        // One state has one lock, by whatever links and from whatever directory it is reached.
        let path = fs::canonicalize(&path).map_err(|error| io(&path, "read", error))?;
        let lock = lock(&path)?;
        let text = fs::read(&path).map_err(|error| io(&path, "read", error))?;
        // Strictly first: of two counters for one scope serde would keep the last.
        Document::parse(&text, DEFAULT_MAX_DEPTH).map_err(|error| unreadable(&path, &error))?;
        let record: Record =
            serde_json::from_slice(&text).map_err(|error| unreadable(&path, &error))?;
        record.check().map_err(|problem| unreadable(&path, &problem))?;
        Ok(Self { path, record: Mutex::new(record), _lock: lock })
    }

    /// Everything that it holds, for moving it to another place. Whoever goes on from there must
    /// [`remove`](Self::remove) this one: two states of one Attester would use counters twice.
    #[must_use]
    pub fn snapshot(&self) -> StateSnapshot {
        self.lock().snapshot()
    }

    /// Moves the file to another name in its directory, durably, still locked.
    ///
    /// # Errors
    ///
    /// If there is a file of that name, or this one cannot be renamed.
    pub fn rename(&mut self, to: impl Into<PathBuf>) -> Result<(), StateError> {
        let to = to.into();
        if to.exists() {
            return Err(unreadable(&to, &"it exists already"));
        }
        let lock = lock(&to)?;
        let renamed = fs::rename(&self.path, &to).and_then(|()| sync_directory(&to));
        renamed.map_err(|error| io(&self.path, "renamed", error))?;
        self.path = fs::canonicalize(&to).map_err(|error| io(&to, "read", error))?;
        self._lock = lock;
        Ok(())
    }

    /// Deletes the file, once what it held is kept elsewhere.
    ///
    /// # Errors
    ///
    /// If it cannot be deleted.
    pub fn remove(self) -> Result<(), StateError> {
        let removed = fs::remove_file(&self.path).and_then(|()| sync_directory(&self.path));
        removed.map_err(|error| io(&self.path, "removed", error))
    }

    fn lock(&self) -> MutexGuard<'_, Record> {
        self.record.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl AttesterState for FileState {
    fn reserve_counter(&self, scope: &CounterScope) -> Result<Counter, StateError> {
        let mut record = self.lock();
        // If the write fails, the number stays used in memory: on disk it may be or may not.
        let counter = record.reserve(scope)?;
        write(&self.path, &record)?;
        Ok(counter)
    }

    fn chain_head(&self) -> Result<ChainEntry, StateError> {
        Ok(self.lock().chain_head())
    }

    fn advance_chain(&self, previous: &ChainEntry, entry: ChainEntry) -> Result<(), StateError> {
        let mut record = self.lock();
        record.advance_chain(previous, entry);
        write(&self.path, &record)
    }

    fn trust(&self) -> Result<TrustState, StateError> {
        Ok(self.lock().trust)
    }

    fn set_trust(&self, trust: TrustState) -> Result<(), StateError> {
        let mut record = self.lock();
        let before = record.trust;
        record.set_trust(trust)?;
        write(&self.path, &record).inspect_err(|_| {
            // What is not on disk permits nothing; what forbids, forbids at once.
            if trust == TrustState::Trusted {
                record.trust = before;
            }
        })
    }
}

fn write(path: &Path, record: &Record) -> Result<(), StateError> {
    let mut text = serde_json::to_vec_pretty(record).map_err(|error| io(path, "written", error))?;
    text.push(b'\n');
    let new = beside(path, ".new");
    let written = (|| {
        let mut file = File::create(&new)?;
        file.write_all(&text)?;
        file.sync_all()?;
        fs::rename(&new, path)?;
        sync_directory(path)
    })();
    written.map_err(|error: std::io::Error| io(path, "written", error))
}

/// Makes the rename itself durable.
#[cfg(unix)]
fn sync_directory(path: &Path) -> std::io::Result<()> {
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty());
    File::open(parent.unwrap_or(Path::new(".")))?.sync_all()
}

/// Elsewhere directories cannot be opened for a sync; the rename is as durable as the system
/// makes it.
#[cfg(not(unix))]
fn sync_directory(_path: &Path) -> std::io::Result<()> {
    Ok(())
}

fn lock(path: &Path) -> Result<File, StateError> {
    let file = OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .open(beside(path, ".lock"))
        .map_err(|error| io(path, "locked", error))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(StateError::InUse(path.display().to_string())),
        Err(TryLockError::Error(error)) => Err(io(path, "locked", error)),
    }
}

fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name: OsString = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

fn io(
    path: &Path,
    operation: &'static str,
    source: impl Error + Send + Sync + 'static,
) -> StateError {
    StateError::Io { path: path.display().to_string(), operation, source: Box::new(source) }
}

fn unreadable(path: &Path, problem: &dyn fmt::Display) -> StateError {
    StateError::Unreadable { path: path.display().to_string(), problem: problem.to_string() }
}
