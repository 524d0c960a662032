use crate::testing::model::TOLERANCE;
use crate::testing::observe::recorded;
use crate::testing::proof::{LIFETIME, NOW, enroll, proof};
use crate::testing::suite::{Ran, Suite};

/// An id is kept while a proof with it could pass at any time that will be served, and so is its
/// record; once it may be forgotten, the clock cannot go back to where it would look fresh.
pub(super) fn jti_kept(suite: &Suite<'_>) -> Ran {
    for skew in [0, 60] {
        let case = suite.case();
        let store = case.store();
        enroll(suite, store, "attester-1", "key-1");
        let first = proof(suite, "key-1", "a-1", 1).skew(skew);
        first.expect(store, "approved");
        let until = NOW + LIFETIME + 2 * skew;
        let mut counter = 2;
        let last = until + TOLERANCE - 1;
        for time in [NOW + 1, NOW + LIFETIME - 1, until - 1, until, until + 1, last] {
            // Somebody else's proof brings the store's time there.
            counter += 1;
            let other = proof(suite, "key-1", &format!("b-{counter}"), counter);
            other.iat(time).skew(skew).expect_at(store, time, "approved");
            for now in [time, time.saturating_sub(TOLERANCE)] {
                let again = proof(suite, "key-1", "a-1", counter + 50).iat(now).skew(skew);
                again.expect_at(store, now, "jti_replayed");
            }
            assert!(recorded(store, &first.iss, "a-1").is_some(), "the record at {time}");
        }
        // From here it may be forgotten.
        let end = until + TOLERANCE;
        let other = proof(suite, "key-1", "c-1", counter + 1).iat(end).skew(skew);
        other.expect_at(store, end, "approved");
        for now in [until - 1, NOW] {
            let again = proof(suite, "key-1", "a-1", counter + 50).iat(now).skew(skew);
            again.expect_at(store, now, "clock_behind");
        }
    }
    Ran::Done
}

/// The clock may stand 60 s behind the greatest time at which a proof was accepted, and no more.
pub(super) fn clock_behind(suite: &Suite<'_>) -> Ran {
    let case = suite.case();
    let store = case.store();
    enroll(suite, store, "attester-1", "key-1");
    enroll(suite, store, "attester-2", "key-2");
    let ahead = NOW + 10_000;
    let give = |kid: &str, jti: &str, counter, now: u64, answer: &str| {
        proof(suite, kid, jti, counter).iat(now).expect_at(store, now, answer);
    };
    give("key-1", "a-1", 1, ahead, "approved");
    give("key-1", "a-2", 2, ahead - 61, "clock_behind");
    give("key-2", "b-1", 1, ahead - 61, "clock_behind");
    give("key-2", "b-1", 1, NOW, "clock_behind");
    give("key-1", "a-2", 2, ahead - 60, "approved");
    // A time that is behind does not bring the greatest one back.
    give("key-1", "a-3", 3, ahead - 61, "clock_behind");
    give("key-2", "b-1", 1, ahead - 59, "approved");
    give("key-2", "b-2", 2, ahead + 1, "approved");
    give("key-2", "b-3", 3, ahead - 60, "clock_behind");
    Ran::Done
}

/// A proof that was refused moves no clock: a wrong one does no harm before something is accepted.
pub(super) fn refusals_do_not_count(suite: &Suite<'_>) -> Ran {
    let case = suite.case();
    let store = case.store();
    enroll(suite, store, "attester-1", "key-1");
    proof(suite, "key-1", "a-1", 5).expect(store, "approved");
    let ahead = NOW + 200;
    proof(suite, "key-1", "a-1", 6).iat(ahead).expect_at(store, ahead, "jti_replayed");
    let ahead = NOW + 100_000;
    proof(suite, "key-1", "a-2", 5).iat(ahead).expect_at(store, ahead, "counter_not_increasing");
    let unknown = proof(suite, "key-1", "a-2", 6).iat(ahead).nonce("unknown");
    unknown.expect_at(store, ahead, "challenge_unknown");
    proof(suite, "key-1", "a-2", 6).expect(store, "approved");
    Ran::Done
}
