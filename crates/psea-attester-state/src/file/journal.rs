//! What the queue keeps: proofs that wait, their bodies, and how those that waited ended.

use psea_attester::StateError;
use redb::WriteTransaction;

use super::schema::{BODIES, ENDED, META, META_NEXT, Table, WAITING};
use super::{RedbState, all, get, get_mut, put, remove};
use crate::codec::{
    body_row, ended_row, open_row, read_body, read_ended, read_waiting, seal_row, waiting_row,
};
use crate::error::{Damaged, Error};
use crate::queue::{Change, Ended, EntryId, Waiting};

/// The number in a row's key.
pub(super) fn entry_id(key: &[u8], table: Table) -> Result<EntryId, Damaged> {
    let number = key.try_into().map(u64::from_be_bytes);
    let what = "has a key that was never written";
    number.map(EntryId::new).map_err(|_| Damaged { table: table.name, what })
}

pub(super) fn read_next(value: &[u8]) -> Result<u64, Damaged> {
    open_row(META, META_NEXT, value, super::super::codec::Fields::u64)
}

impl RedbState {
    pub(crate) fn waiting(&self) -> Result<Vec<Waiting>, StateError> {
        self.read(|txn| {
            all(txn, WAITING, |key, row| read_waiting(entry_id(key, WAITING)?, key, row))
        })
    }

    pub(crate) fn ended(&self) -> Result<Vec<Ended>, StateError> {
        self.read(|txn| all(txn, ENDED, |key, row| read_ended(entry_id(key, ENDED)?, key, row)))
    }

    pub(crate) fn body(&self, id: EntryId) -> Result<Option<String>, StateError> {
        let key = id.get().to_be_bytes();
        self.read(|txn| get(txn, BODIES, &key, |row| read_body(&key, row)))
    }

    /// A new proof, which gets the next number, with its body.
    pub(crate) fn add(
        &self,
        body: &str,
        entry: impl FnOnce(EntryId) -> Vec<Change>,
    ) -> Result<Vec<Change>, StateError> {
        self.write(|txn| {
            let next = get_mut(txn, META, META_NEXT, read_next)?.unwrap_or(0);
            let after = seal_row(META, META_NEXT, |row| row.u64(next.saturating_add(1)));
            put(txn, META, META_NEXT, &after)?;
            let key = next.to_be_bytes();
            put(txn, BODIES, &key, &body_row(&key, body))?;
            let changes = entry(EntryId::new(next));
            apply(txn, &changes)?;
            Ok(changes)
        })
    }

    /// All of them, or none.
    pub(crate) fn apply(&self, changes: &[Change]) -> Result<(), StateError> {
        if changes.is_empty() {
            return Ok(());
        }
        self.write(|txn| apply(txn, changes))
    }

    /// Forgets how a proof ended.
    pub(crate) fn forget(&self, id: EntryId) -> Result<(), StateError> {
        self.write(|txn| remove(txn, ENDED, &id.get().to_be_bytes()))
    }
}

fn apply(txn: &WriteTransaction, changes: &[Change]) -> Result<(), Error> {
    for change in changes {
        match change {
            Change::Save(waiting) => {
                let key = waiting.id.get().to_be_bytes();
                put(txn, WAITING, &key, &waiting_row(&key, waiting))?;
            }
            Change::End(ended) => {
                let key = ended.id.get().to_be_bytes();
                remove(txn, WAITING, &key)?;
                remove(txn, BODIES, &key)?;
                put(txn, ENDED, &key, &ended_row(&key, ended))?;
            }
        }
    }
    Ok(())
}
