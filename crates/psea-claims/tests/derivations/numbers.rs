//! Times, counters, limits, outcomes and constants.

use psea_claims::{
    Counter, EpochSeconds, Limits, Outcome, PROOF_MEDIA_TYPE, PROOF_TYP, PROOF_VERSION, UvGate,
};

const MAX: u64 = 9_007_199_254_740_991;

/// §3.5: 0 to 2^53 − 1.
#[test]
fn range() {
    assert_eq!((EpochSeconds::MAX.get(), Counter::MAX.get()), (MAX, MAX));
    for value in [0, 1, MAX] {
        assert_eq!(EpochSeconds::new(value).unwrap().get(), value);
        assert_eq!(Counter::new(value).unwrap().to_string(), value.to_string());
    }
    for value in [MAX + 1, u64::MAX] {
        assert_eq!((EpochSeconds::new(value), Counter::new(value)), (None, None));
    }
    assert_eq!(EpochSeconds::from(7), EpochSeconds::new(7).unwrap());
    assert_eq!(EpochSeconds::from(7).to_string(), "7");
    assert_eq!(Counter::from(u32::MAX).get(), u64::from(u32::MAX));
    assert!(Counter::from(2) > Counter::from(1) && EpochSeconds::from(2) > EpochSeconds::from(1));
}

/// §3.10: the next counter, until the scope is exhausted.
#[test]
fn next_counter() {
    assert_eq!(Counter::default().next(), Some(Counter::from(1)));
    assert_eq!(Counter::new(MAX - 1).unwrap().next(), Some(Counter::MAX));
    assert_eq!(Counter::MAX.next(), None);
}

/// §3.11: later, and never beyond what a token can say.
#[test]
fn later() {
    assert_eq!(EpochSeconds::from(100).saturating_add(300), EpochSeconds::from(400));
    assert_eq!(EpochSeconds::from(100).saturating_add(0), EpochSeconds::from(100));
    for seconds in [MAX - 100, MAX - 99, MAX, u64::MAX] {
        assert_eq!(EpochSeconds::from(100).saturating_add(seconds), EpochSeconds::MAX);
    }
    assert_eq!(EpochSeconds::from(100).saturating_add(MAX - 101).get(), MAX - 1);
}

/// §3.2: the constants of a proof, and the header rules that a limit implies.
#[test]
fn constants() {
    assert_eq!(
        (PROOF_TYP, PROOF_MEDIA_TYPE, PROOF_VERSION),
        ("psea-proof+jwt", "application/psea+jwt", "1")
    );
    let rules = Limits { max_kid: 7, max_depth: 3, ..Limits::default() }.header_rules();
    assert_eq!((rules.typ, rules.max_kid, rules.max_depth), (PROOF_TYP, 7, 3));
}

/// §6.4.4: the five words that an Attester can be told.
#[test]
fn outcomes() {
    for (outcome, word) in [
        (Outcome::Approve, "approve"),
        (Outcome::Stale, "stale"),
        (Outcome::Revoked, "revoked"),
        (Outcome::Unavailable, "unavailable"),
        (Outcome::Reject, "reject"),
    ] {
        assert_eq!((outcome.as_str(), outcome.to_string().as_str()), (word, word));
    }
}

/// §3.7.1: what an attestation says of a key; without one it says nothing.
#[test]
fn uv_gates() {
    assert_eq!(UvGate::default(), UvGate::Unknown);
    for (gate, name) in [
        (UvGate::Attested, "attested"),
        (UvGate::Contradicted, "contradicted"),
        (UvGate::Unknown, "unknown"),
    ] {
        assert_eq!((gate.name(), UvGate::from_name(name)), (name, Some(gate)));
    }
    for other in ["", "Attested", "attested "] {
        assert_eq!(UvGate::from_name(other), None, "{other}");
    }
}

/// §3.11: a later second, where there is one.
#[test]
fn later_seconds() {
    let second = |value| EpochSeconds::new(value).unwrap();
    assert_eq!(second(5).checked_add(2), Some(second(7)));
    assert_eq!(second(MAX - 1).checked_add(1), Some(EpochSeconds::MAX));
    for beyond in [1, u64::MAX] {
        assert_eq!(EpochSeconds::MAX.checked_add(beyond), None);
        assert_eq!(EpochSeconds::MAX.saturating_add(beyond), EpochSeconds::MAX);
    }
}
