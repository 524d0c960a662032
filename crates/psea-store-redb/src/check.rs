//! The whole file: redb's pages, every row, and that the tables agree with each other.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use redb::{Builder, Database, ReadTransaction, StorageBackend};

use crate::codec::{
    key, read_chain, read_challenge, read_change, read_counter, read_enrollment, read_kid,
    read_record,
};
use crate::error::{Damaged, Error, OpenError};
use crate::read::{self, Stats, each, get};
use crate::schema::{
    ATTESTERS, CHAINS, CHALLENGE_EXPIRY, CHALLENGES, COUNTERS, HISTORY, JTI_EXPIRY, JTIS, KIDS,
    Table,
};
use crate::storage::{Overlay, Part};

/// What a check found.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Report {
    /// How much was looked at.
    pub stats: Stats,
    /// What is wrong. Empty: every checksum is right and every table agrees with the others.
    pub damage: Vec<Box<str>>,
}

impl Report {
    /// Whether nothing is wrong.
    #[must_use]
    pub const fn is_sound(&self) -> bool {
        self.damage.is_empty()
    }
}

/// redb's own check of every page, on a view of the file that takes no writes.
pub(crate) fn pages(engine: &Part, cache: usize) -> Result<(), OpenError> {
    let look = || -> Result<bool, redb::DatabaseError> {
        let overlay = Overlay::over(Arc::new(engine.clone())).map_err(redb::DatabaseError::from)?;
        let mut db = Builder::new().set_cache_size(cache).create_with_backend(overlay)?;
        db.check_integrity()
    };
    match guarded(look)? {
        true => Ok(()),
        false => Err(OpenError::Damaged("a page does not have its checksum".into())),
    }
}

/// Opens a view of the file that takes no writes.
pub(crate) fn view(engine: &Part, cache: usize) -> Result<Database, OpenError> {
    guarded(|| {
        let overlay = Overlay::over(Arc::new(engine.clone())).map_err(redb::DatabaseError::from)?;
        Builder::new().set_cache_size(cache).create_with_backend(overlay)
    })
}

/// redb panics on some damaged files. That is an answer too.
pub(crate) fn guarded<T>(
    open: impl FnOnce() -> Result<T, redb::DatabaseError>,
) -> Result<T, OpenError> {
    match catch_unwind(AssertUnwindSafe(open)) {
        Ok(Ok(opened)) => Ok(opened),
        Ok(Err(error)) => Err(error.into()),
        Err(_) => Err(OpenError::Damaged("the engine cannot read it".into())),
    }
}

/// Opens a file that is there and is not empty.
pub(crate) fn open_database(
    backend: impl StorageBackend,
    cache: usize,
    repaired: Arc<std::sync::atomic::AtomicBool>,
) -> Result<Database, OpenError> {
    guarded(move || {
        Builder::new()
            .set_cache_size(cache)
            .set_repair_callback(move |_| {
                repaired.store(true, std::sync::atomic::Ordering::SeqCst);
            })
            .create_with_backend(backend)
    })
}

/// Every row, and that the tables agree.
pub(crate) fn rows(txn: &ReadTransaction, file: u64) -> Result<Report, Error> {
    let mut damage = Vec::new();
    let mut note = |found: Result<(), Error>| match found {
        Ok(()) => Ok(()),
        Err(Error::Damaged(what)) => {
            damage.push(what.to_string().into());
            Ok(())
        }
        Err(other) => Err(other),
    };
    note(enrollments(txn))?;
    note(owned(txn, COUNTERS, |key, value| read_counter(key, value).map(drop)))?;
    note(owned(txn, HISTORY, |key, value| read_change(key, value).map(drop)))?;
    note(each(txn, CHAINS, |(key, value)| read_chain(key, value).map(drop)))?;
    note(expiries(txn, JTIS, JTI_EXPIRY, |key, value| {
        read_record(key, value).map(|record| record.keep_until)
    }))?;
    note(expiries(txn, CHALLENGES, CHALLENGE_EXPIRY, |key, value| {
        read_challenge(key, value).map(|issued| issued.challenge.until())
    }))?;
    Ok(Report { stats: read::stats(txn, file)?, damage })
}

fn wrong(table: Table, what: &'static str) -> Error {
    Damaged { table: table.name, what }.into()
}

/// Each record has a usable key and its `kid` selects it; each `kid` selects one that has it.
fn enrollments(txn: &ReadTransaction) -> Result<(), Error> {
    let mut kids = Vec::new();
    each(txn, ATTESTERS, |(key, value)| {
        let row = read_enrollment(key, value)?;
        row.public_key()?;
        kids.push((row.kid, read::name(ATTESTERS, key)?));
        Ok(())
    })?;
    for (kid, attester) in &kids {
        let owner = get(txn, KIDS, kid.as_bytes(), read_kid)?;
        if owner.is_none_or(|owner| *owner != *attester.as_str()) {
            return Err(wrong(ATTESTERS, "has a `kid` that does not select it"));
        }
    }
    let mut selecting = 0_usize;
    each(txn, KIDS, |(key, value)| {
        selecting = selecting.saturating_add(1);
        read_kid(key, value).map(drop)
    })?;
    if selecting == kids.len() { Ok(()) } else { Err(wrong(KIDS, "selects no Attester")) }
}

/// Each row is right and belongs to an Attester.
fn owned(
    txn: &ReadTransaction,
    table: Table,
    read: impl Fn(&[u8], &[u8]) -> Result<(), Damaged>,
) -> Result<(), Error> {
    let damaged = Damaged { table: table.name, what: "has a key that was never written" };
    let mut last: Option<Box<[u8]>> = None;
    let mut owners = Vec::new();
    each(txn, table, |(key, value)| {
        read(key, value)?;
        let owner = key::first(key).ok_or(damaged)?;
        if last.as_deref() != Some(owner) {
            owners.push(Box::<[u8]>::from(owner));
            last = Some(owner.into());
        }
        Ok(())
    })?;
    for owner in owners {
        if get(txn, ATTESTERS, &owner, read_enrollment)?.is_none() {
            return Err(wrong(table, "belongs to no Attester"));
        }
    }
    Ok(())
}

/// Each row is right and will be dropped at its time.
fn expiries(
    txn: &ReadTransaction,
    rows: Table,
    expiries: Table,
    read: impl Fn(&[u8], &[u8]) -> Result<psea_claims::EpochSeconds, Damaged>,
) -> Result<(), Error> {
    let index = txn.open_table(expiries.definition())?;
    let mut missing = false;
    let mut failed = None;
    each(txn, rows, |(key, value)| {
        let expiry = key::expiry(read(key, value)?, key);
        match index.get(expiry.as_slice()) {
            Ok(found) => missing |= found.is_none(),
            Err(error) => failed = Some(error),
        }
        Ok(())
    })?;
    if let Some(error) = failed {
        return Err(error.into());
    }
    if missing { Err(wrong(rows, "is not in the order of expiry")) } else { Ok(()) }
}

/// The size of the file.
pub(crate) fn size(file: &Arc<dyn StorageBackend>) -> io::Result<u64> {
    file.len()
}

#[cfg(test)]
mod tests;
