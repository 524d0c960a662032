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
            if let Some(cut) = block.get_mut(size(len % BLOCK)?..) {
                cut.fill(0);
            }
            own.blocks.split_off(&last);
            own.blocks.insert(last, block);
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

#[cfg(test)]
mod tests {
    use psea_trial::{Disk, Faults, Random};

    use super::*;

    /// Octets of which no two neighbours are alike, and none is zero.
    fn some(length: u64) -> Vec<u8> {
        (1..=251).cycle().take(size(length).unwrap()).collect()
    }

    fn over(image: &[u8]) -> (Overlay, Arc<Disk>) {
        let disk = Arc::new(Disk::of(image.to_vec(), Faults::default()));
        (Overlay::over(Arc::clone(&disk) as Arc<dyn StorageBackend>).unwrap(), disk)
    }

    fn all(overlay: &Overlay) -> Vec<u8> {
        let mut seen = vec![0xEE; size(overlay.len().unwrap()).unwrap()];
        overlay.read(0, &mut seen).unwrap();
        seen
    }

    fn resized(image: &[u8], lengths: &[u64]) -> Vec<u8> {
        let mut octets = image.to_vec();
        for length in lengths {
            octets.resize(size(*length).unwrap(), 0);
        }
        octets
    }

    /// It shows what is below it, and then what was written, of which nothing goes below.
    #[test]
    fn a_write_is_seen_here_and_not_below() {
        let image = some(3 * BLOCK);
        let (overlay, disk) = over(&image);
        assert_eq!(all(&overlay), image);
        let data = [0xFF; 6];
        overlay.write(BLOCK - 3, &data).unwrap();
        let mut expected = image.clone();
        let from = size(BLOCK - 3).unwrap();
        expected[from..from + data.len()].copy_from_slice(&data);
        assert_eq!(all(&overlay), expected);
        let mut across = [0; 10];
        overlay.read(BLOCK - 5, &mut across).unwrap();
        assert_eq!(across, expected[from - 2..from + 8]);
        overlay.sync_data().unwrap();
        assert_eq!((disk.written(), disk.operations()), (image, 0));
    }

    /// What is cut off is gone, and zeros are there where the file grows again: from within a
    /// block, over several, to the edge of one, and to nothing, with and without own writes.
    #[test]
    fn what_was_cut_off_is_zero_when_it_comes_again() {
        let image = some(4 * BLOCK + 100);
        let long = 6 * BLOCK + 1;
        let lengths = [4 * BLOCK + 7, 4 * BLOCK, 4 * BLOCK - 9, BLOCK + 1, BLOCK, 77, 0];
        for length in lengths {
            for written in [&[][..], &[0, 1, 2, 3, 4], &[1], &[4]] {
                let (overlay, disk) = over(&image);
                let mut expected = image.clone();
                for block in written {
                    let at = block * BLOCK + 5;
                    overlay.write(at, &[0xFF; 90]).unwrap();
                    let at = size(at).unwrap();
                    expected[at..at + 90].fill(0xFF);
                }
                overlay.set_len(length).unwrap();
                assert_eq!(overlay.len().unwrap(), length);
                let case = format!("{length}, written {written:?}");
                assert!(all(&overlay) == resized(&expected, &[length]), "{case}");
                overlay.set_len(long).unwrap();
                assert_eq!(overlay.len().unwrap(), long);
                assert!(all(&overlay) == resized(&expected, &[length, long]), "{case}");
                assert_eq!((disk.written(), disk.operations()), (image.clone(), 0));
            }
        }
    }

    /// A file that grows has zeros behind what it had, and keeps that.
    #[test]
    fn what_is_new_is_zero() {
        for length in [0, 1, BLOCK - 1, BLOCK, BLOCK + 1] {
            let image = some(length);
            let (overlay, _) = over(&image);
            overlay.set_len(length).unwrap();
            assert_eq!(all(&overlay), image);
            overlay.set_len(4 * BLOCK).unwrap();
            assert!(all(&overlay) == resized(&image, &[4 * BLOCK]), "{length}");
        }
    }

    /// As a backend has to: what is beyond the end is refused, before and after a change.
    #[test]
    fn nothing_is_read_beyond_the_end() {
        let (overlay, _) = over(&some(BLOCK + 10));
        let refused = |offset, length| {
            let answer = overlay.read(offset, &mut vec![0; length]);
            answer.unwrap_err().kind() == io::ErrorKind::UnexpectedEof
        };
        overlay.read(BLOCK + 10, &mut []).unwrap();
        overlay.read(BLOCK, &mut [0; 10]).unwrap();
        assert!(refused(BLOCK, 11) && refused(BLOCK + 10, 1) && refused(u64::MAX, 1));
        overlay.write(0, &[1]).unwrap();
        assert!(refused(BLOCK, 11) && refused(BLOCK + 10, 1) && refused(u64::MAX, 1));
        overlay.set_len(BLOCK).unwrap();
        overlay.read(BLOCK - 1, &mut [0]).unwrap();
        assert!(refused(BLOCK - 1, 2) && refused(BLOCK, 1));
    }

    /// What the backend says of a place that cannot be read is passed on, by a write too: it
    /// keeps the rest of its block. A length that stays or grows needs nothing of what is below.
    #[test]
    fn what_cannot_be_read_below_is_an_error() {
        let (overlay, disk) = over(&some(BLOCK + 9));
        disk.set_len(0).unwrap();
        overlay.set_len(BLOCK + 9).unwrap();
        overlay.set_len(BLOCK + 10).unwrap();
        assert!(overlay.read(0, &mut [0]).is_err());
        assert!(overlay.write(0, &[1]).is_err());
        assert!(overlay.set_len(1).is_err());
    }

    /// Any row of reads, writes and changes of length gives what a plain file gives.
    #[test]
    fn it_is_as_a_plain_file() {
        let mut random = Random::seeded("the overlay");
        let most = 5 * BLOCK;
        for run in 0..300 {
            let image = some(random.below(most));
            let (overlay, disk) = over(&image);
            let mut plain = image.clone();
            for step in 0..40 {
                let case = format!("run {run}, step {step}");
                let length = u64::try_from(plain.len()).unwrap();
                let at = random.below(length + 1);
                let many = random.below(length - at + 1);
                let range = size(at).unwrap()..size(at + many).unwrap();
                match random.below(4) {
                    0 => {
                        // Often at a block's edge, or where it is already.
                        let any = random.below(most);
                        let new = [any, any / BLOCK * BLOCK, length][random.below(3_usize)];
                        overlay.set_len(new).unwrap();
                        plain.resize(size(new).unwrap(), 0);
                    }
                    1 => {
                        let octet = u8::try_from(random.below(256)).unwrap();
                        overlay.write(at, &vec![octet; range.len()]).unwrap();
                        plain[range].fill(octet);
                    }
                    2 => {
                        let beyond = &mut vec![0; range.len() + plain.len() - range.end + 1];
                        assert!(overlay.read(at, beyond).is_err(), "{case}");
                    }
                    _ => {
                        let mut seen = vec![0xEE; range.len()];
                        overlay.read(at, &mut seen).unwrap();
                        assert!(seen == plain[range], "{case}: {many} octets from {at}");
                    }
                }
                assert_eq!(overlay.len().unwrap(), u64::try_from(plain.len()).unwrap(), "{case}");
            }
            assert!(all(&overlay) == plain, "run {run}");
            assert_eq!((disk.written(), disk.operations()), (image, 0), "run {run}");
        }
    }
}
