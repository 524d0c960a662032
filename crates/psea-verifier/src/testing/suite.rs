use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Instant;

use psea_claims::EpochSeconds;
use psea_jose::es256::{Es256Backend, P256Backend};

use super::checks::CHECKS;
use super::{
    AnySignature, CheckOutcome, CheckResult, Report, Store, StoreFactory, StorePlace, SuiteOptions,
};

/// What a check is given.
pub(super) struct Suite<'s> {
    factory: &'s dyn StoreFactory,
    pub(super) backend: Arc<dyn Es256Backend>,
    pub(super) options: &'s SuiteOptions,
}

/// One rule.
pub(super) struct Check {
    pub(super) name: &'static str,
    pub(super) section: &'static str,
    pub(super) row: Option<&'static str>,
    /// Panics if the rule does not hold.
    pub(super) run: fn(&Suite<'_>) -> Ran,
}

/// A check that came to its end.
pub(super) enum Ran {
    Done,
    Counted(String),
    NotApplicable(&'static str),
}

/// One place, and the handle that is open on it.
pub(super) struct Case<'s> {
    pub(super) suite: &'s Suite<'s>,
    place: Box<dyn StorePlace>,
    handle: Option<Arc<dyn Store>>,
}

impl<'s> Suite<'s> {
    /// An empty store.
    pub(super) fn case(&'s self) -> Case<'s> {
        let place = self.factory.place();
        let handle = Some(place.open(&self.backend));
        Case { suite: self, place, handle }
    }
}

impl Case<'_> {
    pub(super) fn store(&self) -> &dyn Store {
        &**self.handle.as_ref().expect("the store is open")
    }

    /// Closes the store and opens it again.
    pub(super) fn reopen(&mut self) {
        self.handle = None;
        self.handle = Some(self.place.open(&self.suite.backend));
    }

    /// The same, fenced; false if the place cannot do it.
    pub(super) fn reopen_fenced(&mut self, at: u64) -> bool {
        self.handle = None;
        let at = EpochSeconds::new(at).unwrap();
        self.handle = self.place.open_fenced(&self.suite.backend, at);
        self.handle.is_some()
    }

    /// The open handle, and another one where there can be one.
    pub(super) fn handles(&self) -> Vec<Arc<dyn Store>> {
        let first = self.handle.as_ref().expect("the store is open");
        let mut handles = vec![Arc::clone(first)];
        handles.extend(self.place.open_beside(&self.suite.backend));
        handles
    }
}

/// Runs every check that the options select.
pub fn store_suite(factory: &dyn StoreFactory, options: &SuiteOptions) -> Report {
    let backend: Arc<dyn Es256Backend> =
        if options.real_signatures { Arc::new(P256Backend) } else { Arc::new(AnySignature) };
    let suite = Suite { factory, backend, options };
    let results = CHECKS.iter().filter(|check| options.selects(check.name)).map(|check| {
        let began = Instant::now();
        // A store that panics has failed the check, and the next one starts anew.
        let outcome = match catch_unwind(AssertUnwindSafe(|| (check.run)(&suite))) {
            Ok(Ran::Done) => CheckOutcome::Passed(String::new()),
            Ok(Ran::Counted(text)) => CheckOutcome::Passed(text),
            Ok(Ran::NotApplicable(why)) => CheckOutcome::NotApplicable(why),
            Err(panic) => CheckOutcome::Failed(message(&*panic)),
        };
        let (name, section, row) = (check.name, check.section, check.row);
        CheckResult { name, section, row, outcome, took: began.elapsed() }
    });
    Report { seed: options.seed, results: results.collect() }
}

/// Runs every check, with sizes from the environment ([`SuiteOptions::from_env`]).
///
/// # Panics
///
/// If a check failed, with the whole report.
pub fn assert_store(factory: &dyn StoreFactory) {
    assert_store_with(factory, &SuiteOptions::from_env());
}

/// Runs the checks that the options select.
///
/// # Panics
///
/// If a check failed, with the whole report; or if the options select none.
pub fn assert_store_with(factory: &dyn StoreFactory, options: &SuiteOptions) {
    let report = store_suite(factory, options);
    assert!(!report.results.is_empty(), "the options select no check");
    assert!(report.is_green(), "the store breaks its contract:\n{report}");
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
