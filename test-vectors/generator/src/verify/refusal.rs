//! No refusal changes any state (§3.10, §3.13.2): the corrected proof passes afterwards.

use super::case::Topic;
use crate::core::proof::{AUD, NOW, OP, Proof, TIER};
use crate::core::values::{SENTINEL, chain_entry};

const NONCE: &str = "n-0S6_WzA2Mj";

pub(super) fn topic() -> Topic {
    let mut t = Topic::new("refusal", &["3.10", "3.13.2", "6.5"]);

    // One broken proof of every stage, with a counter as high as can be, then the right
    // one with the same action id, nonce and link: nothing was consumed.
    let entry = chain_entry("action-0001", 1, SENTINEL);
    let right = Proof::nth(1).nonce(NONCE).chain_prev(SENTINEL);
    let high = right.clone().counter(1_000_000);
    for (slug, what, code, broken) in [
        (
            "body",
            "a malformed body",
            "body_malformed",
            high.clone().edit_body(|b| format!("{b}}}")),
        ),
        (
            "action-absent",
            "an absent action payload",
            "action_payload_missing",
            high.clone().without_action(),
        ),
        (
            "segments",
            "a malformed segment",
            "proof_malformed",
            high.clone().compact_edit(|p| format!("{p}=")),
        ),
        ("algorithm", "another algorithm", "header_alg", high.clone().header("alg", r#""none""#)),
        ("key", "an unknown key", "key_unknown", high.clone().kid("key-9")),
        ("signature", "a wrong signature", "signature_invalid", high.clone().signed_by("key-2")),
        ("claim-unknown", "an undeclared claim", "claim_unknown", high.clone().claim("nbf", "1")),
        ("claim-missing", "a missing claim", "claim_missing", high.clone().without("psea_tier")),
        (
            "claim-invalid",
            "a claim of another type",
            "claim_invalid",
            high.clone().claim("psea_tier", "1"),
        ),
        (
            "audience",
            "another audience",
            "audience_mismatch",
            high.clone().claim_str("aud", "other.example"),
        ),
        ("operation", "another operation", "operation_mismatch", high.clone().op("x").asked_op(OP)),
        ("tier", "another tier", "tier_mismatch", high.clone().tier("x").asked_tier(TIER)),
        ("ueid", "another device", "ueid_mismatch", high.clone().device("device-22")),
        ("expired", "an expired proof", "expired", high.clone().times(NOW - 20, NOW)),
        (
            "future",
            "a proof of the future",
            "issued_in_future",
            high.clone().times(NOW + 1, NOW + 60),
        ),
        (
            "lifetime",
            "a proof that lives too long",
            "lifetime_exceeded",
            high.clone().times(NOW, NOW + 301),
        ),
        (
            "uv",
            "a user who was not verified",
            "uv_not_verified",
            high.clone().claim("psea_uv", r#"{"method":"pin","verified":false}"#),
        ),
        ("action", "another action", "action_mismatch", high.clone().carries("{}")),
        (
            "action-invalid",
            "an action with a fraction",
            "action_payload_invalid",
            high.clone().acting(r#"{"amount":0.5}"#),
        ),
        (
            "signals",
            "a stripped signal report",
            "signals_missing",
            high.clone().commits_signals("{}"),
        ),
        ("link", "a wrong link", "chain_broken", high.clone().chain_prev(&"f".repeat(64))),
    ] {
        let title = format!("A proof refused for {what} consumes nothing.");
        t.case(&format!("after-{slug}"), &title)
            .challenges("required")
            .chain()
            .issue(NONCE, NOW, 120)
            .reject(&broken, code)
            .accept_link(&right, &entry);
    }
    t.case("after-challenge", "A proof refused for its nonce consumes nothing.")
        .challenges("required")
        .issue(NONCE, NOW, 120)
        .reject(&Proof::nth(1).counter(1_000_000).nonce("nonce-other"), "challenge_unknown")
        .accept(&Proof::nth(1).nonce(NONCE));
    t.case("after-missing-nonce", "A proof refused for its missing nonce consumes nothing.")
        .challenges("required")
        .issue(NONCE, NOW, 120)
        .reject(&Proof::nth(1).counter(1_000_000), "challenge_missing")
        .accept(&Proof::nth(1).nonce(NONCE));
    t.case("after-caller", "A proof refused for its caller consumes nothing.")
        .caller(OP, "com.example.bank")
        .reject(&Proof::nth(1).counter(1_000_000), "caller_mismatch")
        .accept(&Proof::nth(1).claim_str("psea_caller_package", "com.example.bank"));
    t.case("after-issuer", "A proof refused for its issuer consumes nothing.")
        .reject(
            &Proof::nth(1).counter(1_000_000).claim_str("iss", "other.example"),
            "issuer_mismatch",
        )
        .accept(&Proof::nth(1));
    t.case("after-context", "A proof refused for its context consumes nothing.")
        .rp_context(r#"{"tx":1}"#)
        .reject(&Proof::nth(1).counter(1_000_000), "context_mismatch")
        .accept(
            &Proof::nth(1)
                .claim_str("psea_rp_context_hash", &crate::core::encode::commitment(r#"{"tx":1}"#)),
        );
    t.case("after-scope", "A proof refused for its missing scope consumes nothing.")
        .scope_pointer("/to")
        .reject(&Proof::nth(1).counter(1_000_000).acting("{}"), "action_payload_invalid")
        .accept(&Proof::nth(1));

    // The last stage: what one rule refuses, the others have not recorded.
    t.case("counter-keeps-id", "A proof refused for its counter leaves its action id free.")
        .accept(&Proof::nth(5))
        .reject(&Proof::nth(5).jti("later"), "counter_not_increasing")
        .accept(&Proof::nth(6).jti("later"));
    t.case("id-keeps-counter", "A proof refused for its action id does not raise the counter.")
        .accept(&Proof::nth(1))
        .reject(&Proof::nth(900).jti("action-0001"), "jti_replayed")
        .accept(&Proof::nth(2));
    t.case("link-keeps-both", "A proof refused for its link leaves action id and counter alone.")
        .sections(&["3.10", "3.12", "6.5"])
        .chain()
        .reject(&Proof::nth(900).jti("action-0001").chain_prev(&"f".repeat(64)), "chain_broken")
        .accept_link(&Proof::nth(1).chain_prev(SENTINEL), &entry);
    t.case("counter-keeps-nonce", "A proof refused for its counter does not burn its nonce.")
        .sections(&["3.1.1", "3.10", "6.5"])
        .challenges("required")
        .issue("nonce-0001", NOW, 120)
        .issue("nonce-0002", NOW, 120)
        .accept(&Proof::nth(5).nonce("nonce-0001"))
        .reject(&Proof::nth(4).nonce("nonce-0002"), "counter_not_increasing")
        .accept(&Proof::nth(6).nonce("nonce-0002"));
    t.case("id-keeps-nonce", "A proof refused for its action id does not burn its nonce.")
        .sections(&["3.1.1", "3.10", "6.5"])
        .challenges("required")
        .issue("nonce-0001", NOW, 120)
        .issue("nonce-0002", NOW, 120)
        .accept(&Proof::nth(1).nonce("nonce-0001"))
        .reject(&Proof::nth(2).jti("action-0001").nonce("nonce-0002"), "jti_replayed")
        .accept(&Proof::nth(2).nonce("nonce-0002"));
    t.case("nonce-survives-restart", "A nonce left by a refused proof survives a restart.")
        .sections(&["3.1.1", "6.5"])
        .challenges("required")
        .issue(NONCE, NOW, 120)
        .reject(&right.clone().carries("{}"), "action_mismatch")
        .restart()
        .accept(&right);
    t.case("suspended-keeps-all", "A proof refused for a suspension may be sent again.")
        .sections(&["3.1.1", "3.10", "3.14"])
        .challenges("required")
        .chain()
        .issue(NONCE, NOW, 120)
        .set_status("attester-1", "suspended")
        .reject(&right, "enrollment_suspended")
        .set_status("attester-1", "active")
        .accept_link(&right, &entry);
    t.case("order", "Many refusals in a row change nothing.")
        .accept(&Proof::nth(1))
        .reject(&Proof::nth(50).carries("{}"), "action_mismatch")
        .reject(&Proof::nth(51).claim_str("aud", &AUD.to_uppercase()), "audience_mismatch")
        .reject(&Proof::nth(52).signed_by("key-2"), "signature_invalid")
        .reject(&Proof::nth(1), "jti_replayed")
        .reject(&Proof::nth(1).jti("x"), "counter_not_increasing")
        .restart()
        .accept(&Proof::nth(2));
    t
}
