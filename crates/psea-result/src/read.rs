//! The consumer's side: from a token to what may be relied on.

use alloc::string::String;

use psea_claims::{Audience, EpochSeconds};
use psea_jose::jws::{HeaderRules, SignatureError, UnverifiedJws, VerifiedJws};

use crate::claims::{ApprovalClaims, Envelope, RefusalClaims, ResultClaims};
use crate::error::ResultError;
use crate::keys::{KeyState, PinnedKeys, PinnedState};
use crate::{DEFAULT_MAX_LIFETIME, RESULT_TYP};

/// No result is longer: every claim at its longest, escaped, fits.
const MAX_RESULT: usize = 16_384;

/// Reads results of one Verifier for one party.
#[derive(Clone, Debug)]
pub struct ResultReader {
    iss: Audience<'static>,
    aud: Audience<'static>,
    max_lifetime: u64,
    clock_skew: u64,
}

/// A result that was read: signed by the relied-on Verifier, for this party, and at its time.
///
/// Made by [`ResultReader`] alone.
///
/// ```compile_fail,E0451
/// # fn claims() -> psea_result::ApprovalClaims { unimplemented!() }
/// let forged = psea_result::Verified { claims: claims(), kid: String::new() };
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified<C> {
    claims: C,
    kid: String,
}

impl<C> Verified<C> {
    /// What it says.
    #[must_use]
    pub const fn claims(&self) -> &C {
        &self.claims
    }

    /// The key that signed it.
    #[must_use]
    pub fn kid(&self) -> &str {
        &self.kid
    }
}

/// What was read: one of two types that have nothing in common.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum VerifiedResult {
    /// The action was approved.
    Approval(Verified<ApprovalClaims>),
    /// It was not.
    Refusal(Verified<RefusalClaims>),
}

impl ResultReader {
    /// A reader for the party `aud`, of results of the Verifier `iss`. Lifetimes up to
    /// [`DEFAULT_MAX_LIFETIME`], clocks that agree.
    #[must_use]
    pub const fn new(iss: Audience<'static>, aud: Audience<'static>) -> Self {
        Self { iss, aud, max_lifetime: DEFAULT_MAX_LIFETIME, clock_skew: 0 }
    }

    /// The longest admitted lifetime, in seconds.
    #[must_use]
    pub const fn max_lifetime(mut self, seconds: u64) -> Self {
        self.max_lifetime = seconds;
        self
    }

    /// By how much the Verifier's clock and this party's may differ, in seconds; at most 60.
    #[must_use]
    pub const fn clock_skew(mut self, seconds: u64) -> Self {
        self.clock_skew = if seconds > 60 { 60 } else { seconds };
        self
    }

