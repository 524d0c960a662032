//! The payload of a proof (§3.5).

mod error;
mod name;
mod parse;
mod write;

pub use error::ClaimError;
pub use name::ClaimName;
pub use parse::ClaimRules;

use alloc::borrow::Cow;

use psea_jose::canonical::CanonicalJson;

use crate::{
    Audience, CallerPackage, ChainEntry, Counter, EpochSeconds, Issuer, Jti, Nonce, Operation,
    PayloadHash, Revision, SdkVersion, SignalsHash, Tier, Ueid, UserHash, UvMethod,
};

/// The claim set of a proof: closed, and each claim satisfying its constraint.
///
/// Borrows its text from the payload where it was parsed from one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claims<'a> {
    /// `jti`: the action id.
    pub jti: Jti<'a>,
    /// `aud`: the Verifier.
    pub aud: Audience<'a>,
    /// `iss`: the tenant or deployment.
    pub iss: Issuer<'a>,
    /// `iat`: when it was signed.
    pub iat: EpochSeconds,
    /// `exp`: until when it may be appraised.
    pub exp: EpochSeconds,
    /// `ueid`: the device.
    pub ueid: Ueid,
    /// `eat_profile`, and the claim that exists only in one revision.
    pub profile: Profile,
    /// `psea_tier`: the assurance tier, opaque.
    pub tier: Tier<'a>,
    /// `psea_op`: the operation, opaque.
    pub op: Operation<'a>,
    /// `psea_counter`: strictly increasing per scope.
    pub counter: Counter,
    /// `psea_payload_hash`: the action.
    pub payload_hash: PayloadHash,
    /// `psea_uv`: the user verification.
    pub uv: UserVerification<'a>,
    /// `eat_nonce`: the Verifier's challenge.
    pub nonce: Option<Nonce<'a>>,
    /// `submods`: what the device says of its state.
    pub submods: Option<Submods>,
    /// `psea_chain_prev`: the previous accepted proof.
    pub chain_prev: Option<ChainEntry>,
    /// `psea_caller_package`: the calling application.
    pub caller_package: Option<CallerPackage<'a>>,
    /// `psea_sdk_version`: the Attester's software.
    pub sdk_version: Option<SdkVersion<'a>>,
    /// `psea_user_hash`: for audit alone, never an input to a decision (§3.8).
    pub user_hash: Option<UserHash>,
    /// `psea_chain_pending`: opaque, not appraised.
    pub chain_pending: Option<CanonicalJson>,
    /// `psea_last_confirmed_head`: opaque, not appraised.
    pub last_confirmed_head: Option<CanonicalJson>,
    /// `psea_rp_context_hash`: appraised where a deployment binds a request context.
    pub rp_context_hash: Option<CanonicalJson>,
}

/// The revision of a proof, with what only that revision can say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Profile {
    /// Revision -02.
    Draft02,
    /// Revision -03.
    Draft03 {
        /// `psea_signals_hash`: the signal report that the proof commits to.
        signals_hash: Option<SignalsHash>,
    },
}

impl Profile {
    /// Which revision it is.
    #[must_use]
    pub const fn revision(&self) -> Revision {
        match self {
            Self::Draft02 => Revision::Draft02,
            Self::Draft03 { .. } => Revision::Draft03,
        }
    }

    /// `psea_signals_hash`, where the revision has it and the proof carries it.
    #[must_use]
    pub const fn signals_hash(&self) -> Option<&SignalsHash> {
        match self {
            Self::Draft03 { signals_hash: Some(hash) } => Some(hash),
            _ => None,
        }
    }
}

/// `psea_uv` (§3.7.1): whether and how the user was verified for this one signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserVerification<'a> {
    verified: bool,
    method: UvMethod<'a>,
    /// The whole object, where it has further members: the schema does not close it.
    extended: Option<CanonicalJson>,
}

impl<'a> UserVerification<'a> {
    /// A verification that took place.
    #[must_use]
    pub const fn performed(method: UvMethod<'a>) -> Self {
        Self { verified: true, method, extended: None }
    }

    /// `verified`: whether the user was verified.
    #[must_use]
    pub const fn is_verified(&self) -> bool {
        self.verified
    }

    /// `method`: how.
    #[must_use]
    pub const fn method(&self) -> &UvMethod<'a> {
        &self.method
    }

    /// The claim's whole object, where it has members beside `verified` and `method`.
    #[must_use]
    pub const fn extended(&self) -> Option<&CanonicalJson> {
        self.extended.as_ref()
    }
}

/// `submods` (§3.5): nothing but the submodule `psea-device-state`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Submods {
    device_state: Option<CanonicalJson>,
}

impl Submods {
    /// With a device state, which must be an object.
    #[must_use]
    pub fn with_device_state(device_state: CanonicalJson) -> Option<Self> {
        device_state.is_object().then_some(Self { device_state: Some(device_state) })
    }

    /// `psea-device-state`: opaque.
    #[must_use]
    pub const fn device_state(&self) -> Option<&CanonicalJson> {
        self.device_state.as_ref()
    }
}

fn text<'a>(content: psea_jose::json::Text<'a>) -> Cow<'a, str> {
    content.to_cow()
}
