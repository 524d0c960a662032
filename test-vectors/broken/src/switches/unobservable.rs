//! Checks whose absence no vector can show, each with the reason.

use super::Unobservable;

const fn no(check: &'static str, section: &'static str, reason: &'static str) -> Unobservable {
    Unobservable { check, section, reason }
}

pub(crate) const UNOBSERVABLE: &[Unobservable] = &[no(
    "json.too-long",
    "6.4",
    "a text of 4 GiB is above every limit on a body, and no vector could hold it",
)];
