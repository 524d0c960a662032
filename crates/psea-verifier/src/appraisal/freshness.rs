//! The proof is of now, and answers the challenge where there is one (§3.11, §3.1.1).

use psea_claims::{Claims, EpochSeconds, Nonce, Operation};

use crate::config::{ChallengePolicy, VerifierConfig};
use crate::rejection::Rejection;

pub(super) fn check(
    claims: &Claims<'_>,
    config: &VerifierConfig,
    now: EpochSeconds,
) -> Result<(), Rejection> {
    let (iat, exp) = (claims.iat, claims.exp);
    // §3.11: `exp` ≤ now − skew. Times are below 2^53 and the skew is at most 60 s, so that no
    // sum here reaches the end of the integers.
    if exp.get().saturating_add(config.clock_skew) <= now.get() {
        return Err(Rejection::Expired { exp, now });
    }
    // §3.11: `iat` > now + skew.
    if iat.get() > now.get().saturating_add(config.clock_skew) {
        return Err(Rejection::IssuedInFuture { iat, now });
    }
    // §3.11: `exp` ≤ `iat`, whatever the bound, or `exp − iat` above it.
    let lifetime = exp.get().checked_sub(iat.get()).filter(|lifetime| *lifetime > 0);
    if lifetime.is_none_or(|lifetime| lifetime > config.max_lifetime) {
        return Err(Rejection::LifetimeExceeded { max_lifetime: config.max_lifetime });
    }
    Ok(())
}

/// The nonce that the commit must find outstanding, and burns. The correlation uses the signed
/// nonce alone, never an unsigned `requestId` (§3.1.1).
pub(super) fn challenge<'c, 'a>(
    claims: &'c Claims<'a>,
    config: &VerifierConfig,
    op: &Operation<'static>,
) -> Result<Option<&'c Nonce<'a>>, Rejection> {
    match (config.challenge_policy(op), &claims.nonce) {
        (ChallengePolicy::Unused, _) | (ChallengePolicy::Optional, None) => Ok(None),
        (ChallengePolicy::Required, None) => Err(Rejection::ChallengeMissing),
        (_, Some(nonce)) => Ok(Some(nonce)),
    }
}

/// The first second at which no proof that exists now and bears this `jti` could pass (§3.10).
///
/// Another proof with the same `jti` may exist already. It could have been issued at now + skew at
/// the latest and live for the greatest lifetime, and so could this one; every proof passes until
/// `exp` + skew.
pub(super) const fn keep_jti_until(config: &VerifierConfig, now: EpochSeconds) -> EpochSeconds {
    let latest_exp = now.saturating_add(config.clock_skew).saturating_add(config.max_lifetime);
    latest_exp.saturating_add(config.clock_skew)
}
