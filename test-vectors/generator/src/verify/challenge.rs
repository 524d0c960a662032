//! Challenges (§3.1.1): correlated by the signed nonce, burned once.

use super::case::Topic;
use crate::core::proof::{NOW, Proof};

const NONCE: &str = "n-0S6_WzA2Mj";

pub(super) fn topic() -> Topic {
    let mut t = Topic::new("challenge", &["3.1.1"]);
    let answering = |n: u64, nonce: &str| Proof::nth(n).nonce(nonce);

    // Unused.
    t.accept(
        "unused-present",
        "A verifier that uses no challenges ignores a nonce.",
        &answering(1, NONCE),
    );
    t.case("unused-issued", "A nonce is ignored where no challenges are used, an issued one too.")
        .issue(NONCE, NOW, 120)
        .accept(&answering(1, NONCE))
        .accept(&answering(2, NONCE));

    // Optional.
    t.case("optional-absent", "A proof without a nonce passes where a challenge is optional.")
        .challenges("optional")
        .accept(&Proof::nth(1));
    t.case(
        "optional-answered",
        "A nonce that is outstanding passes where a challenge is optional.",
    )
    .challenges("optional")
    .issue(NONCE, NOW, 120)
    .accept(&answering(1, NONCE));
    t.case(
        "optional-unknown",
        "A nonce that was never issued is refused where a challenge is optional.",
    )
    .challenges("optional")
    .reject(&answering(1, NONCE), "challenge_unknown");
    t.case(
        "optional-empty",
        "An empty nonce that was never issued is refused where a challenge is optional.",
    )
    .challenges("optional")
    .reject(&answering(1, ""), "challenge_unknown");
    t.case("optional-burned", "A nonce is burned once where a challenge is optional.")
        .challenges("optional")
        .issue(NONCE, NOW, 120)
        .accept(&answering(1, NONCE))
        .reject(&answering(2, NONCE), "challenge_unknown")
        .accept(&Proof::nth(2));
    t.case("optional-untouched", "A proof without a nonce leaves the challenge outstanding.")
        .challenges("optional")
        .issue(NONCE, NOW, 120)
        .accept(&Proof::nth(1))
        .accept(&answering(2, NONCE));

    // Required.
    t.case("required-answered", "A nonce that is outstanding passes.")
        .challenges("required")
        .issue(NONCE, NOW, 120)
        .accept(&answering(1, NONCE));
    t.case("required-missing", "A proof without a nonce is refused where a challenge is required.")
        .challenges("required")
        .issue(NONCE, NOW, 120)
        .reject(&Proof::nth(1), "challenge_missing");
    t.case("required-unissued", "A nonce that was never issued is refused.")
        .challenges("required")
        .reject(&answering(1, NONCE), "challenge_unknown");
    for (slug, nonce) in [
        ("case", "N-0S6_WZA2MJ"),
        ("prefix", "n-0S6_WzA2M"),
        ("longer", "n-0S6_WzA2Mj0"),
        ("space", "n-0S6_WzA2Mj "),
        ("empty", ""),
    ] {
        t.case(&format!("required-other-{slug}"), "A nonce that is not the issued one is refused.")
            .challenges("required")
            .issue(NONCE, NOW, 120)
            .reject(&answering(1, nonce), "challenge_unknown");
    }
    t.case("request-id", "An unsigned requestId does not stand in for the nonce.")
        .challenges("required")
        .issue(NONCE, NOW, 120)
        .reject(&Proof::nth(1).body("requestId", &format!("\"{NONCE}\"")), "challenge_missing");
    t.case("request-id-other", "An unsigned requestId does not spoil the nonce.")
        .challenges("required")
        .issue(NONCE, NOW, 120)
        .issue("nonce-other", NOW, 120)
        .accept(&answering(1, NONCE).body("requestId", "\"nonce-other\""))
        .accept(&answering(2, "nonce-other"));
    t.case("nonce-in-body", "A nonce outside the token does not count.")
        .challenges("required")
        .issue(NONCE, NOW, 120)
        .reject(&Proof::nth(1).body("eat_nonce", &format!("\"{NONCE}\"")), "challenge_missing");
    t.case("nonce-in-header", "A nonce in the header does not count.")
        .challenges("required")
        .issue(NONCE, NOW, 120)
        .reject(&Proof::nth(1).header("nonce", &format!("\"{NONCE}\"")), "challenge_missing");

    // Burning.
    t.case("burned-twice", "A nonce answers one proof alone.")
        .challenges("required")
        .issue(NONCE, NOW, 120)
        .accept(&answering(1, NONCE))
        .reject(&answering(2, NONCE), "challenge_unknown");
    t.case("replayed", "A replay finds its nonce burned.")
        .challenges("required")
        .issue(NONCE, NOW, 120)
        .accept(&answering(1, NONCE))
        .reject(&answering(1, NONCE).at(NOW + 1), "challenge_unknown");
    t.case("two-outstanding", "Two challenges may be answered in either order.")
        .challenges("required")
        .issue("nonce-0001", NOW, 120)
        .issue("nonce-0002", NOW, 120)
        .accept(&answering(1, "nonce-0002"))
        .accept(&answering(2, "nonce-0001"));
    t.case("two-of-one", "Burning one nonce leaves the other outstanding, and only that.")
        .challenges("required")
        .issue("nonce-0001", NOW, 120)
        .issue("nonce-0002", NOW, 120)
        .accept(&answering(1, "nonce-0001"))
        .reject(&answering(2, "nonce-0001"), "challenge_unknown")
        .accept(&answering(2, "nonce-0002"));

    // Lifetime.
    for (slug, title, at, fresh) in [
        ("ttl-last", "A nonce is outstanding in the last second of its life.", NOW + 59, true),
        ("ttl-over", "A nonce is no longer outstanding when its life is over.", NOW + 60, false),
        ("ttl-long-over", "A nonce whose life is long over is refused.", NOW + 90, false),
    ] {
        let case = t.case(slug, title).challenges("required").issue(NONCE, NOW, 60);
        let proof = answering(1, NONCE).at(at);
        if fresh {
            case.accept(&proof);
        } else {
            case.reject(&proof, "challenge_unknown");
        }
    }
    t.case("ttl-no-skew", "Skew does not lengthen the life of a nonce.")
        .skew(60)
        .challenges("required")
        .issue(NONCE, NOW, 60)
        .reject(&answering(1, NONCE).at(NOW + 60), "challenge_unknown");

    // Durability.
    t.case("restart-outstanding", "A challenge survives a restart.")
        .challenges("required")
        .issue(NONCE, NOW, 120)
        .restart()
        .accept(&answering(1, NONCE));
    t.case("restart-burned", "A burned nonce stays burned over a restart.")
        .challenges("required")
        .issue(NONCE, NOW, 120)
        .accept(&answering(1, NONCE))
        .restart()
        .reject(&answering(2, NONCE), "challenge_unknown");
    t
}
