//! One line on a terminal that says how far the run is.

use std::io::{self, IsTerminal, Write};
use std::time::{Duration, Instant};

use psea_conformance::run::Outcome;

/// Nothing is shown before, so that short runs stay quiet.
const QUIET: Duration = Duration::from_millis(400);
/// How often the line changes.
const EVERY: Duration = Duration::from_millis(100);

pub(crate) struct Progress {
    total: usize,
    failed: usize,
    next: Option<Instant>,
    shown: bool,
}

impl Progress {
    pub(crate) fn new(total: usize) -> Self {
        let shown = io::stderr().is_terminal();
        let next = shown.then(Instant::now).and_then(|now| now.checked_add(QUIET));
        Self { total, failed: 0, next, shown: false }
    }

    pub(crate) fn show(&mut self, done: usize, outcome: &Outcome) {
        if matches!(outcome, Outcome::Differs(_) | Outcome::Failed(_)) {
            self.failed = self.failed.saturating_add(1);
        }
        let now = Instant::now();
        if self.next.is_some_and(|next| next <= now) {
            self.next = now.checked_add(EVERY);
            self.shown = true;
            // A progress line that cannot be written is no reason to end the run.
            let _ =
                write!(io::stderr(), "\r{done} of {} vectors, {} failed", self.total, self.failed);
        }
    }

    pub(crate) fn clear(&mut self) {
        if self.shown {
            let _ = write!(io::stderr(), "\r\u{1b}[K");
        }
    }
}
