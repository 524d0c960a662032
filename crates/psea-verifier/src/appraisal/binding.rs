//! The proof is for this deployment, this Verifier, this operation, this tier, this device and
//! this caller (§3.13.4, §3.13.5, §7.1).

use psea_claims::Claims;

use crate::config::{Expected, VerifierConfig};
use crate::enrollment::Enrollment;
use crate::rejection::Rejection;

pub(super) fn check(
    claims: &Claims<'_>,
    config: &VerifierConfig,
    expected: &Expected,
    enrollment: &Enrollment,
) -> Result<(), Rejection> {
    // §3.13.4: each is byte-equal to what the Verifier expects for this request. Without that, a
    // proof for one tenant, service, operation or tier would pass at another.
    if claims.iss.as_str() != config.iss.as_str() {
        return Err(Rejection::IssuerMismatch);
    }
    if claims.aud.as_str() != config.aud.as_str() {
        return Err(Rejection::AudienceMismatch);
    }
    if claims.op.as_str() != expected.op.as_str() {
        return Err(Rejection::OperationMismatch);
    }
    if claims.tier.as_str() != expected.tier.as_str() {
        return Err(Rejection::TierMismatch);
    }
    // §7.1: recomputed from the enrolled device for this issuer, never taken from the token.
    if claims.ueid != enrollment.device.ueid(claims.profile.revision(), &config.iss) {
        return Err(Rejection::UeidMismatch);
    }
    // §3.13.5: where a caller is enrolled for the operation it must be present and equal; where
    // none is, absence is fine.
    if let Some(enrolled) = config.callers.get(&expected.op)
        && claims.caller_package.as_ref().is_none_or(|caller| caller.as_str() != enrolled.as_str())
    {
        return Err(Rejection::CallerMismatch);
    }
    Ok(())
}
