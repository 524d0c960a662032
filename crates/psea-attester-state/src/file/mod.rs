//! The one file: redb, our own checksum in every row, one process at a time.

mod check;
mod journal;
mod migrate;
mod open;
mod schema;
mod state;

pub(crate) use schema::{
    BODIES, COUNTERS, ENDED, META, META_CHAIN, META_ENROLLMENT, META_TRUST, RETIRED, Table, WAITING,
};

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use redb::{Database, ReadTransaction, ReadableDatabase as _, WriteTransaction};

use crate::error::{Damaged, Error, OpenError};

/// The state of one Attester, and its offline queue, in one file.
///
/// Every change is one transaction with a two-phase commit, on the disk before the call returns:
/// after a crash of the process or of the machine at any moment the file holds every change that
/// was acknowledged, and none in part. Every row has a checksum of its own, and the whole file is
/// checked when it is opened.
///
/// After a failure to write, every further change fails until the file is opened again: what the
/// disk holds is not known before.
pub struct RedbState {
    path: PathBuf,
    db: Database,
    /// A revocation holds in this process though it could not be written.
    revoked: AtomicBool,
}

impl RedbState {
    /// Makes the state of an Attester that is not enrolled yet.
    ///
    /// # Errors
    ///
    /// If the file exists already: starting anew would use counters twice. Or if it cannot be
    /// written.
    pub fn create(path: impl AsRef<Path>) -> Result<Self, OpenError> {
        open::create(path.as_ref(), |_| Ok(()))
    }

    /// Opens the state that [`create`](Self::create) made.
    ///
    /// # Errors
    ///
    /// If it is absent, damaged, of another format, in use, or cannot be read. A damaged file is an
    /// error and never an empty state.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, OpenError> {
        open::open(path.as_ref())
    }

    /// Creates a state in a storage of the caller's: for tests of storages that fail.
    ///
    /// # Errors
    ///
    /// If the storage fails.
    #[doc(hidden)]
    pub fn create_on(storage: impl redb::StorageBackend) -> Result<Self, OpenError> {
        open::create_on(Path::new("a storage"), storage, |_| Ok(()))
    }

    /// Opens the state in a storage of the caller's: for tests of storages that fail.
    ///
    /// # Errors
    ///
    /// As [`open`](Self::open).
    #[doc(hidden)]
    pub fn open_on(storage: impl redb::StorageBackend) -> Result<Self, OpenError> {
        open::open_on(Path::new("a storage"), storage)
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    fn read<T>(
        &self,
        read: impl FnOnce(&ReadTransaction) -> Result<T, Error>,
    ) -> Result<T, psea_attester::StateError> {
        let read = || read(&self.db.begin_read()?);
        read().map_err(|error| error.at(&self.path, "read"))
    }

    /// One transaction, durable when this returns.
    fn write<T>(
        &self,
        write: impl FnOnce(&WriteTransaction) -> Result<T, Error>,
    ) -> Result<T, psea_attester::StateError> {
        let write = || {
            let txn = begin(&self.db)?;
            let written = write(&txn)?;
            txn.commit()?;
            Ok(written)
        };
        write().map_err(|error: Error| error.at(&self.path, "written"))
    }
}

impl fmt::Debug for RedbState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedbState").field("path", &self.path).finish_non_exhaustive()
    }
}

fn begin(db: &Database) -> Result<WriteTransaction, Error> {
    let mut txn = db.begin_write()?;
    txn.set_durability(redb::Durability::Immediate)?;
    txn.set_two_phase_commit(true);
    txn.set_quick_repair(true);
    Ok(txn)
}

/// One row, if it is there.
fn get<T>(
    txn: &ReadTransaction,
    table: Table,
    key: &[u8],
    read: impl FnOnce(&[u8]) -> Result<T, Damaged>,
) -> Result<Option<T>, Error> {
    let table = txn.open_table(table.definition())?;
    let found = table.get(key)?;
    Ok(found.map(|row| read(row.value())).transpose()?)
}

/// One row of a transaction that writes.
fn get_mut<T>(
    txn: &WriteTransaction,
    table: Table,
    key: &[u8],
    read: impl FnOnce(&[u8]) -> Result<T, Damaged>,
) -> Result<Option<T>, Error> {
    use redb::ReadableTable as _;
    let table = txn.open_table(table.definition())?;
    let found = table.get(key)?;
    Ok(found.map(|row| read(row.value())).transpose()?)
}

/// Every row, in the order of the keys.
fn all<T>(
    txn: &ReadTransaction,
    table: Table,
    read: impl Fn(&[u8], &[u8]) -> Result<T, Damaged>,
) -> Result<Vec<T>, Error> {
    use redb::ReadableTable as _;
    let table = txn.open_table(table.definition())?;
    let mut rows = Vec::new();
    for row in table.iter()? {
        let (key, value) = row?;
        rows.push(read(key.value(), value.value())?);
    }
    Ok(rows)
}

fn put(txn: &WriteTransaction, table: Table, key: &[u8], row: &[u8]) -> Result<(), Error> {
    txn.open_table(table.definition())?.insert(key, row)?;
    Ok(())
}

fn remove(txn: &WriteTransaction, table: Table, key: &[u8]) -> Result<(), Error> {
    txn.open_table(table.definition())?.remove(key)?;
    Ok(())
}
