use alloc::sync::Arc;
use core::fmt;

use super::{Message, PublicKey, Signature};
use crate::jws::SignatureError;

/// A cryptographic library that can verify ES256.
///
/// Given as an argument where keys are enrolled or loaded; never global, never chosen by a
/// feature.
pub trait Es256Backend: fmt::Debug + Send + Sync {
    /// A short name for logs, e.g. `p256`.
    fn name(&self) -> &'static str;

    /// Brings a key into the library's own form, once.
    ///
    /// # Errors
    ///
    /// If the library cannot use the key.
    fn prepare(&self, key: &PublicKey) -> Result<Arc<dyn PreparedKey>, BackendError>;
}

/// A public key in a library's own form.
pub trait PreparedKey: fmt::Debug + Send + Sync {
    /// Whether `signature` is this key's over SHA-256 of `message`. High `s` is valid.
    ///
    /// A library that takes a digest is given [`Message::sha256`], so that nothing is hashed twice;
    /// one that does not hashes [`Message::octets`] itself.
    fn verify(&self, message: &Message<'_>, signature: &Signature) -> bool;
}

/// The cryptographic library could not use a key. It says no more: details of a library's
/// refusal help nobody but an attacker.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the cryptographic library cannot use this key")]
pub struct BackendError;

/// A public key, prepared for verification.
///
/// Cloning shares the prepared form.
#[derive(Clone)]
pub struct VerifyingKey {
    public: PublicKey,
    prepared: Arc<dyn PreparedKey>,
}

impl VerifyingKey {
    /// Prepares `public` with `backend`.
    ///
    /// # Errors
    ///
    /// If the library cannot use the key.
    pub fn new(public: PublicKey, backend: &dyn Es256Backend) -> Result<Self, BackendError> {
        let prepared = backend.prepare(&public)?;
        Ok(Self { public, prepared })
    }

    /// The key itself.
    #[must_use]
    pub const fn public(&self) -> &PublicKey {
        &self.public
    }

    /// Verifies `signature` over SHA-256 of `message`.
    ///
    /// # Errors
    ///
    /// [`SignatureError::Invalid`], without a reason.
    pub fn verify(&self, message: &[u8], signature: &Signature) -> Result<(), SignatureError> {
        self.verify_message(&Message::new(message), signature)
    }

    /// As [`verify`](Self::verify), of a message that was hashed before.
    ///
    /// # Errors
    ///
    /// [`SignatureError::Invalid`], without a reason.
    pub fn verify_message(
        &self,
        message: &Message<'_>,
        signature: &Signature,
    ) -> Result<(), SignatureError> {
        if self.prepared.verify(message, signature) { Ok(()) } else { Err(SignatureError::Invalid) }
    }
}

impl fmt::Debug for VerifyingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("VerifyingKey").field(&self.public).finish()
    }
}

/// A private key that signs at once, without a user: for servers, tests and development.
pub trait Es256Signer: fmt::Debug + Send + Sync {
    /// The public half.
    fn public_key(&self) -> &PublicKey;

    /// Signs SHA-256 of `message`.
    ///
    /// # Errors
    ///
    /// If no signature could be made.
    fn sign(&self, message: &[u8]) -> Result<Signature, SignError>;
}

/// No signature was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the key made no signature")]
pub struct SignError;
