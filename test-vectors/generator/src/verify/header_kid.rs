//! `kid`: an opaque name that selects the enrolled key (§3.4).

use super::case::{Enrollment, Topic};
use crate::core::encode::{base64, sha256};
use crate::core::keys::Key;
use crate::core::proof::Proof;

pub(super) fn topic() -> Topic {
    let mut t = Topic::new("kid", &["3.4"]);
    let valid = Proof::new();

    let spki = base64(sha256(Key::new("key-1").spki()));
    for (slug, title, kid) in [
        ("spki", "A kid may be the digest of the public key.", spki.as_str()),
        ("short", "A kid may be one character.", "k"),
        ("space", "A kid may be a space.", " "),
        ("unicode", "A kid may hold any character.", "schl\u{fc}ssel/\u{1f511} #1"),
        ("quotes", "A kid may hold quotation marks and backslashes.", "'; DROP TABLE keys; --\"\\"),
        ("path", "A kid that looks like a path is a name.", "../../keys/key-1.pem"),
        ("control", "A kid may hold control characters.", "a\u{1}\n"),
        ("url", "A kid that looks like an address is a name.", "https://keys.example/key-1"),
    ] {
        let case = t.case(slug, title).enrolled_kid(kid);
        case.accept(&valid.clone().kid(kid));
    }

    // What each would be as a string is enrolled.
    for (slug, title, text) in [
        ("null", "A kid of null is refused.", "null"),
        ("number", "A kid that is a number is refused.", "1"),
        ("boolean", "A kid that is a boolean is refused.", "true"),
    ] {
        t.reject(slug, title, "header_kid", &valid.clone().header("kid", text)).enrolled_kid(text);
    }
    for (slug, title, text) in [
        ("empty", "An empty kid is refused.", r#""""#),
        ("array", "A kid in an array is refused.", r#"["key-1"]"#),
        ("object", "A kid that is an object is refused.", r#"{"id":"key-1"}"#),
    ] {
        t.reject(slug, title, "header_kid", &valid.clone().header("kid", text));
    }
    t.reject(
        "absent",
        "A header without kid is refused.",
        "header_kid",
        &valid.clone().no_header("kid"),
    );
    t.reject(
        "absent-with-key",
        "A key in the header does not stand in for the kid.",
        "header_kid",
        &valid.clone().no_header("kid").header("jwk", &Key::new("key-1").jwk_text()),
    );

    for (slug, title, kid) in [
        ("unknown", "A kid that is not enrolled is refused.", "key-9"),
        ("unknown-case", "A kid is case-sensitive.", "KEY-1"),
        ("unknown-prefix", "A kid is matched whole.", "key-"),
        ("unknown-space", "A kid is not trimmed.", "key-1 "),
        ("unknown-nul", "A kid does not end at U+0000.", "key-1\0"),
        ("unknown-attester", "The attester's name is no kid.", "attester-1"),
        ("unknown-wildcard", "A kid is no pattern.", "%"),
        ("unknown-injection", "A kid is no query.", "' OR '1'='1"),
    ] {
        t.reject(slug, title, "key_unknown", &valid.clone().kid(kid));
    }
    t.case("unknown-normalisation", "A kid is not normalised.")
        .enrolled_kid("schl\u{fc}ssel")
        .reject(&valid.clone().kid("schlu\u{308}ssel"), "key_unknown");
    t.reject(
        "unknown-with-key",
        "A key in the header does not stand in for an unknown kid.",
        "key_unknown",
        &valid.clone().kid("key-9").signed_by("key-9").header("jwk", &Key::new("key-9").jwk_text()),
    )
    .flag("attack");
    t.reject(
        "other-attester",
        "A kid selects one key, and another attester's signature does not pass under it.",
        "signature_invalid",
        &valid.clone().kid("key-2").device("device-22"),
    )
    .enrolled(Enrollment::new("attester-2", "key-2", "device-22"));
    t.reject(
        "same-device-other-kid",
        "A key proves its own attester's device alone.",
        "ueid_mismatch",
        &valid.clone().kid("key-2").signed_by("key-2"),
    )
    .sections(&["3.4", "7.1"])
    .enrolled(Enrollment::new("attester-2", "key-2", "device-22"));
    t
}
