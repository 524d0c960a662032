//! The log: what the last commits wrote, row by row, each commit with one sync.
//!
//! A commit appends one [record] and syncs it; then it is made in the engine too, without a sync.
//! When the log is full, a commit of the engine makes all of it durable there, and the log begins
//! anew over its old records. After a crash the records that the engine lacks are written to it.
//!
//! Each record begins in a block of its own, so that no write touches what was acknowledged. It
//! names the store, its number, and the checksum of the record before it; its own checksum is
//! SHA-256 over all of that. A record that is torn was never acknowledged. One that is not right
//! although a later one is was damaged since.

mod changes;
mod record;
mod replay;

pub(crate) use changes::Changes;
pub(crate) use replay::replay;

use std::io;
use std::sync::Arc;

use redb::StorageBackend;

use crate::storage::{BLOCK, Head};
use record::{FIRST, Tag, seal};

/// The end of the log.
#[derive(Debug)]
pub(crate) struct Log {
    file: Arc<dyn StorageBackend>,
    store: [u8; 16],
    /// In octets, and so is the next.
    length: u64,
    /// Where the next record goes, from the log's beginning.
    at: u64,
    last: Tag,
}

impl Log {
    /// A log whose records the engine has all.
    pub(crate) const fn empty(file: Arc<dyn StorageBackend>, head: Head, store: [u8; 16]) -> Self {
        Self { file, store, length: head.log(), at: 0, last: FIRST }
    }

    /// Makes what commit `sequence` wrote durable. False: there is no room for it.
    pub(crate) fn append(&mut self, sequence: u64, changes: &Changes) -> io::Result<bool> {
        let (record, tag) = seal(&self.store, sequence, &self.last, changes);
        let length = u64::try_from(record.len()).unwrap_or(u64::MAX);
        let end = self.at.saturating_add(length);
        if end > self.length {
            return Ok(false);
        }
        self.file.write(BLOCK.saturating_add(self.at), &record)?;
        self.file.sync_data()?;
        (self.at, self.last) = (end, tag);
        Ok(true)
    }

    /// The engine has it all.
    pub(crate) const fn clear(&mut self) {
        self.at = 0;
        self.last = FIRST;
    }
}

#[cfg(test)]
mod tests;
