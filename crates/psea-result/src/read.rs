//! The consumer's side: from a token to what may be relied on.

use alloc::string::String;

use psea_claims::{Audience, EpochSeconds};
use psea_jose::jws::{HeaderRules, SignatureError, UnverifiedJws, VerifiedJws};

use crate::claims::{ApprovalClaims, Envelope, RefusalClaims, ResultClaims};
use crate::error::ResultError;
use crate::keys::{PinnedKeys, PinnedState, Use};
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
/// fn forge(claims: psea_result::ApprovalClaims) {
///     let forged = psea_result::Verified { claims, kid: String::new() };
/// }
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
        let opened = self.open(token, keys, now, Revocations::All)?;
        opened.require_fresh(self, now)
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
        let opened = self.open(token, keys, now, Revocations::All)?;
        let judged_at = match &opened.claims {
            ResultClaims::Approval(claims) => claims.envelope.iat.min(now),
            ResultClaims::Refusal(_) => now,
        };
        opened.require_fresh(self, judged_at)
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
        let opened = self.open(token, keys, recorded, Revocations::Until(recorded))?;
        opened.require_fresh(self, recorded)
    }

    fn open(
        &self,
        token: &str,
        keys: &PinnedKeys,
        now: EpochSeconds,
        revocations: Revocations,
    ) -> Result<Opened, ResultError> {
        if token.len() > MAX_RESULT {
            return Err(ResultError::TooLarge { limit: MAX_RESULT });
        }
        let rules = HeaderRules::new(RESULT_TYP).closed();
        let token = UnverifiedJws::parse(token, &rules)?;
        let Some((key, state)) = keys.find(token.kid()) else {
            return Err(ResultError::KeyUnknown { refresh: keys.ask(now) });
        };
        let usable = match state {
            PinnedState::Trusted(usable) => usable,
            PinnedState::Revoked { at } if revocations.count(at) => {
                return Err(ResultError::KeyRevoked { at });
            }
            PinnedState::Revoked { .. } => Use::ALWAYS,
        };
        // A copy of the set says `announced` of a key that is in use by now: so long as the copy
        // itself tells that it can be, a rotation interrupts nobody.
        if let Some(from) = usable.from.filter(|from| now.saturating_add(self.clock_skew) < *from) {
            return Err(ResultError::KeyNotActive { from, refresh: keys.ask(now) });
        }
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
        Ok(Opened { claims, kid: token.kid().into(), until: usable.until })
    }
}

/// Which revocations of a key count.
#[derive(Clone, Copy)]
enum Revocations {
    /// Each: whoever has the key can date a result as they like.
    All,
    /// Those up to a time for which somebody else vouches.
    Until(EpochSeconds),
}

impl Revocations {
    fn count(self, revoked: EpochSeconds) -> bool {
        match self {
            Self::All => true,
            Self::Until(recorded) => revoked <= recorded,
        }
    }
}

/// Signed by the Verifier for this party, and not yet known to be of its time.
struct Opened {
    claims: ResultClaims,
    kid: String,
    /// After which its key signs no more.
    until: Option<EpochSeconds>,
}

impl Opened {
    fn require_fresh(
        self,
        reader: &ResultReader,
        now: EpochSeconds,
    ) -> Result<VerifiedResult, ResultError> {
        let Envelope { iat, exp, .. } = *self.claims.envelope();
        if exp.get().saturating_add(reader.clock_skew) <= now.get() {
            return Err(ResultError::Expired { exp, now });
        }
        if iat.get() > now.get().saturating_add(reader.clock_skew) {
            return Err(ResultError::IssuedInFuture { iat, now });
        }
        let lifetime = exp.get().checked_sub(iat.get()).filter(|lifetime| *lifetime > 0);
        if lifetime.is_none_or(|lifetime| lifetime > reader.max_lifetime) {
            return Err(ResultError::Lifetime { max_lifetime: reader.max_lifetime });
        }
        // What is fresh and dated before the retirement was signed about then: a key that leaks
        // from an old disk later makes nothing that can be acted on.
        if let Some(until) = self.until.filter(|until| iat > *until) {
            return Err(ResultError::KeyRetired { until });
        }
        let kid = self.kid;
        Ok(match self.claims {
            ResultClaims::Approval(claims) => VerifiedResult::Approval(Verified { claims, kid }),
            ResultClaims::Refusal(claims) => VerifiedResult::Refusal(Verified { claims, kid }),
        })
    }
}
