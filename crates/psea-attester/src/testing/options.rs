use std::env;
use std::fmt;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use super::proof::{Judge, MadeProof};

/// How much the suite does.
#[derive(Clone)]
pub struct SuiteOptions {
    pub(super) seed: u64,
    pub(super) threads: usize,
    pub(super) signatures: usize,
    pub(super) judge: Option<Arc<Judge>>,
    pub(super) only: Vec<String>,
}

impl Default for SuiteOptions {
    /// Eight threads, and eight signatures of each where signatures are counted.
    fn default() -> Self {
        Self { seed: fresh_seed(), threads: 8, signatures: 8, judge: None, only: Vec::new() }
    }
}

impl SuiteOptions {
    /// The default, or what the environment asks for in `PSEA_SEED`, `PSEA_THREADS` and
    /// `PSEA_SIGNATURES`.
    ///
    /// # Panics
    ///
    /// If one of them is no number.
    #[must_use]
    pub fn from_env() -> Self {
        Self::default().or_env()
    }

    /// These, where the environment does not ask for others; see [`from_env`](Self::from_env).
    ///
    /// # Panics
    ///
    /// If a variable is no number.
    #[must_use]
    pub fn or_env(self) -> Self {
        let Self { seed, threads, signatures, .. } = self;
        let options = self.seed(number("PSEA_SEED").unwrap_or(seed));
        let options = options.threads(number("PSEA_THREADS").map_or(threads, |n| n as usize));
        options.signatures(number("PSEA_SIGNATURES").map_or(signatures, |n| n as usize))
    }

    /// The seed of every random run. Printed with the report.
    #[must_use]
    pub const fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// Threads that sign at once: two at least.
    #[must_use]
    pub const fn threads(mut self, threads: usize) -> Self {
        self.threads = if threads < 2 { 2 } else { threads };
        self
    }

    /// Signatures of each thread, and of a check that makes many: two at least.
    #[must_use]
    pub const fn signatures(mut self, signatures: usize) -> Self {
        self.signatures = if signatures < 2 { 2 } else { signatures };
        self
    }

    /// Has every proof of the checks `proof` judged too, by a Verifier.
    #[must_use]
    pub fn judged_by(
        mut self,
        judge: impl Fn(&MadeProof) -> Result<(), String> + Send + Sync + 'static,
    ) -> Self {
        self.judge = Some(Arc::new(judge));
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

impl fmt::Debug for SuiteOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SuiteOptions")
            .field("seed", &self.seed)
            .field("threads", &self.threads)
            .field("signatures", &self.signatures)
            .field("only", &self.only)
            .finish_non_exhaustive()
    }
}

fn number(name: &str) -> Option<u64> {
    let text = env::var(name).ok()?;
    Some(text.parse().unwrap_or_else(|_| panic!("{name} is no number: {text}")))
}

fn fresh_seed() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(1, |now| now.as_nanos() as u64 >> 10)
}
