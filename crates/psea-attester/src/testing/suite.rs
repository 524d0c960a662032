use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Instant;

use super::checks::CHECKS;
use super::{CheckOutcome, CheckResult, KeyFactory, Report, SuiteOptions};

/// What a check is given.
pub(super) struct Suite<'s> {
    pub(super) factory: &'s dyn KeyFactory,
    pub(super) options: &'s SuiteOptions,
}

/// One rule.
pub(super) struct Check {
    pub(super) name: &'static str,
    pub(super) section: &'static str,
    /// Panics if the rule does not hold.
    pub(super) run: fn(&Suite<'_>) -> Ran,
}

/// A check that came to its end.
pub(super) enum Ran {
    Done,
    Counted(String),
    NotApplicable(&'static str),
}

/// Runs every check that the options select.
pub fn hardware_key_suite(factory: &dyn KeyFactory, options: &SuiteOptions) -> Report {
    let suite = Suite { factory, options };
    let results = CHECKS.iter().filter(|check| options.selects(check.name)).map(|check| {
        let began = Instant::now();
        // A key that panics has failed the check, and the next one starts anew.
        let outcome = match catch_unwind(AssertUnwindSafe(|| (check.run)(&suite))) {
            Ok(Ran::Done) => CheckOutcome::Passed(String::new()),
            Ok(Ran::Counted(text)) => CheckOutcome::Passed(text),
            Ok(Ran::NotApplicable(why)) => CheckOutcome::NotApplicable(why),
            Err(panic) => CheckOutcome::Failed(message(&*panic)),
        };
        let (name, section) = (check.name, check.section);
        CheckResult { name, section, outcome, took: began.elapsed() }
    });
    Report { seed: options.seed, results: results.collect() }
}

/// Runs every check, with sizes from the environment ([`SuiteOptions::from_env`]).
///
/// # Panics
///
/// If a check failed, with the whole report.
pub fn assert_hardware_key(factory: &dyn KeyFactory) {
    assert_hardware_key_with(factory, &SuiteOptions::from_env());
}

/// Runs the checks that the options select.
///
/// # Panics
///
/// If a check failed, with the whole report; or if the options select none.
pub fn assert_hardware_key_with(factory: &dyn KeyFactory, options: &SuiteOptions) {
    let report = hardware_key_suite(factory, options);
    assert!(!report.results.is_empty(), "the options select no check");
    assert!(report.is_green(), "the key breaks its contract:\n{report}");
    println!("{report}");
}

/// The names of all checks.
pub fn check_names() -> impl Iterator<Item = &'static str> {
    CHECKS.iter().map(|check| check.name)
}

fn message(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("a panic").to_owned()
}
