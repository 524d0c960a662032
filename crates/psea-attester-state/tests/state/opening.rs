//! What is found out before the first counter.

use std::fs;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use psea_attester::AttesterState as _;
use psea_attester_state::{Chain, OpenError, RedbState};
use psea_claims::CounterScope;
use psea_trial::{Disk, Faults, Wire};
use redb::StorageBackend;

use crate::support::*;

#[test]
fn one_process_at_a_time() {
    let directory = directory();
    let path = directory.path().join("state");
    let state = RedbState::create(&path).unwrap();
    let error = RedbState::open(&path).unwrap_err();
    assert!(matches!(error, OpenError::InUse(_)), "{error}");
    assert!(error.to_string().contains("would use a counter twice"));
    drop(state);
    RedbState::open(&path).unwrap();
}

/// Whoever reads a proof that waits can send it.
#[test]
#[cfg(unix)]
fn a_state_is_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let directory = directory();
    let path = directory.path().join("state");
    drop(RedbState::create(&path).unwrap());
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
}

#[test]
fn nothing_is_made_up() {
    let directory = directory();
    let path = directory.path().join("state");
    assert!(matches!(RedbState::open(&path), Err(OpenError::Missing(_))));
    drop(RedbState::create(&path).unwrap());
    assert!(matches!(RedbState::create(&path), Err(OpenError::Exists(_))));
    for other in [&b""[..], b"{}", b"redb"] {
        fs::write(&path, other).unwrap();
        let error = RedbState::open(&path).unwrap_err();
        assert!(matches!(error, OpenError::NotAState(_)), "{error}");
        assert_eq!(fs::read(&path).unwrap(), other);
    }
}

/// A storage that loses its end after its pages were checked.
#[derive(Debug)]
struct Shrinking {
    disk: Disk,
    checked: AtomicBool,
}

impl StorageBackend for Shrinking {
    fn len(&self) -> io::Result<u64> {
        self.disk.len()
    }
    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        if self.checked.swap(true, Ordering::SeqCst) {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        self.disk.read(offset, out)
    }
    fn set_len(&self, len: u64) -> io::Result<()> {
        self.disk.set_len(len)
    }
    fn sync_data(&self) -> io::Result<()> {
        self.disk.sync_data()
    }
    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        self.disk.write(offset, data)
    }
}

#[test]
fn a_storage_that_shrinks_is_damaged() {
    let disk = Arc::new(Disk::default());
    drop(RedbState::create_on(Wire(Arc::clone(&disk))).unwrap());
    let disk = Disk::of(disk.written(), Faults::default());
    match RedbState::open_on(Shrinking { disk, checked: AtomicBool::new(false) }) {
        Err(OpenError::Damaged(said)) => assert_eq!(*said, *"it ends too early"),
        other => panic!("{other:?}"),
    }
}

/// A file that lacks its end, however much of it, is damaged.
#[test]
fn a_part_of_a_file_is_damaged() {
    let directory = directory();
    let path = directory.path().join("state");
    drop(RedbState::create(&path).unwrap());
    let whole = fs::read(&path).unwrap();
    for length in [9, 100, whole.len() / 2, whole.len() - 1] {
        fs::write(&path, &whole[..length]).unwrap();
        let error = RedbState::open(&path).unwrap_err();
        assert!(matches!(error, OpenError::Damaged(_)), "{length}: {error}");
    }
}

/// A name that leads nowhere is taken: creation does not replace it, nor write where it leads.
#[test]
#[cfg(unix)]
fn a_link_that_leads_nowhere_is_not_replaced() {
    let directory = directory();
    let (path, nowhere) = (directory.path().join("state"), directory.path().join("nowhere"));
    std::os::unix::fs::symlink(&nowhere, &path).unwrap();
    assert!(matches!(RedbState::create(&path), Err(OpenError::Exists(at)) if at == path));
    assert_eq!(fs::read_link(&path).unwrap(), nowhere);
    assert!(!nowhere.exists());
}

/// What a creation that was interrupted left behind does not stand in the way.
#[test]
fn a_creation_that_did_not_end_is_begun_again() {
    let directory = directory();
    let path = directory.path().join("state");
    fs::write(directory.path().join("state.new"), [7; 10_000]).unwrap();
    drop(RedbState::create(&path).unwrap());
    RedbState::open(&path).unwrap();
    assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 1);
}

/// A flipped bit is an error, or changes nothing that is read.
#[test]
fn decay_is_noticed() {
    let mut random = Random::seeded("decay");
    let directory = directory();
    let path = directory.path().join("state");
    let state = RedbState::create(&path).unwrap();
    state.enroll(&enrollment("key-1", 7), Chain::Continue).unwrap();
    for scope in ["low", "high"] {
        for _ in 0..3 {
            state.reserve_counter(&tier(scope)).unwrap();
        }
    }
    drop(state);
    let sound = fs::read(&path).unwrap();
    let mut noticed = 0;
    let flips = rounds(300);
    for _ in 0..flips {
        let mut octets = sound.clone();
        let at = random.below(octets.len());
        octets[at] ^= 1 << random.below(8);
        fs::write(&path, &octets).unwrap();
        match RedbState::open(&path) {
            Err(_) => noticed += 1,
            Ok(state) => {
                assert_eq!(state.enrollment().unwrap(), Some(enrollment("key-1", 7)), "at {at}");
                for scope in ["low", "high"] {
                    let next = state.reserve_counter(&tier(scope)).unwrap();
                    assert_eq!(next.get(), 4, "at {at}");
                }
            }
        }
    }
    println!("{flips} flips, {noticed} noticed, 0 believed");
    // The control: a harness that flips nothing notices nothing.
    assert!(noticed > 0);
    fs::write(&path, &sound).unwrap();
    assert_eq!(RedbState::open(&path).unwrap().reserve_counter(&tier("low")).unwrap().get(), 4);
    assert_eq!(CounterScope::SINGLE.as_key(), "single");
}
