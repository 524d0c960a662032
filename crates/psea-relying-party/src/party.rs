use std::sync::Arc;

use psea_claims::{ActionPayload, Audience, EpochSeconds};
use psea_result::{ApprovalClaims, DEFAULT_MAX_LIFETIME, PinnedKeys, ResultReader, VerifiedResult};

use crate::asked::Asked;
use crate::authorized::Authorized;
use crate::error::AuthorizeError;
use crate::one_time::{ApprovalId, OneTime, Use};
use crate::principal::Concurrence;

/// A party that executes what a Verifier approved.
///
/// Cheap to clone; clones share the store of used approvals.
#[derive(Clone, Debug)]
pub struct RelyingParty {
    reader: ResultReader,
    clock_skew: u64,
    max_lifetime: u64,
    one_time: Arc<dyn OneTime>,
}

impl RelyingParty {
    /// A party `aud` that relies on the Verifier `iss`. Clocks that agree, results that live up to
    /// 300 s.
    #[must_use]
    pub fn new(iss: Audience<'static>, aud: Audience<'static>, one_time: Arc<dyn OneTime>) -> Self {
        Self {
            reader: ResultReader::new(iss, aud),
            clock_skew: 0,
            max_lifetime: DEFAULT_MAX_LIFETIME,
            one_time,
        }
    }

    /// By how much the Verifier's clock and this party's may differ, in seconds; at most 60.
    #[must_use]
    pub fn clock_skew(mut self, seconds: u64) -> Self {
        self.clock_skew = seconds.min(60);
        self.reader = self.reader.clock_skew(self.clock_skew);
        self
    }

    /// The longest admitted lifetime of a result, in seconds.
    #[must_use]
    pub fn max_lifetime(mut self, seconds: u64) -> Self {
        self.max_lifetime = seconds;
        self.reader = self.reader.max_lifetime(seconds);
        self
    }

    /// Gates the execution of `action`, JSON as this party received it, on `result`.
    ///
    /// What is given back is used up by executing it; so is the approval, from now on: to ask for
    /// the same again is [`AuthorizeError::AlreadyUsed`], though nothing was executed.
    ///
    /// # Errors
    ///
    /// The first of: the result is not to be relied on, says no, is for another operation or tier,
    /// is weaker than asked for, is for another action, or was used. Only where all else holds is it
    /// used up.
    pub fn authorize(
        &self,
        result: &str,
        keys: &PinnedKeys,
        asked: &Asked,
        action: &[u8],
        now: EpochSeconds,
    ) -> Result<Authorized, AuthorizeError> {
        self.authorize_concurring(result, keys, asked, action, now, |_| Concurrence::Authorised)
    }

    /// As [`authorize`](Self::authorize), beside a standing grant: `principals` compares whom this
    /// party takes the approval's device for with the grant's holder, best with
    /// [`concur`](crate::concur).
    ///
    /// It is asked before the approval is used up, so that whoever got hold of somebody else's
    /// result cannot spend it under a grant of their own.
    ///
    /// # Errors
    ///
    /// As [`authorize`](Self::authorize); [`AuthorizeError::PrincipalsDiverge`] or
    /// [`AuthorizeError::PrincipalsUnresolved`] where the answer is another than
    /// [`Concurrence::Authorised`].
    pub fn authorize_concurring(
        &self,
        result: &str,
        keys: &PinnedKeys,
        asked: &Asked,
        action: &[u8],
        now: EpochSeconds,
        principals: impl FnOnce(&ApprovalClaims) -> Concurrence,
    ) -> Result<Authorized, AuthorizeError> {
        let approval = match self.reader.read(result, keys, now)? {
            VerifiedResult::Approval(approval) => approval,
            VerifiedResult::Refusal(refusal) => {
                return Err(AuthorizeError::Refused(refusal.claims().outcome.outcome()));
            }
        };
        let claims = approval.claims();
        if claims.op != asked.op {
            return Err(AuthorizeError::OperationMismatch);
        }
        if claims.tier != asked.tier {
            return Err(AuthorizeError::TierMismatch);
        }
        if !asked.admits(claims.uv_anchor) {
            return Err(AuthorizeError::UvUnattested);
        }
        if claims.durability < asked.least {
            let (kept, asked) = (claims.durability, asked.least);
            return Err(AuthorizeError::DurabilityBelow { kept, asked });
        }
        // §2: what is hashed is what is executed, and nothing that was parsed elsewhere.
        let action = ActionPayload::parse(action)?;
        if action.hash() != claims.payload_hash {
            return Err(AuthorizeError::ActionMismatch);
        }
        match principals(claims) {
            Concurrence::Authorised => {}
            Concurrence::Refused => return Err(AuthorizeError::PrincipalsDiverge),
            Concurrence::Indeterminate => return Err(AuthorizeError::PrincipalsUnresolved),
        }
        // Another result of the same approval has the same `iat` and may end later than this one.
        let last = claims.envelope.iat.saturating_add(self.max_lifetime);
        let until = last.saturating_add(self.clock_skew);
        let approval = ApprovalId {
            verifier: self.reader.iss(),
            ueid: &claims.ueid,
            proof_jti: &claims.proof_jti,
        };
        match self.one_time.take(&approval, until, now)? {
            Use::First => Ok(Authorized::of(action, claims.clone())),
            Use::Again => Err(AuthorizeError::AlreadyUsed),
        }
    }
}
