use crate::enrollment::EnrollmentStatus;
use crate::testing::Store;
use crate::testing::observe::observe;
use crate::testing::proof::{NOW, commit, enroll, proof, rotate, set};
use crate::testing::suite::{Ran, Suite};

type Meddle = fn(&Suite<'_>, &dyn Store);

/// What happened to the record between the look-up and the commit wins, and the proof has left
/// nothing behind.
pub(super) fn win_over_appraised(suite: &Suite<'_>) -> Ran {
    let meddling: [(&str, Meddle, &str); 7] = [
        ("revoked", |_, s| set(s, "attester-1", EnrollmentStatus::Revoked), "enrollment_revoked"),
        (
            "suspended",
            |_, s| set(s, "attester-1", EnrollmentStatus::Suspended),
            "enrollment_suspended",
        ),
        (
            "a status of its own",
            |_, s| set(s, "attester-1", EnrollmentStatus::from_name("on-leave")),
            "enrollment_suspended",
        ),
        (
            "suspended and active again",
            |_, s| {
                set(s, "attester-1", EnrollmentStatus::Suspended);
                set(s, "attester-1", EnrollmentStatus::Active);
            },
            "store_unavailable",
        ),
        ("rotated", |suite, s| rotate(suite, s, "attester-1", "key-2"), "key_unknown"),
        (
            "rotated under the same kid",
            |suite, s| rotate(suite, s, "attester-1", "key-1"),
            "store_unavailable",
        ),
        (
            "its kid another's",
            |suite, s| {
                rotate(suite, s, "attester-1", "key-2");
                enroll(suite, s, "attester-2", "key-1");
            },
            "key_unknown",
        ),
    ];
    for (what, meddle, answer) in meddling {
        let case = suite.case();
        let store = case.store();
        enroll(suite, store, "attester-1", "key-1");
        let proof = proof(suite, "key-1", "a-1", 1);
        let appraised = proof.appraise(store, NOW).unwrap();
        meddle(suite, store);
        let before = observe(store, &[&proof]);
        assert_eq!(commit(appraised, store), answer, "{what} between look-up and commit");
        assert_eq!(observe(store, &[&proof]), before, "{what}");
    }
    Ran::Done
}

/// What happens to another Attester disturbs nobody.
pub(super) fn of_another_attester(suite: &Suite<'_>) -> Ran {
    let case = suite.case();
    let store = case.store();
    enroll(suite, store, "attester-1", "key-1");
    enroll(suite, store, "attester-2", "key-2");
    let appraised = proof(suite, "key-1", "a-1", 1).appraise(store, NOW).unwrap();
    set(store, "attester-2", EnrollmentStatus::Revoked);
    enroll(suite, store, "attester-3", "key-3");
    rotate(suite, store, "attester-3", "key-4");
    assert_eq!(commit(appraised, store), "approved");
    Ran::Done
}
