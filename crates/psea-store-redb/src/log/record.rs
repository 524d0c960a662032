use sha2::{Digest as _, Sha256};

use super::changes::Changes;
use crate::codec::{Fields, Writer};
use crate::storage::BLOCK;

pub(super) type Tag = [u8; 32];

/// What stands for the checksum of the record before the first.
pub(super) const FIRST: Tag = [0; 32];
const MAGIC: [u8; 8] = *b"psea-log";
/// Everything but the changes.
const FRAME: usize = 8 + 16 + 8 + 32 + 4 + 32;

/// A record as it was found.
pub(super) struct Record<'r> {
    pub(super) sequence: u64,
    pub(super) previous: Tag,
    pub(super) changes: &'r [u8],
    pub(super) tag: Tag,
    /// How many octets it takes in the log.
    pub(super) takes: u64,
}

/// Whole blocks.
fn padded(length: usize) -> usize {
    length.next_multiple_of(usize::try_from(BLOCK).unwrap_or(4096))
}

pub(super) fn seal(
    store: &[u8; 16],
    sequence: u64,
    previous: &Tag,
    changes: &Changes,
) -> (Vec<u8>, Tag) {
    let mut record = Writer::default();
    record.octets(&MAGIC);
    record.octets(store);
    record.u64(sequence);
    record.octets(previous);
    record.sized(changes.as_octets());
    let tag: Tag = Sha256::digest(record.as_octets()).into();
    record.octets(&tag);
    let mut record = record.into_octets();
    record.resize(padded(record.len()), 0);
    (record, tag)
}

/// The record that begins where `octets` begin, if all of it is right.
pub(super) fn open<'r>(store: &[u8; 16], octets: &'r [u8]) -> Option<Record<'r>> {
    let mut fields = Fields::of(octets);
    let (magic, of): ([u8; 8], [u8; 16]) = (fields.array()?, fields.array()?);
    if magic != MAGIC || of != *store {
        return None;
    }
    let (sequence, previous) = (fields.u64()?, fields.array()?);
    let changes = fields.sized()?;
    let tag: Tag = fields.array()?;
    let length = changes.len().checked_add(FRAME)?;
    let sealed = octets.get(..length.checked_sub(tag.len())?)?;
    if <Tag>::from(Sha256::digest(sealed)) != tag {
        return None;
    }
    let takes = u64::try_from(padded(length)).ok()?;
    Some(Record { sequence, previous, changes, tag, takes })
}
