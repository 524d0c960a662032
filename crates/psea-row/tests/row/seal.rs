//! What is not as it was written, or stands where it was not written, is damaged.

use psea_row::{Damaged, Fields, open_row, seal_row};
use sha2::{Digest as _, Sha256};

/// Version 1, the field 7, and the first octets of SHA-256 over `records`, 0, the key's length in
/// eight octets, `key`, and the two octets of the row.
const ROW: [u8; 10] = [1, 7, 0xb4, 0x3c, 0xcf, 0xa9, 0xdf, 0x88, 0x72, 0xcc];

fn damaged(what: &'static str) -> Damaged {
    Damaged { table: "records", what }
}

fn open(row: &[u8]) -> Result<u8, Damaged> {
    open_row("records", b"key", row, Fields::u8)
}

/// These octets with the checksum that they have as a row of `records` under `key`.
fn with_checksum(octets: &[u8]) -> Vec<u8> {
    let whole = [&b"records\0\0\0\0\0\0\0\0\x03key"[..], octets].concat();
    [octets, &Sha256::digest(whole)[..8]].concat()
}

#[test]
fn a_row_is_its_version_its_fields_and_its_checksum() {
    assert_eq!(seal_row("records", b"key", |row| row.u8(7)), ROW);
    assert_eq!(with_checksum(&[1, 7]), ROW);
    assert_eq!(open(&ROW), Ok(7));
    assert_eq!(seal_row("records", b"key", |_| ()), with_checksum(&[1]));
    assert_eq!(open_row("records", b"key", &with_checksum(&[1]), |_| Some(())), Ok(()));
}

/// Each bit counts. What is damaged is not read at all.
#[test]
fn a_row_is_read_as_it_was_written_or_not_at_all() {
    for at in 0..ROW.len() {
        for bit in 0..8 {
            let mut other = ROW;
            other[at] ^= 1 << bit;
            let opened = open_row("records", b"key", &other, |_| -> Option<()> {
                panic!("bit {bit} of octet {at} is read")
            });
            assert_eq!(opened, Err(damaged("does not have its checksum")), "{bit} of {at}");
        }
    }
}

#[test]
fn a_row_is_neither_shorter_nor_longer() {
    for length in 0..ROW.len() {
        let what =
            if length < 8 { "is shorter than its checksum" } else { "does not have its checksum" };
        assert_eq!(open(&ROW[..length]), Err(damaged(what)), "{length}");
        assert_eq!(open(&ROW[ROW.len() - length..]), Err(damaged(what)), "the last {length}");
    }
    for more in [0, 7] {
        let after = [&ROW[..], &[more]].concat();
        assert_eq!(open(&after), Err(damaged("does not have its checksum")));
        let before = [&[more], &ROW[..]].concat();
        assert_eq!(open(&before), Err(damaged("does not have its checksum")));
    }
}

/// A row that was put under another key, or into another table, is no row there; nor does it
/// matter where one of the three ends and the next begins.
#[test]
fn a_row_belongs_to_its_table_and_its_key() {
    let opened = |table, key: &[u8], row: &[u8]| open_row(table, key, row, Fields::u8);
    for (table, key) in [
        ("records", &b"kez"[..]),
        ("records", b"ke"),
        ("records", b"keys"),
        ("records", b""),
        ("recordz", b"key"),
        ("record", b"key"),
        ("record", b"skey"),
        ("recordsk", b"ey"),
        ("", b"key"),
    ] {
        let what = "does not have its checksum";
        assert_eq!(opened(table, key, &ROW), Err(Damaged { table, what }), "{table} {key:?}");
    }
    let row = seal_row("records", b"key", |row| row.octets(&[1, 7]));
    let moved = opened("records", b"key\x01", &row[1..]);
    assert_eq!(moved, Err(damaged("does not have its checksum")));
}

#[test]
fn another_version_is_not_read() {
    for version in (0..=u8::MAX).filter(|version| *version != 1) {
        let row = with_checksum(&[version, 7]);
        assert_eq!(open(&row), Err(damaged("has another version")), "{version}");
    }
    assert_eq!(open(&with_checksum(&[])), Err(damaged("has another version")));
}

#[test]
fn a_row_holds_its_fields_and_nothing_else() {
    let never = damaged("has a field that was never written");
    assert_eq!(open(&with_checksum(&[1])), Err(never));
    assert_eq!(open_row("records", b"key", &with_checksum(&[1, 2]), Fields::flag), Err(never));
    let longer = damaged("is longer than its fields");
    assert_eq!(open(&with_checksum(&[1, 7, 0])), Err(longer));
    assert_eq!(open_row("records", b"key", &ROW, |_| Some(())), Err(longer));
}

#[test]
fn whoever_meets_a_damaged_row_reads_which_and_why() {
    let said = open(&[]).unwrap_err().to_string();
    assert_eq!(said, "a row of table `records` is shorter than its checksum");
}
