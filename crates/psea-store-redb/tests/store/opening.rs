//! What is found out when a store is opened.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use psea_store_redb::{OpenError, Options, RedbStore};
use redb::{Builder, Database, StorageBackend, TableDefinition, WriteTransaction};

use crate::support::*;
use psea_trial::{Disk, Faults};

/// redb's part of a store whose log has its default size.
#[derive(Debug)]
struct Engine(Arc<Disk>);

const ENGINE: u64 = 4096 + (4 << 20);

impl StorageBackend for Engine {
    fn len(&self) -> std::io::Result<u64> {
        Ok(self.0.len()? - ENGINE)
    }
    fn read(&self, offset: u64, out: &mut [u8]) -> std::io::Result<()> {
        self.0.read(ENGINE + offset, out)
    }
    fn set_len(&self, len: u64) -> std::io::Result<()> {
        self.0.set_len(ENGINE + len)
    }
    fn sync_data(&self) -> std::io::Result<()> {
        self.0.sync_data()
    }
    fn write(&self, offset: u64, data: &[u8]) -> std::io::Result<()> {
        self.0.write(ENGINE + offset, data)
    }
}

const META: TableDefinition<'static, &'static [u8], &'static [u8]> = TableDefinition::new("meta");

#[test]
fn a_second_opening_fails() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("store");
    let store = RedbStore::create(&path, keys()).unwrap();
    assert!(matches!(RedbStore::open(&path, keys(), now()), Err(OpenError::InUse)));
    assert!(matches!(RedbStore::create(&path, keys()), Err(OpenError::Exists(_))));
    drop(store);
    drop(RedbStore::open(&path, keys(), now()).unwrap());
}

#[test]
fn a_missing_file_is_no_empty_store() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("store");
    assert!(matches!(RedbStore::open(&path, keys(), now()), Err(OpenError::Missing(_))));
    assert!(!path.exists());
    for content in [&b""[..], b"{\"format\":1}", b"redb\x1a\x0a\xa9\x0d\x0a"] {
        fs::write(&path, content).unwrap();
        let opened = RedbStore::open(&path, keys(), now());
        assert!(opened.is_err(), "{content:?}: {opened:?}");
        assert_eq!(fs::read(&path).unwrap(), content, "it was written to");
    }
}

/// Every eighth of a file, and a file without its last octets.
#[test]
fn a_part_of_a_file_is_noticed() {
    let disk = Arc::new(Disk::default());
    let store = create(&disk);
    enroll(&store, 1);
    for number in 1..40 {
        assert_eq!(submit(&store, &proof(format!("p-{number}"), number)), Answer::Approved);
    }
    drop(store);
    let whole = disk.written();
    for part in [1, 2, 3, 4, 5, 6, 7] {
        let left = whole[..whole.len() * part / 8].to_vec();
        let opened = open(&Arc::new(Disk::of(left, Faults::default())));
        assert!(opened.is_err(), "{part}/8: {opened:?}");
    }
}

/// Changes the tables of a store behind its back.
fn change_tables(path: &Path, change: impl FnOnce(&WriteTransaction)) {
    let disk = Arc::new(Disk::of(fs::read(path).unwrap(), Faults::default()));
    let db = Builder::new().create_with_backend(Engine(Arc::clone(&disk))).unwrap();
    let txn = db.begin_write().unwrap();
    change(&txn);
    txn.commit().unwrap();
    drop(db);
    fs::write(path, disk.written()).unwrap();
}

#[test]
fn another_format_is_refused() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("store");
    drop(RedbStore::create(&path, keys()).unwrap());
    let set = |format: Option<&[u8]>| {
        change_tables(&path, |txn| {
            let mut meta = txn.open_table(META).unwrap();
            match format {
                Some(format) => drop(meta.insert(&b"format"[..], format).unwrap()),
                None => drop(meta.remove(&b"format"[..]).unwrap()),
            }
        });
    };
    let open = || RedbStore::open(&path, keys(), now());
    set(Some(&3_u32.to_be_bytes()));
    let before = fs::read(&path).unwrap();
    let later = open().unwrap_err();
    assert!(matches!(later, OpenError::TooNew { found: 3, known: 2 }), "{later}");
    let text = "the store has format 3, and this software knows formats up to 2: open it with the \
                version that wrote it, or a later one";
    assert_eq!(later.to_string(), text);
    assert!(fs::read(&path).unwrap() == before, "it was written to");
    set(Some(&0_u32.to_be_bytes()));
    assert!(matches!(open(), Err(OpenError::NotAStore(_))));
    for refused in [None, Some(&b"1"[..])] {
        set(refused);
        assert!(matches!(open(), Err(OpenError::NotAStore(_))));
    }
    set(Some(&2_u32.to_be_bytes()));
    drop(open().unwrap());
}

/// Each table is there, also those that are empty.
#[test]
fn a_store_without_a_table_is_none() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("store");
    for name in [
        "attesters",
        "kids",
        "counters",
        "chains",
        "history",
        "jtis",
        "jti_expiry",
        "challenges",
        "challenge_expiry",
    ] {
        drop(RedbStore::create(&path, keys()).unwrap());
        change_tables(&path, |txn| {
            let table: TableDefinition<'_, &[u8], &[u8]> = TableDefinition::new(name);
            assert!(txn.delete_table(table).unwrap());
        });
        let refused = RedbStore::open(&path, keys(), now());
        let said = "it lacks a table: its creation did not end";
        assert!(
            matches!(&refused, Err(OpenError::NotAStore(why)) if &**why == said),
            "{name}: {refused:?}"
        );
        fs::remove_file(&path).unwrap();
    }
}

/// A redb file of somebody else's.
#[test]
fn another_database_is_no_store() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("other");
    drop(Database::create(&path).unwrap());
    assert!(matches!(RedbStore::open(&path, keys(), now()), Err(OpenError::NotAStore(_))));
}

/// What is begun and not ended, or fails, does not stand in the way.
#[test]
fn an_anchor_is_not_taken_over_silently() {
    let directory = tempfile::tempdir().unwrap();
    let anchor = directory.path().join("anchor");
    let path = directory.path().join("store");
    let options = Options::new().anchor(&anchor);
    drop(options.create(&path, keys()).unwrap());
    fs::remove_file(&path).unwrap();
    assert!(
        matches!(options.create(&path, keys()), Err(OpenError::Exists(found)) if found == anchor)
    );
    assert!(!path.exists());
}
