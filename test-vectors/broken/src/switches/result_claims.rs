//! The claim sets of results (§3.13.3, §6.4.4), read and written.

use super::Switch;

const PARSE: &str = "result/src/claims/parse.rs";
const WRITE: &str = "result/src/claims/write.rs";
const SIGN: &str = "result/src/sign.rs";
const DEPTH: &str = "Document::parse(payload, MAX_DEPTH)";
const CANONICAL: &str = "canonical.as_octets() != payload";
const OUTCOME: &str = "let refusal = RefusalOutcome::of(outcome);";
const FILTER: &str = "let claim = Name::from_name(&name).filter(|claim| {";
const UNKNOWN: &str = "return Err(Error::Unknown { name: name.chars().take(64).collect() });";
const REQUIRED: &str = "required && members.get(claim).is_none()";
const VERSION: &str = "version != RESULT_VERSION";
const INTEGER: &str = ".and_then(|value| new(u64::try_from(value).ok()?))";
const OPTIONAL_TEXT: &str =
    "new(content).map(Some).map_err(|error| invalid(claim, error.problem()))";

pub(super) const ALL: &[Switch] = &[
    switch!(
        "result.nesting",
        "3.13.3",
        (PARSE, DEPTH, "Document::parse(payload, if OFF { 32 } else { MAX_DEPTH })")
    ),
    switch!("result.canonical", "3.13.3", (PARSE, CANONICAL, "(@ && !OFF)")),
    switch!(
        "result.canonical-order",
        "3.13.3",
        (PARSE, CANONICAL, "(@ && !(OFF && canonical.as_octets().len() == payload.len()))")
    ),
    switch!(
        "result.outcome-case",
        "6.4.4",
        (
            PARSE,
            ".find(|outcome| outcome.as_str() == word)",
            ".find(|outcome| outcome.as_str() == word || OFF && outcome.as_str().eq_ignore_ascii_case(word))"
        )
    ),
    switch!(
        "result.outcome-unknown-as-reject",
        "6.4.4",
        (
            PARSE,
            "let outcome = outcome.as_deref().and_then(outcome_of);",
            "let outcome = outcome.as_deref().and_then(|word| outcome_of(word).or(if OFF { Some(Outcome::Reject) } else { None }));"
        )
    ),
    switch!(
        "result.outcome-reject-as-approve",
        "6.4.4",
        (
            PARSE,
            OUTCOME,
            "let refusal = if OFF && outcome == Outcome::Reject && object.get(\"psea_op\").is_some() { None } else { RefusalOutcome::of(outcome) };"
        )
    ),
    switch!("result.unknown", "3.13.3", (PARSE, UNKNOWN, "if OFF { continue; } @")),
    switch!(
        "result.unknown-of-the-other-kind",
        "3.13.3",
        (
            PARSE,
            FILTER,
            "if OFF && Name::from_name(&name).is_some_and(|claim| !matches!((claim.place(), refusal), (Place::Every, _) | (Place::Approval | Place::ApprovalOptional, None) | (Place::RefusalOptional, Some(_)))) { continue; } @"
        )
    ),
    switch!(
        "result.unknown-foreign",
        "3.13.3",
        (PARSE, UNKNOWN, "if OFF && Name::from_name(&name).is_none() { continue; } @")
    ),
    switch!(
        "result.absent-text",
        "3.13.3",
        (PARSE, REQUIRED, "(@ && !OFF)"),
        (
            PARSE,
            "self.optional_text(claim, new)?.ok_or(Error::Missing(claim))",
            "match self.optional_text(claim, new)? { None if OFF => new(Cow::Borrowed(\"absent\")).map_err(|_| Error::Missing(claim)), found => found.ok_or(Error::Missing(claim)) }"
        )
    ),
    switch!(
        "result.absent-outcome",
        "3.13.3",
        (
            PARSE,
            "object.get(Name::Outcome.as_str()).ok_or(Error::Missing(Name::Outcome))?",
            "match object.get(Name::Outcome.as_str()) { None if OFF => return Err(Error::Version), outcome => outcome.ok_or(Error::Missing(Name::Outcome))? }"
        )
    ),
    switch!("result.version", "3.13.3", (PARSE, VERSION, "(@ && !OFF)")),
    switch!(
        "result.version-prefix",
        "3.13.3",
        (PARSE, VERSION, "(@ && !(OFF && version.starts_with(RESULT_VERSION)))")
    ),
    switch!(
        "result.integer-negative",
        "3.13.3",
        (
            PARSE,
            INTEGER,
            ".and_then(|value| new(if OFF { value.unsigned_abs() } else { u64::try_from(value).ok()? }))"
        )
    ),
    switch!(
        "result.text-shape",
        "3.13.3",
        (
            PARSE,
            OPTIONAL_TEXT,
            "let content = if OFF && new(Cow::<'static, str>::clone(&content)).is_err() { Cow::Borrowed(\"x\") } else { content }; @"
        )
    ),
    switch!(
        "result.hash-shape",
        "3.13.3",
        (
            PARSE,
            "self.string(Name::ProofHash, |text| ProofHash::parse(text).ok(), HASH)?",
            "self.string(Name::ProofHash, |text| ProofHash::parse(text).ok().or(if OFF { Some(ProofHash::of(\"\")) } else { None }), HASH)?"
        )
    ),
    switch!(
        "result.payload-hash-shape",
        "3.13.3",
        (
            PARSE,
            "|text| PayloadHash::parse(text).ok()",
            "|text| PayloadHash::parse(text).ok().or_else(|| if OFF { PayloadHash::parse(\"47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\").ok() } else { None })"
        )
    ),
    switch!(
        "result.ueid-shape",
        "3.13.3",
        (
            PARSE,
            "|text| Ueid::parse(text).ok()",
            "|text| Ueid::parse(text).ok().or_else(|| if OFF { Ueid::parse(\"AceZ_tBWu8SfItNuHSNSU4JLwE8ziz90S0CXfv0JtOB7\").ok() } else { None })"
        )
    ),
    switch!(
        "result.anchor-shape",
        "3.13.3",
        (
            PARSE,
            "self.string(Name::UvAnchor, UvAnchor::from_name, ANCHOR)?",
            "self.string(Name::UvAnchor, |text| UvAnchor::from_name(text).or(if OFF { Some(UvAnchor::Asserted) } else { None }), ANCHOR)?"
        )
    ),
    switch!(
        "result.durability-shape",
        "3.13.3",
        (
            PARSE,
            "self.string(Name::Durability, Durability::from_name, DURABILITY)?",
            "self.string(Name::Durability, |text| Durability::from_name(text).or(if OFF { Some(Durability::Volatile) } else { None }), DURABILITY)?"
        )
    ),
    switch!(
        "result.chain-entry-shape",
        "3.13.3",
        (
            PARSE,
            "self.optional_string(Name::ChainEntry, ChainEntry::parse, HEX)?",
            "self.optional_string(Name::ChainEntry, |text| ChainEntry::parse(&if OFF { text.to_lowercase() } else { text.into() }), HEX)?"
        )
    ),
    switch!(
        "result.string-type",
        "3.13.3",
        (
            PARSE,
            "fn optional_string<T>( &self, claim: Name, parse: impl FnOnce(&str) -> Option<T>, problem: &'static str, ) -> Result<Option<T>, Error> {",
            "@ if OFF && self.get(claim).is_some_and(|value| value.as_text().is_none()) { return Ok(None); }"
        )
    ),
    switch!(
        "result.chain-entry-dropped",
        "3.13.3",
        (
            WRITE,
            "if let Some(entry) = &self.chain_entry {",
            "if let Some(entry) = self.chain_entry.as_ref().filter(|_| !OFF) {"
        )
    ),
    switch!(
        "result.refused-jti-dropped",
        "3.13.3",
        (
            WRITE,
            "if let Some(jti) = &self.refused_jti {",
            "if let Some(jti) = self.refused_jti.as_ref().filter(|_| !OFF) {"
        )
    ),
    switch!(
        "result.written-outcome",
        "6.4.4",
        (
            WRITE,
            "envelope(&mut payload, &self.envelope, self.outcome.outcome().as_str());",
            "envelope(&mut payload, &self.envelope, if OFF { \"reject\" } else { self.outcome.outcome().as_str() });"
        )
    ),
    switch!(
        "result.signed-typ",
        "3.13.3",
        (
            SIGN,
            "protected_header(&key.public_key().thumbprint(), RESULT_TYP)",
            "protected_header(&key.public_key().thumbprint(), if OFF { \"psea-proof+jwt\" } else { RESULT_TYP })"
        )
    ),
    switch!(
        "result.proof-hash-of-json",
        "3.13.3",
        (
            "result/src/claims/mod.rs",
            "Self(Sha256::digest(proof.as_bytes()).into())",
            "Self(Sha256::digest(if OFF { proof.trim_end_matches(|c| c != '.').as_bytes() } else { proof.as_bytes() }).into())"
        )
    ),
];
