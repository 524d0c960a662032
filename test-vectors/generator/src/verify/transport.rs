//! The transport body (§3.6): its members and what they may not do.

use super::case::Topic;
use crate::core::json::quote;
use crate::core::proof::Proof;

pub(super) fn topic() -> Topic {
    let mut t = Topic::new("transport", &["3.6"]);
    let valid = Proof::new();

    t.accept("plain", "A proof and its action payload are all that a body needs.", &valid);
    t.accept(
        "every-member",
        "A body may hold every member that the draft names.",
        &valid
            .clone()
            .body("integrityEvidence", r#"{"format":"x","token":"e30"}"#)
            .body("requestId", r#""req-1""#)
            .body("signalReport", r#"{"screenShare":false}"#)
            .body("proofId", r#""p-1""#),
    );
    t.accept(
        "member-order",
        "Members of the body may stand in any order.",
        &valid.clone().edit_body(|body| {
            let proof = body.split(r#","actionPayload":"#).next().unwrap().to_owned();
            let action = body[proof.len() + 1..body.len() - 1].to_owned();
            format!("{{{action},{}}}", &proof[1..])
        }),
    );
    t.accept(
        "white-space",
        "White space between the tokens of the body does not count.",
        &valid.clone().edit_body(|body| format!(" \r\n\t{} \n", body.replacen(':', " :\n\t", 1))),
    );
    t.accept(
        "escaped-names",
        "The names of members may be escaped.",
        &valid.clone().edit_body(|body| body.replacen("\"proof\"", "\"\\u0070roof\"", 1)),
    );
    t.accept(
        "escaped-proof",
        "The proof is the string's value, however it is escaped.",
        &valid.clone().edit_body(|body| body.replace('.', "\\u002e")),
    );
    t.accept(
        "unknown-member",
        "A member that the draft does not name is ignored.",
        &valid.clone().body("trace", r#"{"parent":["a",1,null]}"#).body("Proof", r#""other""#),
    );
    for (slug, text) in [
        ("fraction", "0.5"),
        ("exponent", "1e3"),
        ("above-max", "9007199254740993"),
        ("beyond-double", "[1e999,-1e999]"),
        ("null", "null"),
        ("array", "[{}]"),
    ] {
        let title = match slug {
            "null" | "array" => "A member that confers nothing may have any type.",
            _ => "A member that confers nothing may hold any number.",
        };
        let proof = valid.clone().body("requestId", text).body("integrityEvidence", text);
        t.accept(&format!("confers-nothing-{slug}"), title, &proof.body("proofId", text));
    }
    t.accept(
        "proof-id-other",
        "The unsigned proofId need not be the signed action id.",
        &valid.clone().body("proofId", r#""another-id""#),
    );
    t.reject(
        "claims-beside-proof",
        "A member of the body never replaces a signed claim.",
        "operation_mismatch",
        &valid.clone().asked_op("payment.cancel").body("psea_op", r#""payment.cancel""#),
    );
    t.reject(
        "status-beside-proof",
        "A member of the body never replaces the enrolled status.",
        "enrollment_revoked",
        &valid.clone().body("status", r#""active""#),
    )
    .status("revoked");
    t.reject(
        "key-beside-proof",
        "A key in the body is never used.",
        "signature_invalid",
        &valid
            .clone()
            .signed_by("key-2")
            .body("jwk", &crate::core::keys::Key::new("key-2").jwk_text()),
    );

    for (slug, title, body) in [
        ("array", "A body that is an array is refused.", "[]"),
        ("string", "A body that is a string is refused.", r#""proof""#),
        ("null", "A body that is null is refused.", "null"),
        ("empty", "An empty body is refused.", ""),
    ] {
        t.reject(slug, title, "body_malformed", &valid.clone().edit_body(move |_| body.to_owned()));
    }
    t.reject(
        "bare-proof",
        "A compact token is no body.",
        "body_malformed",
        &valid.clone().edit_body({
            let proof = valid.build();
            move |_| proof.clone()
        }),
    );
    t.reject(
        "proof-absent",
        "A body without a proof is refused.",
        "body_malformed",
        &valid.clone().edit_body(|body| body.replacen("\"proof\"", "\"prof\"", 1)),
    );
    t.reject(
        "proof-name-case",
        "The name of the proof is case-sensitive.",
        "body_malformed",
        &valid.clone().edit_body(|body| body.replacen("\"proof\"", "\"Proof\"", 1)),
    );
    let proof = quote(&valid.build());
    for (slug, text) in [
        ("null", "null".to_owned()),
        ("number", "1".to_owned()),
        ("boolean", "true".to_owned()),
        ("array", format!("[{proof}]")),
        ("object", format!("{{\"jws\":{proof}}}")),
    ] {
        let title = "A proof that is no string is refused.";
        t.reject(
            &format!("proof-{slug}"),
            title,
            "body_malformed",
            &valid.clone().body("proof", &text),
        );
    }
    t.reject(
        "action-absent",
        "A body without an action payload is refused.",
        "action_payload_missing",
        &valid.clone().without_action(),
    )
    .sections(&["3.6", "3.13.2"]);
    t.reject(
        "action-name-case",
        "The name of the action payload is case-sensitive.",
        "action_payload_missing",
        &valid.clone().edit_body(|body| body.replacen("actionPayload", "actionpayload", 1)),
    );
    t.reject(
        "action-absent-low-tier",
        "No tier is exempt from carrying the action payload.",
        "action_payload_missing",
        &valid.clone().tier("passive").without_action(),
    )
    .sections(&["3.6", "3.13.2"]);
    t
}
