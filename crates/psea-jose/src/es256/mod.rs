//! ES256: ECDSA on P-256 with SHA-256 (§3.4; RFC 7518 §3.4).
//!
//! [`PublicKey`] and [`Signature`] are data that has been checked: a point of the curve, two
//! integers in range. [`Es256Backend`] is where a cryptographic library comes in; a
//! [`VerifyingKey`] is a public key prepared by one, once, at enrollment. [`P256Backend`] is
//! always there; the feature `aws-lc-rs` adds `AwsLcBackend`, which is what servers should pass.
//! [`Es256Signer`] is the signing side for keys in software; hardware keys have
//! their own trait in the attester crate, because they verify a user first.

#[cfg(feature = "aws-lc-rs")]
mod aws_lc_backend;
mod backend;
mod jwk;
mod message;
mod p256_backend;
mod public_key;
mod signature;

#[cfg(feature = "aws-lc-rs")]
pub use aws_lc_backend::AwsLcBackend;
pub use backend::{BackendError, Es256Backend, Es256Signer, PreparedKey, SignError, VerifyingKey};
pub use message::Message;
pub use p256_backend::{P256Backend, P256Signer};
pub use public_key::{KeyError, PublicKey};
pub use signature::Signature;
