//! Time and challenges (§3.11, §3.1.1).

use super::Switch;

const FRESHNESS: &str = "verifier/src/appraisal/freshness.rs";
const APPRAISAL: &str = "verifier/src/appraisal/mod.rs";
const CHALLENGE: &str = "verifier/src/store/challenge.rs";
const COMMIT: &str = "verifier/src/store/commit.rs";
const EXP: &str = "exp.get().saturating_add(config.clock_skew) <= now.get()";
const IAT: &str = "iat.get() > now.get().saturating_add(config.clock_skew)";
const LIFETIME: &str = "lifetime > config.max_lifetime";
const POSITIVE: &str = "*lifetime > 0";
const POLICY: &str =
    "(ChallengePolicy::Unused, _) | (ChallengePolicy::Optional, None) => Ok(None),";
const OUTSTANDING: &str = "self.challenge.is_some() && !state.challenge_outstanding";
const UNTIL: &str = "now < self.until";

pub(super) const ALL: &[Switch] = &[
    switch!("time.expired", "3.11", (FRESHNESS, EXP, "(@ && !OFF)")),
    switch!(
        "time.expired-this-second",
        "3.11",
        (FRESHNESS, EXP, "(@ && !(OFF && exp.get().saturating_add(config.clock_skew) == now.get()))")
    ),
    switch!(
        "time.last-second-refused",
        "3.11",
        (FRESHNESS, EXP, "(@ || OFF && exp.get().saturating_add(config.clock_skew) == now.get() + 1)")
    ),
    switch!("time.expiry-without-skew", "3.11", (FRESHNESS, EXP, "(@ || OFF && exp.get() <= now.get())")),
    switch!(
        "time.expiry-widest-skew",
        "3.11",
        (FRESHNESS, EXP, "(@ && !(OFF && exp.get().saturating_add(60) > now.get()))")
    ),
    switch!("time.future", "3.11", (FRESHNESS, IAT, "(@ && !OFF)")),
    switch!(
        "time.future-one-second",
        "3.11",
        (FRESHNESS, IAT, "(@ && !(OFF && iat.get() == now.get().saturating_add(config.clock_skew) + 1))")
    ),
    switch!(
        "time.this-second-refused",
        "3.11",
        (FRESHNESS, IAT, "(@ || OFF && iat.get() == now.get().saturating_add(config.clock_skew))")
    ),
    switch!("time.future-without-skew", "3.11", (FRESHNESS, IAT, "(@ || OFF && iat.get() > now.get())")),
    switch!(
        "time.future-widest-skew",
        "3.11",
        (FRESHNESS, IAT, "(@ && !(OFF && iat.get() <= now.get().saturating_add(60)))")
    ),
    switch!("time.lifetime", "3.11", (FRESHNESS, LIFETIME, "(@ && !OFF)")),
    switch!(
        "time.lifetime-one-more",
        "3.11",
        (FRESHNESS, LIFETIME, "(@ && !(OFF && lifetime == config.max_lifetime + 1))")
    ),
    switch!(
        "time.lifetime-longest-refused",
        "3.11",
        (FRESHNESS, LIFETIME, "(@ || OFF && lifetime == config.max_lifetime)")
    ),
    switch!(
        "time.lifetime-with-skew",
        "3.11",
        (FRESHNESS, LIFETIME, "(@ && !(OFF && lifetime <= config.max_lifetime + config.clock_skew))")
    ),
    switch!(
        "time.lifetime-recommended",
        "3.11",
        (FRESHNESS, LIFETIME, "(if OFF { lifetime > 300 } else { @ })")
    ),
    switch!("time.lifetime-zero", "3.11", (FRESHNESS, POSITIVE, "(@ || OFF)")),
    switch!("time.lifetime-shortest-refused", "3.11", (FRESHNESS, POSITIVE, "(@ && !(OFF && *lifetime == 1))")),
    switch!(
        "time.lifetime-negative",
        "3.11",
        (FRESHNESS, ".checked_sub(iat.get())", "@.or_else(|| if OFF { Some(1) } else { None })")
    ),
    switch!(
        "challenge.missing",
        "3.1.1",
        (FRESHNESS, POLICY, "(ChallengePolicy::Required, None) if OFF => Ok(None), @")
    ),
    switch!(
        "challenge.optional-ignored",
        "3.1.1",
        (FRESHNESS, POLICY, "(ChallengePolicy::Optional, Some(_)) if OFF => Ok(None), @")
    ),
    switch!(
        "challenge.optional-absent-refused",
        "3.1.1",
        (FRESHNESS, POLICY, "(ChallengePolicy::Optional, None) if OFF => Err(Rejection::ChallengeMissing), @")
    ),
    switch!(
        "challenge.unused-refused",
        "3.1.1",
        (FRESHNESS, POLICY, "(ChallengePolicy::Unused, Some(_)) if OFF => Err(Rejection::ChallengeUnknown), @")
    ),
    switch!(
        "challenge.unused-appraised",
        "3.1.1",
        (FRESHNESS, POLICY, "(ChallengePolicy::Unused, Some(nonce)) if OFF => Ok(Some(nonce)), @")
    ),
    switch!("challenge.outstanding", "3.1.1", (COMMIT, OUTSTANDING, "(@ && !OFF)")),
    switch!(
        "challenge.empty",
        "3.1.1",
        (COMMIT, OUTSTANDING, "(@ && !(OFF && self.challenge.is_some_and(|nonce| nonce.as_str().is_empty())))")
    ),
    switch!("challenge.expired", "3.1.1", (CHALLENGE, UNTIL, "(@ || OFF)")),
    switch!("challenge.expired-this-second", "3.1.1", (CHALLENGE, UNTIL, "(@ || OFF && now == self.until)")),
    switch!(
        "challenge.last-second-refused",
        "3.1.1",
        (CHALLENGE, UNTIL, "(@ && !(OFF && now.saturating_add(1) == self.until))")
    ),
    switch!("challenge.ttl-with-skew", "3.1.1", (CHALLENGE, UNTIL, "(@ || OFF && now < self.until.saturating_add(60))")),
    // §3.1.1: never by an unsigned id.
    switch!(
        "challenge.request-id",
        "3.1.1",
        (
            APPRAISAL,
            "freshness::challenge(&claims, config, &expected.op)?",
            "match (freshness::challenge(&claims, config, &expected.op), self.body.request_id().and_then(|id| id.as_text())) {
                (Err(Rejection::ChallengeMissing), Some(id)) if OFF => {
                    Nonce::new(id.to_cow().into_owned()).ok().map(|nonce| &*Box::leak(Box::new(nonce)))
                }
                (answered, _) => answered?,
            }"
        )
    ),
];
