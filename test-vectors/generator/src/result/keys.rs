//! Keys and the states of their life: announced, active, retired, revoked, unknown.

use super::case::{Asked, At, Topic};
use super::published::{ACTIVATED, Published};
use super::token::{EXP, IAT, Token};
use crate::core::keys::Key;
use crate::core::proof::NOW;

const ACTIVE: (&str, u64) = ("psea_activated", ACTIVATED);

pub(super) fn topic() -> Topic {
    let mut t = Topic::new("keys", &["3.4", "3.13.3"]);
    let valid = Token::approval();
    let second = valid.clone().signed_by("verifier-2");
    let retired = |at| Published::new().with("verifier-1", &[ACTIVE, ("psea_retired", at)]);
    let revoked =
        |at| Published::active("verifier-2").with("verifier-1", &[ACTIVE, ("psea_revoked", at)]);

    t.case("active", "The active key of a set counts.")
        .key_set(Published::active("verifier-1").text())
        .approve(&valid);
    t.case("announced", "A key that is announced alone does not count yet.")
        .key_set(Published::active("verifier-1").with("verifier-2", &[]).text())
        .reject(&second, "key_not_active");
    t.case("announced-alone", "The only key does not count while it is announced.")
        .key_set(Published::new().with("verifier-1", &[]).text())
        .reject(&valid, "key_not_active");
    t.case("retired", "A retired key counts.")
        .key_set(retired(NOW - 100).with("verifier-2", &[("psea_activated", NOW - 100)]).text())
        .approve(&valid)
        .approve(&second);
    t.case("retired-unused", "A key that was retired before it was active counts as retired.")
        .key_set(Published::new().with("verifier-1", &[("psea_retired", NOW - 100)]).text())
        .approve(&valid);
    t.case("revoked", "A revoked key does not count.")
        .key_set(revoked(NOW - 100).text())
        .reject(&valid, "key_revoked")
        .approve(&second);
    t.case("revoked-refusal", "A refusal by a revoked key does not count either.")
        .key_set(revoked(NOW - 100).text())
        .reject(&Token::refusal("revoked"), "key_revoked");
    t.case("revoked-later", "A revoked key does not count for what it dates before.")
        .key_set(revoked(NOW - 1).text())
        .reject(&valid, "key_revoked");
    t.case("revoked-ahead", "A revocation for a time to come counts at once.")
        .key_set(revoked(NOW + 1_000).text())
        .reject(&valid, "key_revoked");
    t.case("revoked-retired", "A retired key that was revoked is revoked.")
        .key_set(
            Published::active("verifier-2")
                .with("verifier-1", &[ACTIVE, ("psea_retired", NOW - 9), ("psea_revoked", NOW - 8)])
                .text(),
        )
        .reject(&valid, "key_revoked");
    t.case("revoked-announced", "An announced key that was revoked is revoked.")
        .key_set(
            Published::active("verifier-2").with("verifier-1", &[("psea_revoked", NOW - 8)]).text(),
        )
        .reject(&valid, "key_revoked");
    t.case("revoked-alone", "A set of revoked keys alone is a set: nothing counts.")
        .key_set(Published::new().with("verifier-1", &[ACTIVE, ("psea_revoked", NOW - 9)]).text())
        .reject(&valid, "key_revoked");
    t.case("revoked-late", "Late reading does not lift a revocation.")
        .key_set(revoked(NOW - 100).text())
        .reject_at(&valid, At::Late(NOW), "key_revoked");
    t.case("revoked-authorizes-nothing", "A result by a revoked key lets nothing through.")
        .key_set(revoked(NOW - 100).text())
        .forbid(&valid, &Asked::new(), "key_revoked");
    t.case("announced-authorizes-nothing", "A result by an announced key lets nothing through.")
        .key_set(Published::active("verifier-1").with("verifier-2", &[]).text())
        .forbid(&second, &Asked::new(), "key_not_active");

    t.case("pinned-two", "Each of two single keys counts.")
        .keys(vec![Key::new("verifier-1").jwk(), Key::new("verifier-2").jwk()])
        .approve(&valid)
        .approve(&second);
    t.case("unknown-of-a-set", "A key that a set does not have is unknown.")
        .key_set(Published::active("verifier-1").text())
        .unknown(&second, At::Now(NOW), true);
    t.case("of-another-verifier", "A trusted key speaks for the Verifier that is relied on alone.")
        .keys(vec![Key::new("verifier-1").jwk(), Key::new("verifier-2").jwk()])
        .reject(&second.text("iss", "verifier-2.example"), "issuer_mismatch");
    t
}

