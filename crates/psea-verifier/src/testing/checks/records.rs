use psea_claims::{ChainEntry, Counter, CounterScope, Tier, UvAnchor};

use crate::store::ApprovalRecord;
use crate::testing::observe::recorded;
use crate::testing::proof::{LIFETIME, NOW, Proof, at, challenge, enroll, name, proof};
use crate::testing::suite::{Ran, Suite};

fn record_of(proof: &Proof, attester: &str, accepted_at: u64) -> ApprovalRecord {
    use sha2::{Digest as _, Sha256};
    let tier = Tier::new(proof.tier.clone()).unwrap();
    ApprovalRecord {
        attester: name(attester),
        iss: psea_claims::Issuer::new(proof.iss.clone()).unwrap(),
        jti: psea_claims::Jti::new(proof.jti.clone()).unwrap(),
        proof_hash: Sha256::digest(proof.token().as_bytes()).into(),
        payload_hash: Proof::action().hash(),
        op: psea_claims::Operation::new(proof.op.clone()).unwrap(),
        scope: CounterScope::of_tier(&tier),
        tier,
        counter: Counter::new(proof.counter).unwrap(),
        ueid: proof.ueid(),
        uv: UvAnchor::Asserted,
        chain_entry: proof.previous.map(|_| proof.entry()),
        accepted_at: at(accepted_at),
        keep_until: at(accepted_at + LIFETIME + 2 * proof.skew),
    }
}

/// Absent before, there with every field afterwards, and the same after a replay.
pub(super) fn complete(suite: &Suite<'_>) -> Ran {
    let case = suite.case();
    let store = case.store();
    enroll(suite, store, "attester-1", "key-1");
    store.issue(challenge("n-1", NOW, 60)).unwrap();
    let plain = proof(suite, "key-1", "a-1", Counter::MAX.get() - 1).skew(30);
    let linked = proof(suite, "key-1", "a-2", 0);
    let linked = linked.tier("low\u{1F600}").after(ChainEntry::SENTINEL).nonce("n-1");
    for (proof, now) in [(plain, NOW + 3), (linked, NOW + 5)] {
        assert_eq!(recorded(store, &proof.iss, &proof.jti), None, "before");
        proof.expect_at(store, now, "approved");
        let wanted = Some(record_of(&proof, "attester-1", now));
        assert_eq!(recorded(store, &proof.iss, &proof.jti), wanted);
        // A further proof with this id is refused and leaves the record of the first.
        let other = Proof { counter: proof.counter + 1, nonce: None, ..proof.clone() };
        other.expect_at(store, now + 1, "jti_replayed");
        assert_eq!(recorded(store, &proof.iss, &proof.jti), wanted, "after a replay");
    }
    Ran::Done
}

/// Nothing is found for another issuer, and nothing for a proof that was refused.
pub(super) fn by_issuer_and_jti(suite: &Suite<'_>) -> Ran {
    let case = suite.case();
    let store = case.store();
    enroll(suite, store, "attester-1", "key-1");
    let here = proof(suite, "key-1", "a-1", 1);
    here.expect(store, "approved");
    assert_eq!(recorded(store, "other.example", "a-1"), None, "another issuer's");
    assert_eq!(recorded(store, &here.iss, "A-1"), None, "another id");
    let there = proof(suite, "key-1", "a-1", 2).iss("other.example");
    there.expect(store, "approved");
    assert_eq!(recorded(store, &here.iss, "a-1"), Some(record_of(&here, "attester-1", NOW)));
    assert_eq!(recorded(store, &there.iss, "a-1"), Some(record_of(&there, "attester-1", NOW)));
    proof(suite, "key-1", "a-2", 2).expect(store, "counter_not_increasing");
    assert_eq!(recorded(store, &here.iss, "a-2"), None, "of a refused proof");
    Ran::Done
}
