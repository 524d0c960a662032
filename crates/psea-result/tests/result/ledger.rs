//! Results in a ledger, read years later: by the time at which they were recorded.

use psea_jose::es256::{Es256Signer as _, P256Backend};
use psea_result::{KeySet, PinnedKeys};

use crate::support::*;

const LIFETIME: u64 = 3_600;
/// When key 1 is rotated away.
const ROTATED: u64 = NOW + LIFETIME;

/// Key 1 signed until [`ROTATED`], key 2 since.
fn rotated() -> KeySet {
    let mut set = KeySet::new(*key(1).public_key(), LIFETIME, at(NOW - 100));
    set.announce(*key(2).public_key(), now()).unwrap();
    set.activate(&kid(&key(2)), at(ROTATED)).unwrap();
    set
}

fn recorded(set: &KeySet, token: &str, recorded: u64) -> &'static str {
    let keys = PinnedKeys::from_jwks(set.to_jwks().as_octets(), &P256Backend).unwrap();
    code(&reader().read_recorded(token, &keys, at(recorded)))
}

/// An old approval verifies under a retired key.
#[test]
fn a_retired_key_still_says_what_it_said() {
    let token = approved_by(&key(1));
    for offset in [0, 1, 59] {
        assert_eq!(recorded(&rotated(), &token, NOW + offset), "approval");
    }
    assert_eq!(recorded(&rotated(), &refused_by(&key(1)), NOW), "refusal");
}

/// A key that was revoked later still says what was recorded before, and nothing that was recorded
/// at the revocation or after it.
#[test]
fn a_revoked_key_says_what_was_recorded_before() {
    let token = approved_by(&key(1));
    let mut set = rotated();
    set.revoke(&kid(&key(1)), at(NOW + 30)).unwrap();
    for (offset, expected) in [
        (0, "approval"),
        (29, "approval"),
        (30, "key_revoked"),
        (31, "key_revoked"),
        (59, "key_revoked"),
    ] {
        assert_eq!(recorded(&set, &token, NOW + offset), expected, "{offset}");
    }
    // It is found to have leaked before.
    set.revoke(&kid(&key(1)), at(NOW - 50)).unwrap();
    assert_eq!(recorded(&set, &token, NOW), "key_revoked");
}

/// A thief dates a result as they like; the ledger's own time is what counts.
#[test]
fn what_is_dated_back_after_the_revocation_does_not_count() {
    let mut set = rotated();
    set.revoke(&kid(&key(1)), at(ROTATED + 10)).unwrap();
    let forged = approved_by(&key(1));
    assert_eq!(recorded(&set, &forged, ROTATED + 20), "key_revoked");
    // Nor is what came into a ledger long after it was issued.
    assert_eq!(recorded(&set, &forged, NOW + 60), "expired");
    assert_eq!(recorded(&set, &forged, NOW - 1), "issued_in_future");
}

/// With a key that was only announced then, nothing was signed.
#[test]
fn an_announced_key_has_signed_nothing() {
    let mut set = KeySet::new(*key(1).public_key(), LIFETIME, at(NOW - 100));
    set.announce(*key(2).public_key(), now()).unwrap();
    assert_eq!(recorded(&set, &approved_by(&key(2)), NOW), "key_not_active");
}

/// Whoever drops a key from the set gives up what it signed.
#[test]
fn a_key_that_is_gone_is_unknown() {
    assert_eq!(recorded(&rotated(), &approved_by(&key(3)), NOW), "key_unknown");
}
