use std::sync::{Arc, Condvar, Mutex, PoisonError};

use psea_verifier::StoreError;
use redb::{ReadableTable as _, WriteTransaction};

use crate::codec::{StoreState, read_state, state_row};
use crate::error::{Damaged, Error};
use crate::ops;
use crate::schema::{META, META_STATE, Table};

/// What an operation did.
pub(crate) enum Step<T> {
    /// It wrote nothing.
    Answer(T),
    /// It wrote all that follows from its answer.
    Written(T),
}

/// Where an operation failed.
pub(crate) enum Failure {
    /// Before its first write.
    Before(Error),
    /// Its writes may be incomplete: nothing of the batch can be committed.
    Halfway(Error),
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Before(error)
    }
}

impl From<Damaged> for Failure {
    fn from(damaged: Damaged) -> Self {
        Self::Before(damaged.into())
    }
}

/// What an operation sees of its batch.
pub(crate) struct Tx<'b> {
    txn: &'b WriteTransaction,
    pub(crate) state: &'b mut StoreState,
    /// Enrollments that changed.
    pub(crate) changed: &'b mut Vec<Box<str>>,
}

impl Tx<'_> {
    /// The row under `key`, if there is one.
    pub(crate) fn get<T>(
        &self,
        table: Table,
        key: &[u8],
        read: impl FnOnce(&[u8], &[u8]) -> Result<T, Damaged>,
    ) -> Result<Option<T>, Error> {
        let table = self.txn.open_table(table.definition())?;
        let row = table.get(key)?;
        Ok(row.map(|row| read(key, row.value())).transpose()?)
    }

    pub(crate) fn contains(&self, table: Table, key: &[u8]) -> Result<bool, Error> {
        Ok(self.txn.open_table(table.definition())?.get(key)?.is_some())
    }

    pub(crate) fn put(&self, table: Table, key: &[u8], row: &[u8]) -> Result<(), Error> {
        self.txn.open_table(table.definition())?.insert(key, row)?;
        Ok(())
    }

    pub(crate) fn remove(&self, table: Table, key: &[u8]) -> Result<(), Error> {
        self.txn.open_table(table.definition())?.remove(key)?;
        Ok(())
    }

    /// The first keys of a table, up to `most` of them, for as long as `take` says so.
    pub(crate) fn first_keys(
        &self,
        table: Table,
        most: usize,
        take: impl Fn(&[u8]) -> bool,
    ) -> Result<Vec<Vec<u8>>, Error> {
        let table = self.txn.open_table(table.definition())?;
        let mut keys = Vec::new();
        for entry in table.iter()?.take(most) {
            let (key, _) = entry?;
            if !take(key.value()) {
                break;
            }
            keys.push(key.value().to_vec());
        }
        Ok(keys)
    }

    /// The last key that begins with `prefix`.
    pub(crate) fn last_with(&self, table: Table, prefix: &[u8]) -> Result<Option<Vec<u8>>, Error> {
        let table = self.txn.open_table(table.definition())?;
        let mut end = prefix.to_vec();
        end.extend_from_slice(&[u8::MAX; 9]);
        let last = table.range(prefix..end.as_slice())?.next_back().transpose()?;
        Ok(last.map(|(key, _)| key.value().to_vec()))
    }
}

/// Submissions that share a transaction.
pub(super) struct Batch {
    txn: WriteTransaction,
    state: StoreState,
    changed: Vec<Box<str>>,
    writes: usize,
    spoiled: Option<Arc<str>>,
    ticket: Arc<Ticket>,
}

impl std::fmt::Debug for Batch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Batch").field("writes", &self.writes).finish_non_exhaustive()
    }
}

/// What became of a batch that was to be committed.
pub(super) struct Committed {
    pub(super) state: StoreState,
    pub(super) changed: Vec<Box<str>>,
    pub(super) unknown: UnknownOnDrop,
}

/// What is to be said of a batch that was not committed, once the store has stopped.
#[must_use]
pub(super) struct Failed {
    ticket: Option<Arc<Ticket>>,
    end: End,
    why: Arc<str>,
}

impl Failed {
    pub(super) fn why(&self) -> &str {
        &self.why
    }

    pub(super) fn tell(self) {
        if let Some(ticket) = self.ticket {
            ticket.end(self.end);
        }
    }
}

impl Batch {
    pub(super) fn open(mut txn: WriteTransaction) -> Result<Self, Error> {
        txn.set_durability(redb::Durability::Immediate)?;
        txn.set_two_phase_commit(true);
        txn.set_quick_repair(true);
        let row = txn.open_table(META.definition())?;
        let state = row.get(META_STATE)?;
        let damaged = Damaged { table: META.name, what: "is missing" };
        let state = read_state(state.ok_or(damaged)?.value())?;
        drop(row);
        let ticket = Arc::new(Ticket::default());
        Ok(Self { txn, state, changed: Vec::new(), writes: 0, spoiled: None, ticket })
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.writes == 0
    }

