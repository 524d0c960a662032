use redb::StorageBackend;
use sha2::{Digest as _, Sha256};

use crate::codec::{Fields, Writer};
use crate::error::OpenError;
use crate::schema::FORMAT;

/// Disks write no more than this as a whole: what was acknowledged is never written over by what
/// comes after it in the same block.
pub(crate) const BLOCK: u64 = 4096;

const MAGIC: [u8; 8] = *b"psea-sto";
/// What redb's files begin with, and so did the store's of format 1.
const FORMAT_1: &[u8] = b"redb";
/// The format that brought this head. A later one here changes the places of the parts.
const LAYOUT: u32 = 2;

/// What a store's file begins with: a magic, the layout, the length of the log, and a checksum.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Head {
    /// In octets: whole blocks.
    log: u64,
}

impl Head {
    /// With a log of at least so many octets.
    pub(crate) fn with_log(octets: u64) -> Self {
        let blocks = octets.div_ceil(BLOCK).clamp(1, 1 << 20);
        Self { log: blocks.saturating_mul(BLOCK) }
    }

    pub(crate) const fn log(&self) -> u64 {
        self.log
    }

    /// Where the engine's part begins.
    pub(crate) const fn rest(&self) -> u64 {
        BLOCK.saturating_add(self.log)
    }

    fn octets(&self) -> Vec<u8> {
        let mut head = Writer::default();
        head.octets(&MAGIC);
        head.u64(u64::from(LAYOUT));
        head.u64(self.log);
        let tag = Sha256::digest(head.as_octets());
        head.octets(tag.as_slice());
        head.into_octets()
    }

    /// Writes the head and a log of zeros, so that later writes to it change nothing else of the
    /// file.
    pub(crate) fn write(&self, file: &dyn StorageBackend) -> std::io::Result<()> {
        file.set_len(self.rest())?;
        file.write(0, &self.octets())?;
        let zeros = vec![0; usize::try_from(BLOCK.saturating_mul(16)).unwrap_or(0)];
        let mut at = BLOCK;
        while at < self.rest() {
            let left = usize::try_from(self.rest().saturating_sub(at)).unwrap_or(usize::MAX);
            let part = zeros.get(..left.min(zeros.len())).unwrap_or(&zeros);
            file.write(at, part)?;
            at = at.saturating_add(u64::try_from(part.len()).unwrap_or(u64::MAX));
        }
        file.sync_data()
    }

    /// Reads the head of a file.
    pub(crate) fn read(file: &dyn StorageBackend) -> Result<Self, OpenError> {
        let io = || OpenError::io("the store's file");
        let not = |what: &str| OpenError::NotAStore(what.into());
        let size = file.len().map_err(io())?;
        if size == 0 {
            return Err(not("the file is empty"));
        }
        let mut octets = [0; 56];
        let length = usize::try_from(size).unwrap_or(usize::MAX).min(octets.len());
        if let Some(start) = octets.get_mut(..length) {
            file.read(0, start).map_err(io())?;
        }
        if octets.starts_with(FORMAT_1) {
            return Err(not("another kind of file, or a store of format 1"));
        }
        if !octets.starts_with(&MAGIC) {
            return Err(not("another kind of file"));
        }
        let damaged = OpenError::Damaged("its head does not have its checksum".into());
        let (layout, head) = Self::parse(&octets).ok_or(damaged)?;
        if layout != LAYOUT {
            return Err(OpenError::TooNew { found: layout, known: FORMAT });
        }
        if size <= head.rest() {
            return Err(not("it ends too early, or its creation did not end"));
        }
        Ok(head)
    }

    /// The layout and the head, where the checksum is right.
    fn parse(octets: &[u8; 56]) -> Option<(u32, Self)> {
        let (head, tag) = octets.split_last_chunk::<32>()?;
        if Sha256::digest(head).as_slice() != tag {
            return None;
        }
        let mut fields = Fields::of(head);
        let _magic: [u8; 8] = fields.array()?;
        let layout = u32::try_from(fields.u64()?).ok()?;
        Some((layout, Self { log: fields.u64()? }))
    }
}

#[cfg(test)]
mod tests {
    use psea_trial::{Disk, Faults};

    use super::*;

    fn disk(image: Vec<u8>) -> Disk {
        Disk::of(image, Faults::default())
    }

    /// Whatever was there: after the head comes nothing but zeros, as far as the log goes, and no
    /// more of the file is changed than that.
    #[test]
    fn the_log_begins_as_zeros() {
        for blocks in [1, 15, 16, 17, 40] {
            let head = Head::with_log(blocks * BLOCK);
            let rest = usize::try_from(head.rest()).unwrap();
            let disk = disk(vec![0xFF; rest + 10]);
            head.write(&disk).unwrap();
            let written = disk.written();
            let octets = head.octets();
            assert_eq!(written.len(), rest);
            assert_eq!(written[..octets.len()], octets);
            let log = usize::try_from(BLOCK).unwrap();
            assert!(written[octets.len()..log].iter().all(|octet| *octet == 0xFF));
            assert!(written[log..].iter().all(|octet| *octet == 0), "{blocks} blocks");
        }
    }

    /// A head is read back where the engine's part follows it. Each octet of it counts.
    #[test]
    fn a_head_is_read_strictly() {
        let head = Head::with_log(3 * BLOCK);
        let file = disk(Vec::new());
        head.write(&file).unwrap();
        let no_store = |image: Vec<u8>| match Head::read(&disk(image)) {
            Err(OpenError::NotAStore(what)) => what,
            other => panic!("{other:?}"),
        };
        assert_eq!(&*no_store(Vec::new()), "the file is empty");
        let mut image = file.written();
        let early = "it ends too early, or its creation did not end";
        assert_eq!(&*no_store(image.clone()), early);
        image.push(0);
        assert_eq!(Head::read(&disk(image.clone())).unwrap(), head);
        assert_eq!(&*no_store(image[..1].to_vec()), "another kind of file");
        for at in 0..56 {
            let mut flipped = image.clone();
            flipped[at] ^= 1;
            let read = Head::read(&disk(flipped));
            let is_named = match read {
                Err(OpenError::NotAStore(_)) => at < MAGIC.len(),
                Err(OpenError::Damaged(_)) => at >= MAGIC.len(),
                _ => false,
            };
            assert!(is_named, "octet {at}: {read:?}");
        }
    }
}
