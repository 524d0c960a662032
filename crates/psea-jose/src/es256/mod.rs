//! ES256: ECDSA on P-256 with SHA-256 (§3.4; RFC 7518 §3.4).
//!
//! [`PublicKey`] and [`Signature`] are data that has been checked: a point of the curve, two
//! integers in range. [`Es256Backend`] is where a cryptographic library comes in; a
//! [`VerifyingKey`] is a public key prepared by one, once, at enrollment. [`P256Backend`] is
//! always there. [`Es256Signer`] is the signing side for keys in software; hardware keys have
//! their own trait in the attester crate, because they verify a user first.

mod backend;
mod jwk;
mod p256_backend;
mod public_key;
mod signature;

pub use backend::{BackendError, Es256Backend, Es256Signer, PreparedKey, SignError, VerifyingKey};
pub use p256_backend::{P256Backend, P256Signer};
pub use public_key::{KeyError, PublicKey};
pub use signature::Signature;
