//! A disk in memory that loses power, fails, and lies.

use std::io;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use redb::StorageBackend;

use crate::Random;

/// Disks write sectors of this size whole, or not.
const SECTOR: usize = 512;

/// A disk in memory.
#[derive(Debug, Default)]
pub struct Disk {
    state: Mutex<State>,
    faults: Faults,
}

/// What is wrong with a disk.
#[derive(Clone, Copy, Debug, Default)]
pub struct Faults {
    /// The number of the first operation that finds no power.
    pub cut_at: Option<usize>,
    /// The number of the one operation that fails.
    pub fail_at: Option<usize>,
    /// A sync does nothing and says that it did.
    pub sync_lies: bool,
    /// How long a sync takes.
    pub sync_takes: Duration,
}

#[derive(Debug, Default)]
struct State {
    /// What survives.
    durable: Vec<u8>,
    /// What the process sees.
    seen: Vec<u8>,
    /// What came since the last sync.
    pending: Vec<Change>,
    /// Writes, syncs and changes of length so far.
    operations: usize,
}

#[derive(Clone, Debug)]
enum Change {
    Write(usize, Vec<u8>),
    Length(usize),
}

impl Change {
    fn apply(&self, octets: &mut Vec<u8>) {
        match self {
            Self::Length(length) => octets.resize(*length, 0),
            Self::Write(at, data) => {
                // A write beyond the end that the lost change of length would have made room for.
                if octets.len() < at + data.len() {
                    octets.resize(at + data.len(), 0);
                }
                octets[*at..at + data.len()].copy_from_slice(data);
            }
        }
    }
}

impl Disk {
    /// A disk that holds this image, all of it synced.
    #[must_use]
    pub fn of(image: Vec<u8>, faults: Faults) -> Self {
        let state = State { durable: image.clone(), seen: image, ..State::default() };
        Self { state: Mutex::new(state), faults }
    }

    /// What a process that was killed leaves behind: everything it wrote.
    #[must_use]
    pub fn written(&self) -> Vec<u8> {
        self.state.lock().unwrap().seen.clone()
    }

    /// Writes, syncs and changes of length so far.
    #[must_use]
    pub fn operations(&self) -> usize {
        self.state.lock().unwrap().operations
    }

    /// What a cut leaves behind: what was synced, and any of the sectors that were not.
    pub fn after_cut(&self, random: &mut Random) -> Vec<u8> {
        let state = self.state.lock().unwrap();
        let mut image = state.durable.clone();
        for change in &state.pending {
            match change {
                Change::Length(_) if random.one_in(2) => change.apply(&mut image),
                Change::Length(_) => {}
                Change::Write(at, data) => {
                    let whole = random.below(3);
                    for (number, sector) in data.chunks(SECTOR).enumerate() {
                        // All of it, nothing of it, or some sectors.
                        if whole == 0 || (whole == 1 && random.one_in(2)) {
                            let at = at + number * SECTOR;
                            Change::Write(at, sector.to_vec()).apply(&mut image);
                        }
                    }
                }
            }
        }
        image
    }

    fn operate(&self, change: Option<Change>) -> io::Result<()> {
        let mut state = self.state.lock().unwrap();
        let number = state.operations;
        state.operations += 1;
        if self.faults.cut_at.is_some_and(|cut| number >= cut) {
            return Err(io::Error::other("no power"));
        }
        if self.faults.fail_at == Some(number) {
            return Err(io::Error::other("injected"));
        }
        match change {
            Some(change) => {
                change.apply(&mut state.seen);
                state.pending.push(change);
            }
            None if self.faults.sync_lies => {}
            None => {
                let State { durable, pending, .. } = &mut *state;
                for change in pending.drain(..) {
                    change.apply(durable);
                }
            }
        }
        Ok(())
    }
}

impl StorageBackend for Disk {
    fn len(&self) -> io::Result<u64> {
        Ok(self.state.lock().unwrap().seen.len() as u64)
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        let state = self.state.lock().unwrap();
        let at = offset as usize;
        let from = at.checked_add(out.len()).and_then(|end| state.seen.get(at..end));
        out.copy_from_slice(from.ok_or(io::ErrorKind::UnexpectedEof)?);
        Ok(())
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        self.operate(Some(Change::Length(len as usize)))
    }

    fn sync_data(&self) -> io::Result<()> {
        if !self.faults.sync_takes.is_zero() {
            std::thread::sleep(self.faults.sync_takes);
        }
        self.operate(None)
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        self.operate(Some(Change::Write(offset as usize, data.to_vec())))
    }
}

/// A disk that several owners see.
#[derive(Debug)]
pub struct Wire(pub Arc<Disk>);

impl StorageBackend for Wire {
    fn len(&self) -> io::Result<u64> {
        self.0.len()
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        self.0.read(offset, out)
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        self.0.set_len(len)
    }

    fn sync_data(&self) -> io::Result<()> {
        self.0.sync_data()
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        self.0.write(offset, data)
    }
}
