use std::time::{Duration, Instant};

/// Tells now and then how far a long run is, so that what it showed until it was stopped is known.
#[derive(Debug)]
pub struct Progress {
    name: &'static str,
    total: usize,
    done: usize,
    begun: Instant,
    told: Instant,
}

impl Progress {
    /// How long it is silent.
    const SILENCE: Duration = Duration::from_secs(30);

    /// Of so many rounds.
    #[must_use]
    pub fn of(name: &'static str, total: usize) -> Self {
        let now = Instant::now();
        Self { name, total, done: 0, begun: now, told: now }
    }

    /// One more round held.
    pub fn held(&mut self) {
        self.done += 1;
        if self.told.elapsed() > Self::SILENCE {
            self.told = Instant::now();
            let Self { name, total, done, .. } = self;
            println!("{name}: {done} of {total} held, {} s", self.begun.elapsed().as_secs());
        }
    }
}
