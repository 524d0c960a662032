//! Measuring in turns.
//!
//! The clock is that of the thread: time in which the processor did something else does not count.

use std::time::Duration;

use rustix::time::{ClockId, clock_gettime};

/// What one turn is to take at least, so that the clock's own error does not show.
const TURN: Duration = Duration::from_millis(2);

/// Seconds per operation, of each contender in each round.
pub(crate) struct Samples(Vec<Vec<f64>>);

/// Does its work some times, and says how many seconds one took.
pub(crate) type Contender<'w> = Box<dyn FnMut() -> f64 + 'w>;

/// Runs the contenders in turns. Each round begins with another one, and the first round, in which
/// caches are filled, does not count.
pub(crate) fn in_turns(rounds: usize, contenders: &mut [Contender<'_>]) -> Samples {
    let count = contenders.len();
    let mut samples = vec![Vec::with_capacity(rounds); count];
    for round in 0..=rounds {
        for turn in 0..count {
            let index = (round + turn) % count;
            let seconds = contenders[index]();
            if round > 0 {
                samples[index].push(seconds);
            }
        }
    }
    Samples(samples)
}

impl Samples {
    /// The median time of one operation, in µs.
    pub(crate) fn micros(&self, contender: usize) -> f64 {
        median(self.0[contender].clone()) * 1e6
    }

    /// The median of what one contender took for each second of the other, round by round.
    pub(crate) fn ratio(&self, contender: usize, against: usize) -> f64 {
        let pairs = self.0[contender].iter().zip(&self.0[against]);
        median(pairs.map(|(one, other)| one / other).collect())
    }
}

/// A contender that repeats one operation for as long as a turn.
pub(crate) fn repeated<'w, T>(mut operation: impl FnMut() -> T + 'w) -> Contender<'w> {
    let mut times = 1_u32;
    loop {
        let begun = spent();
        for _ in 0..times {
            std::hint::black_box(operation());
        }
        if (spent() - begun) >= TURN || times >= 1 << 20 {
            break;
        }
        times *= 2;
    }
    Box::new(move || {
        let begun = spent();
        for _ in 0..times {
            std::hint::black_box(operation());
        }
        (spent() - begun).as_secs_f64() / f64::from(times)
    })
}

/// A contender that does one operation for each item, after a preparation that does not count.
pub(crate) fn over<'w, I, P>(
    items: &'w [I],
    mut prepare: impl FnMut() -> P + 'w,
    mut operation: impl FnMut(&mut P, &I) -> bool + 'w,
) -> Contender<'w> {
    Box::new(move || {
        let mut prepared = prepare();
        let begun = spent();
        let mut accepted = 0;
        for item in items {
            accepted += usize::from(operation(&mut prepared, item));
        }
        let took = (spent() - begun).as_secs_f64();
        assert_eq!(accepted, items.len(), "what is measured must be what was meant");
        took / items.len() as f64
    })
}

pub(crate) fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    if values.len() % 2 == 1 { values[middle] } else { (values[middle - 1] + values[middle]) / 2.0 }
}

/// The processor time of this thread.
fn spent() -> Duration {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    Duration::new(u64::try_from(time.tv_sec).unwrap_or(0), u32::try_from(time.tv_nsec).unwrap_or(0))
}
