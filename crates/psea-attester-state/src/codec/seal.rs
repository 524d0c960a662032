//! Rows of this file's tables.

use psea_row::{Damaged, Fields, Writer};

use crate::file::Table;

/// A row of `table` under `key`.
pub(crate) fn seal_row(table: Table, key: &[u8], write: impl FnOnce(&mut Writer)) -> Vec<u8> {
    psea_row::seal_row(table.name, key, write)
}

/// Reads a row strictly.
pub(crate) fn open_row<'v, T>(
    table: Table,
    key: &[u8],
    value: &'v [u8],
    read: impl FnOnce(&mut Fields<'v>) -> Option<T>,
) -> Result<T, Damaged> {
    psea_row::open_row(table.name, key, value, read)
}
