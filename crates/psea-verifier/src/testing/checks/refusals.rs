use psea_claims::ChainEntry;

use crate::enrollment::EnrollmentStatus;
use crate::testing::observe::observe;
use crate::testing::proof::{NOW, Proof, challenge, commit, enroll, proof, set};
use crate::testing::suite::{Ran, Suite};

/// Whatever a proof is refused for, no counter, chain, id, challenge or record has moved: what
/// can be read is the same, and the one proof that fits the state before still passes.
pub(super) fn change_nothing(suite: &Suite<'_>) -> Ran {
    type Spoil = fn(Proof) -> Proof;
    let wrong = ChainEntry::from_octets([9; 32]);
    let spoiled: [(Spoil, &str); 6] = [
        (|p| p.nonce("unknown"), "challenge_unknown"),
        (|p| p.nonce("expired"), "challenge_unknown"),
        (|p| Proof { jti: "a-1".into(), counter: 100, ..p }, "jti_replayed"),
        (|p| Proof { counter: 10, ..p }, "counter_not_increasing"),
        (|p| Proof { counter: 2_000, ..p }.max_advance(100), "counter_not_increasing"),
        (|p| Proof { counter: 100, ..p }, "chain_broken"),
    ];
    for (index, (spoil, answer)) in spoiled.into_iter().enumerate() {
        let case = suite.case();
        let store = case.store();
        enroll(suite, store, "attester-1", "key-1");
        enroll(suite, store, "attester-2", "key-2");
        let first = proof(suite, "key-1", "a-1", 10).after(ChainEntry::SENTINEL);
        first.expect(store, "approved");
        store.issue(challenge("expired", NOW - 60, 60)).unwrap();
        store.issue(challenge("n-1", NOW, 60)).unwrap();
        let good = proof(suite, "key-1", "a-2", 11).after(first.entry()).nonce("n-1");
        let mut bad = spoil(good.clone());
        if index == 5 {
            bad = bad.after(wrong);
        }
        let before = observe(store, &[&first, &good, &bad]);
        for _ in 0..2 {
            bad.expect(store, answer);
            assert_eq!(observe(store, &[&first, &good, &bad]), before, "after {answer}");
        }
        // Not lowered, not raised; the link, the id and the challenge as they were.
        let stale = Proof { jti: "a-3".into(), counter: 10, ..good.clone() };
        stale.expect(store, "counter_not_increasing");
        good.expect(store, "approved");
        proof(suite, "key-2", "a-3", 0).expect(store, "approved");
    }
    // A refusal for the record's sake: the proof passes once the record is as it was.
    for (status, answer) in
        [("suspended", "enrollment_suspended"), ("on-leave", "enrollment_suspended")]
    {
        let case = suite.case();
        let store = case.store();
        enroll(suite, store, "attester-1", "key-1");
        store.issue(challenge("n-1", NOW, 60)).unwrap();
        let proof = proof(suite, "key-1", "a-1", 1).after(ChainEntry::SENTINEL).nonce("n-1");
        let appraised = proof.appraise(store, NOW).unwrap();
        set(store, "attester-1", EnrollmentStatus::from_name(status));
        let before = observe(store, &[&proof]);
        assert_eq!(commit(appraised, store), answer);
        proof.expect(store, answer);
        assert_eq!(observe(store, &[&proof]), before, "after {answer}");
        set(store, "attester-1", EnrollmentStatus::Active);
        proof.expect(store, "approved");
    }
    Ran::Done
}
