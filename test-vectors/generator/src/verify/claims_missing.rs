//! Required and optional claims (§3.5).

use super::case::Topic;
use crate::core::proof::Proof;

/// The required claims, with the section that gives each its meaning.
pub(super) const REQUIRED: &[(&str, &str)] = &[
    ("aud", "3.13.4"),
    ("eat_profile", "3.5"),
    ("exp", "3.11"),
    ("iat", "3.11"),
    ("iss", "3.13.4"),
    ("jti", "3.10"),
    ("psea_counter", "3.10"),
    ("psea_op", "3.13.4"),
    ("psea_payload_hash", "3.13.2"),
    ("psea_proof_version", "3.5"),
    ("psea_tier", "3.13.4"),
    ("psea_uv", "3.7.1"),
    ("ueid", "7.1"),
];

pub(super) fn topic() -> Topic {
    let mut t = Topic::new("claims-missing", &["3.5"]);
    for (name, section) in REQUIRED {
        let title = format!("A proof without `{name}` is refused.");
        let sections = if *section == "3.5" { vec!["3.5"] } else { vec!["3.5", section] };
        t.reject(&name.replace('_', "-"), &title, "claim_missing", &Proof::new().without(name))
            .sections(&sections);
    }
    t.reject(
        "all-but-signature",
        "An empty claim set is refused.",
        "claim_missing",
        &Proof::new().edit_payload(|_| "{}".to_owned()),
    );
    t.reject(
        "nested",
        "A required claim inside an opaque one does not count.",
        "claim_missing",
        &Proof::new()
            .without("psea_op")
            .claim("psea_chain_pending", r#"{"psea_op":"payment.execute"}"#),
    );
    t.accept("optional", "No optional claim is required.", &Proof::new());
    t
}
