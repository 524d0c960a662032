use alloc::string::String;

use psea_claims::EpochSeconds;
use psea_jose::json::JsonError;
use psea_jose::jws::JwsError;

use crate::claims::ResultClaimName;
use crate::keys::Refresh;

/// Why a signed payload is no claim set of a result.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ResultClaimError {
    /// Not strict JSON.
    #[error("the payload is not strict JSON: {0}")]
    Json(JsonError),
    /// JSON, but no object.
    #[error("the payload is not a JSON object")]
    NotObject,
    /// Not in canonical form.
    #[error("the payload is not in canonical form")]
    NotCanonical,
    /// A claim that a result with this outcome does not have.
    #[error("the claim `{name}` is not declared for this outcome")]
    Unknown {
        /// The first such name, cut to 64 characters.
        name: String,
    },
    /// A required claim is absent.
    #[error("the required claim `{0}` is absent")]
    Missing(ResultClaimName),
    /// A claim has the wrong type, pattern or range.
    #[error("the claim `{claim}` {problem}")]
    Invalid {
        /// Which one.
        claim: ResultClaimName,
        /// What it must be.
        problem: &'static str,
    },
    /// `psea_ack_version` is another string than "1".
    #[error("`psea_ack_version` is not \"1\"")]
    Version,
}

/// Why a result cannot be relied on. Nothing of it may be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ResultError {
    /// Longer than any result is, in octets.
    #[error("the result is longer than {limit} octets")]
    TooLarge {
        /// The limit.
        limit: usize,
    },
    /// Not a compact JWS with the header of a result.
    #[error(transparent)]
    Jws(#[from] JwsError),
    /// No pinned key has its `kid`.
    #[error("no pinned key has the kid of this result: {refresh}")]
    KeyUnknown {
        /// Whether the key set is to be fetched again.
        refresh: Refresh,
    },
    /// The key was announced, and this copy of the key set says that it cannot be in use yet.
    #[error("the key of this result is announced, and not in use before {from}: {refresh}")]
    KeyNotActive {
        /// One cache lifetime after its announcement.
        from: EpochSeconds,
        /// Whether the key set is to be fetched again: an emergency activates a key at once.
        refresh: Refresh,
    },
    /// The key had been retired when the result was issued.
    #[error("the key of this result signs nothing after {until}, and it was issued later")]
    KeyRetired {
        /// One cache lifetime after its retirement.
        until: EpochSeconds,
    },
    /// The key was revoked.
    #[error("the key of this result was revoked at {at}")]
    KeyRevoked {
        /// Since when nothing that it signs counts.
        at: EpochSeconds,
    },
    /// Not 64 octets.
    #[error("the signature is not 64 octets r ‖ s")]
    SignatureMalformed,
    /// Not this key's signature over this token.
    #[error("the signature is invalid")]
    SignatureInvalid,
    /// Signed, and no claim set of a result.
    #[error(transparent)]
    Claims(#[from] ResultClaimError),
    /// `iss` is another Verifier.
    #[error("`iss` is not the Verifier that is relied on")]
    IssuerMismatch,
    /// `aud` is somebody else.
    #[error("`aud` is somebody else: the result was made for another party")]
    AudienceMismatch,
    /// `exp` is past.
    #[error("it expired at {exp}, and now is {now}")]
    Expired {
        /// Its end.
        exp: EpochSeconds,
        /// The reader's time.
        now: EpochSeconds,
    },
    /// `iat` lies ahead.
    #[error("it was issued at {iat}, and now is {now}: one of the clocks is wrong")]
    IssuedInFuture {
        /// Its beginning.
        iat: EpochSeconds,
        /// The reader's time.
        now: EpochSeconds,
    },
    /// `exp` is not after `iat`, or too far after it.
    #[error("its lifetime is not between 1 and {max_lifetime} s")]
    Lifetime {
        /// The longest that is admitted, in seconds.
        max_lifetime: u64,
    },
}

impl ResultError {
    /// The stable code of the format's vectors.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::TooLarge { .. } => "result_too_large",
            Self::Jws(error) => match error {
                JwsError::Alg => "header_alg",
                JwsError::Typ => "header_typ",
                JwsError::Crit => "header_crit",
                JwsError::B64 => "header_b64",
                JwsError::Kid => "header_kid",
                JwsError::Parameter => "header_parameter",
                _ => "result_malformed",
            },
            Self::KeyUnknown { .. } => "key_unknown",
            Self::KeyNotActive { .. } => "key_not_active",
            Self::KeyRetired { .. } => "key_retired",
            Self::KeyRevoked { .. } => "key_revoked",
            Self::SignatureMalformed => "signature_malformed",
            Self::SignatureInvalid => "signature_invalid",
            Self::Claims(error) => match error {
                ResultClaimError::Json(_) | ResultClaimError::NotObject => "payload_malformed",
                ResultClaimError::NotCanonical => "payload_not_canonical",
                ResultClaimError::Unknown { .. } => "claim_unknown",
                ResultClaimError::Missing(_) => "claim_missing",
                ResultClaimError::Invalid { .. } => "claim_invalid",
                ResultClaimError::Version => "version_unsupported",
            },
            Self::IssuerMismatch => "issuer_mismatch",
            Self::AudienceMismatch => "audience_mismatch",
            Self::Expired { .. } => "expired",
            Self::IssuedInFuture { .. } => "issued_in_future",
            Self::Lifetime { .. } => "lifetime_exceeded",
        }
    }
}
