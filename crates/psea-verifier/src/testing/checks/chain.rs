use psea_claims::ChainEntry;

use crate::testing::proof::{enroll, proof};
use crate::testing::suite::{Ran, Suite};

const START: ChainEntry = ChainEntry::SENTINEL;

/// The first proof refers to the sentinel, each further one to the last accepted.
pub(super) fn links(suite: &Suite<'_>) -> Ran {
    let case = suite.case();
    let store = case.store();
    enroll(suite, store, "attester-1", "key-1");
    enroll(suite, store, "attester-2", "key-2");
    let make = |jti: &str, counter, previous| proof(suite, "key-1", jti, counter).after(previous);
    let elsewhere = ChainEntry::from_octets([9; 32]);
    make("a-1", 1, elsewhere).expect(store, "chain_broken");
    let first = make("a-1", 1, START);
    first.expect(store, "approved");
    make("a-2", 2, START).expect(store, "chain_broken");
    make("a-2", 2, elsewhere).expect(store, "chain_broken");
    let second = make("a-2", 2, first.entry());
    second.expect(store, "approved");
    // Not the last but one, and not another Attester's.
    make("a-3", 3, first.entry()).expect(store, "chain_broken");
    proof(suite, "key-2", "b-1", 1).after(second.entry()).expect(store, "chain_broken");
    proof(suite, "key-2", "b-1", 1).after(START).expect(store, "approved");
    make("a-3", 3, second.entry()).expect(store, "approved");
    Ran::Done
}

/// The chain is one per Attester, whatever the scope.
pub(super) fn over_scopes(suite: &Suite<'_>) -> Ran {
    let case = suite.case();
    let store = case.store();
    enroll(suite, store, "attester-1", "key-1");
    let make = |jti: &str, counter, tier: &str, previous| {
        proof(suite, "key-1", jti, counter).tier(tier).after(previous)
    };
    let first = make("a-1", 1, "high", START);
    first.expect(store, "approved");
    make("a-2", 1, "low", START).expect(store, "chain_broken");
    let second = make("a-2", 1, "low", first.entry());
    second.expect(store, "approved");
    make("a-3", 2, "high", first.entry()).expect(store, "chain_broken");
    make("a-3", 2, "high", second.entry()).expect(store, "approved");
    Ran::Done
}

/// A proof that is accepted without the chain layer leaves the chain where it was.
pub(super) fn off(suite: &Suite<'_>) -> Ran {
    let case = suite.case();
    let store = case.store();
    enroll(suite, store, "attester-1", "key-1");
    proof(suite, "key-1", "a-1", 1).expect(store, "approved");
    let first = proof(suite, "key-1", "a-2", 2).after(START);
    first.expect(store, "approved");
    proof(suite, "key-1", "a-3", 3).expect(store, "approved");
    proof(suite, "key-1", "a-4", 4).after(first.entry()).expect(store, "approved");
    Ran::Done
}
