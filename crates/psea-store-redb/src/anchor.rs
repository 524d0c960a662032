//! The anchor: how far the store got, in a file outside of it.
//!
//! Two slots, written in turn, each with a checksum: a write that was torn leaves the other one.

use std::fs::{File, OpenOptions};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::Path;

use psea_claims::EpochSeconds;
use sha2::{Digest as _, Sha256};

use crate::codec::{Fields, StoreState, Writer};

const MAGIC: [u8; 8] = *b"psea-anc";
const VERSION: u8 = 1;
/// The slots lie in different pages of any file system.
const SLOT: u64 = 4096;
const TAG: usize = 16;

/// What the anchor says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Position {
    pub(crate) store: [u8; 16],
    pub(crate) sequence: u64,
    pub(crate) latest: EpochSeconds,
}

impl Position {
    pub(crate) const fn of(store: [u8; 16], state: &StoreState) -> Self {
        Self { store, sequence: state.sequence, latest: state.time.latest }
    }
}

/// An open anchor.
#[derive(Debug)]
pub(crate) struct Anchor {
    file: File,
    every: u64,
    /// The last written.
    written: Option<Position>,
    second: bool,
}

impl Anchor {
    /// Opens or makes the file. The position is none where it was missing or is damaged.
    pub(crate) fn open(path: &Path, every: u64) -> io::Result<(Self, Option<Position>)> {
        let mut file =
            OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path)?;
        let [first, second] = [read_slot(&mut file, 0)?, read_slot(&mut file, SLOT)?];
        let newest =
            if first.map(|p| p.sequence) >= second.map(|p| p.sequence) { first } else { second };
        // The next write goes over the older slot, or over the one that cannot be read.
        let anchor = Self { file, every, written: None, second: newest == first };
        Ok((anchor, newest))
    }

    /// After a commit and before its answers.
    pub(crate) fn record(&mut self, position: Position) -> io::Result<()> {
        let due = self
            .written
            .is_none_or(|written| position.sequence.saturating_sub(written.sequence) >= self.every);
        if due { self.write(position) } else { Ok(()) }
    }

    pub(crate) fn write(&mut self, position: Position) -> io::Result<()> {
        if self.written == Some(position) {
            return Ok(());
        }
        self.file.seek(SeekFrom::Start(if self.second { SLOT } else { 0 }))?;
        self.file.write_all(&slot(&position))?;
        if self.written.is_some() { self.file.sync_data() } else { self.file.sync_all() }?;
        self.second = !self.second;
        self.written = Some(position);
        Ok(())
    }

    /// Makes both slots say the same: what an older one said of another store is gone.
    pub(crate) fn replace(&mut self, position: Position) -> io::Result<()> {
        for _ in 0..2 {
            self.written = None;
            self.write(position)?;
        }
        Ok(())
    }

    pub(crate) const fn is_exact(&self) -> bool {
        self.every == 1
    }
}

fn slot(position: &Position) -> Vec<u8> {
    let mut slot = Writer::default();
    slot.octets(&MAGIC);
    slot.u8(VERSION);
    slot.octets(&position.store);
    slot.u64(position.sequence);
    slot.u64(position.latest.get());
    let tag = Sha256::digest(slot.as_octets());
    slot.octets(tag.first_chunk::<TAG>().unwrap_or(&[0; TAG]));
    slot.into_octets()
}

fn read_slot(file: &mut File, at: u64) -> io::Result<Option<Position>> {
    file.seek(SeekFrom::Start(at))?;
    let mut octets = Vec::new();
    let length = MAGIC.len().saturating_add(33).saturating_add(TAG);
    file.take(u64::try_from(length).unwrap_or(0)).read_to_end(&mut octets)?;
    Ok(parse_slot(&octets))
}

fn parse_slot(octets: &[u8]) -> Option<Position> {
    let mut fields = Fields::of(octets);
    let _compared_below: [u8; MAGIC.len() + 1] = fields.array()?;
    let position =
        Position { store: fields.array()?, sequence: fields.u64()?, latest: fields.time()? };
    (slot(&position) == octets).then_some(position)
}

/// Makes a new file's name durable.
#[cfg(unix)]
pub(crate) fn sync_directory_of(path: &Path) -> io::Result<()> {
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty());
    File::open(parent.unwrap_or(Path::new(".")))?.sync_all()
}

/// Elsewhere directories cannot be opened for a sync.
#[cfg(not(unix))]
pub(crate) const fn sync_directory_of(_path: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn position(sequence: u64) -> Position {
        let latest = EpochSeconds::new(1_785_300_000).unwrap();
        Position { store: [3; 16], sequence, latest }
    }

    fn said(path: &Path) -> Option<Position> {
        Anchor::open(path, 1).unwrap().1
    }

    /// A write goes over the older slot: torn anywhere, it leaves what the one before it said.
    #[test]
    fn a_torn_write_leaves_the_one_before_it() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("anchor");
        let (mut anchor, nothing) = Anchor::open(&path, 1).unwrap();
        assert_eq!(nothing, None);
        anchor.write(position(1)).unwrap();
        for sequence in 2..6 {
            let before = std::fs::read(&path).unwrap();
            anchor.write(position(sequence)).unwrap();
            assert_eq!(said(&path), Some(position(sequence)));
            let whole = std::fs::read(&path).unwrap();
            let changed = (0..whole.len()).filter(|at| before.get(*at) != whole.get(*at));
            for at in changed {
                let mut torn = whole.clone();
                torn[at] ^= 1;
                std::fs::write(&path, &torn).unwrap();
                assert_eq!(said(&path), Some(position(sequence - 1)), "octet {at}");
            }
            std::fs::write(&path, &whole).unwrap();
        }
    }

    /// What is replaced is in neither slot.
    #[test]
    fn what_was_replaced_is_gone() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("anchor");
        let (mut anchor, _) = Anchor::open(&path, 1).unwrap();
        anchor.write(position(8)).unwrap();
        anchor.write(position(9)).unwrap();
        anchor.replace(position(1)).unwrap();
        assert_eq!(said(&path), Some(position(1)));
        for place in [0, SLOT] {
            let mut file = File::open(&path).unwrap();
            assert_eq!(read_slot(&mut file, place).unwrap(), Some(position(1)));
        }
    }

    /// Each octet of a slot counts, and so does its length.
    #[test]
    fn a_slot_is_read_strictly() {
        let whole = slot(&position(7));
        assert_eq!(parse_slot(&whole), Some(position(7)));
        for at in 0..whole.len() {
            let mut flipped = whole.clone();
            flipped[at] ^= 1;
            assert_eq!(parse_slot(&flipped), None, "octet {at}");
            assert_eq!(parse_slot(&whole[..at]), None, "{at} octets");
        }
    }

    /// What is synced is the directory that holds the name: the present one where the path names
    /// none, and an error where there is none.
    #[cfg(unix)]
    #[test]
    fn the_directory_of_the_name_is_synced() {
        sync_directory_of(Path::new("store")).unwrap();
        sync_directory_of(Path::new("/store")).unwrap();
        let nowhere = tempfile::tempdir().unwrap().path().join("none").join("store");
        assert_eq!(sync_directory_of(&nowhere).unwrap_err().kind(), io::ErrorKind::NotFound);
    }
}
