//! One user of a token at a time, within this process.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// A lock whose guard may move to another thread, and that can be waited for.
#[derive(Debug, Default)]
pub(crate) struct TokenLock {
    held: Mutex<bool>,
    released: Condvar,
}

/// The lock, held; dropping releases it.
#[derive(Debug)]
pub(crate) struct Held(Arc<TokenLock>);

impl TokenLock {
    /// Waits for the lock; none if that takes longer than `patience`.
    pub(crate) fn acquire(self: &Arc<Self>, patience: Duration) -> Option<Held> {
        let waiting = self.released.wait_timeout_while(self.lock(), patience, |held| *held);
        let (mut held, _) = waiting.unwrap_or_else(PoisonError::into_inner);
        if *held {
            return None;
        }
        *held = true;
        Some(Held(Arc::clone(self)))
    }

    /// The flag is one assignment: a panic elsewhere leaves it whole.
    fn lock(&self) -> MutexGuard<'_, bool> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        *self.0.lock() = false;
        self.0.released.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whoever waits too long is told, and a release wakes one who waits.
    #[test]
    fn one_holds_it() {
        let lock = Arc::new(TokenLock::default());
        let held = lock.acquire(Duration::ZERO).unwrap();
        assert!(lock.acquire(Duration::from_millis(10)).is_none());
        let waiter = std::thread::spawn({
            let lock = Arc::clone(&lock);
            move || lock.acquire(Duration::from_secs(60)).is_some()
        });
        drop(held);
        assert!(waiter.join().unwrap());
        assert!(lock.acquire(Duration::ZERO).is_some(), "the waiter's guard is gone");
    }
}
