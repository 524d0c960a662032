//! Rows that cannot be what was written, in a file whose pages are sound: each is found when the
//! file is opened, and said.

use std::fs;

use psea_attester_state::{Chain, OpenError, RedbState};
use psea_row::{Writer, seal_row};

use crate::support::*;

const NUMBER: &[u8] = &[0; 8];

#[test]
fn a_damaged_row_is_found_at_opening() {
    let directory = directory();
    let path = directory.path().join("state");
    let state = RedbState::create(&path).unwrap();
    state.enroll(&enrollment("key-1", 7), Chain::Continue).unwrap();
    drop(state);
    let sound = fs::read(&path).unwrap();
    let sealed = |table, key, write: fn(&mut Writer)| Some(seal_row(table, key, write));
    let short = || Some(b"?".to_vec());
    let (too_short, no_key) = ("is shorter than its checksum", "has a key that was never written");
    let no_field = "has a field that was never written";
    for (table, key, row, wrong) in [
        ("meta", &b"trust"[..], None, "lacks the trust state"),
        ("meta", b"trust", short(), too_short),
        ("meta", b"trust", sealed("meta", b"trust", |row| row.u8(0)), no_field),
        ("meta", b"trust", sealed("meta", b"trust", |row| row.u8(6)), no_field),
        ("meta", b"chain", short(), too_short),
        ("meta", b"enrollment", short(), too_short),
        ("meta", b"next", short(), too_short),
        ("counters", b"single", short(), too_short),
        ("retired", b"ikey-0", short(), too_short),
        ("waiting", NUMBER, short(), too_short),
        ("waiting", b"key", short(), no_key),
        ("bodies", NUMBER, short(), too_short),
        ("bodies", b"key", sealed("bodies", b"key", |row| row.text("body")), no_key),
        (
            "bodies",
            NUMBER,
            sealed("bodies", NUMBER, |row| row.text("body")),
            "is not of a proof that waits",
        ),
        ("ended", NUMBER, short(), too_short),
        ("ended", b"key", short(), no_key),
    ] {
        fs::write(&path, &sound).unwrap();
        put(&path, table, key, row.as_deref());
        let said = match RedbState::open(&path) {
            Err(OpenError::Damaged(said)) => said,
            other => panic!("{table}: {other:?}"),
        };
        assert_eq!(*said, *format!("a row of table `{table}` {wrong}"));
    }
    // The control: the same file without damage.
    fs::write(&path, &sound).unwrap();
    RedbState::open(&path).unwrap();
}
