//! Proofs that were stored: what can still be said of them after their time.

use psea_claims::{ChainEntry, Claims, Counter, CounterScope, EpochSeconds};

use super::{action, binding, freshness, user_verification};
use crate::config::{Expected, VerifierConfig};
use crate::rejection::{Refusal, Rejection};
use crate::store::ChainLink;
use crate::submission::SignedSubmission;

/// What a stored proof says of itself, where nothing in it speaks against it.
///
/// No approval and no way to one: that the proof is of now, that its challenge was outstanding and
/// that it was the first of its kind was for the Verifier to see that received it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Audited {
    /// When it was signed.
    pub issued: EpochSeconds,
    /// The scope of its counter.
    pub scope: CounterScope,
    /// Its counter.
    pub counter: Counter,
    /// Its step of the chain, where the deployment has the chain layer on.
    pub chain: Option<ChainLink>,
}

impl SignedSubmission<'_> {
    /// Appraises a stored proof as it stood when it was signed: each check of
    /// [`appraise`](Self::appraise), with its own `iat` as the time, but the enrollment's status:
    /// whether it was active then is for the caller to find in its history.
    ///
    /// With no `expected`, its operation and its tier are taken from the proof.
    ///
    /// # Errors
    ///
    /// The first rule that does not hold.
    pub fn audit(
        &self,
        config: &VerifierConfig,
        expected: Option<&Expected>,
    ) -> Result<Audited, Refusal> {
        let claims = Claims::parse(&self.proof, &config.claim_rules).map_err(Rejection::from)?;
        let own;
        let expected = match expected {
            Some(expected) => expected,
            None => {
                let (op, tier) = (claims.op.clone(), claims.tier.clone());
                own = Expected::new(op.into_owned(), tier.into_owned());
                &own
            }
        };
        binding::check(&claims, config, expected, &self.enrollment)?;
        freshness::check(&claims, config, claims.iat)?;
        freshness::challenge(&claims, config, &expected.op)?;
        user_verification::check(&claims, config, &expected.op, &self.enrollment)?;
        let action = action::check(&claims, config, expected, &self.body)?;
        let chain = if config.chain {
            let previous = claims.chain_prev.ok_or(Rejection::ChainBroken)?;
            let entry = ChainEntry::derive(&claims.jti, claims.counter, &previous);
            Some(ChainLink { previous, entry })
        } else {
            None
        };
        Ok(Audited { issued: claims.iat, scope: action.scope, counter: claims.counter, chain })
    }
}
