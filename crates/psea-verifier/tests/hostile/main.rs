//! The malformed submissions of `psea-hostile` (rows P2, P7, P8): each is refused with its exact
//! code, before more work than its stage needs, within a bound on memory, and without a trace in the
//! store. The tests of the other stores and of the other library ask for the same codes (row P9).
//!
//! The counts are printed; see them with
//! `cargo test -p psea-verifier --test hostile -- --nocapture`. The controls are verifiers that are
//! lenient in one way each, and must be caught.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::unreachable,
    clippy::arithmetic_side_effects,
    clippy::wildcard_imports,
    reason = "helpers of tests, which clippy does not count as tests"
)]

mod judge;
mod lenient;
mod subject;
#[path = "../verifier/support.rs"]
#[allow(dead_code, reason = "the helpers are another test's too")]
mod support;

use judge::Judged;
use lenient::Leniency;
use psea_hostile::{EVERY_CLASS, starts};
use subject::{Strict, Subject};

/// The reliability table asks for this many (row P2).
const AT_LEAST: usize = 5_000;

#[test]
fn every_malformed_submission_is_refused() {
    let strict = Strict::new();
    let mut all = Judged::default();
    for (class, cases) in EVERY_CLASS {
        let mut judged = Judged::default();
        for case in cases() {
            judged.add(class, &case, &strict.submit(&case.body));
        }
        println!("{class}: {}", judged.counts);
        all.merge(judged);
    }
    println!("in all: {}", all.counts);
    println!("most heap for a refusal: {} octets", all.most_heap);
    println!("most heap over the length of its submission: {:.1}", all.most_heap_ratio);
    assert!(all.faults.is_empty(), "{:#?}", &all.faults[..all.faults.len().min(20)]);
    assert!(all.counts.sum() >= AT_LEAST, "{}", all.counts);
}

/// What the cases are made from passes: nothing is refused for another reason than its class's.
#[test]
fn what_they_are_made_from_passes() {
    for start in starts() {
        let answer = Strict::new().submit(start.body().as_bytes());
        assert_eq!(answer.code, "approved");
        assert_eq!((answer.finds, answer.checks, answer.commits), (1, 1, 1));
    }
}

/// The controls: each kind of leniency is caught by a class that is about it, and for what it is.
#[test]
fn every_leniency_is_caught() {
    let mut missed = Vec::new();
    for leniency in Leniency::ALL {
        let (class, fault) = leniency.found_by();
        let caught = first_fault(&leniency.subject(), class).unwrap_or_default();
        println!("{leniency:?}: {caught}");
        if !caught.starts_with(&format!("{class}: {fault}: Answer ")) {
            missed.push(format!("{leniency:?}: {fault:?} was expected: {caught:?}"));
        }
    }
    assert!(missed.is_empty(), "{missed:#?}");
}

/// The first that is wrong with what a subject answers to the submissions of this class.
fn first_fault(subject: &impl Subject, class: &str) -> Option<String> {
    let (_, cases) = EVERY_CLASS.iter().find(|(name, _)| *name == class)?;
    cases().iter().find_map(|case| {
        let mut judged = Judged::default();
        judged.add(class, case, &subject.submit(&case.body));
        judged.faults.into_iter().next()
    })
}
