//! Creating and opening: everything that is found out before the first answer.

use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use psea_claims::EpochSeconds;
use psea_jose::es256::Es256Backend;
use redb::backends::FileBackend;
use redb::{Database, ReadableDatabase as _, StorageBackend, WriteTransaction};

use crate::anchor::{Anchor, Position, sync_directory_of};
use crate::check::{open_database, pages, view};
use crate::codec::{StoreState, read_store_id, state_row, store_id_row};
use crate::error::{Damaged, Error, OpenError};
use crate::gate::{Core, begin};
use crate::log::{Log, replay};
use crate::metrics;
use crate::options::{Options, Verify};
use crate::read;
use crate::schema::{ALL, META, META_FORMAT, META_STATE, META_STORE};
use crate::storage::{Head, Part};
use crate::store::RedbStore;
use crate::upgrade;

/// The lock that keeps a second process out. It ends with the file's handle.
fn lock(file: &File) -> Result<(), OpenError> {
    file.try_lock().map_err(|error| match error {
        TryLockError::WouldBlock => OpenError::InUse,
        TryLockError::Error(source) => OpenError::Io { what: "the store's lock", source },
    })
}

pub(crate) fn create(
    options: &Options,
    path: &Path,
    keys: Arc<dyn Es256Backend>,
) -> Result<RedbStore, OpenError> {
    create_with(options, path, keys, StoreState::default(), |_| Ok(()))
}

/// Creates a store and fills it in the transaction that makes it one.
pub(crate) fn create_with(
    options: &Options,
    path: &Path,
    keys: Arc<dyn Es256Backend>,
    state: StoreState,
    fill: impl FnOnce(&WriteTransaction) -> Result<(), Error>,
) -> Result<RedbStore, OpenError> {
    if let Some(anchor) = options.anchor.as_deref()
        && anchor.exists()
    {
        return Err(OpenError::Exists(anchor.into()));
    }
    let file = OpenOptions::new().read(true).write(true).create_new(true).open(path);
    let file = file.map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => OpenError::Exists(path.into()),
        _ => OpenError::Io { what: "the store's file", source: error },
    })?;
    lock(&file)?;
    let backend: Arc<dyn StorageBackend> = Arc::new(FileBackend::new(file)?);
    let created = create_in(options, backend, keys, state, fill);
    if created.is_err() {
        // What has no tables is no store: it must not stand in the way of the next try.
        let _the_first_error_counts = std::fs::remove_file(path);
    }
    let store = created?;
    sync_directory_of(path).map_err(OpenError::io("the store's directory"))?;
    Ok(store)
}

/// Creates a store in a storage of the caller's: for tests of storages that fail.
///
/// # Errors
///
/// If the storage fails.
#[doc(hidden)]
pub fn create_on(
    options: &Options,
    storage: Arc<dyn StorageBackend>,
    keys: Arc<dyn Es256Backend>,
) -> Result<RedbStore, OpenError> {
    create_in(options, storage, keys, StoreState::default(), |_| Ok(()))
}

fn create_in(
    options: &Options,
    file: Arc<dyn StorageBackend>,
    keys: Arc<dyn Es256Backend>,
    state: StoreState,
    fill: impl FnOnce(&WriteTransaction) -> Result<(), Error>,
) -> Result<RedbStore, OpenError> {
    let mut id = [0; 16];
    getrandom::fill(&mut id).map_err(|error| OpenError::Engine(error.to_string().into()))?;
    let head = Head::with_log(options.log);
    head.write(&*file).map_err(OpenError::io("the store's file"))?;
    let engine = Part::new(Arc::clone(&file), head.rest());
    let db = open_database(engine.clone(), options.cache, Arc::default())?;
    let write = || -> Result<(), Error> {
        let txn = begin(&db)?;
        for table in ALL {
            txn.open_table(table.definition())?;
        }
        upgrade::write_format(&txn)?;
        put_meta(&txn, META_STORE, &store_id_row(&id))?;
        put_meta(&txn, META_STATE, &state_row(&state))?;
        fill(&txn)?;
        Ok(txn.commit()?)
    };
    write()?;
    let anchor = match open_anchor(options)? {
        Some((mut anchor, _)) => {
            anchor.replace(Position::of(id, &state)).map_err(Error::Anchor)?;
            Some((anchor, id))
        }
        None => None,
    };
    let opened = Opened { log: Log::empty(Arc::clone(&file), head, id), db, file, engine };
    start(options, opened, keys, anchor)
}

