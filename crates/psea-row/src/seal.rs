use sha2::{Digest as _, Sha256};

use crate::field::{Fields, Writer};

/// A row that cannot be what was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a row of table `{table}` {what}")]
pub struct Damaged {
    /// The table's name.
    pub table: &'static str,
    /// What is wrong with the row, as the end of a sentence.
    pub what: &'static str,
}

/// The version of every row's encoding.
const VERSION: u8 = 1;
const TAG: usize = 8;

/// A row of `table` under `key`.
#[must_use]
pub fn seal_row(table: &'static str, key: &[u8], write: impl FnOnce(&mut Writer)) -> Vec<u8> {
    let mut row = Writer::default();
    row.u8(VERSION);
    write(&mut row);
    let tag = tag(table, key, row.as_octets());
    row.octets(&tag);
    row.into_octets()
}

/// Reads a row strictly: its checksum, its version, every field and nothing after them.
///
/// # Errors
///
/// If it cannot be what was written there.
pub fn open_row<'v, T>(
    table: &'static str,
    key: &[u8],
    value: &'v [u8],
    read: impl FnOnce(&mut Fields<'v>) -> Option<T>,
) -> Result<T, Damaged> {
    let damaged = |what| Damaged { table, what };
    let (row, found) =
        value.split_last_chunk::<TAG>().ok_or(damaged("is shorter than its checksum"))?;
    if *found != tag(table, key, row) {
        return Err(damaged("does not have its checksum"));
    }
    let mut fields = Fields::of(row);
    if fields.u8() != Some(VERSION) {
        return Err(damaged("has another version"));
    }
    let content = read(&mut fields).ok_or(damaged("has a field that was never written"))?;
    if fields.is_empty() { Ok(content) } else { Err(damaged("is longer than its fields")) }
}

/// SHA-256 over table, key and row, truncated. Against decay, not against an attacker with
/// access to the file, who could write any state.
fn tag(table: &str, key: &[u8], row: &[u8]) -> [u8; TAG] {
    let length = u64::try_from(key.len()).unwrap_or(u64::MAX);
    let digest: [u8; 32] = Sha256::new()
        .chain_update(table)
        .chain_update([0])
        .chain_update(length.to_be_bytes())
        .chain_update(key)
        .chain_update(row)
        .finalize()
        .into();
    let mut tag = [0; TAG];
    for (to, from) in tag.iter_mut().zip(digest) {
        *to = from;
    }
    tag
}