/// A ledger: the time is when the result was recorded.
pub(super) fn recorded() -> Topic {
    let mut t = Topic::new("recorded", &["3.13.3"]);
    let valid = Token::approval();
    let revoked = |at| {
        let times = [ACTIVE, ("psea_revoked", at)];
        Published::active("verifier-2").with("verifier-1", &times).text()
    };
    let retired = || {
        let times = [ACTIVE, ("psea_retired", NOW + 1_000)];
        Published::active("verifier-2").with("verifier-1", &times).text()
    };
    t.case("approval", "What was recorded in time is read from a ledger.")
        .approve_at(&valid, At::Recorded(NOW));
    t.case("refusal", "A refusal that was recorded in time is read from a ledger.")
        .refuse_at(&Token::refusal("revoked"), At::Recorded(NOW));
    t.case("first-second", "A result may be recorded in the second of its issue.")
        .approve_at(&valid, At::Recorded(IAT));
    t.case("last-second", "A result may be recorded in its last second.")
        .approve_at(&valid, At::Recorded(EXP - 1));
    t.case("expired", "What was recorded at its end is refused.").reject_at(
        &valid,
        At::Recorded(EXP),
        "expired",
    );
    t.case("before-issue", "What was recorded before its issue is refused.").reject_at(
        &valid,
        At::Recorded(IAT - 1),
        "issued_in_future",
    );
    t.case("retired", "A ledger's entry counts after its key was retired.")
        .key_set(retired())
        .approve_at(&valid, At::Recorded(NOW));
    t.case("revoked-after", "What was recorded before the revocation still counts.")
        .key_set(revoked(NOW + 1))
        .approve_at(&valid, At::Recorded(NOW));
    t.case("revoked-same-second", "What was recorded in the second of the revocation does not.")
        .key_set(revoked(NOW))
        .reject_at(&valid, At::Recorded(NOW), "key_revoked");
    t.case("revoked-before", "What was recorded after the revocation does not count.")
        .key_set(revoked(NOW - 1))
        .reject_at(&valid, At::Recorded(NOW), "key_revoked");
    t.case(
        "revoked-backdated",
        "The time that a result states does not stand for the recorded one.",
    )
    .key_set(revoked(NOW - 5))
    // Issued, as it says, before the revocation.
    .reject_at(&valid, At::Recorded(NOW), "key_revoked");
    t.case("announced", "What an announced key signed does not count in a ledger either.")
        .key_set(Published::active("verifier-2").with("verifier-1", &[]).text())
        .reject_at(&valid, At::Recorded(NOW), "key_not_active");
    t.case("signature", "A ledger does not stand in for a signature.").reject_at(
        &valid.clone().forged_by("verifier-2"),
        At::Recorded(NOW),
        "signature_invalid",
    );
    t.case("other-party", "A ledger has the results of its own party.").reject_at(
        &valid.text("aud", "other.example"),
        At::Recorded(NOW),
        "audience_mismatch",
    );
    t
}

/// What a consumer is told to do about an unknown key.
pub(super) fn refresh() -> Topic {
    let mut t = Topic::new("refresh", &["3.13.3"]);
    let unknown = Token::approval().signed_by("verifier-2").times(NOW, NOW + 300);
    let first = Token::approval().times(NOW, NOW + 300);
    t.case("cool-down", "A refresh is asked for once in 30 seconds.")
        .unknown(&unknown, At::Now(NOW), true)
        .unknown(&unknown, At::Now(NOW), false)
        .unknown(&unknown, At::Now(NOW + 29), false)
        .unknown(&unknown, At::Now(NOW + 30), true)
        .unknown(&unknown, At::Now(NOW + 31), false);
    t.case("cool-down-configured", "The cool-down is the consumer's to set.")
        .cool_down(5)
        .unknown(&unknown, At::Now(NOW), true)
        .unknown(&unknown, At::Now(NOW + 4), false)
        .unknown(&unknown, At::Now(NOW + 5), true);
    t.case("cool-down-of-names", "Different names share the cool-down.")
        .unknown(&unknown, At::Now(NOW), true)
        .unknown(&Token::approval().signed_by("verifier-3"), At::Now(NOW + 1), false);
    t.case("cool-down-over-copies", "A newer copy of the key set does not end the cool-down.")
        .key_set(Published::active("verifier-1").text())
        .unknown(&unknown, At::Now(NOW), true)
        .renewed(Published::active("verifier-1").text())
        .unknown(&unknown, At::Now(NOW + 1), false);
    t.case("found", "The newer copy has the key: the same result is read.")
        .key_set(Published::active("verifier-1").text())
        .unknown(&unknown, At::Now(NOW), true)
        .renewed(
            Published::new()
                .with("verifier-1", &[ACTIVE, ("psea_retired", NOW)])
                .with("verifier-2", &[("psea_activated", NOW)])
                .text(),
        )
        .approve_at(&unknown, At::Now(NOW + 1))
        .approve_at(&first, At::Now(NOW + 1));
    t.case("known-stays", "An unknown name does not keep known keys from counting.")
        .unknown(&unknown, At::Now(NOW), true)
        .approve_at(&first, At::Now(NOW));
    t.case("before-signature", "An unknown key is asked for before anything is verified.").unknown(
        &unknown.signature(|_| vec![0; 64]),
        At::Now(NOW),
        true,
    );
    t
}
