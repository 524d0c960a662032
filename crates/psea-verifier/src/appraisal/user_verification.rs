//! A user was verified for this signature, and how much that is worth (§3.7.1).

use psea_claims::{Claims, Operation, UvAnchor, UvGate};

use crate::config::VerifierConfig;
use crate::enrollment::Enrollment;
use crate::rejection::Rejection;

pub(super) fn check(
    claims: &Claims<'_>,
    config: &VerifierConfig,
    op: &Operation<'static>,
    enrollment: &Enrollment,
) -> Result<UvAnchor, Rejection> {
    // §3.7.1: `verified` must be true.
    if !claims.uv.is_verified() {
        return Err(Rejection::UvNotVerified);
    }
    match enrollment.uv_gate {
        // §3.7.1: the enrolled attestation says that every signature needs a verification.
        UvGate::Attested => Ok(UvAnchor::Attested),
        // §3.7.1: it says that the key is not gated, or gated per window.
        UvGate::Contradicted => Err(Rejection::UvContradicted),
        // §3.7.1: the claim is the host's word alone, which is not enough for operations
        // configured as high-assurance.
        UvGate::Unknown if config.high_assurance.contains(op) => Err(Rejection::UvUnattested),
        UvGate::Unknown => Ok(UvAnchor::Asserted),
    }
}
