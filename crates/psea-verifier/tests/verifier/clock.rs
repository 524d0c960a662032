//! How long an id is kept, and a clock that stands behind (§3.10, §3.11).

use psea_verifier::{EnrollmentLookup as _, MemoryStore, Submission, VerifierConfig};

use crate::support::*;

/// The memory store's tolerance for clocks that are read in one order and used in another.
const TOLERANCE: u64 = 60;

fn t(offset: i64) -> u64 {
    u64::from(NOW).checked_add_signed(offset).unwrap()
}

fn skewed(skew: u64, max_lifetime: u64) -> VerifierConfig {
    config().clock_skew(skew).unwrap().max_lifetime(max_lifetime).unwrap()
}

fn is_kept(store: &MemoryStore, jti: &str) -> bool {
    state(store).records.iter().any(|kept| kept.jti.as_str() == jti && kept.iss.as_str() == ISS)
}

/// §3.10: an id is kept until no proof that exists now and bears it could pass: issued at
/// now + skew, living for the greatest lifetime, passing until `exp` + skew.
#[test]
fn the_bound_covers_every_proof_that_exists() {
    let store = gullible_store();
    for (skew, max_lifetime, lifetime) in [(0, 300, 300), (0, 300, 1), (60, 300, 9), (7, 9000, 10)]
    {
        let body = draft("a-1", 1).claim("exp", t(lifetime)).unsigned_body();
        let submission = Submission::parse(body.as_bytes(), &config());
        let record = store.find("key-1").unwrap().unwrap();
        let signed = submission.unwrap().verify_signature(record).unwrap();
        let config = skewed(skew, max_lifetime);
        let appraised = signed.appraise(&config, &expected(), now()).unwrap();
        let until = t(0) + skew + max_lifetime + skew;
        assert_eq!(appraised.request().keep_jti_until(), at(until));
    }
}

/// §3.10: the last proof that could bear the id is refused in the last second in which it is
/// fresh, although time went on and the clock came back within its tolerance.
#[test]
fn the_last_possible_twin_is_refused_in_its_last_second() {
    let store = store();
    let verifier = verifier(skewed(10, 300), &store);
    assert_eq!(answer(&verifier, &draft("a-1", 1).body(), now()), "approved");
    // Issued at now + skew, for 300 s: fresh until now + 320.
    let twin = draft("a-1", 50).issued(t(10));
    let last = t(319);
    assert_eq!(answer(&verifier, &twin.body(), at(last + 1)), "expired");
    assert_eq!(answer(&verifier, &twin.body(), at(last)), "jti_replayed");
    let later = draft("b-1", 2).issued(last + TOLERANCE);
    assert_eq!(answer(&verifier, &later.body(), at(last + TOLERANCE)), "approved");
    assert_eq!(answer(&verifier, &twin.body(), at(last)), "jti_replayed");
    assert!(is_kept(&store, "a-1"));
}

/// §3.10: what can no longer matter is forgotten, with the tolerance on top, and then the id may
/// come again.
#[test]
fn an_id_is_forgotten_after_its_bound() {
    let store = store();
    let verifier = verifier(config(), &store);
    assert_eq!(answer(&verifier, &draft("a-1", 1).body(), now()), "approved");
    let until = t(300);
    assert_eq!(state(&store).records[0].keep_until, at(until));

    let kept = until + TOLERANCE - 1;
    assert_eq!(answer(&verifier, &draft("b-1", 2).issued(kept).body(), at(kept)), "approved");
    assert!(is_kept(&store, "a-1"));
    let again = draft("a-1", 3).issued(kept);
    assert_eq!(answer(&verifier, &again.body(), at(kept)), "jti_replayed");

    let gone = until + TOLERANCE;
    assert_eq!(answer(&verifier, &draft("b-2", 4).issued(gone).body(), at(gone)), "approved");
    assert!(!is_kept(&store, "a-1"));
    assert!(is_kept(&store, "b-1"));
    assert_eq!(answer(&verifier, &draft("a-1", 5).issued(gone).body(), at(gone)), "approved");
    assert!(is_kept(&store, "a-1"));
}

/// §3.10: only an acceptance moves the time; a refusal in the far future forgets nothing.
#[test]
fn a_refusal_does_not_move_the_time() {
    let store = store();
    let verifier = verifier(config(), &store);
    assert_eq!(answer(&verifier, &draft("a-1", 1).body(), now()), "approved");
    let before = state(&store);
    let far = t(1_000_000);
    let refused = draft("b-1", 1).issued(far);
    assert_eq!(answer(&verifier, &refused.body(), at(far)), "counter_not_increasing");
    assert_eq!(state(&store), before);
    assert_eq!(state(&store).time.latest, now());
}

/// §3.10: a clock behind the time served by more than the tolerance is a fault and changes
/// nothing; at the tolerance it serves.
#[test]
fn a_clock_behind_the_tolerance_is_a_fault() {
    let store = store();
    let verifier = verifier(config().max_lifetime(1000).unwrap(), &store);
    let early = |jti: &str, counter| draft(jti, counter).issued(t(-100)).claim("exp", t(800));
    assert_eq!(answer(&verifier, &early("a-1", 1).body(), now()), "approved");
    let before = state(&store);
    assert_eq!(answer(&verifier, &early("a-2", 2).body(), at(t(-61))), "clock_behind");
    // A replay cannot be told from a fresh proof then, so it is not told.
    assert_eq!(answer(&verifier, &early("a-1", 2).body(), at(t(-61))), "clock_behind");
    assert_eq!(state(&store), before);
    assert_eq!(answer(&verifier, &early("a-2", 2).body(), at(t(-60))), "approved");
    assert_eq!(state(&store).time.latest, now(), "the greatest time, not the last");
    assert_eq!(answer(&verifier, &early("a-3", 3).body(), at(t(1))), "approved");
    assert_eq!(state(&store).time.latest, at(t(1)));
    assert_eq!(answer(&verifier, &early("a-4", 4).body(), at(t(-60))), "clock_behind");
}

/// §3.11: the skew admits proofs on both sides of their time, to the second.
#[test]
fn skew_boundaries() {
    for skew in [0, 1, 60] {
        let verifier = verifier(skewed(skew, 300), &store());
        let proof = draft("a-1", 1);
        let fresh_from = t(0) - skew;
        let stale_from = t(300) + skew;
        assert_eq!(answer(&verifier, &proof.body(), at(fresh_from - 1)), "issued_in_future");
        assert_eq!(answer(&verifier, &proof.body(), at(stale_from)), "expired");
        assert_eq!(answer(&verifier, &proof.body(), at(fresh_from)), "approved");
        let other = draft("a-2", 2);
        assert_eq!(answer(&verifier, &other.body(), at(stale_from - 1)), "approved");
    }
}

/// §3.11: `exp` ≤ `iat` is refused whatever the bound, also where the skew lets both times pass.
#[test]
fn a_life_that_is_none_is_refused() {
    let verifier = verifier(skewed(60, 300), &store());
    for exp in [t(0), t(-1), t(-59)] {
        let proof = draft("a-1", 1).claim("exp", exp);
        assert_eq!(answer(&verifier, &proof.body(), now()), "lifetime_exceeded");
    }
    let shortest = draft("a-1", 1).claim("exp", t(1));
    assert_eq!(answer(&verifier, &shortest.body(), now()), "approved");
}