    pub(super) const fn is_spoiled(&self) -> bool {
        self.spoiled.is_some()
    }

    /// Runs an operation. With a ticket its answer depends on what is not yet durable.
    pub(super) fn enter<T>(
        &mut self,
        op: impl FnOnce(&mut Tx<'_>) -> Result<Step<T>, Failure>,
    ) -> Result<(T, Option<Arc<Ticket>>), StoreError> {
        if let Some(why) = &self.spoiled {
            return Err(StoreError::Unavailable(String::from(&**why).into()));
        }
        let mut tx = Tx { txn: &self.txn, state: &mut self.state, changed: &mut self.changed };
        match op(&mut tx) {
            Ok(Step::Answer(answer)) => {
                let depends = !self.is_empty();
                Ok((answer, depends.then(|| Arc::clone(&self.ticket))))
            }
            Ok(Step::Written(answer)) => {
                self.writes = self.writes.saturating_add(1);
                Ok((answer, Some(Arc::clone(&self.ticket))))
            }
            // A damaged row concerns those who need it.
            Err(Failure::Before(error @ Error::Damaged(_))) => Err(error.into()),
            Err(Failure::Before(error) | Failure::Halfway(error)) => {
                self.spoiled = Some(error.to_string().into());
                Err(error.into())
            }
        }
    }

    /// Ends the batch without a commit.
    pub(super) fn abandon(self) {
        self.ticket.end(End::Nothing("the store was closed by a failure".into()));
    }

    /// Commits what was written. `Ok(None)`: there was nothing.
    pub(super) fn commit(mut self) -> Result<Option<Committed>, Failed> {
        let ticket = Arc::clone(&self.ticket);
        let nothing = |ticket, why: Arc<str>| Failed {
            end: End::Nothing(Arc::clone(&why)),
            ticket: Some(ticket),
            why,
        };
        if let Some(why) = self.spoiled.take() {
            return Err(nothing(ticket, why));
        }
        if self.is_empty() {
            return Ok(None);
        }
        if let Err(error) = self.finish() {
            return Err(nothing(ticket, error.to_string().into()));
        }
        let Self { txn, state, changed, .. } = self;
        // From here on a failure says nothing of what is on the disk.
        let unknown = UnknownOnDrop(Some(ticket));
        match txn.commit() {
            Ok(()) => Ok(Some(Committed { state, changed, unknown })),
            Err(error) => {
                let why: Arc<str> = Error::from(error).to_string().into();
                Err(Failed { end: End::Unknown(Arc::clone(&why)), ticket: unknown.disarm(), why })
            }
        }
    }

    fn finish(&mut self) -> Result<(), Error> {
        let mut tx = Tx { txn: &self.txn, state: &mut self.state, changed: &mut self.changed };
        ops::forget(&mut tx, self.writes.saturating_mul(4).saturating_add(64))?;
        self.state.sequence = self.state.sequence.saturating_add(1);
        let row = state_row(&self.state);
        self.txn.open_table(META.definition())?.insert(META_STATE, row.as_slice())?;
        Ok(())
    }
}

/// Where those who entered a batch wait for its end.
#[derive(Debug, Default)]
pub(super) struct Ticket {
    end: Mutex<Option<End>>,
    changed: Condvar,
}

/// What became of a batch.
#[derive(Clone, Debug)]
pub(super) enum End {
    /// All of it is on the disk.
    Durable,
    /// Nothing of it is.
    Nothing(Arc<str>),
    /// Nobody knows.
    Unknown(Arc<str>),
}

impl Ticket {
    pub(super) fn wait(&self) -> End {
        let mut end = self.end.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            if let Some(end) = &*end {
                return end.clone();
            }
            end = self.changed.wait(end).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// The first end stays.
    pub(super) fn end(&self, what: End) {
        self.end.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(what);
        self.changed.notify_all();
    }
}

/// Whatever ends the store's thread inside a commit, nobody waits for ever.
pub(super) struct UnknownOnDrop(Option<Arc<Ticket>>);

impl UnknownOnDrop {
    /// Leaves it to the caller to say what became of the batch.
    pub(super) fn disarm(mut self) -> Option<Arc<Ticket>> {
        self.0.take()
    }

    pub(super) fn tell(mut self, what: End) {
        if let Some(ticket) = self.0.take() {
            ticket.end(what);
        }
    }
}

impl Drop for UnknownOnDrop {
    fn drop(&mut self) {
        if let Some(ticket) = &self.0 {
            ticket.end(End::Unknown("the store's thread ended inside a commit".into()));
        }
    }
}
