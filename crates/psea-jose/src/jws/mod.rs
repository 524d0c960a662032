//! Compact JWS (RFC 7515) with the header rules of the profile (§3.2, §3.4).
//!
//! Verifying has two stages, and the types enforce their order. [`UnverifiedJws::parse`] checks
//! everything that needs no key; what it gives shows the `kid` and nothing else.
//! [`UnverifiedJws::verify`] consumes it and, if the signature is good, gives a [`VerifiedJws`],
//! which has the payload. No key conveyed in or referenced by a token is ever used: the caller
//! brings the key that it enrolled under that `kid`.
//!
//! Making one has two stages as well, so that a key elsewhere can sign between them:
//! [`SigningInput::new`], then [`SigningInput::into_compact`].

mod error;
mod header;
mod parse;
mod produce;

pub use error::{JwsError, SignatureError};
pub use header::HeaderRules;
pub use parse::{UnverifiedJws, VerifiedJws};
pub use produce::{SigningInput, protected_header};

/// The one algorithm of the profile (§3.4): ECDSA on P-256 with SHA-256, RFC 7518 §3.4.
pub const ALG: &str = "ES256";
