use psea_claims::Counter;

use crate::testing::proof::{enroll, proof};
use crate::testing::suite::{Ran, Suite};

/// A proof is accepted once and refused ever after.
pub(super) fn once(suite: &Suite<'_>) -> Ran {
    let case = suite.case();
    let store = case.store();
    let first = proof(suite, "key-1", "a-1", 1);
    first.expect(store, "key_unknown");
    enroll(suite, store, "attester-1", "key-1");
    first.expect(store, "approved");
    for _ in 0..3 {
        first.expect(store, "jti_replayed");
    }
    proof(suite, "key-1", "a-2", 2).expect(store, "approved");
    first.expect(store, "jti_replayed");
    Ran::Done
}

/// Any first counter, gaps, and nothing at or below the stored one.
pub(super) fn counter_increases(suite: &Suite<'_>) -> Ran {
    let case = suite.case();
    let store = case.store();
    for (attester, start) in [("zero", 0), ("one", 1), ("far", 1 << 40)] {
        enroll(suite, store, attester, attester);
        let give = |jti: &str, counter, answer| {
            let jti = format!("{attester}-{jti}");
            proof(suite, attester, &jti, counter).expect(store, answer);
        };
        give("a-1", start, "approved");
        give("a-2", start, "counter_not_increasing");
        give("a-2", start + 1, "approved");
        give("a-3", start, "counter_not_increasing");
        give("a-3", start + 40, "approved");
        give("a-4", start + 39, "counter_not_increasing");
        give("a-4", start + 40, "counter_not_increasing");
        give("a-4", start + 41, "approved");
    }
    Ran::Done
}

/// Neighbours are told apart wherever a number could lose digits or a sign.
pub(super) fn counter_range(suite: &Suite<'_>) -> Ran {
    let case = suite.case();
    let store = case.store();
    enroll(suite, store, "attester-1", "key-1");
    let max = Counter::MAX.get();
    let edges = [1 << 15, 1 << 16, 1 << 31, 1 << 32, 1 << 52, max - 1];
    for edge in edges {
        for counter in [edge - 1, edge, edge + 1] {
            let jti = format!("a-{counter}");
            proof(suite, "key-1", &jti, counter).expect(store, "approved");
            for stale in [counter, counter - 1] {
                let jti = format!("b-{counter}-{stale}");
                proof(suite, "key-1", &jti, stale).expect(store, "counter_not_increasing");
            }
        }
    }
    // The scope is exhausted.
    for counter in [0, max - 1, max] {
        proof(suite, "key-1", "a-last", counter).expect(store, "counter_not_increasing");
    }
    Ran::Done
}

/// An id is spent for every counter, scope and Attester of its issuer; who was refused for it has
/// its own counter where it was.
pub(super) fn jti_spent(suite: &Suite<'_>) -> Ran {
    let case = suite.case();
    let store = case.store();
    enroll(suite, store, "attester-1", "key-1");
    enroll(suite, store, "attester-2", "key-2");
    proof(suite, "key-1", "a-1", 5).expect(store, "approved");
    proof(suite, "key-1", "a-1", 50).expect(store, "jti_replayed");
    proof(suite, "key-1", "a-1", 1).expect(store, "jti_replayed");
    proof(suite, "key-1", "a-1", 50).tier("low").expect(store, "jti_replayed");
    proof(suite, "key-1", "a-1", 50).op("payment.read").expect(store, "jti_replayed");
    proof(suite, "key-2", "a-1", 50).expect(store, "jti_replayed");
    proof(suite, "key-1", "a-2", 6).expect(store, "approved");
    proof(suite, "key-1", "a-3", 1).tier("low").expect(store, "approved");
    proof(suite, "key-2", "a-4", 1).expect(store, "approved");
    Ran::Done
}

/// Two issuers on one store each have their own ids.
pub(super) fn jti_per_issuer(suite: &Suite<'_>) -> Ran {
    let case = suite.case();
    let store = case.store();
    enroll(suite, store, "attester-1", "key-1");
    enroll(suite, store, "attester-2", "key-2");
    proof(suite, "key-1", "a-1", 1).expect(store, "approved");
    let there = |counter| proof(suite, "key-2", "a-1", counter).iss("other.example");
    there(1).expect(store, "approved");
    there(2).expect(store, "jti_replayed");
    proof(suite, "key-1", "a-1", 2).expect(store, "jti_replayed");
    // No pair of issuer and id is that of another pair, however they are put together.
    for (index, (iss, jti)) in
        [("t", "a-x"), ("t-a", "x"), ("t-", "a-x"), ("ta", "-x"), ("t:a", "x"), ("t", "a.x")]
            .into_iter()
            .enumerate()
    {
        let proof = proof(suite, "key-1", jti, 10 + index as u64).iss(iss);
        proof.expect(store, "approved");
        proof.expect(store, "jti_replayed");
    }
    Ran::Done
}

