//! The anchor: how far the store got, in a file outside of it.
//!
//! Two slots, written in turn, each with a checksum: a write that was torn leaves the other one.

use std::fs::{File, OpenOptions};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

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
    let head = fields.array::<8>()? == MAGIC && fields.u8()? == VERSION;
    let position =
        Position { store: fields.array()?, sequence: fields.u64()?, latest: fields.time()? };
    (head && slot(&position) == octets).then_some(position)
}

/// Makes a new file's name durable.
pub(crate) fn sync_directory_of(path: &Path) -> io::Result<()> {
    #[cfg(unix)]
    {
        let directory = match path.parent() {
            Some(directory) if directory != Path::new("") => PathBuf::from(directory),
            _ => PathBuf::from("."),
        };
        File::open(directory)?.sync_all()?;
    }
    #[cfg(not(unix))]
    let _: PathBuf = path.into();
    Ok(())
}
