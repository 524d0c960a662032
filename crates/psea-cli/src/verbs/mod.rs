//! One file per verb: arguments in, report out.

mod action;
pub(crate) mod attest;
pub(crate) mod canon;
pub(crate) mod demo;
pub(crate) mod enroll;
pub(crate) mod inspect;
pub(crate) mod keygen;
mod parse;
pub(crate) mod verify;

use crate::args::Verb;
use crate::failure::Failure;
use crate::output::Report;

pub(crate) fn run(verb: &Verb) -> Result<Report, Failure> {
    match verb {
        Verb::Demo(_) => demo::run(),
        Verb::Keygen(args) => keygen::run(args),
        Verb::Enroll(args) => enroll::run(args),
        Verb::Attest(args) => attest::run(args),
        Verb::Verify(args) => verify::run(args),
        Verb::Inspect(args) => inspect::run(args),
        Verb::Canon(args) => canon::run(args),
    }
}
