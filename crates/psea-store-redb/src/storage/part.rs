use std::io;
use std::sync::Arc;

use redb::StorageBackend;

/// All of a backend from some place on.
#[derive(Clone, Debug)]
pub(crate) struct Part {
    whole: Arc<dyn StorageBackend>,
    from: u64,
}

impl Part {
    pub(crate) const fn new(whole: Arc<dyn StorageBackend>, from: u64) -> Self {
        Self { whole, from }
    }

    fn at(&self, offset: u64) -> io::Result<u64> {
        self.from.checked_add(offset).ok_or_else(|| io::ErrorKind::InvalidInput.into())
    }
}

impl StorageBackend for Part {
    fn len(&self) -> io::Result<u64> {
        Ok(self.whole.len()?.saturating_sub(self.from))
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        self.whole.read(self.at(offset)?, out)
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        self.whole.set_len(self.at(len)?)
    }

    fn sync_data(&self) -> io::Result<()> {
        self.whole.sync_data()
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        self.whole.write(self.at(offset)?, data)
    }

    fn close(&self) -> io::Result<()> {
        self.whole.close()
    }
}

#[cfg(test)]
mod tests {
    use std::ops::Bound::Unbounded;

    use psea_trial::{Disk, Faults, Random};
    use redb::backends::FileBackend;

    use super::*;

    /// Its places are those of the whole from its beginning on, and what is before is not touched.
    #[test]
    fn its_places_begin_where_it_does() {
        let disk = Arc::new(Disk::of(vec![1; 10], Faults::default()));
        let part = Part::new(Arc::clone(&disk) as Arc<dyn StorageBackend>, 6);
        assert_eq!(part.len().unwrap(), 4);
        part.write(1, &[2, 3]).unwrap();
        let mut seen = [0; 4];
        part.read(0, &mut seen).unwrap();
        assert_eq!(seen, [1, 2, 3, 1]);
        part.set_len(3).unwrap();
        assert_eq!(disk.written(), [1, 1, 1, 1, 1, 1, 1, 2, 3]);
        let beyond = part.read(u64::MAX, &mut seen).unwrap_err();
        assert_eq!(beyond.kind(), io::ErrorKind::InvalidInput);
    }

    /// What was synced through a part survives a loss of power.
    #[test]
    fn a_sync_is_one_of_the_whole() {
        let mut random = Random::seeded("a part's sync");
        let disk = Arc::new(Disk::of(vec![0; 2048], Faults::default()));
        let part = Part::new(Arc::clone(&disk) as Arc<dyn StorageBackend>, 512);
        part.write(0, &[7; 1536]).unwrap();
        let lost = (0..100).any(|_| disk.after_cut(&mut random) != disk.written());
        assert!(lost, "the disk keeps what was never synced");
        part.sync_data().unwrap();
        for _ in 0..100 {
            assert_eq!(disk.after_cut(&mut random), disk.written());
        }
    }

    /// A part that is closed lets go of what the whole holds.
    #[test]
    fn a_close_is_one_of_the_whole() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("file");
        std::fs::write(&path, [0; 10]).unwrap();
        let open = || {
            let file = std::fs::OpenOptions::new().read(true).write(true).open(&path).unwrap();
            FileBackend::new(file).unwrap()
        };
        let (whole, other) = (Arc::new(open()), open());
        assert!(whole.try_lock_range(Unbounded, Unbounded).unwrap());
        assert!(!other.try_lock_range(Unbounded, Unbounded).unwrap());
        let part = Part::new(whole, 4);
        part.close().unwrap();
        assert!(other.try_lock_range(Unbounded, Unbounded).unwrap());
    }
}
