use alloc::sync::Arc;
use core::fmt;

use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::signature::hazmat::PrehashVerifier as _;
use zeroize::Zeroizing;

use super::{
    BackendError, Es256Backend, Es256Signer, KeyError, Message, PreparedKey, PublicKey, SignError,
    Signature,
};

/// ES256 by the `p256` crate: pure Rust, on every target.
#[derive(Clone, Copy, Debug, Default)]
pub struct P256Backend;

impl Es256Backend for P256Backend {
    fn name(&self) -> &'static str {
        "p256"
    }

    fn prepare(&self, key: &PublicKey) -> Result<Arc<dyn PreparedKey>, BackendError> {
        let key =
            p256::ecdsa::VerifyingKey::from_sec1_bytes(key.as_sec1()).map_err(|_| BackendError)?;
        Ok(Arc::new(P256Key(key)))
    }
}

#[derive(Debug)]
struct P256Key(p256::ecdsa::VerifyingKey);

impl PreparedKey for P256Key {
    fn verify(&self, message: &Message<'_>, signature: &Signature) -> bool {
        p256::ecdsa::Signature::from_slice(signature.as_octets())
            .is_ok_and(|signature| self.0.verify_prehash(message.sha256(), &signature).is_ok())
    }
}

/// A P-256 private key in memory; signs deterministically (RFC 6979).
///
/// Zeroised when dropped. It proves nothing about a human: use it for servers' own keys, for
/// tests and for development.
pub struct P256Signer {
    secret: p256::ecdsa::SigningKey,
    public: PublicKey,
}

impl P256Signer {
    /// Takes a private scalar: 32 octets, big-endian, in [1, n − 1].
    ///
    /// For a new key, 32 octets from the operating system's random source: all but one in 2^32
    /// are in range, so try again on an error.
    ///
    /// # Errors
    ///
    /// [`KeyError::PrivateScalar`] if it is out of range.
    pub fn from_scalar(scalar: &[u8; 32]) -> Result<Self, KeyError> {
        let secret =
            p256::ecdsa::SigningKey::from_slice(scalar).map_err(|_| KeyError::PrivateScalar)?;
        let point = secret.verifying_key().to_sec1_point(false);
        let public = PublicKey::from_sec1(point.as_bytes())?;
        Ok(Self { secret, public })
    }

    /// The private scalar, for keeping it: 32 octets, big-endian, zeroised when dropped.
    #[must_use]
    pub fn to_scalar(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(self.secret.to_bytes().into())
    }
}

impl Es256Signer for P256Signer {
    fn public_key(&self) -> &PublicKey {
        &self.public
    }

    fn sign(&self, message: &[u8]) -> Result<Signature, SignError> {
        let signature: p256::ecdsa::Signature =
            self.secret.try_sign(message).map_err(|_| SignError)?;
        Signature::from_octets(&signature.to_bytes()).map_err(|_| SignError)
    }
}

impl fmt::Debug for P256Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("P256Signer").field("public", &self.public).finish_non_exhaustive()
    }
}
