//! A backend that looks without writing.

use std::collections::BTreeMap;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};

use redb::StorageBackend;

const BLOCK: u64 = 4096;

/// Reads through to the backend and keeps every write to itself.
#[derive(Debug)]
pub(crate) struct Overlay {
    below: Arc<dyn StorageBackend>,
    own: Mutex<Own>,
}

#[derive(Debug)]
struct Own {
    len: u64,
    /// What of the backend is still to be seen: less than its length once it was cut.
    below: u64,
    blocks: BTreeMap<u64, Box<[u8]>>,
}

impl Overlay {
    pub(crate) fn over(below: Arc<dyn StorageBackend>) -> io::Result<Self> {
        let len = below.len()?;
        Ok(Self { below, own: Mutex::new(Own { len, below: len, blocks: BTreeMap::new() }) })
    }

    fn block(&self, own: &Own, index: u64) -> io::Result<Box<[u8]>> {
        if let Some(block) = own.blocks.get(&index) {
            return Ok(block.clone());
        }
        let mut block = vec![0; size(BLOCK)?].into_boxed_slice();
        let start = index.saturating_mul(BLOCK);
        let there = size(own.below.saturating_sub(start).min(BLOCK))?;
        if let Some(part) = block.get_mut(..there)
            && there > 0
        {
            self.below.read(start, part)?;
        }
        Ok(block)
    }

    /// Calls `each` for every block that the range touches: its index, where the range begins in
    /// it, and the range's part.
    fn pieces(
        offset: u64,
        length: usize,
        mut each: impl FnMut(u64, usize, std::ops::Range<usize>) -> io::Result<()>,
    ) -> io::Result<()> {
        let mut done = 0_usize;
        while done < length {
            let at = offset.saturating_add(u64::try_from(done).unwrap_or(u64::MAX));
            let within = size(at % BLOCK)?;
            let room = size(BLOCK)?.saturating_sub(within);
            let end = done.saturating_add(room).min(length);
            each(at / BLOCK, within, done..end)?;
            done = end;
        }
        Ok(())
    }
}

fn size(octets: u64) -> io::Result<usize> {
    usize::try_from(octets).map_err(io::Error::other)
}

fn too_far() -> io::Error {
    io::Error::new(io::ErrorKind::UnexpectedEof, "beyond the end of the file")
}

impl StorageBackend for Overlay {
    fn len(&self) -> io::Result<u64> {
        Ok(self.own.lock().unwrap_or_else(PoisonError::into_inner).len)
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        let own = self.own.lock().unwrap_or_else(PoisonError::into_inner);
        let end = offset.checked_add(u64::try_from(out.len()).unwrap_or(u64::MAX));
        if end.is_none_or(|end| end > own.len) {
            return Err(too_far());
        }
        if own.blocks.is_empty() && end.is_some_and(|end| end <= own.below) {
            return self.below.read(offset, out);
        }
        Self::pieces(offset, out.len(), |index, within, range| {
            let block = self.block(&own, index)?;
            let from = block.get(within..within.saturating_add(range.len()));
            let (Some(to), Some(from)) = (out.get_mut(range), from) else { return Err(too_far()) };
            to.copy_from_slice(from);
            Ok(())
        })
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        let mut own = self.own.lock().unwrap_or_else(PoisonError::into_inner);
        if len < own.len {
            own.below = own.below.min(len);
            // The block of the new end keeps what is before it.
            let last = len / BLOCK;
            let mut block = self.block(&own, last)?;
            let kept = size(len % BLOCK)?;
            if let Some(cut) = block.get_mut(kept..) {
                cut.fill(0);
            }
            own.blocks.split_off(&last);
            if kept > 0 {
                own.blocks.insert(last, block);
            }
        }
        own.len = len;
        Ok(())
    }

    fn sync_data(&self) -> io::Result<()> {
        Ok(())
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        let mut own = self.own.lock().unwrap_or_else(PoisonError::into_inner);
        Self::pieces(offset, data.len(), |index, within, range| {
            let mut block = self.block(&own, index)?;
            let to = block.get_mut(within..within.saturating_add(range.len()));
            let (Some(to), Some(from)) = (to, data.get(range)) else { return Err(too_far()) };
            to.copy_from_slice(from);
            own.blocks.insert(index, block);
            Ok(())
        })
    }
}
