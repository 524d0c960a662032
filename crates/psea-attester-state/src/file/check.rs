//! The whole file, before anything of it is believed: redb's pages and every row.

use redb::backends::InMemoryBackend;
use redb::{Builder, ReadTransaction, StorageBackend};

use super::journal::entry_id;
use super::open::guarded;
use super::schema::{
    BODIES, COUNTERS, ENDED, META, META_CHAIN, META_ENROLLMENT, META_NEXT, META_TRUST, RETIRED,
    WAITING,
};
use super::{all, get};
use crate::codec::{
    read_body, read_chain, read_counter, read_ended, read_enrollment, read_retired, read_trust,
    read_waiting,
};
use crate::error::{Damaged, Error, OpenError};

/// What every file of redb begins with.
const MAGIC: &[u8; 4] = b"redb";

/// redb's own check of every page, on a copy in memory, since it would repair the file.
pub(super) fn pages(file: &impl StorageBackend) -> Result<(), OpenError> {
    let what = "the state's file";
    let size = file.len().map_err(OpenError::io(what))?;
    let length = usize::try_from(size).map_err(|_| OpenError::Damaged("it is too long".into()))?;
    let mut octets = vec![0; length];
    file.read(0, &mut octets).map_err(OpenError::io(what))?;
    if !octets.starts_with(MAGIC) {
        return Err(OpenError::NotAState("the file is empty or of another kind".into()));
    }
    let copy = InMemoryBackend::new();
    copy.set_len(size).map_err(OpenError::io(what))?;
    copy.write(0, &octets).map_err(OpenError::io(what))?;
    let sound = guarded(|| Builder::new().create_with_backend(copy)?.check_integrity())?;
    if sound { Ok(()) } else { Err(OpenError::Damaged("a page lacks its checksum".into())) }
}

/// Every row, read strictly; and each proof that waits has its body.
pub(super) fn rows(txn: &ReadTransaction) -> Result<(), Error> {
    let missing = |what| Damaged { table: META.name, what };
    get(txn, META, META_TRUST, read_trust)?.ok_or(missing("lacks the trust state"))?;
    get(txn, META, META_CHAIN, read_chain)?;
    get(txn, META, META_ENROLLMENT, read_enrollment)?;
    get(txn, META, META_NEXT, super::journal::read_next)?;
    all(txn, COUNTERS, |key, value| read_counter(key, value).map(drop))?;
    all(txn, RETIRED, read_retired)?;
    let waiting = all(txn, WAITING, |key, value| {
        read_waiting(entry_id(key, WAITING)?, key, value).map(|waiting| waiting.id)
    })?;
    let bodies = all(txn, BODIES, |key, value| {
        read_body(key, value)?;
        entry_id(key, BODIES)
    })?;
    all(txn, ENDED, |key, value| read_ended(entry_id(key, ENDED)?, key, value).map(drop))?;
    if waiting == bodies {
        Ok(())
    } else {
        Err(Damaged { table: BODIES.name, what: "is not of a proof that waits" }.into())
    }
}
