use std::env;
use std::time::{SystemTime, UNIX_EPOCH};

/// How much the suite does.
#[derive(Clone, Debug)]
pub struct SuiteOptions {
    pub(super) seed: u64,
    pub(super) threads: usize,
    pub(super) rounds: usize,
    pub(super) pairs: usize,
    pub(super) histories: usize,
    pub(super) races: usize,
    pub(super) sequences: usize,
    pub(super) real_signatures: bool,
    pub(super) only: Vec<String>,
}

impl Default for SuiteOptions {
    /// [`short`](Self::short).
    fn default() -> Self {
        Self::short()
    }
}

impl SuiteOptions {
    /// A quick form: a store in memory takes some five seconds, unoptimised.
    #[must_use]
    pub fn short() -> Self {
        Self {
            seed: fresh_seed(),
            threads: 16,
            rounds: 500,
            pairs: 1_000,
            histories: 1_000,
            races: 500,
            sequences: 500,
            real_signatures: false,
            only: Vec::new(),
        }
    }

    /// The numbers of the rows R1 to R5 for continuous integration: a store in memory takes some
    /// forty seconds, unoptimised, half of them for the sequences.
    #[must_use]
    pub fn full() -> Self {
        Self {
            threads: 64,
            rounds: 2_000,
            pairs: 5_000,
            histories: 5_000,
            races: 2_000,
            sequences: 20_000,
            ..Self::short()
        }
    }

    /// The long form of the rows R1 to R5.
    #[must_use]
    pub fn long() -> Self {
        Self {
            threads: 256,
            rounds: 100_000,
            pairs: 1_000_000,
            histories: 500_000,
            races: 500_000,
            sequences: 5_000_000,
            ..Self::short()
        }
    }

    /// [`short`](Self::short), or what the environment asks for: `PSEA_FULL=1` for
    /// [`full`](Self::full), `PSEA_LONG=1` for [`long`](Self::long); `PSEA_SEED`; and single sizes
    /// in `PSEA_THREADS`, `PSEA_ROUNDS`, `PSEA_PAIRS`, `PSEA_HISTORIES`, `PSEA_RACES`,
    /// `PSEA_SEQUENCES`.
    ///
    /// # Panics
    ///
    /// If one of them is no number.
    #[must_use]
    pub fn from_env() -> Self {
        Self::short().or_env()
    }

    /// These, where the environment does not ask for others; see [`from_env`](Self::from_env).
    ///
    /// # Panics
    ///
    /// If a variable is no number.
    #[must_use]
    pub fn or_env(self) -> Self {
        let mut options = if number("PSEA_LONG").is_some_and(|on| on > 0) {
            Self { real_signatures: self.real_signatures, only: self.only, ..Self::long() }
        } else if number("PSEA_FULL").is_some_and(|on| on > 0) {
            Self { real_signatures: self.real_signatures, only: self.only, ..Self::full() }
        } else {
            self
        };
        options.seed = number("PSEA_SEED").unwrap_or(options.seed);
        for (name, size) in [
            ("PSEA_THREADS", &mut options.threads),
            ("PSEA_ROUNDS", &mut options.rounds),
            ("PSEA_PAIRS", &mut options.pairs),
            ("PSEA_HISTORIES", &mut options.histories),
            ("PSEA_RACES", &mut options.races),
            ("PSEA_SEQUENCES", &mut options.sequences),
        ] {
            *size = number(name).map_or(*size, |given| given as usize);
        }
        options
    }

    /// The seed of every random run. Printed with a failure.
    #[must_use]
    pub const fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// Threads that submit at once (R1).
    #[must_use]
    pub const fn threads(mut self, threads: usize) -> Self {
        self.threads = if threads < 2 { 2 } else { threads };
        self
    }

    /// Proofs that all threads submit (R1).
    #[must_use]
    pub const fn rounds(mut self, rounds: usize) -> Self {
        self.rounds = rounds;
        self
    }

    /// Pairs of proofs that exclude each other (R2).
    #[must_use]
    pub const fn pairs(mut self, pairs: usize) -> Self {
        self.pairs = pairs;
        self
    }

    /// Concurrent histories that are checked for linearisability (R3).
    #[must_use]
    pub const fn histories(mut self, histories: usize) -> Self {
        self.histories = histories;
        self
    }

    /// Races of proofs against a revocation (R4).
    #[must_use]
    pub const fn races(mut self, races: usize) -> Self {
        self.races = races;
        self
    }

    /// Random sequences that are compared with the model (R5).
    #[must_use]
    pub const fn sequences(mut self, sequences: usize) -> Self {
        self.sequences = sequences;
        self
    }

    /// Signs every proof (RFC 6979) and gives [`P256Backend`](psea_jose::es256::P256Backend) to
    /// the factory: for a store that prepares keys with a library of its own. Slower.
    #[must_use]
    pub const fn real_signatures(mut self) -> Self {
        self.real_signatures = true;
        self
    }

    /// Runs only the checks with these names, and those whose name starts with one of them.
    #[must_use]
    pub fn only<N: Into<String>>(mut self, names: impl IntoIterator<Item = N>) -> Self {
        self.only = names.into_iter().map(Into::into).collect();
        self
    }

    pub(super) fn selects(&self, name: &str) -> bool {
        self.only.is_empty() || self.only.iter().any(|wanted| name.starts_with(wanted))
    }
}

fn number(name: &str) -> Option<u64> {
    let text = env::var(name).ok()?;
    Some(text.parse().unwrap_or_else(|_| panic!("{name} is no number: {text}")))
}

fn fresh_seed() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(1, |now| now.as_nanos() as u64 >> 10)
}
