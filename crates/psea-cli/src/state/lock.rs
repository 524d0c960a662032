use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;
use std::time::{Duration, Instant};

use crate::failure::Failure;

/// How long another process may take: a verification takes milliseconds.
const PATIENCE: Duration = Duration::from_secs(5);
const PAUSE: Duration = Duration::from_millis(10);

/// One process at a time: held until this is dropped, or the process ends in whatever way.
#[derive(Debug)]
pub(super) struct Lock {
    _file: File,
}

impl Lock {
    pub(super) fn acquire(directory: &Path) -> Result<Self, Failure> {
        let path = directory.join("lock");
        let failed = |error: &std::io::Error| {
            Failure::new("state_unlockable", format!("the directory cannot be locked: {error}"))
                .file(&path)
                .fix("use a directory that you may write to, on a local disk")
        };
        let mut options = OpenOptions::new();
        // The file stays when the lock is gone: removing it would let two processes each hold a
        // lock, one on the old file and one on a new one.
        let file = options.create(true).truncate(false).write(true).open(&path);
        let file = file.map_err(|error| failed(&error))?;
        let began = Instant::now();
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(Self { _file: file }),
                Err(TryLockError::WouldBlock) if began.elapsed() < PATIENCE => {
                    std::thread::sleep(PAUSE);
                }
                Err(TryLockError::WouldBlock) => {
                    return Err(Failure::new(
                        "state_locked",
                        "another process has held this verifier's state for 5 s",
                    )
                    .file(&path)
                    .fix("wait for the other psea to end, or end it, and try again"));
                }
                Err(TryLockError::Error(error)) => return Err(failed(&error)),
            }
        }
    }
}
