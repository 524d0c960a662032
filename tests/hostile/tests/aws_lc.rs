//! The malformed submissions against a Verifier whose signatures AWS-LC checks: the same codes as
//! with `p256` (row P9), and a store that is as it was (row P7).
//!
//! `cargo test -p psea-hostile -- --nocapture` prints the counts.
#![allow(clippy::unwrap_used, reason = "a test reports by panicking")]

use std::sync::Arc;

use psea_hostile::{
    audience_before_issuer, config_of_both, enroll, expected, now, starts, submit_all,
};
use psea_jose::es256::AwsLcBackend;
use psea_verifier::{MemoryStore, Verifier};

fn deployment() -> (Arc<MemoryStore>, Verifier) {
    let store = Arc::new(MemoryStore::volatile());
    enroll(&*store, &AwsLcBackend);
    let verifier = Verifier::new(config_of_both(), Arc::<MemoryStore>::clone(&store));
    (store, verifier)
}

fn answer(verifier: &Verifier, body: &[u8]) -> &'static str {
    verifier.verify(body, &expected(), now()).map_or_else(|refusal| refusal.code(), |_| "approved")
}

#[test]
fn the_same_codes_with_aws_lc() {
    let (store, verifier) = deployment();
    let before = store.snapshot().unwrap();
    println!("in all: {}", submit_all(|body| answer(&verifier, body)).unwrap());
    assert_eq!(store.snapshot().unwrap(), before);
    let [start, ..] = starts();
    assert_eq!(answer(&verifier, start.body().as_bytes()), "approved");
    assert_ne!(store.snapshot().unwrap(), before);
}

/// The control.
#[test]
fn swapped_checks_are_noticed() {
    let (_, verifier) = deployment();
    let swapped = |body: &[u8]| audience_before_issuer(body, answer(&verifier, body));
    let fault = submit_all(swapped).unwrap_err();
    println!("{fault}");
    assert!(fault.ends_with("issuer_mismatch was expected: audience_mismatch"), "{fault}");
}
