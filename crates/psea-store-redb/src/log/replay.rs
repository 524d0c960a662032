use std::io;

use redb::StorageBackend;

use super::changes::{Changes, Row};
use super::record::{FIRST, Record, open};
use crate::error::Damaged;
use crate::storage::{BLOCK, Head};

/// What the log holds.
pub(crate) struct Replay {
    octets: Vec<u8>,
    store: [u8; 16],
}

const fn damaged(what: &'static str) -> Damaged {
    Damaged { table: "log", what }
}

/// Reads the log of a store.
pub(crate) fn replay(file: &dyn StorageBackend, head: Head, store: [u8; 16]) -> io::Result<Replay> {
    let mut octets = vec![0; usize::try_from(head.log()).map_err(io::Error::other)?];
    file.read(BLOCK, &mut octets)?;
    Ok(Replay { octets, store })
}

impl Replay {
    /// The rows that commits after `sequence` wrote, in their order, and the number of the last.
    pub(crate) fn after(&self, sequence: u64) -> Result<(Vec<Row<'_>>, u64), Damaged> {
        let mut rows = Vec::new();
        let mut last = sequence;
        let mut chain: Option<(u64, [u8; 32])> = None;
        let mut rest = self.octets.as_slice();
        while let Some(record) = self.next(rest, chain) {
            chain = Some((record.sequence, record.tag));
            if record.sequence > last {
                // The log begins anew only when the engine has all of it.
                if record.sequence != last.saturating_add(1) {
                    return Err(damaged("does not follow the file"));
                }
                let parsed = Changes::parse(record.changes);
                rows.extend(parsed.ok_or(damaged("has a change that was never written"))?);
                last = record.sequence;
            }
            let takes = usize::try_from(record.takes).unwrap_or(usize::MAX);
            rest = rest.get(takes..).unwrap_or_default();
        }
        self.require_torn(rest, last)?;
        Ok((rows, last))
    }

    /// The record at the beginning of `rest`, if it follows what was found before it.
    fn next<'r>(&self, rest: &'r [u8], before: Option<(u64, [u8; 32])>) -> Option<Record<'r>> {
        let record = open(&self.store, rest)?;
        let (sequence, previous) = match before {
            Some((sequence, tag)) => (sequence.checked_add(1)?, tag),
            None => (record.sequence, FIRST),
        };
        (record.sequence == sequence && record.previous == previous).then_some(record)
    }

    /// What is not right at the end was torn by a crash, unless there is a later record after it.
    fn require_torn(&self, rest: &[u8], last: u64) -> Result<(), Damaged> {
        let block = usize::try_from(BLOCK).unwrap_or(4096);
        for at in (0..rest.len()).step_by(block) {
            let found = rest.get(at..).and_then(|rest| open(&self.store, rest));
            if found.is_some_and(|record| record.sequence > last) {
                return Err(damaged("has a record that is not right before a later one"));
            }
        }
        Ok(())
    }
}