/// A store that is open, but for its thread.
struct Opened {
    db: Database,
    file: Arc<dyn StorageBackend>,
    engine: Part,
    log: Log,
}

pub(crate) fn open(
    options: &Options,
    path: &Path,
    keys: Arc<dyn Es256Backend>,
    now: EpochSeconds,
) -> Result<RedbStore, OpenError> {
    let file = OpenOptions::new().read(true).write(true).open(path);
    let file: File = file.map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => OpenError::Missing(path.into()),
        _ => OpenError::Io { what: "the store's file", source: error },
    })?;
    lock(&file)?;
    open_on(options, Arc::new(FileBackend::new(file)?), keys, now)
}

/// Opens the store in a storage of the caller's: for tests of storages that fail.
///
/// # Errors
///
/// As [`Options::open`].
#[doc(hidden)]
pub fn open_on(
    options: &Options,
    file: Arc<dyn StorageBackend>,
    keys: Arc<dyn Es256Backend>,
    now: EpochSeconds,
) -> Result<RedbStore, OpenError> {
    let size = file.len().map_err(OpenError::io("the store's file"))?;
    let head = Head::read(&*file)?;
    let engine = Part::new(Arc::clone(&file), head.rest());
    let whole = match options.verify {
        Verify::Always => true,
        Verify::UpTo(most) => size <= most,
        Verify::Never => false,
    };
    if whole {
        pages(&engine, options.cache)?;
    }
    // Opening marks the file as open: a file of a later format is left as it is.
    require_format(&view(&engine, options.cache)?)?;
    let repaired = Arc::new(AtomicBool::new(false));
    let db = open_database(engine.clone(), options.cache, Arc::clone(&repaired))?;
    let txn = begin(&db)?;
    if upgrade::upgrade(&txn)? {
        txn.commit().map_err(Error::from)?;
    } else {
        txn.abort().map_err(Error::from)?;
    }
    let store = store_id(&db)?;
    apply_log(&db, &*file, head, store)?;
    let repaired = repaired.load(Ordering::SeqCst);
    let anchor = settle(&db, store, open_anchor(options)?, repaired, now)?;
    let opened = Opened { log: Log::empty(Arc::clone(&file), head, store), db, file, engine };
    start(options, opened, keys, anchor)
}

fn store_id(db: &Database) -> Result<[u8; 16], OpenError> {
    let txn = db.begin_read().map_err(Error::from)?;
    let missing = Damaged { table: META.name, what: "is missing" };
    let id = read::get(&txn, META, META_STORE, |_, value| read_store_id(value))?;
    Ok(id.ok_or(Error::from(missing))?)
}

/// Writes to the engine what only the log has.
fn apply_log(
    db: &Database,
    file: &dyn StorageBackend,
    head: Head,
    store: [u8; 16],
) -> Result<(), OpenError> {
    let reached = read::state(&db.begin_read().map_err(Error::from)?)?.sequence;
    let log = replay(file, head, store).map_err(OpenError::io("the store's log"))?;
    let (rows, last) = log.after(reached).map_err(Error::from)?;
    if last == reached {
        return Ok(());
    }
    let txn = begin(db)?;
    let write = || -> Result<(), Error> {
        for row in rows {
            let mut table = txn.open_table(row.table.definition())?;
            match row.value {
                Some(value) => drop(table.insert(row.key, value)?),
                None => drop(table.remove(row.key)?),
            }
        }
        Ok(())
    };
    write()?;
    Ok(txn.commit().map_err(Error::from)?)
}

