//! A payload that is valid but not in canonical form (§2, §3.4).

use super::case::Topic;
use crate::core::proof::Proof;

pub(super) fn topic() -> Topic {
    let mut t = Topic::new("payload-form", &["2", "3.4"]);
    let valid = Proof::new();
    let reversed = valid.clone().edit_payload(|payload| {
        let value: serde_json::Value = serde_json::from_str(&payload).unwrap();
        let members: Vec<_> = value
            .as_object()
            .unwrap()
            .iter()
            .rev()
            .map(|(name, value)| format!("\"{name}\":{value}"))
            .collect();
        format!("{{{}}}", members.join(","))
    });
    for (slug, what, proof) in [
        ("order", "in another order", reversed),
        (
            "white-space",
            "with white space",
            valid
                .clone()
                .edit_payload(|p| p.replace(",\"", ",\n  \"").replace("\":", "\": ") + "\n"),
        ),
        (
            "leading-space",
            "with a space before it",
            valid.clone().edit_payload(|p| format!(" {p}")),
        ),
        (
            "escaped-value",
            "with an escape that is not needed",
            valid.clone().replace_in_payload("biometric", "bio\\u006detric"),
        ),
        (
            "escaped-name",
            "with an escaped name",
            valid.clone().replace_in_payload("\"psea_tier\"", "\"psea_t\\u0069er\""),
        ),
        (
            "escaped-solidus",
            "with an escaped solidus",
            valid.clone().edit_payload(|p| p.replace('/', "\\/")),
        ),
        (
            "escape-case",
            "with an escape in capitals",
            valid.clone().claim("psea_sdk_version", r#""1\u001F""#),
        ),
        (
            "escape-long",
            "with a long escape for a line feed",
            valid.clone().claim("psea_sdk_version", r#""1\u000a""#),
        ),
        ("minus-zero", "with minus zero", valid.clone().claim("psea_counter", "-0")),
        (
            "nested-order",
            "with nested members in another order",
            valid.clone().claim("psea_uv", r#"{"verified":true,"method":"pin"}"#),
        ),
    ] {
        let title = format!("A payload {what} is accepted, for the signature covers its octets.");
        t.accept(slug, &title, &proof);
        let title = format!("A payload {what} is refused where canonical form is required.");
        t.reject(&format!("{slug}-required"), &title, "payload_not_canonical", &proof)
            .canonical_only();
    }
    t.accept(
        "required",
        "A canonical payload is accepted where canonical form is required.",
        &valid
            .clone()
            .claim("psea_sdk_version", "\"1\\n\\u001f/\u{7f}\u{2028}\"")
            .claim("psea_chain_pending", "{\"\u{1f600}\":-1,\"\u{fffd}\":[null,true]}"),
    )
    .canonical_only();
    t.reject(
        "supplementary-required",
        "Names sorted by code points are not in canonical form.",
        "payload_not_canonical",
        &valid.clone().claim("psea_chain_pending", "{\"\u{fffd}\":1,\"\u{1f600}\":2}"),
    )
    .canonical_only();
    t.accept(
        "decomposed-required",
        "Canonical form does not normalise.",
        &valid.clone().claim_str("psea_sdk_version", "e\u{301}\u{e9}"),
    )
    .canonical_only();
    t
}
