//! Rotation of a key (§3.14): the attester stays, its key changes.

use super::case::{Enrollment, Topic};
use crate::core::proof::{OP, Proof};
use crate::core::values::{SENTINEL, chain_entry};

/// The n-th proof, by the key that an attester rotated to.
fn rotated(n: u64) -> Proof {
    Proof::nth(n).kid("key-3").signed_by("key-3")
}

pub(super) fn topic() -> Topic {
    let mut t = Topic::new("rotation", &["3.14"]);
    t.case("new-key", "After a rotation the new key's proofs pass.")
        .rotate("attester-1", "key-3")
        .accept(&rotated(1));
    t.case("old-key", "After a rotation the old kid resolves no more.")
        .rotate("attester-1", "key-3")
        .reject(&Proof::nth(1), "key_unknown");
    t.case("before", "A key that is not yet enrolled resolves to nothing.")
        .reject(&rotated(1), "key_unknown")
        .rotate("attester-1", "key-3")
        .accept(&rotated(1));
    t.case("new-kid-old-key", "The old key does not sign under the new kid.")
        .rotate("attester-1", "key-3")
        .reject(&Proof::nth(1).kid("key-3"), "signature_invalid");
    t.case("counter", "A rotation does not reset the counter.")
        .sections(&["3.10", "3.14"])
        .accept(&Proof::nth(5))
        .rotate("attester-1", "key-3")
        .reject(&rotated(5).jti("x"), "counter_not_increasing")
        .reject(&rotated(1), "counter_not_increasing")
        .accept(&rotated(6));
    t.case("counter-restart", "A rotation and a restart do not reset the counter.")
        .sections(&["3.10", "3.14"])
        .accept(&Proof::nth(5))
        .rotate("attester-1", "key-3")
        .restart()
        .reject(&rotated(5).jti("x"), "counter_not_increasing")
        .reject(&Proof::nth(6), "key_unknown")
        .accept(&rotated(6));
    t.case("scopes", "A rotation keeps the counter of every scope.")
        .sections(&["3.10", "3.14"])
        .scope_tier()
        .accept(&Proof::nth(5))
        .accept(&Proof::nth(2).tier("low"))
        .rotate("attester-1", "key-3")
        .reject(&rotated(4), "counter_not_increasing")
        .reject(&rotated(1).tier("low"), "counter_not_increasing")
        .accept(&rotated(3).tier("low"));
    t.case("id", "A rotation does not forget action ids.")
        .sections(&["3.10", "3.14"])
        .accept(&Proof::nth(5))
        .rotate("attester-1", "key-3")
        .reject(&rotated(6).jti("action-0005"), "jti_replayed");
    let one = chain_entry("action-0001", 1, SENTINEL);
    let two = chain_entry("action-0002", 2, &one);
    t.case("chain", "A rotation does not begin a new chain.")
        .sections(&["3.12", "3.14"])
        .chain()
        .accept_link(&Proof::nth(1).chain_prev(SENTINEL), &one)
        .rotate("attester-1", "key-3")
        .reject(&rotated(2).chain_prev(SENTINEL), "chain_broken")
        .accept_link(&rotated(2).chain_prev(&one), &two);
    t.case("status", "A rotation does not lift a suspension.")
        .set_status("attester-1", "suspended")
        .rotate("attester-1", "key-3")
        .reject(&rotated(1), "enrollment_suspended");
    t.case("revoked", "A rotation does not lift a revocation.")
        .status("revoked")
        .rotate("attester-1", "key-3")
        .reject(&rotated(1), "enrollment_revoked");
    t.case("uv", "A rotation keeps what attestation said of user verification.")
        .sections(&["3.7.1", "3.14"])
        .enrolled_uv(Some("contradicted"))
        .rotate("attester-1", "key-3")
        .reject(&rotated(1), "uv_contradicted");
    t.case("uv-unknown", "A rotation does not attest to user verification.")
        .sections(&["3.7.1", "3.14"])
        .high_assurance(OP)
        .enrolled_uv(Some("unknown"))
        .rotate("attester-1", "key-3")
        .reject(&rotated(1), "uv_unattested");
    t.case("device", "A rotation keeps the enrolled device.")
        .sections(&["3.14", "7.1"])
        .rotate("attester-1", "key-3")
        .reject(&rotated(1).device("device-22"), "ueid_mismatch")
        .accept(&rotated(1));
    t.case("twice", "Of two rotations the last counts.")
        .rotate("attester-1", "key-3")
        .rotate("attester-1", "key-4")
        .reject(&rotated(1), "key_unknown")
        .reject(&Proof::nth(1), "key_unknown")
        .accept(&Proof::nth(1).kid("key-4").signed_by("key-4"));
    t.case("other", "A rotation of one attester leaves the other alone.")
        .enrolled(Enrollment::new("attester-2", "key-2", "device-22"))
        .rotate("attester-2", "key-3")
        .accept(&Proof::nth(1))
        .reject(&Proof::nth(2).kid("key-2").signed_by("key-2").device("device-22"), "key_unknown")
        .accept(&rotated(2).device("device-22"));
    t
}
