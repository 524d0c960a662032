use std::collections::BTreeMap;

use redb::{ReadableTable as _, WriteTransaction};

use crate::codec::{StoreState, read_state, state_row};
use crate::error::{Damaged, Error};
use crate::log::Changes;
use crate::ops;
use crate::schema::{META, META_STATE, Table};

type Rows<'t> = redb::Table<'t, &'static [u8], &'static [u8]>;

/// What an operation sees of its batch: the state as the batch has left it so far.
pub(crate) struct Tx<'t> {
    txn: &'t WriteTransaction,
    /// Each table is opened once.
    tables: BTreeMap<&'static str, Rows<'t>>,
    pub(crate) state: StoreState,
    /// Enrollments that changed.
    pub(crate) changed: Vec<Box<str>>,
    /// How many operations wrote.
    pub(super) writes: usize,
    /// What they wrote, for the log.
    pub(super) written: Changes,
}

impl<'t> Tx<'t> {
    pub(super) fn open(txn: &'t WriteTransaction) -> Result<Self, Error> {
        let mut tx = Self {
            txn,
            tables: BTreeMap::new(),
            state: StoreState::default(),
            changed: Vec::new(),
            writes: 0,
            written: Changes::default(),
        };
        let missing = Damaged { table: META.name, what: "is missing" };
        let state = tx.get(META, META_STATE, |_, row| read_state(row))?;
        tx.state = state.ok_or(missing)?;
        Ok(tx)
    }

    fn table(&mut self, table: Table) -> Result<&mut Rows<'t>, Error> {
        use std::collections::btree_map::Entry;
        Ok(match self.tables.entry(table.name) {
            Entry::Occupied(open) => open.into_mut(),
            Entry::Vacant(place) => place.insert(self.txn.open_table(table.definition())?),
        })
    }

    /// The row under `key`, if there is one.
    pub(crate) fn get<T>(
        &mut self,
        table: Table,
        key: &[u8],
        read: impl FnOnce(&[u8], &[u8]) -> Result<T, Damaged>,
    ) -> Result<Option<T>, Error> {
        let row = self.table(table)?.get(key)?;
        Ok(row.map(|row| read(key, row.value())).transpose()?)
    }

    pub(crate) fn contains(&mut self, table: Table, key: &[u8]) -> Result<bool, Error> {
        Ok(self.table(table)?.get(key)?.is_some())
    }

    pub(crate) fn put(&mut self, table: Table, key: &[u8], row: &[u8]) -> Result<(), Error> {
        self.written.put(table, key, row);
        self.table(table)?.insert(key, row)?;
        Ok(())
    }

    pub(crate) fn remove(&mut self, table: Table, key: &[u8]) -> Result<(), Error> {
        self.written.remove(table, key);
        self.table(table)?.remove(key)?;
        Ok(())
    }

    /// The first keys of a table, up to `most` of them, for as long as `take` says so.
    pub(crate) fn first_keys(
        &mut self,
        table: Table,
        most: usize,
        take: impl Fn(&[u8]) -> bool,
    ) -> Result<Vec<Vec<u8>>, Error> {
        let mut keys = Vec::new();
        for entry in self.table(table)?.iter()?.take(most) {
            let (key, _) = entry?;
            if !take(key.value()) {
                break;
            }
            keys.push(key.value().to_vec());
        }
        Ok(keys)
    }

    /// The last key that begins with `prefix`.
    pub(crate) fn last_with(
        &mut self,
        table: Table,
        prefix: &[u8],
    ) -> Result<Option<Vec<u8>>, Error> {
        let mut end = prefix.to_vec();
        end.extend_from_slice(&[u8::MAX; 9]);
        let last = self.table(table)?.range(prefix..end.as_slice())?.next_back().transpose()?;
        Ok(last.map(|(key, _)| key.value().to_vec()))
    }

    /// Writes what belongs to every commit.
    pub(super) fn finish(&mut self) -> Result<(), Error> {
        ops::forget(self, self.writes.saturating_mul(4).saturating_add(64))?;
        self.state.sequence = self.state.sequence.saturating_add(1);
        let row = state_row(&self.state);
        self.put(META, META_STATE, &row)
    }
}
