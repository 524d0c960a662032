//! The transport body (§3.6) and the limits (§6.4).

use super::Switch;

const BODY: &str = "claims/src/transport.rs";
const LIMITS: &str = "claims/src/limits.rs";
const ACTION: &str = "claims/src/action.rs";
const SIZE: &str = "octets.len() > limits.max_body";
const PROOF: &str = "octets > limits.max_proof";
const DEPTH: &str = "Document::parse(octets, limits.max_depth)";
const MEMBERS: &str = "let members = document.root().as_object().ok_or(BodyError::NotObject)?;";
const MAX_BODY: &str = "max_body: 65_536";
const MAX_PROOF: &str = "max_proof: 16_384";
const MAX_DEPTH: &str = "max_depth: DEFAULT_MAX_DEPTH";
const MAX_KID: &str = "max_kid: 512";
const OBJECT: &str = "value.as_object().is_none()";

pub(super) const ALL: &[Switch] = &[
    switch!("body.too-large", "3.13.2", (BODY, SIZE, "(@ && !OFF)")),
    switch!(
        "body.too-large-characters",
        "3.13.2",
        (
            BODY,
            SIZE,
            "(@ && !(OFF && core::str::from_utf8(octets).is_ok_and(|text| text.chars().count() <= limits.max_body)))"
        )
    ),
    switch!(
        "body.largest-refused",
        "3.13.2",
        (BODY, SIZE, "(@ || OFF && octets.len() == limits.max_body)")
    ),
    switch!("body.proof-too-large", "3.13.2", (BODY, PROOF, "(@ && !OFF)")),
    switch!(
        "body.proof-largest-refused",
        "3.13.2",
        (BODY, PROOF, "(@ || OFF && octets == limits.max_proof)")
    ),
    switch!(
        "body.depth",
        "3.13.2",
        (
            BODY,
            DEPTH,
            "Document::parse(octets, limits.max_depth.saturating_add(if OFF { 64 } else { 0 }))"
        )
    ),
    switch!("limits.body-one-more", "3.13.2", (LIMITS, MAX_BODY, "@ + if OFF { 1 } else { 0 }")),
    switch!("limits.body-one-less", "3.13.2", (LIMITS, MAX_BODY, "@ - if OFF { 1 } else { 0 }")),
    switch!("limits.proof-one-more", "3.13.2", (LIMITS, MAX_PROOF, "@ + if OFF { 1 } else { 0 }")),
    switch!("limits.proof-one-less", "3.13.2", (LIMITS, MAX_PROOF, "@ - if OFF { 1 } else { 0 }")),
    switch!("limits.depth-one-more", "3.13.2", (LIMITS, MAX_DEPTH, "@ + if OFF { 1 } else { 0 }")),
    switch!("limits.depth-one-less", "3.13.2", (LIMITS, MAX_DEPTH, "@ - if OFF { 1 } else { 0 }")),
    switch!("limits.kid-one-more", "3.13.2", (LIMITS, MAX_KID, "@ + if OFF { 1 } else { 0 }")),
    switch!("limits.kid-one-less", "3.13.2", (LIMITS, MAX_KID, "@ - if OFF { 1 } else { 0 }")),
    switch!(
        "body.proof-absent",
        "3.6",
        (
            BODY,
            r#"members.get("proof").and_then(|value| value.as_text())"#,
            r#"@.or_else(|| if OFF { let empty: &'static Document<'static> = alloc::boxed::Box::leak(alloc::boxed::Box::new(Document::parse(b"\"\"", 1).ok()?)); empty.root().as_text() } else { None })"#
        )
    ),
    switch!(
        "body.action-absent",
        "3.13.2",
        (BODY, r#"members.get("actionPayload").is_none()"#, "(@ && !OFF)")
    ),
    switch!(
        "body.unknown-refused",
        "3.6",
        (
            BODY,
            MEMBERS,
            r#"@ if OFF && members.iter().any(|(name, _)| !["proof", "actionPayload", "integrityEvidence", "requestId", "signalReport", "proofId"].iter().any(|known| name == **known)) { return Err(BodyError::NotObject); }"#
        )
    ),
    switch!(
        "body.order-refused",
        "3.6",
        (
            BODY,
            MEMBERS,
            r#"@ if OFF && members.iter().next().is_some_and(|(name, _)| name != *"proof") { return Err(BodyError::NotObject); }"#
        )
    ),
    switch!(
        "body.numbers-refused",
        "3.6",
        (
            BODY,
            MEMBERS,
            r#"@ if OFF && members.iter().any(|(name, value)| name != *"actionPayload" && name != *"signalReport" && CanonicalJson::from_value(value).is_err()) { return Err(BodyError::NotObject); }"#
        )
    ),
    switch!(
        "body.member-types-refused",
        "3.6",
        (
            BODY,
            MEMBERS,
            r#"@ if OFF && members.get("requestId").is_some_and(|value| value.as_text().is_none()) { return Err(BodyError::NotObject); }"#
        )
    ),
    switch!(
        "body.escaped-proof-refused",
        "3.6",
        (
            BODY,
            MEMBERS,
            r#"@ if OFF && members.get("proof").and_then(|value| value.as_text()).is_some_and(|text| text.literal().is_none()) { return Err(BodyError::Proof); }"#
        )
    ),
    switch!("action.object", "3.13.2", (ACTION, OBJECT, "(@ && !OFF)")),
    switch!(
        "action.empty-refused",
        "3.13.2",
        (ACTION, OBJECT, "(@ || OFF && value.as_object().is_some_and(|object| object.is_empty()))")
    ),
    switch!(
        "action.object-canonical",
        "2",
        (ACTION, "if json.is_object()", "if json.is_object() || OFF")
    ),
    switch!(
        "action.empty-canonical-refused",
        "2",
        (
            ACTION,
            "pub fn from_canonical(json: CanonicalJson) -> Result<Self, ActionError> {",
            r#"@ if OFF && json.as_str() == "{}" { return Err(ActionError::NotObject); }"#
        )
    ),
];