/// A counter for each Attester and scope.
pub(super) fn counters_per_scope(suite: &Suite<'_>) -> Ran {
    let case = suite.case();
    let store = case.store();
    for (attester, kid) in [("attester-1", "key-1"), ("attester-2", "key-2")] {
        enroll(suite, store, attester, kid);
        for tier in ["high", "low"] {
            let give = |jti: &str, counter, answer| {
                let jti = format!("{kid}-{tier}-{jti}");
                proof(suite, kid, &jti, counter).tier(tier).expect(store, answer);
            };
            give("1", 5, "approved");
            give("2", 5, "counter_not_increasing");
            give("2", 4, "counter_not_increasing");
            give("2", 6, "approved");
        }
    }
    proof(suite, "key-1", "last", 6).tier("low").expect(store, "counter_not_increasing");
    Ran::Done
}

/// Texts that differ in a single octet are different ones; none is cut, folded or normalised.
pub(super) fn texts_are_exact(suite: &Suite<'_>) -> Ran {
    let case = suite.case();
    let store = case.store();
    enroll(suite, store, "attester-1", "key-1");
    let long = "x".repeat(127);
    let ids = ["a", "A", "a-", "a.", "a_", "a--", "0", "00", "1e1"];
    let long_ids = [long.clone() + "a", long.clone() + "b", long.clone()];
    for (counter, jti) in ids.into_iter().chain(long_ids.iter().map(String::as_str)).enumerate() {
        let proof = proof(suite, "key-1", jti, counter as u64);
        proof.expect(store, "approved");
        proof.expect(store, "jti_replayed");
    }
    // Composed and decomposed, outside the basic plane, with U+0000 inside, as long as may be.
    let texts = [
        "t",
        "T",
        " t",
        "t ",
        "t\0",
        "t\0u",
        "\0",
        "é",
        "e\u{301}",
        "\u{10000}",
        "\u{FFFD}",
        "\u{1F600}",
        "%",
        "_",
        "'",
        "\"",
        "\\",
        "\n",
    ];
    let wide = ["\u{1F600}".repeat(127) + "a", "\u{1F600}".repeat(127) + "b"];
    for (index, text) in texts.into_iter().chain(wide.iter().map(String::as_str)).enumerate() {
        let scoped = |jti: &str, counter| {
            proof(suite, "key-1", &format!("tier-{index}-{jti}"), counter).tier(text)
        };
        scoped("1", 0).expect(store, "approved");
        scoped("2", 0).expect(store, "counter_not_increasing");
        let issued = proof(suite, "key-1", "same-id", 1_000 + index as u64).iss(text);
        issued.expect(store, "approved");
        issued.expect(store, "jti_replayed");
        assert_record(store, &issued);
        let op = proof(suite, "key-1", &format!("op-{index}"), 2_000 + index as u64).op(text);
        op.clone().tier("ops").expect(store, "approved");
        assert_record(store, &op.tier("ops"));
    }
    Ran::Done
}

#[track_caller]
fn assert_record(store: &dyn crate::testing::Store, proof: &crate::testing::proof::Proof) {
    let record = crate::testing::observe::recorded(store, &proof.iss, &proof.jti);
    let record = record.unwrap_or_else(|| panic!("no record of {proof:?}"));
    assert_eq!(
        (record.iss.as_str(), record.op.as_str(), record.tier.as_str()),
        (proof.iss.as_str(), proof.op.as_str(), proof.tier.as_str()),
    );
}

/// Where the deployment bounds it, one proof moves a counter only so far.
pub(super) fn max_counter_advance(suite: &Suite<'_>) -> Ran {
    let case = suite.case();
    let store = case.store();
    enroll(suite, store, "attester-1", "key-1");
    let give = |jti: &str, counter, answer| {
        proof(suite, "key-1", jti, counter).max_advance(10).expect(store, answer);
    };
    give("a-1", 1_000, "approved");
    give("a-2", 1_011, "counter_not_increasing");
    give("a-2", Counter::MAX.get(), "counter_not_increasing");
    give("a-2", 1_010, "approved");
    proof(suite, "key-1", "a-3", 5_000).expect(store, "approved");
    Ran::Done
}