    /// The Verifier whose results are relied on.
    #[must_use]
    pub const fn iss(&self) -> &Audience<'static> {
        &self.iss
    }

    /// The party that reads.
    #[must_use]
    pub const fn aud(&self) -> &Audience<'static> {
        &self.aud
    }

    /// Reads a result that is to be acted on now.
    ///
    /// # Errors
    ///
    /// The first defect, in the order size, token and header, key, signature, claim set, `iss`,
    /// `aud`, freshness. Nothing of the token may be used then.
    pub fn read(
        &self,
        token: &str,
        keys: &PinnedKeys,
        now: EpochSeconds,
    ) -> Result<VerifiedResult, ResultError> {
        let (claims, kid) = self.open(token, keys, now, &live)?;
        self.require_fresh(claims.envelope(), now)?;
        Ok(verified(claims, kid))
    }

    /// Reads a result that completes what the reader itself began: an approval's end does not
    /// matter then, because nothing new follows from it. A refusal must be fresh.
    ///
    /// For an Attester that takes note of an acceptance late. Never to execute anything.
    ///
    /// # Errors
    ///
    /// As [`read`](Self::read), without [`ResultError::Expired`] of an approval.
    pub fn read_late(
        &self,
        token: &str,
        keys: &PinnedKeys,
        now: EpochSeconds,
    ) -> Result<VerifiedResult, ResultError> {
        let (claims, kid) = self.open(token, keys, now, &live)?;
        let envelope = claims.envelope();
        let judged_at = match &claims {
            ResultClaims::Approval(_) if envelope.iat < now => envelope.iat,
            _ => now,
        };
        self.require_fresh(envelope, judged_at)?;
        Ok(verified(claims, kid))
    }

    /// Reads a result from a ledger that recorded it at `recorded`: a time that the ledger vouches
    /// for, not one that the result states.
    ///
    /// A result that a key signed before it was revoked still says what it said; one that was
    /// recorded later does not.
    ///
    /// # Errors
    ///
    /// As [`read`](Self::read), with freshness judged at `recorded`.
    pub fn read_recorded(
        &self,
        token: &str,
        keys: &PinnedKeys,
        recorded: EpochSeconds,
    ) -> Result<VerifiedResult, ResultError> {
        let (claims, kid) = self.open(token, keys, recorded, &|state| match state {
            PinnedState::Trusted(KeyState::Announced) => Err(ResultError::KeyNotActive),
            PinnedState::Trusted(_) => Ok(()),
            PinnedState::Revoked { at } if recorded < at => Ok(()),
            PinnedState::Revoked { at } => Err(ResultError::KeyRevoked { at }),
        })?;
        self.require_fresh(claims.envelope(), recorded)?;
        Ok(verified(claims, kid))
    }

    fn open(
        &self,
        token: &str,
        keys: &PinnedKeys,
        now: EpochSeconds,
        admit: &dyn Fn(PinnedState) -> Result<(), ResultError>,
    ) -> Result<(ResultClaims, String), ResultError> {
        if token.len() > MAX_RESULT {
            return Err(ResultError::TooLarge { limit: MAX_RESULT });
        }
        let rules = HeaderRules::new(RESULT_TYP).closed();
        let token = UnverifiedJws::parse(token, &rules)?;
        let Some((key, state)) = keys.find(token.kid()) else {
            return Err(ResultError::KeyUnknown { refresh: keys.ask(now) });
        };
        admit(state)?;
        let token: VerifiedJws = token.verify(key).map_err(|error| match error {
            SignatureError::Malformed => ResultError::SignatureMalformed,
            _ => ResultError::SignatureInvalid,
        })?;
        let claims = ResultClaims::parse_unverified(token.payload())?;
        let envelope = claims.envelope();
        if envelope.iss != self.iss {
            return Err(ResultError::IssuerMismatch);
        }
        if envelope.aud != self.aud {
            return Err(ResultError::AudienceMismatch);
        }
        Ok((claims, token.kid().into()))
    }

    fn require_fresh(&self, envelope: &Envelope, now: EpochSeconds) -> Result<(), ResultError> {
        let (iat, exp) = (envelope.iat, envelope.exp);
        if exp.get().saturating_add(self.clock_skew) <= now.get() {
            return Err(ResultError::Expired { exp, now });
        }
        if iat.get() > now.get().saturating_add(self.clock_skew) {
            return Err(ResultError::IssuedInFuture { iat, now });
        }
        let lifetime = exp.get().checked_sub(iat.get()).filter(|lifetime| *lifetime > 0);
        if lifetime.is_none_or(|lifetime| lifetime > self.max_lifetime) {
            return Err(ResultError::Lifetime { max_lifetime: self.max_lifetime });
        }
        Ok(())
    }
}

/// Which keys count for what is acted on now.
fn live(state: PinnedState) -> Result<(), ResultError> {
    match state {
        PinnedState::Trusted(KeyState::Announced) => Err(ResultError::KeyNotActive),
        PinnedState::Trusted(_) => Ok(()),
        // Whoever has the key can date a result as they like.
        PinnedState::Revoked { at } => Err(ResultError::KeyRevoked { at }),
    }
}

fn verified(claims: ResultClaims, kid: String) -> VerifiedResult {
    match claims {
        ResultClaims::Approval(claims) => VerifiedResult::Approval(Verified { claims, kid }),
        ResultClaims::Refusal(claims) => VerifiedResult::Refusal(Verified { claims, kid }),
    }
}
