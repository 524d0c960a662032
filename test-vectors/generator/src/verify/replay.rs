//! Replay (§3.10, §6.5): one counter per attester and scope, one use per action id.

use super::case::{Enrollment, Topic};
use crate::core::proof::{MAX, NOW, Proof};

pub(super) fn topic() -> Topic {
    let mut t = Topic::new("replay", &["3.10", "6.5"]);
    jti(&mut t);
    counter(&mut t);
    attesters(&mut t);
    t
}

fn jti(t: &mut Topic) {
    t.case("same-proof", "The same proof again is a replay.")
        .accept(&Proof::nth(1))
        .reject(&Proof::nth(1), "jti_replayed");
    t.case("same-proof-later", "The same proof again is a replay as long as it is fresh.")
        .accept(&Proof::nth(1))
        .reject(&Proof::nth(1).at(NOW + 109), "jti_replayed");
    t.case("same-proof-restart", "A restart does not forget an action id.")
        .accept(&Proof::nth(1))
        .restart()
        .reject(&Proof::nth(1), "jti_replayed");
    t.case("same-proof-thrice", "A refused replay does not make room for another.")
        .accept(&Proof::nth(1))
        .reject(&Proof::nth(1), "jti_replayed")
        .restart()
        .reject(&Proof::nth(1), "jti_replayed")
        .accept(&Proof::nth(2));
    t.case("same-proof-skew", "An action id is kept while skew lets its proof pass.")
        .skew(60)
        .accept(&Proof::nth(1).times(NOW, NOW + 10))
        .reject(&Proof::nth(1).times(NOW, NOW + 10).at(NOW + 69), "jti_replayed");
    t.case("same-proof-after-expiry", "A replay after expiry is refused as expired.")
        .accept(&Proof::nth(1))
        .reject(&Proof::nth(1).at(NOW + 110), "expired");
    t.case("id-kept", "An action id is kept while its proof could pass, another accepted between.")
        .accept(&Proof::nth(1).times(NOW, NOW + 300))
        .accept(&Proof::nth(2).times(NOW + 120, NOW + 300).at(NOW + 120))
        .reject(
            &Proof::nth(3).jti("action-0001").times(NOW + 121, NOW + 200).at(NOW + 121),
            "jti_replayed",
        );
    t.case(
        "id-outlives-its-proof",
        "An action id is kept while any proof of it that is as old could pass.",
    )
    .accept(&Proof::nth(1).times(NOW, NOW + 10))
    .accept(&Proof::nth(2).times(NOW + 100, NOW + 300).at(NOW + 100))
    .reject(&Proof::nth(3).jti("action-0001").times(NOW, NOW + 300).at(NOW + 101), "jti_replayed");
    t.case("same-id-higher-counter", "An action id is used once, a higher counter or not.")
        .accept(&Proof::nth(1))
        .reject(&Proof::nth(2).jti("action-0001"), "jti_replayed");
    t.case("same-id-lower-counter", "A replay is a replay whatever its counter.")
        .accept(&Proof::nth(5))
        .reject(&Proof::nth(4).jti("action-0005"), "jti_replayed");
    t.case("same-id-other-action", "An action id is used once, another action or not.")
        .accept(&Proof::nth(1))
        .reject(&Proof::nth(2).jti("action-0001").acting(r#"{"amount":1}"#), "jti_replayed");
    t.case("same-id-other-operation", "An action id is used once over all operations and tiers.")
        .accept(&Proof::nth(1))
        .reject(&Proof::nth(2).jti("action-0001").op("payment.cancel").tier("low"), "jti_replayed");
    t.case("id-case", "Action ids that differ in case are two.")
        .accept(&Proof::nth(1).jti("a"))
        .accept(&Proof::nth(2).jti("A"));
    t.case("id-prefix", "An action id that begins with another is another.")
        .accept(&Proof::nth(1).jti("a"))
        .accept(&Proof::nth(2).jti("a."))
        .accept(&Proof::nth(3).jti("a.0"));
    t.case(
        "twin-signature",
        "The other valid signature of a proof does not make it another proof.",
    )
    .accept(&Proof::nth(1))
    .reject(
        &Proof::nth(1)
            .signature(|s| [s[..32].to_vec(), crate::core::keys::negate(&s[32..])].concat()),
        "jti_replayed",
    );
    t.case("signed-again", "A proof signed again with another header is the same proof.")
        .accept(&Proof::nth(1))
        .reject(&Proof::nth(1).header("x", "1"), "jti_replayed");
    t.case("body-again", "Another body around a proof does not make it another proof.")
        .accept(&Proof::nth(1))
        .reject(
            &Proof::nth(1).body("requestId", "\"r-2\"").body("proofId", "\"p-2\""),
            "jti_replayed",
        );
}

fn counter(t: &mut Topic) {
    t.case("increasing", "Counters that increase by one pass.")
        .accept(&Proof::nth(1))
        .accept(&Proof::nth(2))
        .accept(&Proof::nth(3));
    t.case("gap", "Counters may have gaps.")
        .accept(&Proof::nth(1))
        .accept(&Proof::nth(1000))
        .accept(&Proof::nth(1001));
    t.case("same", "An equal counter is refused.")
        .accept(&Proof::nth(7))
        .reject(&Proof::nth(7).jti("other"), "counter_not_increasing");
    t.case("lower", "A lower counter is refused.")
        .accept(&Proof::nth(7))
        .reject(&Proof::nth(6), "counter_not_increasing");
    t.case("lower-by-far", "A counter of zero is refused after any other.")
        .accept(&Proof::nth(7))
        .reject(&Proof::nth(0), "counter_not_increasing");
    t.case("late", "A proof that was overtaken is refused although it is fresh.")
        .accept(&Proof::nth(2))
        .reject(&Proof::nth(1).at(NOW + 1), "counter_not_increasing")
        .accept(&Proof::nth(3).at(NOW + 2));
    t.case("first-zero", "The first counter may be zero.")
        .accept(&Proof::nth(0))
        .accept(&Proof::nth(1));
    t.case("first-zero-again", "A first counter of zero is stored.")
        .accept(&Proof::nth(0))
        .reject(&Proof::nth(0).jti("other"), "counter_not_increasing");
    t.case("first-any", "The first counter may be any.").accept(&Proof::nth(123_456_789));
    t.case("max", "The greatest counter passes, and nothing passes after it.")
        .accept(&Proof::nth(MAX - 1))
        .accept(&Proof::nth(MAX))
        .reject(&Proof::nth(MAX).jti("other"), "counter_not_increasing")
        .reject(&Proof::nth(0), "counter_not_increasing");
    t.case("max-exact", "The greatest counters are told apart exactly.")
        .accept(&Proof::nth(MAX - 1))
        .reject(&Proof::nth(MAX - 1).jti("other"), "counter_not_increasing")
        .accept(&Proof::nth(MAX));
    t.case("int32", "A counter beyond 32 bits does not wrap.")
        .accept(&Proof::nth(1 << 32))
        .reject(&Proof::nth(5), "counter_not_increasing")
        .accept(&Proof::nth((1 << 32) + 1));
    t.case("text-order", "Counters are compared as numbers.")
        .accept(&Proof::nth(9))
        .accept(&Proof::nth(10))
        .reject(&Proof::nth(9).jti("other"), "counter_not_increasing");
    t.case("restart", "A restart does not lower a counter.")
        .accept(&Proof::nth(7))
        .restart()
        .reject(&Proof::nth(7).jti("other"), "counter_not_increasing")
        .accept(&Proof::nth(8));
    t.case("operations", "Operations share the counter.")
        .accept(&Proof::nth(7))
        .reject(&Proof::nth(6).op("payment.cancel"), "counter_not_increasing");
    t.case("time", "A later time of issue does not make up for a lower counter.")
        .accept(&Proof::nth(7))
        .reject(&Proof::nth(6).times(NOW + 10, NOW + 70).at(NOW + 10), "counter_not_increasing");
}

fn attesters(t: &mut Topic) {
    let second = || Enrollment::new("attester-2", "key-2", "device-22");
    let by_second = |n: u64| Proof::nth(n).kid("key-2").signed_by("key-2").device("device-22");

    t.case("attesters-counters", "Each attester has its own counter.")
        .enrolled(second())
        .accept(&Proof::nth(9))
        .accept(&by_second(1))
        .accept(&by_second(2))
        .reject(&Proof::nth(3), "counter_not_increasing");
    t.case("attesters-id", "An action id is unique over all attesters of an issuer.")
        .enrolled(second())
        .accept(&Proof::nth(1))
        .reject(&by_second(2).jti("action-0001"), "jti_replayed")
        .accept(&by_second(2));
    t.case("attesters-id-restart", "A restart does not forget another attester's action id.")
        .enrolled(second())
        .accept(&by_second(1))
        .restart()
        .reject(&Proof::nth(2).jti("action-0001"), "jti_replayed");
}
