//! The PSEA claim set as a closed, typed model, for both wire revisions.
//!
//! * [`Claims`] is the payload of a proof (§3.5). [`Claims::parse`] reads it from the octets that
//!   a signature covers, [`Claims::to_canonical`] writes the form that an Attester signs. Nothing
//!   that is not declared can be represented; a claim of the wrong revision cannot either.
//! * The newtypes ([`Jti`], [`Counter`], [`PayloadHash`], …) hold values that satisfy the claim's
//!   constraint. Lengths of text count Unicode code points.
//! * [`Ueid`], [`ActionPayload`], [`SignalReport`], [`UserHash`] and [`ChainEntry`] are the
//!   derivations (§2, §3.5, §3.8, §3.12).
//! * [`TransportBody`] is what travels beside a proof (§3.6). Only the proof is signed.
//! * [`Outcome`] is all that an Attester is told about a refusal (§6.4.4).
//!
//! The crate performs no I/O, reads no clock and keeps no state. It is `no_std` with `alloc`.
//!
//! Section numbers are those of draft-yossif-psea-03 unless an RFC is named.

#![no_std]
#![cfg_attr(docsrs, feature(doc_cfg))]
#![warn(clippy::arithmetic_side_effects)]

extern crate alloc;
#[cfg(any(test, feature = "std"))]
extern crate std;

mod action;
mod assurance;
mod chain;
mod claims;
#[cfg(feature = "serde")]
mod finite;
mod hash;
mod limits;
mod number;
mod outcome;
mod revision;
mod scope;
mod shared;
mod text;
mod transport;
mod ueid;
mod user_hash;
mod uv_gate;

pub use action::{ActionError, ActionPayload, SignalReport};
pub use assurance::{Durability, UvAnchor};
pub use chain::ChainEntry;
pub use claims::{ClaimError, ClaimName, ClaimRules, Claims, Profile, Submods, UserVerification};
pub use hash::{ContextHash, PayloadHash, SignalsHash};
pub use limits::Limits;
pub use number::{Counter, EpochSeconds};
pub use outcome::Outcome;
pub use revision::{Revision, Revisions};
pub use scope::{CounterScope, JsonPointer, PointerError, ScopePolicy};
pub use text::{
    Audience, CallerPackage, DeviceId, Issuer, Jti, Nonce, Operation, SdkVersion, TextError, Tier,
    UvMethod,
};
pub use transport::{BodyError, TransportBody, TransportBodyBuilder};
pub use ueid::Ueid;
pub use user_hash::{UserHash, UserHashSalt};
pub use uv_gate::UvGate;

/// The `typ` of a proof (§3.2).
pub const PROOF_TYP: &str = "psea-proof+jwt";

/// The media type of a proof.
pub const PROOF_MEDIA_TYPE: &str = "application/psea+jwt";

/// The `psea_proof_version` of both revisions (§3.5).
pub const PROOF_VERSION: &str = "1";
