use std::fmt;
use std::time::Duration;

/// What the suite found.
#[derive(Clone, Debug)]
#[must_use]
pub struct Report {
    /// The seed of the random runs.
    pub seed: u64,
    /// Every check that ran, in order.
    pub results: Vec<CheckResult>,
}

/// What became of one check.
#[derive(Clone, Debug)]
pub struct CheckResult {
    /// Its name.
    pub name: &'static str,
    /// The section of the draft whose rule it checks.
    pub section: &'static str,
    /// What was found.
    pub outcome: CheckOutcome,
    /// How long it took.
    pub took: Duration,
}

/// What a check found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CheckOutcome {
    /// The rule holds. What was done, where it was counted.
    Passed(String),
    /// The rule does not hold, or the key failed.
    Failed(String),
    /// The rule is about something that this key does not have or that the factory cannot arrange.
    NotApplicable(&'static str),
}

impl Report {
    /// Whether no check failed.
    #[must_use]
    pub fn is_green(&self) -> bool {
        self.failed().next().is_none()
    }

    /// The names of the checks that failed.
    pub fn failed(&self) -> impl Iterator<Item = &'static str> {
        self.results
            .iter()
            .filter(|result| matches!(result.outcome, CheckOutcome::Failed(_)))
            .map(|result| result.name)
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for result in &self.results {
            let (word, text) = match &result.outcome {
                CheckOutcome::Passed(text) => ("passed", text.as_str()),
                CheckOutcome::Failed(text) => ("FAILED", text.as_str()),
                CheckOutcome::NotApplicable(why) => ("n/a", *why),
            };
            let (name, section) = (result.name, result.section);
            let millis = result.took.as_millis();
            writeln!(f, "{word:6} §{section:6} {name:32} {millis:6} ms  {text}")?;
        }
        write!(f, "PSEA_SEED={}", self.seed)
    }
}
