//! Attestation Results (§3.13.3, B.3): what a Verifier says of a submission, signed, so that a
//! relying party or the Attester in another process can rely on it.
//!
//! The format is written down in `docs/result-format.md`. In short: a compact JWS, ES256, whose
//! header has exactly `alg`, `kid` and `typ` = `psea-ack+jwt`, over a closed claim set in canonical
//! form.
//!
//! * [`ApprovalClaims`] and [`RefusalClaims`] are the two claim sets. They share no member beside
//!   the envelope, and no type here is both: nothing that says no can be read as yes.
//! * [`sign_approval`] and [`sign_refusal`] make results, with any [`Es256Signer`].
//! * [`ResultReader`] reads them: by the keys that a consumer [pinned](PinnedKeys), for its own
//!   `aud`, at its own time. What it gives, [`Verified`], is made by nothing else.
//! * [`KeySet`] is the Verifier's side of the keys: announced, active, retired or revoked, and
//!   published as a JWK set.
//!
//! The crate performs no I/O, reads no clock and keeps no state. It is `no_std` with `alloc`.
//!
//! Section numbers are those of draft-yossif-psea-03 unless an RFC is named.
//!
//! [`Es256Signer`]: psea_jose::es256::Es256Signer

#![no_std]
#![cfg_attr(docsrs, feature(doc_cfg))]
#![warn(clippy::arithmetic_side_effects)]

extern crate alloc;
#[cfg(any(test, feature = "std"))]
extern crate std;

mod claims;
mod error;
mod keys;
mod read;
mod sign;

pub use claims::{
    ApprovalClaims, Envelope, ProofHash, RefusalClaims, RefusalOutcome, ResultClaimName,
    ResultClaims,
};
pub use error::{ResultClaimError, ResultError};
pub use keys::{
    KeySet, KeySetError, KeySetKey, KeyState, Metadata, MetadataError, PinnedKeys, PinsError,
    Refresh, RefreshPacer,
};
pub use read::{ResultReader, Verified, VerifiedResult};
pub use sign::{SignedResult, sign_approval, sign_refusal};

/// The `typ` of a result, never that of a proof (§3.13.3).
pub const RESULT_TYP: &str = "psea-ack+jwt";

/// The `psea_ack_version` of this format.
pub const RESULT_VERSION: &str = "1";

/// How long a result lives if its maker says nothing else, in seconds.
pub const DEFAULT_LIFETIME: u64 = 60;

/// The longest lifetime that a consumer admits if it says nothing else, in seconds.
pub const DEFAULT_MAX_LIFETIME: u64 = 300;
