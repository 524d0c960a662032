//! Creating and opening: everything that is found out before the first counter.

use std::cmp::Ordering;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use psea_attester::TrustState;
use redb::backends::FileBackend;
use redb::{Builder, Database, ReadableDatabase as _, StorageBackend, WriteTransaction};

use super::schema::{ALL, FORMAT, META, META_FORMAT, META_TRUST};
use super::{RedbState, begin, check, get, put};
use crate::codec::trust_row;
use crate::error::{Error, OpenError};

/// The state is small.
const CACHE: usize = 4 << 20;

/// Creates a state and fills it in the transaction that makes it one. The file takes its name when
/// it is complete.
pub(super) fn create(
    path: &Path,
    fill: impl FnOnce(&WriteTransaction) -> Result<(), Error>,
) -> Result<RedbState, OpenError> {
    let what = "the state's file";
    if path.exists() {
        return Err(OpenError::Exists(path.into()));
    }
    let new = beside(path, ".new");
    let file = private().read(true).write(true).create(true).truncate(false).open(&new);
    let file = file.map_err(OpenError::io(what))?;
    lock(&file, path)?;
    // What a creation that did not end left behind; who is about to create has the lock.
    file.set_len(0).map_err(OpenError::io(what))?;
    let state = create_on(path, FileBackend::new(file)?, fill)?;
    // A link and no rename: it does not replace what another process created meanwhile.
    fs::hard_link(&new, path).map_err(|source| match source.kind() {
        io::ErrorKind::AlreadyExists => OpenError::Exists(path.into()),
        _ => OpenError::Io { what, source },
    })?;
    fs::remove_file(&new).map_err(OpenError::io(what))?;
    sync_directory_of(path).map_err(OpenError::io("the state's directory"))?;
    Ok(state)
}

/// Creates a state in an empty storage.
pub(super) fn create_on(
    path: &Path,
    backend: impl StorageBackend,
    fill: impl FnOnce(&WriteTransaction) -> Result<(), Error>,
) -> Result<RedbState, OpenError> {
    let db = open_database(backend)?;
    let write = || -> Result<(), Error> {
        let txn = begin(&db)?;
        for table in ALL {
            txn.open_table(table.definition())?;
        }
        put(&txn, META, META_FORMAT, &FORMAT.to_be_bytes())?;
        put(&txn, META, META_TRUST, &trust_row(TrustState::Unenrolled))?;
        fill(&txn)?;
        Ok(txn.commit()?)
    };
    write()?;
    Ok(RedbState { path: path.into(), db, revoked: AtomicBool::new(false) })
}

pub(super) fn open(path: &Path) -> Result<RedbState, OpenError> {
    let what = "the state's file";
    let file = OpenOptions::new().read(true).write(true).open(path);
    let file = file.map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => OpenError::Missing(path.into()),
        _ => OpenError::Io { what, source: error },
    })?;
    lock(&file, path)?;
    let backend = FileBackend::new(file)?;
    open_on(path, backend)
}

/// Opens the state in a storage.
pub(super) fn open_on(path: &Path, backend: impl StorageBackend) -> Result<RedbState, OpenError> {
    check::pages(&backend)?;
    let db = open_database(backend)?;
    require_format(&db)?;
    let state = RedbState { path: path.into(), db, revoked: AtomicBool::new(false) };
    let txn = state.db.begin_read().map_err(Error::from)?;
    check::rows(&txn)?;
    drop(txn);
    Ok(state)
}

/// Before anything of another format is read.
fn require_format(db: &Database) -> Result<(), OpenError> {
    let txn = db.begin_read().map_err(Error::from)?;
    let found = get(&txn, META, META_FORMAT, |value| Ok(value.try_into().ok()))?;
    let found = found.flatten().map(u32::from_be_bytes);
    match found.map(|found| (found.cmp(&FORMAT), found)) {
        Some((Ordering::Equal, _)) => Ok(()),
        Some((Ordering::Greater, found)) => Err(OpenError::TooNew { found, known: FORMAT }),
        Some((Ordering::Less, _)) | None => {
            Err(OpenError::NotAState("it states no format that is known".into()))
        }
    }
}

/// The lock that keeps a second process out. It ends with the file's handle.
fn lock(file: &File, path: &Path) -> Result<(), OpenError> {
    file.try_lock().map_err(|error| match error {
        TryLockError::WouldBlock => OpenError::InUse(path.into()),
        TryLockError::Error(source) => OpenError::Io { what: "the state's lock", source },
    })
}

pub(super) fn open_database(backend: impl StorageBackend) -> Result<Database, OpenError> {
    guarded(|| Builder::new().set_cache_size(CACHE).create_with_backend(backend))
}

/// redb panics on some damaged files. That is an answer too.
pub(super) fn guarded<T>(
    open: impl FnOnce() -> Result<T, redb::DatabaseError>,
) -> Result<T, OpenError> {
    match catch_unwind(AssertUnwindSafe(open)) {
        Ok(Ok(opened)) => Ok(opened),
        Ok(Err(error)) => Err(error.into()),
        Err(_) => Err(OpenError::Damaged("the engine cannot read it".into())),
    }
}

/// A new file is its owner's alone: whoever reads a proof that waits can send it.
fn private() -> OpenOptions {
    #[cfg_attr(not(unix), expect(unused_mut, reason = "the mode is Unix's"))]
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    options
}

fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

/// Makes a new name itself durable.
#[cfg(unix)]
fn sync_directory_of(path: &Path) -> io::Result<()> {
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty());
    File::open(parent.unwrap_or(Path::new(".")))?.sync_all()
}

/// Elsewhere directories cannot be opened for a sync.
#[cfg(not(unix))]
fn sync_directory_of(_path: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    /// What is synced is the directory that holds the name: the present one where the path names
    /// none, and an error where there is none.
    #[test]
    fn the_directory_of_the_name_is_synced() {
        sync_directory_of(Path::new("state")).unwrap();
        sync_directory_of(Path::new("/state")).unwrap();
        let nowhere = tempfile::tempdir().unwrap().path().join("none").join("state");
        assert_eq!(sync_directory_of(&nowhere).unwrap_err().kind(), io::ErrorKind::NotFound);
    }
}