/// Before anything of another format is read.
fn require_format(db: &Database) -> Result<(), OpenError> {
    let txn = db.begin_read().map_err(Error::from)?;
    let found = read::get(&txn, META, META_FORMAT, |_, value| Ok(upgrade::parse_format(value)))?;
    let found = found.ok_or_else(|| OpenError::NotAStore("it states no format".into()))??;
    if found > crate::schema::FORMAT {
        return Err(OpenError::TooNew { found, known: crate::schema::FORMAT });
    }
    Ok(read::has_all_tables(&txn)?)
}

fn open_anchor(options: &Options) -> Result<Option<(Anchor, Option<Position>)>, OpenError> {
    let Some(path) = options.anchor.as_deref() else { return Ok(None) };
    let opened = Anchor::open(path, options.anchor_every).map_err(Error::Anchor)?;
    sync_directory_of(path).map_err(Error::Anchor)?;
    Ok(Some(opened))
}

/// §6.5: applies the fence where the state is not the last one that was acknowledged, or may not
/// be; and brings the anchor to where the store is.
fn settle(
    db: &Database,
    id: [u8; 16],
    anchor: Option<(Anchor, Option<Position>)>,
    repaired: bool,
    now: EpochSeconds,
) -> Result<Option<(Anchor, [u8; 16])>, OpenError> {
    let txn = db.begin_read().map_err(Error::from)?;
    let mut state = read::state(&txn)?;
    drop(txn);

    let said = anchor.as_ref().map(|(_, said)| *said);
    // Without an anchor nothing is known of copies.
    let current = match said {
        None => true,
        Some(said) => said.is_some_and(|p| p.store == id && p.sequence <= state.sequence),
    };
    if !current || repaired {
        let before = said.flatten();
        let served = before.map_or(state.time.latest, |p| p.latest.max(state.time.latest));
        let moment = now.max(served);
        state.time.latest = served;
        state.time.fence = Some(state.time.fence.map_or(moment, |fence| fence.max(moment)));
        // Beyond every number that was acknowledged: this same copy is an older one from now on.
        let reached = before.filter(|p| p.store == id).map_or(0, |p| p.sequence);
        state.sequence = state.sequence.max(reached).saturating_add(1);
        let write = || -> Result<(), Error> {
            let txn = begin(db)?;
            put_meta(&txn, META_STATE, &state_row(&state))?;
            Ok(txn.commit()?)
        };
        write()?;
    }
    let Some((mut anchor, _)) = anchor else { return Ok(None) };
    if current {
        anchor.write(Position::of(id, &state)).map_err(Error::Anchor)?;
    } else {
        anchor.replace(Position::of(id, &state)).map_err(Error::Anchor)?;
    }
    Ok(Some((anchor, id)))
}

fn put_meta(txn: &WriteTransaction, key: &[u8], row: &[u8]) -> Result<(), Error> {
    txn.open_table(META.definition())?.insert(key, row)?;
    Ok(())
}

fn start(
    options: &Options,
    opened: Opened,
    keys: Arc<dyn Es256Backend>,
    anchor: Option<(Anchor, [u8; 16])>,
) -> Result<RedbStore, OpenError> {
    let Opened { db, file, engine, log } = opened;
    metrics::describe();
    metrics::state(&read::state(&db.begin_read().map_err(Error::from)?)?);
    metrics::file(file.len().map_err(OpenError::io("the store's file"))?);
    let exact = anchor.as_ref().is_some_and(|(anchor, _)| anchor.is_exact());
    let core = Arc::new(Core::new(db, file, engine, keys, options.max_batch));
    let writer = core.start(log, anchor).map_err(OpenError::io("the store's thread"))?;
    Ok(RedbStore::new(core, writer, exact, options.cache))
}
