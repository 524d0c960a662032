use std::sync::PoisonError;

use super::sync::{Arc, Condvar, Mutex};

/// Who holds it owes one answer.
pub(super) struct Promise<T> {
    slot: Arc<Slot<T>>,
}

/// Who holds it waits for the answer.
pub(super) struct Reply<T> {
    slot: Arc<Slot<T>>,
}

struct Slot<T> {
    said: Mutex<Said<T>>,
    changed: Condvar,
}

enum Said<T> {
    NotYet,
    Answer(T),
    /// The promise was dropped.
    Never,
}

pub(super) fn promise<T>() -> (Promise<T>, Reply<T>) {
    let slot = Arc::new(Slot { said: Mutex::new(Said::NotYet), changed: Condvar::new() });
    (Promise { slot: Arc::clone(&slot) }, Reply { slot })
}

impl<T> Promise<T> {
    pub(super) fn keep(self, answer: T) {
        self.say(Said::Answer(answer));
    }

    fn say(&self, what: Said<T>) {
        let mut said = self.slot.said.lock().unwrap_or_else(PoisonError::into_inner);
        if matches!(*said, Said::NotYet) {
            *said = what;
            drop(said);
            self.slot.changed.notify_one();
        }
    }
}

impl<T> Drop for Promise<T> {
    fn drop(&mut self) {
        self.say(Said::Never);
    }
}

impl<T> Reply<T> {
    /// None: nobody will answer any more.
    pub(super) fn wait(self) -> Option<T> {
        let mut said = self.slot.said.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            match std::mem::replace(&mut *said, Said::Never) {
                Said::Answer(answer) => return Some(answer),
                Said::Never => return None,
                Said::NotYet => {
                    *said = Said::NotYet;
                    said = self.slot.changed.wait(said).unwrap_or_else(PoisonError::into_inner);
                }
            }
        }
    }
}
