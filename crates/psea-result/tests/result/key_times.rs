//! Which keys count when, for a consumer whose copy of the set may be one cache lifetime old.

use psea_jose::es256::{Es256Signer as _, P256Backend, P256Signer};
use psea_result::{KeySet, PinnedKeys, Refresh, ResultError, sign_approval};

use crate::support::*;

const LIFETIME: u64 = 3_600;

fn set() -> KeySet {
    KeySet::new(*key(1).public_key(), LIFETIME, now())
}

fn pinned(set: &KeySet) -> PinnedKeys {
    PinnedKeys::from_jwks(set.to_jwks().as_octets(), &P256Backend).unwrap()
}

/// The code of reading, at `time`, an approval that this key signed then.
fn fresh(keys: &PinnedKeys, key: &P256Signer, time: u64) -> &'static str {
    let mut claims = approval();
    (claims.envelope.iat, claims.envelope.exp) = (at(time), at(time + 60));
    let token = sign_approval(&claims, key).unwrap();
    code(&reader().read(token.as_str(), keys, at(time)))
}

/// A rotation as it should be interrupts nobody: neither who fetched the set the moment before the
/// announcement, nor who did the moment before the activation.
#[test]
fn a_rotation_interrupts_nobody() {
    let mut set = set();
    let announced = NOW + 1_000;
    let activated = announced + LIFETIME;
    set.announce(*key(2).public_key(), at(announced)).unwrap();
    let copy_before_activation = pinned(&set);
    set.activate(&kid(&key(2)), at(activated)).unwrap();
    let copy_after = pinned(&set);
    // Each copy is used for one cache lifetime after it was fetched.
    assert_eq!(fresh(&copy_before_activation, &key(1), activated - 1), "approval");
    for time in [activated, activated + LIFETIME] {
        assert_eq!(fresh(&copy_before_activation, &key(2), time), "approval");
        assert_eq!(fresh(&copy_after, &key(2), time), "approval");
        // A process of the Verifier that has not learned of it signs with the old key.
        assert_eq!(fresh(&copy_after, &key(1), time), "approval");
    }
}

/// Before it can be active, nothing can be signed with an announced key.
#[test]
fn an_announced_key_counts_one_cache_lifetime_later() {
    let mut set = set();
    set.announce(*key(2).public_key(), now()).unwrap();
    let keys = pinned(&set);
    assert_eq!(fresh(&keys, &key(2), NOW), "key_not_active");
    assert_eq!(fresh(&keys, &key(2), NOW + LIFETIME - 1), "key_not_active");
    assert_eq!(fresh(&keys, &key(2), NOW + LIFETIME), "approval");
    // It is told before the signature is looked at, and it asks for a newer copy.
    let token = approved_by(&key(2)).replace('.', ".AAAA");
    let keys = keys.cool_down(30);
    let error = reader().read(&token, &keys, now()).unwrap_err();
    let from = at(NOW + LIFETIME);
    assert_eq!(error, ResultError::KeyNotActive { from, refresh: Refresh::Now });
    let error = reader().read(&token, &keys, now()).unwrap_err();
    let refresh = Refresh::CoolingDown { until: at(NOW + 30) };
    assert_eq!(error, ResultError::KeyNotActive { from, refresh });
    // By a clock that stands behind by the admitted skew, too.
    let mut claims = approval();
    (claims.envelope.iat, claims.envelope.exp) = (from, at(from.get() + 60));
    let token = sign_approval(&claims, &key(2)).unwrap();
    let reader = reader().clock_skew(5);
    let behind = |by| code(&reader.read(token.as_str(), &keys, at(from.get() - by)));
    assert_eq!((behind(5), behind(6)), ("approval", "key_not_active"));
}

/// A key that leaks after its retirement makes nothing that can be acted on.
#[test]
fn a_retired_key_signs_nothing_new() {
    let mut set = set();
    let retired = NOW + 500;
    set.retire(&kid(&key(1)), at(retired)).unwrap();
    let keys = pinned(&set);
    assert_eq!(fresh(&keys, &key(1), retired + LIFETIME), "approval");
    assert_eq!(fresh(&keys, &key(1), retired + LIFETIME + 1), "key_retired");
    assert_eq!(fresh(&keys, &key(1), retired + 1_000_000), "key_retired");
    // Dated back, it is late.
    let token = approved_by(&key(1));
    let late = reader().read(&token, &keys, at(retired + 1_000_000));
    assert_eq!(code(&late), "expired");
}

/// Nothing that a revoked key signed is acted on, however it is dated.
#[test]
fn a_revoked_key_counts_for_nothing_now() {
    let mut set = set();
    set.revoke(&kid(&key(1)), at(NOW + 500)).unwrap();
    let keys = pinned(&set);
    for time in [NOW, NOW + 499, NOW + 500, NOW + 501] {
        assert_eq!(fresh(&keys, &key(1), time), "key_revoked");
    }
    let late = reader().read_late(&approved_by(&key(1)), &keys, now());
    assert_eq!(code(&late), "key_revoked");
}
