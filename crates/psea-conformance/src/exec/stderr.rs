//! The last of what a process wrote to its standard error.

use std::collections::VecDeque;
use std::io::Read;
use std::process::ChildStderr;
use std::sync::mpsc::{self, Receiver};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

/// How much is kept.
const KEPT: usize = 8 * 1024;
/// How long to wait for the rest after the process has ended. A process that it left behind may
/// hold the pipe open for ever.
const PATIENCE: Duration = Duration::from_millis(200);

#[derive(Debug)]
pub(super) struct StderrTail {
    tail: Arc<Mutex<VecDeque<u8>>>,
    ended: Receiver<()>,
}

impl StderrTail {
    pub(super) fn follow(mut pipe: ChildStderr) -> Self {
        let tail = Arc::new(Mutex::new(VecDeque::with_capacity(KEPT)));
        let (end, ended) = mpsc::channel();
        let writer = Arc::clone(&tail);
        thread::spawn(move || {
            let mut buffer = [0; 1024];
            while let Ok(count @ 1..) = pipe.read(&mut buffer) {
                let mut tail = writer.lock().unwrap_or_else(PoisonError::into_inner);
                tail.extend(buffer.iter().take(count));
                let excess = tail.len().saturating_sub(KEPT);
                tail.drain(..excess);
            }
            // Nobody listens when the child was dropped before.
            let _ = end.send(());
        });
        Self { tail, ended }
    }

    pub(super) fn forget(&self) {
        self.tail.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// What is kept, once the process has ended.
    pub(super) fn rest(&self) -> String {
        let _ = self.ended.recv_timeout(PATIENCE);
        let tail: Vec<u8> =
            self.tail.lock().unwrap_or_else(PoisonError::into_inner).iter().copied().collect();
        String::from_utf8_lossy(&tail).trim_end().to_owned()
    }
}
