//! The chain layer (§3.12): one chain per attester over all scopes.

use super::case::{Enrollment, Topic};
use crate::core::proof::{NOW, Proof};
use crate::core::values::{SENTINEL, chain_entry};

/// The n-th proof after a link, and the link that it makes.
fn link(n: u64, prev: &str) -> (Proof, String) {
    let proof = Proof::nth(n).chain_prev(prev);
    let (jti, counter) = proof.link();
    (proof, chain_entry(&jti, counter, prev))
}

pub(super) fn topic() -> Topic {
    let mut t = Topic::new("chain", &["3.12"]);
    let (first, one) = link(1, SENTINEL);
    let (second, two) = link(2, &one);
    let (third, three) = link(3, &two);
    let wrong = "f".repeat(64);

    t.case("three", "A chain of three proofs, each of which names the one before.")
        .chain()
        .accept_link(&first, &one)
        .accept_link(&second, &two)
        .accept_link(&third, &three);
    t.case("first-absent", "A first proof without a link is refused.")
        .chain()
        .reject(&Proof::nth(1), "chain_broken")
        .accept_link(&first, &one);
    t.case("first-wrong", "A first proof whose link is not the sentinel is refused.")
        .chain()
        .reject(&Proof::nth(1).chain_prev(&wrong), "chain_broken")
        .accept_link(&first, &one);
    t.case("first-own", "A first proof that names its own entry is refused.")
        .chain()
        .reject(&Proof::nth(1).chain_prev(&one), "chain_broken");
    t.case("second-absent", "A later proof without a link is refused.")
        .chain()
        .accept_link(&first, &one)
        .reject(&Proof::nth(2), "chain_broken")
        .accept_link(&second, &two);
    t.case("second-sentinel", "A chain begins once.")
        .chain()
        .accept_link(&first, &one)
        .reject(&Proof::nth(2).chain_prev(SENTINEL), "chain_broken");
    t.case("second-wrong", "A wrong link is refused.")
        .chain()
        .accept_link(&first, &one)
        .reject(&Proof::nth(2).chain_prev(&wrong), "chain_broken")
        .accept_link(&second, &two);
    t.case("stale-link", "The link before the last is refused: a chain does not fork.")
        .chain()
        .accept_link(&first, &one)
        .accept_link(&second, &two)
        .reject(&Proof::nth(3).chain_prev(&one), "chain_broken")
        .accept_link(&third, &three);
    t.case("skipped", "A proof whose predecessor never arrived is refused until it does.")
        .chain()
        .accept_link(&first, &one)
        .reject(&third, "chain_broken")
        .accept_link(&second, &two)
        .accept_link(&third, &three);
    t.case("fork", "Of two proofs after one link the second is refused.")
        .chain()
        .accept_link(&first, &one)
        .accept_link(&second, &two)
        .reject(&Proof::nth(3).jti("fork").chain_prev(&one), "chain_broken");
    t.case("restart", "A restart does not forget the last link.")
        .chain()
        .accept_link(&first, &one)
        .restart()
        .reject(&Proof::nth(2).chain_prev(SENTINEL), "chain_broken")
        .accept_link(&second, &two);
    t.case("refused-between", "A refused proof is no link of the chain.")
        .chain()
        .accept_link(&first, &one)
        .reject(&Proof::nth(2).jti("x").chain_prev(&one).carries("{}"), "action_mismatch")
        .accept_link(&second, &two);
    t.case("replayed", "A replay of the last proof is a replay.")
        .chain()
        .accept_link(&first, &one)
        .reject(&first.clone().at(NOW + 1), "jti_replayed");
    t.case("counter", "A right link does not make up for an equal counter.")
        .chain()
        .accept_link(&first, &one)
        .reject(&Proof::nth(1).jti("other").chain_prev(&one), "counter_not_increasing");
    t.case("suspension", "A suspension does not end the chain.")
        .chain()
        .accept_link(&first, &one)
        .set_status("attester-1", "suspended")
        .reject(&second, "enrollment_suspended")
        .set_status("attester-1", "active")
        .accept_link(&second, &two);

    // One chain over all scopes.
    let low = Proof::nth(1).jti("low-1").tier("low").chain_prev(&one);
    let low_entry = chain_entry("low-1", 1, &one);
    let (high, high_entry) = link(2, &low_entry);
    t.case("scopes", "The chain is one over all scopes.")
        .sections(&["3.10", "3.12"])
        .chain()
        .scope_tier()
        .accept_link(&first, &one)
        .reject(&Proof::nth(1).jti("low-0").tier("low").chain_prev(SENTINEL), "chain_broken")
        .accept_link(&low, &low_entry)
        .accept_link(&high, &high_entry);
    // One chain per attester.
    let other = Proof::nth(1).jti("other-1").kid("key-2").signed_by("key-2").device("device-22");
    t.case("attesters", "Each attester has its own chain.")
        .chain()
        .enrolled(Enrollment::new("attester-2", "key-2", "device-22"))
        .accept_link(&first, &one)
        .reject(&other.clone().chain_prev(&one), "chain_broken")
        .accept_link(&other.clone().chain_prev(SENTINEL), &chain_entry("other-1", 1, SENTINEL));

    t.case("counter-zero", "A chain may begin with a counter of zero.")
        .chain()
        .accept_link(&link(0, SENTINEL).0, &link(0, SENTINEL).1);
    t.case("off", "Links are ignored where the chain layer is off.")
        .accept(&Proof::nth(1).chain_prev(&wrong))
        .accept(&Proof::nth(2))
        .accept(&Proof::nth(3).chain_prev(SENTINEL));
    t
}
