//! One file per verb: arguments in, report out.

mod action;
pub(crate) mod attest;
pub(crate) mod audit;
pub(crate) mod canon;
pub(crate) mod challenge;
mod change;
pub(crate) mod demo;
pub(crate) mod enroll;
pub(crate) mod inspect;
pub(crate) mod keygen;
pub(crate) mod keys;
pub(crate) mod keyset;
pub(crate) mod list;
pub(crate) mod outcome;
mod parse;
pub(crate) mod queue;
pub(crate) mod reactivate;
pub(crate) mod result;
pub(crate) mod revoke;
pub(crate) mod rotate;
pub(crate) mod state;
pub(crate) mod store;
pub(crate) mod suspend;
pub(crate) mod verify;

use crate::args::Verb;
use crate::failure::Failure;
use crate::output::Report;

pub(crate) fn run(verb: &Verb) -> Result<Report, Failure> {
    match verb {
        Verb::Demo(_) => demo::run(),
        Verb::Keygen(args) => keygen::run(args),
        Verb::Keys(args) => keys::run(args),
        Verb::Enroll(args) => enroll::run(args),
        Verb::Attest(args) => attest::run(args),
        Verb::Queue(args) => queue::run(args),
        Verb::State(args) => state::run(args),
        Verb::Verify(args) => verify::run(args),
        Verb::Audit(args) => audit::run(args),
        Verb::Inspect(args) => inspect::run(args),
        Verb::Canon(args) => canon::run(args),
        Verb::Challenge(args) => challenge::run(args),
        Verb::Outcome(args) => outcome::run(args),
        Verb::List(args) => list::run(args),
        Verb::Suspend(args) => suspend::run(args),
        Verb::Reactivate(args) => reactivate::run(args),
        Verb::Rotate(args) => rotate::run(args),
        Verb::Revoke(args) => revoke::run(args),
        Verb::Store(args) => store::run(args),
        Verb::Keyset(args) => keyset::run(args),
        Verb::Result(args) => result::run(args),
    }
}
