//! The anchor's file: records in two copies each, written in turn, so that a write that was torn
//! leaves the other one.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use super::mark::{Mark, SIZE, decode, encode};

const MAGIC: &[u8; 16] = b"psea-pg-anchor 1";

/// How long a written record may wait for the disk, beside the time that the disk takes.
const SYNC_AFTER: Duration = Duration::from_secs(1);

#[derive(Debug)]
pub(crate) struct AnchorFile {
    file: Arc<File>,
    /// The last generation of each record.
    generations: Vec<u64>,
    sync: Arc<Sync>,
}

#[derive(Debug, Default)]
struct Sync {
    scheduled: AtomicBool,
    broken: AtomicBool,
}

impl AnchorFile {
    /// Opens or makes the file, for this process alone, and reads what it says.
    pub(crate) fn open(path: &Path) -> io::Result<(Self, Vec<Option<Mark>>)> {
        let mut file =
            OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path)?;
        file.try_lock().map_err(|error| match error {
            TryLockError::WouldBlock => {
                io::Error::new(io::ErrorKind::ResourceBusy, "another process uses it")
            }
            TryLockError::Error(error) => error,
        })?;
        let length = file.metadata()?.len();
        if length == 0 {
            file.write_all(MAGIC)?;
            file.sync_all()?;
            sync_directory_of(path)?;
        } else {
            let mut magic = [0; MAGIC.len()];
            file.read_exact(&mut magic)?;
            if magic != *MAGIC {
                return Err(io::Error::new(io::ErrorKind::InvalidData, "it is no anchor"));
            }
        }
        let (mut marks, mut generations) = (Vec::new(), Vec::new());
        while place(marks.len(), 0) < length {
            let copies = [read(&mut file, marks.len(), 0)?, read(&mut file, marks.len(), 1)?];
            let (generation, mark) = newest(copies);
            marks.push(mark);
            generations.push(generation);
        }
        let this = Self { file: Arc::new(file), generations, sync: Arc::default() };
        Ok((this, marks))
    }

    /// Whether a sync failed: what was written before it may never reach the disk.
    pub(crate) fn is_broken(&self) -> bool {
        self.sync.broken.load(Ordering::SeqCst)
    }

    /// Writes a record over its older copy. Afterwards it outlives the process; a loss of power
    /// after at most about a second.
    pub(crate) fn write(&mut self, record: usize, mark: Option<&Mark>) -> io::Result<()> {
        if self.generations.len() <= record {
            self.generations.resize(record.saturating_add(1), 0);
        }
        let Some(generation) = self.generations.get_mut(record) else { return Ok(()) };
        *generation = generation.wrapping_add(1);
        let mut file = &*self.file;
        file.seek(SeekFrom::Start(place(record, *generation % 2)))?;
        file.write_all(&encode(*generation, mark))?;
        self.sync_soon();
        Ok(())
    }

    fn sync_soon(&self) {
        // Without a runtime the sync is left to the end of the store.
        let Ok(runtime) = tokio::runtime::Handle::try_current() else { return };
        if self.sync.scheduled.swap(true, Ordering::SeqCst) {
            return;
        }
        let (file, sync) = (Arc::clone(&self.file), Arc::clone(&self.sync));
        runtime.spawn(async move {
            tokio::time::sleep(SYNC_AFTER).await;
            // What is written from here on asks for a sync of its own.
            sync.scheduled.store(false, Ordering::SeqCst);
            let synced = tokio::task::spawn_blocking(move || file.sync_data()).await;
            if !matches!(synced, Ok(Ok(()))) {
                sync.broken.store(true, Ordering::SeqCst);
            }
        });
    }
}

impl Drop for AnchorFile {
    fn drop(&mut self) {
        let _nobody_is_left_to_tell = self.file.sync_data();
        // A sync that is still scheduled has the file open, and no further use for it.
        let _closed_soon = self.file.unlock();
    }
}

/// Where a copy of a record begins. The records come in pages of their own after the first one.
fn place(record: usize, copy: u64) -> u64 {
    let record = u64::try_from(record).unwrap_or(u64::MAX);
    let copies = record.saturating_mul(2).saturating_add(copy).saturating_add(1);
    copies.saturating_mul(SIZE as u64)
}

/// One copy of a record.
enum Copy {
    /// Nothing was ever written.
    Empty,
    /// It is not whole.
    Damaged,
    Whole(u64, Option<Mark>),
}

/// What a record says. Where both copies were written and neither can be read, what they said is
/// not known; one that was torn when it was the first had said nothing yet.
fn newest(copies: [Copy; 2]) -> (u64, Option<Mark>) {
    match copies {
        [Copy::Whole(one, mark), Copy::Whole(other, _)] if one > other => (one, mark),
        [_, Copy::Whole(generation, mark)] | [Copy::Whole(generation, mark), _] => {
            (generation, mark)
        }
        [Copy::Damaged, Copy::Damaged] => (0, Some(Mark::Damaged)),
        [Copy::Empty, _] | [_, Copy::Empty] => (0, None),
    }
}

fn read(file: &mut File, record: usize, copy: u64) -> io::Result<Copy> {
    file.seek(SeekFrom::Start(place(record, copy)))?;
    let mut octets = Vec::new();
    file.take(SIZE as u64).read_to_end(&mut octets)?;
    Ok(match decode(&octets) {
        Some((generation, mark)) => Copy::Whole(generation, mark),
        None if octets.iter().all(|octet| *octet == 0) => Copy::Empty,
        None => Copy::Damaged,
    })
}

