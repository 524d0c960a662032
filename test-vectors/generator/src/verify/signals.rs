//! The signal report (§3.6): committed or a hint.

use super::case::Topic;
use crate::core::encode::{base64, sha256};
use crate::core::proof::Proof;
use crate::core::values::Revision::Draft02;

pub(super) fn topic() -> Topic {
    let mut t = Topic::new("signals", &["3.6"]);
    let valid = Proof::new();
    let report = r#"{"remoteControl":false,"score":97}"#;

    for (slug, title, text) in [
        ("object", "A committed report that matches is accepted.", report),
        ("empty", "A committed report may be empty.", "{}"),
        ("array", "A committed report may be an array.", r#"["a",1,null]"#),
        ("string", "A committed report may be a string.", r#""clean""#),
        ("number", "A committed report may be an integer.", "97"),
        ("boolean", "A committed report may be a boolean.", "true"),
        ("null", "A committed report may be null.", "null"),
        ("minus-zero", "Minus zero in a committed report is zero.", r#"{"score":-0}"#),
        ("max", "A committed report may hold the greatest integer.", r#"{"a":9007199254740991}"#),
        (
            "supplementary",
            "Names of a committed report sort by code units.",
            "{\"\u{fffd}\":1,\"\u{1f600}\":2}",
        ),
    ] {
        t.accept(&format!("committed-{slug}"), title, &valid.clone().signals(text));
    }
    t.accept(
        "committed-spaced",
        "A committed report need not be sent in canonical form.",
        &valid
            .clone()
            .commits_signals(report)
            .body("signalReport", "{ \"score\" : 97,\n\"remoteControl\":\u{20}false }"),
    );

    for (slug, title, text) in [
        ("hint", "A report without a commitment is a hint and harms nothing.", report),
        (
            "hint-fraction",
            "A hint may hold any number.",
            r#"{"score":0.97,"big":9007199254740993}"#,
        ),
        ("hint-null", "A hint may be null.", "null"),
        ("hint-alarming", "A hint feeds no decision.", r#"{"rooted":true,"revoked":true}"#),
    ] {
        t.accept(slug, title, &valid.clone().body("signalReport", text));
    }
    t.accept(
        "hint-draft-02",
        "Under draft-02 every report is a hint.",
        &Proof::new().revision(Draft02).body("signalReport", report),
    )
    .profiles(&["draft-02"]);

    t.reject(
        "missing",
        "A committed report that was stripped is refused.",
        "signals_missing",
        &valid.clone().commits_signals(report),
    );
    t.reject(
        "missing-name-case",
        "The report's name is case-sensitive.",
        "signals_missing",
        &valid.clone().commits_signals(report).body("signalreport", report),
    );
    for (slug, title, carried) in [
        (
            "changed",
            "A committed report that was changed is refused.",
            r#"{"remoteControl":true,"score":97}"#,
        ),
        (
            "added",
            "A member added to a committed report is refused.",
            r#"{"a":1,"remoteControl":false,"score":97}"#,
        ),
        ("removed", "A member removed from a committed report is refused.", r#"{"score":97}"#),
        ("nulled", "A committed report replaced by null is refused.", "null"),
        (
            "wrapped",
            "A committed report sent as a string is refused.",
            r#""{\"remoteControl\":false,\"score\":97}""#,
        ),
    ] {
        let proof = valid.clone().commits_signals(report).body("signalReport", carried);
        t.reject(&format!("mismatch-{slug}"), title, "signals_mismatch", &proof);
    }
    // Each commits to what a lax verifier would compute.
    for (slug, title, text) in [
        ("fraction", "A fraction in a committed report cannot match.", r#"{"score":0.97}"#),
        (
            "fraction-zero",
            "A fraction of zero in a committed report cannot match.",
            r#"{"score":97.0}"#,
        ),
        ("exponent", "An exponent in a committed report cannot match.", r#"{"score":1e2}"#),
        ("above-max", "2^53 in a committed report cannot match.", r#"[9007199254740992]"#),
        ("bare-fraction", "A committed report that is a fraction cannot match.", "0.5"),
    ] {
        let proof = valid.clone().signals(text);
        t.reject(&format!("mismatch-{slug}"), title, "signals_mismatch", &proof)
            .sections(&["2", "3.6"]);
    }
    t.reject(
        "mismatch-raw-octets",
        "A commitment over the report's octets as sent does not match.",
        "signals_mismatch",
        &valid
            .clone()
            .claim_str("psea_signals_hash", &base64(sha256("{ \"a\": 1 }")))
            .body("signalReport", "{ \"a\": 1 }"),
    );
    t.reject(
        "action-committed-as-signals",
        "A committed report does not stand in for the action.",
        "action_mismatch",
        &valid.clone().signals(report).carries(report),
    )
    .sections(&["3.6", "3.13.2"]);
    t
}
