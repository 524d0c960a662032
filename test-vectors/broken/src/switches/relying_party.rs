//! What a relying party asks for, the action, and one use (§3.13.3, Appendix B.4).

use super::Switch;

const PARTY: &str = "relying-party/src/party.rs";
const ASKED: &str = "relying-party/src/asked.rs";
const ONE_TIME: &str = "relying-party/src/one_time.rs";
const OP: &str = "claims.op != asked.op";
const TIER: &str = "claims.tier != asked.tier";
const UV: &str = "!asked.admits(claims.uv_anchor)";
const DURABILITY: &str = "claims.durability < asked.least";
const HASH: &str = "action.hash() != claims.payload_hash";
const REFUSAL: &str = "VerifiedResult::Refusal(refusal) => {";
const PROOF: &str = "&claims.proof_hash";
const AGAIN: &str = "Use::Again => Err(AuthorizeError::AlreadyUsed),";
/// What lets a used approval through.
const USED: &str = "Use::Again if OFF => Ok(Authorized::of(action, claims.clone())), @";
const UNTIL: &str = "claims.envelope.exp.saturating_add(self.clock_skew)";
const KEY: &str = "let key: Key = (verifier.as_str().into(), *proof.as_octets());";
const SKEW: &str = "self.reader = self.reader.clock_skew(self.clock_skew);";
const LIFETIME: &str = "self.reader = self.reader.max_lifetime(seconds);";

pub(super) const ALL: &[Switch] = &[
    switch!("party.op", "3.13.4", (PARTY, OP, "(@ && !OFF)")),
    switch!(
        "party.op-case",
        "3.13.4",
        (PARTY, OP, "(@ && !(OFF && claims.op.as_str().eq_ignore_ascii_case(asked.op.as_str())))")
    ),
    switch!(
        "party.op-prefix",
        "3.13.4",
        (PARTY, OP, "(@ && !(OFF && asked.op.as_str().starts_with(claims.op.as_str())))")
    ),
    switch!("party.tier", "3.13.4", (PARTY, TIER, "(@ && !OFF)")),
    switch!(
        "party.tier-case",
        "3.13.4",
        (
            PARTY,
            TIER,
            "(@ && !(OFF && claims.tier.as_str().eq_ignore_ascii_case(asked.tier.as_str())))"
        )
    ),
    switch!("party.uv", "3.7.1", (PARTY, UV, "(@ && !OFF)")),
    switch!(
        "party.uv-always-attested",
        "3.7.1",
        (
            ASKED,
            "!self.attested || matches!(anchor, UvAnchor::Attested)",
            "(@) && !(OFF && matches!(anchor, UvAnchor::Asserted))"
        ),
        (ASKED, "pub(crate) const fn admits", "pub(crate) fn admits"),
    ),
    switch!("party.durability", "6.5", (PARTY, DURABILITY, "(@ && !OFF)")),
    switch!(
        "party.durability-strict",
        "6.5",
        (PARTY, DURABILITY, "(@ || OFF && claims.durability == asked.least)")
    ),
    switch!("party.action", "3.13.3", (PARTY, HASH, "(@ && !OFF)")),
    switch!(
        "party.action-octets",
        "3.13.3",
        (
            PARTY,
            "let action = ActionPayload::parse(action)?;",
            "let given = action; let action = ActionPayload::parse(action)?; if OFF && given != action.as_str().as_bytes() { return Err(AuthorizeError::ActionMismatch); }"
        )
    ),
    switch!(
        "party.refusal",
        "B.4",
        (
            PARTY,
            REFUSAL,
            "VerifiedResult::Refusal(_) if OFF => return Err(AuthorizeError::AlreadyUsed), @"
        )
    ),
    switch!("party.once", "3.10", (PARTY, AGAIN, USED)),
    switch!(
        "party.once-by-id",
        "3.10",
        (
            PARTY,
            PROOF,
            "&if OFF { psea_result::ProofHash::of(claims.envelope.jti.as_str()) } else { *(@) }"
        )
    ),
    switch!(
        "party.once-by-token",
        "3.10",
        (PARTY, PROOF, "&if OFF { psea_result::ProofHash::of(result) } else { *(@) }")
    ),
    switch!(
        "party.once-by-action",
        "3.10",
        (PARTY, PROOF, "&if OFF { psea_result::ProofHash::of(action.as_str()) } else { *(@) }")
    ),
    switch!(
        "party.once-before-the-checks",
        "3.10",
        (
            PARTY,
            "let claims = approval.claims();",
            "@ if OFF && matches!(self.one_time.take(self.reader.iss(), &claims.proof_hash.clone(), claims.envelope.exp, now)?, Use::Again) { return Err(AuthorizeError::AlreadyUsed); }"
        ),
        (PARTY, AGAIN, USED),
    ),
    switch!(
        "party.forgotten-without-skew",
        "3.10",
        (PARTY, UNTIL, "(if OFF { claims.envelope.exp } else { @ })")
    ),
    switch!("party.forgotten-at-once", "3.10", (PARTY, UNTIL, "(if OFF { now } else { @ })")),
    switch!(
        "party.one-use-of-all",
        "3.10",
        (
            ONE_TIME,
            KEY,
            "let key: Key = (verifier.as_str().into(), if OFF { [0; 32] } else { *proof.as_octets() });"
        )
    ),
    switch!("party.skew", "3.11", (PARTY, SKEW, "if !OFF { @ }")),
    switch!("party.lifetime", "3.11", (PARTY, LIFETIME, "if !OFF { @ }")),
];
