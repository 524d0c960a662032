//! A submission with its code, and how many there were.

use std::collections::BTreeMap;
use std::fmt;

use crate::classes::{Class, EVERY_CLASS};

/// A malformed submission and its one code.
#[derive(Clone, Debug)]
pub struct Case {
    /// What is wrong with it, for people.
    pub what: String,
    /// The transport body.
    pub body: Vec<u8>,
    /// What it must be refused with.
    pub code: &'static str,
}

impl Case {
    pub(crate) fn new(
        what: impl Into<String>,
        body: impl Into<Vec<u8>>,
        code: &'static str,
    ) -> Self {
        Self { what: what.into(), body: body.into(), code }
    }

    /// Holds an answer against the code.
    ///
    /// # Errors
    ///
    /// Which submission of which class was answered otherwise, and how.
    pub fn judge(&self, class: &str, answer: &'static str) -> Result<(), String> {
        if answer == self.code {
            return Ok(());
        }
        Err(format!("{class}: {}: {} was expected: {answer}", self.what, self.code))
    }
}

/// How many submissions were answered, by code.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts(BTreeMap<&'static str, usize>);

impl Counts {
    /// One more.
    pub fn add(&mut self, code: &'static str) {
        *self.0.entry(code).or_default() += 1;
    }

    /// Those of another class.
    pub fn merge(&mut self, other: &Self) {
        for (code, count) in &other.0 {
            *self.0.entry(code).or_default() += count;
        }
    }

    /// All of them.
    #[must_use]
    pub fn sum(&self) -> usize {
        self.0.values().sum()
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.sum())?;
        for (code, count) in &self.0 {
            write!(f, ", {code} {count}")?;
        }
        Ok(())
    }
}

/// Gives every submission to `answer`, which says `approved` or the code of its refusal.
///
/// # Errors
///
/// The first that was answered with another code than its own.
pub fn submit_all(mut answer: impl FnMut(&[u8]) -> &'static str) -> Result<Counts, String> {
    let mut counts = Counts::default();
    for class in EVERY_CLASS {
        counts.merge(&submit_class(class, &mut answer)?);
    }
    Ok(counts)
}

/// Gives the submissions of one class to `answer`.
///
/// # Errors
///
/// As [`submit_all`].
pub fn submit_class(
    (class, cases): &(&str, Class),
    mut answer: impl FnMut(&[u8]) -> &'static str,
) -> Result<Counts, String> {
    let mut counts = Counts::default();
    for case in cases() {
        let answer = answer(&case.body);
        case.judge(class, answer)?;
        counts.add(answer);
    }
    Ok(counts)
}
