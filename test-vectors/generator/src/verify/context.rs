//! The request context (§3.5): `psea_rp_context_hash` where the deployment binds one.

use super::case::Topic;
use crate::core::encode::{base64url, commitment, hex, sha256};
use crate::core::json::canonical;
use crate::core::proof::Proof;

const CONTEXT: &str = r#"{"session":"s-1","transaction":4711}"#;

pub(super) fn topic() -> Topic {
    let mut t = Topic::new("context", &["3.5", "3.13.2"]);
    let valid = Proof::new();
    let bound = |text: &str| valid.clone().claim_str("psea_rp_context_hash", &commitment(text));

    t.accept("match", "A proof that commits to the request context is accepted.", &bound(CONTEXT))
        .rp_context(CONTEXT);
    for (slug, context) in [
        ("string", r#""tx-4711""#),
        ("array", r#"["tx",4711,null]"#),
        ("number", "4711"),
        ("empty", "{}"),
        ("supplementary", "{\"\u{fffd}\":1,\"\u{1f600}\":2}"),
    ] {
        let title = "A request context may be any JSON.";
        t.accept(&format!("match-{slug}"), title, &bound(context)).rp_context(context);
    }
    t.accept("unset-present", "The claim is ignored where no context is bound.", &bound(CONTEXT));
    t.accept("unset-absent", "The claim may be absent where no context is bound.", &valid);

    t.reject(
        "absent",
        "A proof without the claim is refused where a context is bound.",
        "context_mismatch",
        &valid,
    )
    .rp_context(CONTEXT);
    t.reject(
        "other",
        "A commitment to another context is refused.",
        "context_mismatch",
        &bound(r#"{"session":"s-1","transaction":4712}"#),
    )
    .rp_context(CONTEXT);
    let digest = sha256(canonical(CONTEXT));
    for (slug, text) in [
        ("null", "null".to_owned()),
        ("boolean", "true".to_owned()),
        ("number", "4711".to_owned()),
        ("array", format!(r#"["{}"]"#, commitment(CONTEXT))),
        ("object", CONTEXT.to_owned()),
        ("empty", "\"\"".to_owned()),
        ("unpadded", format!("\"{}\"", commitment(CONTEXT).trim_end_matches('='))),
        ("base64url", format!("\"{}=\"", base64url(&digest))),
        ("hexadecimal", format!("\"{}\"", hex(&digest))),
        ("space", format!("\"{} \"", commitment(CONTEXT))),
    ] {
        if text.trim_matches('"') == commitment(CONTEXT) {
            continue; // The alphabets do not differ for this digest.
        }
        let title = "A context claim of another form is refused where a context is bound.";
        let proof = valid.clone().claim("psea_rp_context_hash", &text);
        t.reject(&format!("form-{slug}"), title, "context_mismatch", &proof).rp_context(CONTEXT);
    }
    t.reject(
        "in-body",
        "A context named outside the token does not count.",
        "context_mismatch",
        &valid.clone().body("psea_rp_context_hash", &format!("\"{}\"", commitment(CONTEXT))),
    )
    .rp_context(CONTEXT);
    t
}
