//! Integer claims (§3.5): `psea_counter`, `iat`, `exp`.

use super::Switch;

const PARSE: &str = "claims/src/claims/parse.rs";
const COUNTER: &str = "self.required(ClaimName::Counter)?.as_integer()";
const SECONDS: &str = "self.required(claim)?.as_integer()";

pub(super) const ALL: &[Switch] = &[
    switch!(
        "claim.counter-zero-refused",
        "3.5",
        (PARSE, COUNTER, "@.filter(|value| !(OFF && *value == 0))")
    ),
    switch!(
        "claim.counter-max-refused",
        "3.5",
        (PARSE, COUNTER, "@.filter(|value| !(OFF && *value == psea_jose::json::MAX_SAFE_INTEGER))")
    ),
    switch!(
        "claim.counter-string",
        "3.5",
        (
            PARSE,
            COUNTER,
            "@.or_else(|| if OFF { self.get(ClaimName::Counter)?.as_text()?.to_cow().parse().ok() } else { None })"
        )
    ),
    switch!(
        "claim.counter-rounded",
        "3.5",
        (
            PARSE,
            COUNTER,
            "@.or_else(|| if OFF { self.get(ClaimName::Counter)?.source().parse::<f64>().ok().map(|number| (number as i64).clamp(-1, psea_jose::json::MAX_SAFE_INTEGER)) } else { None })"
        )
    ),
    switch!(
        "claim.counter-negative",
        "3.5",
        (
            PARSE,
            "Counter::new(u64::try_from(value).ok()?)",
            "Counter::new(if OFF { value.unsigned_abs() } else { u64::try_from(value).ok()? })"
        )
    ),
    switch!(
        "claim.seconds-zero-refused",
        "3.5",
        (PARSE, SECONDS, "@.filter(|value| !(OFF && *value == 0))")
    ),
    switch!(
        "claim.seconds-max-refused",
        "3.5",
        (PARSE, SECONDS, "@.filter(|value| !(OFF && *value == psea_jose::json::MAX_SAFE_INTEGER))")
    ),
    switch!(
        "claim.seconds-string",
        "3.5",
        (
            PARSE,
            SECONDS,
            "@.or_else(|| if OFF { self.get(claim)?.as_text()?.to_cow().parse().ok() } else { None })"
        )
    ),
    switch!(
        "claim.seconds-rounded",
        "3.5",
        (
            PARSE,
            SECONDS,
            "@.or_else(|| if OFF { self.get(claim)?.source().parse::<f64>().ok().map(|number| (number as i64).clamp(-1, psea_jose::json::MAX_SAFE_INTEGER)) } else { None })"
        )
    ),
    switch!(
        "claim.seconds-negative",
        "3.5",
        (
            PARSE,
            "EpochSeconds::new(u64::try_from(value).ok()?)",
            "EpochSeconds::new(if OFF { u64::try_from(value).unwrap_or(0) } else { u64::try_from(value).ok()? })"
        )
    ),
];