/// Makes a new file's name durable.
fn sync_directory_of(path: &Path) -> io::Result<()> {
    if cfg!(unix) {
        File::open(directory_of(path))?.sync_all()?;
    }
    Ok(())
}

fn directory_of(path: &Path) -> &Path {
    let parent = path.parent().filter(|parent| *parent != Path::new(""));
    parent.unwrap_or(Path::new("."))
}

#[cfg(test)]
mod tests {
    use std::fs::{File, OpenOptions};
    use std::io::{Seek as _, SeekFrom, Write as _};
    use std::path::Path;
    use std::sync::Arc;
    use std::sync::atomic::Ordering;

    use super::{AnchorFile, Mark, Sync, directory_of, place};
    use crate::anchor::Anchor;

    fn mark(version: u64) -> Mark {
        Mark::Change { attester: "a".into(), version }
    }

    fn scratch(path: &Path, record: usize, copy: u64) {
        let mut file = OpenOptions::new().write(true).open(path).unwrap();
        file.seek(SeekFrom::Start(place(record, copy).saturating_add(3))).unwrap();
        file.write_all(b"scratch").unwrap();
    }

    #[test]
    fn the_last_whole_copy_counts() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("anchor");
        let (mut anchor, marks) = AnchorFile::open(&path).unwrap();
        assert_eq!(marks, []);
        // One process at a time.
        assert!(AnchorFile::open(&path).unwrap_err().to_string().contains("another process"));
        for version in 1..4 {
            anchor.write(3, Some(&mark(version))).unwrap();
        }
        drop(anchor);
        let (anchor, marks) = AnchorFile::open(&path).unwrap();
        assert_eq!(marks, [None, None, None, Some(mark(3))]);
        drop(anchor);
        // The third write is torn: the second counts, and is written over last.
        scratch(&path, 3, 1);
        let (mut anchor, marks) = AnchorFile::open(&path).unwrap();
        assert_eq!(marks.last(), Some(&Some(mark(2))));
        anchor.write(3, Some(&mark(4))).unwrap();
        anchor.write(3, Some(&mark(5))).unwrap();
        drop(anchor);
        assert_eq!(AnchorFile::open(&path).unwrap().1.last(), Some(&Some(mark(5))));
        scratch(&path, 3, 0);
        scratch(&path, 3, 1);
        let (mut anchor, marks) = AnchorFile::open(&path).unwrap();
        assert_eq!(marks.last(), Some(&Some(Mark::Damaged)));
        anchor.write(3, None).unwrap();
        drop(anchor);
        assert_eq!(AnchorFile::open(&path).unwrap().1.last(), Some(&None));
    }

    fn anchor_over(file: File) -> AnchorFile {
        let (generations, sync) = (Vec::new(), Arc::new(Sync::default()));
        AnchorFile { file: Arc::new(file), generations, sync }
    }

    /// A record that cannot be written is an error, and after a sync that failed nothing is sent.
    #[test]
    fn what_is_not_kept_is_said() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("anchor");
        drop(AnchorFile::open(&path).unwrap());
        let mut unwritable = anchor_over(File::open(&path).unwrap());
        assert!(unwritable.write(0, Some(&mark(1))).is_err());
        assert!(!unwritable.is_broken());
        drop(unwritable);
        let anchor = Anchor::open(&path).unwrap();
        assert_eq!(anchor.admits(0), Ok(()));
        anchor.lock().file.as_ref().unwrap().sync.broken.store(true, Ordering::SeqCst);
        assert!(anchor.admits(0).unwrap_err().contains("synced"));
    }

    /// What was written is synced soon, and a sync that fails is not forgotten.
    #[cfg(unix)]
    #[tokio::test]
    async fn what_is_written_is_synced() {
        let dir = tempfile::tempdir().unwrap();
        let (mut kept, _) = AnchorFile::open(&dir.path().join("anchor")).unwrap();
        // It takes what is written, and refuses to sync.
        let null = OpenOptions::new().write(true).open("/dev/null").unwrap();
        let mut lost = anchor_over(null);
        for anchor in [&mut kept, &mut lost] {
            anchor.write(0, Some(&mark(1))).unwrap();
            assert!(!anchor.is_broken());
        }
        for (anchor, broken) in [(kept, false), (lost, true)] {
            // Whoever syncs has a share in it until that is done.
            while Arc::strong_count(&anchor.sync) > 1 {
                tokio::time::sleep(std::time::Duration::from_millis(10)).await;
            }
            assert_eq!(anchor.is_broken(), broken);
        }
    }

    /// A sync that is still to come keeps nobody out.
    #[tokio::test]
    async fn who_is_done_leaves_the_file_to_the_next() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("anchor");
        let (mut anchor, _) = AnchorFile::open(&path).unwrap();
        anchor.write(0, Some(&mark(1))).unwrap();
        drop(anchor);
        assert_eq!(AnchorFile::open(&path).unwrap().1, [Some(mark(1))]);
    }

    #[test]
    fn a_name_alone_is_in_the_current_directory() {
        for (path, directory) in [("anchor", "."), ("a/anchor", "a"), ("/anchor", "/")] {
            assert_eq!(directory_of(Path::new(path)), Path::new(directory), "{path}");
        }
    }

    #[test]
    fn another_file_is_left_alone() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("notes");
        std::fs::write(&path, "something of value, not an anchor").unwrap();
        assert!(AnchorFile::open(&path).unwrap_err().to_string().contains("no anchor"));
        let left = std::fs::read_to_string(&path).unwrap();
        assert_eq!(left, "something of value, not an anchor");
    }
}
