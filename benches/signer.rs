use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair};
use psea::jose::es256::{Es256Signer as _, P256Signer, PublicKey, Signature};

use crate::Failure;

/// Signs as quickly as it can be done, so that a million proofs are made in a minute.
#[derive(Debug)]
pub struct FastSigner {
    pair: EcdsaKeyPair,
    public: PublicKey,
}

impl FastSigner {
    /// A key of 32 octets, big-endian.
    ///
    /// # Errors
    ///
    /// If it is none.
    pub fn new(scalar: &[u8; 32]) -> Result<Self, Failure> {
        let public = *P256Signer::from_scalar(scalar)?.public_key();
        let pair = EcdsaKeyPair::from_private_key_and_public_key(
            &ECDSA_P256_SHA256_FIXED_SIGNING,
            scalar,
            public.as_sec1(),
        )
        .map_err(|error| error.to_string())?;
        Ok(Self { pair, public })
    }

    /// The public half.
    #[must_use]
    pub const fn public_key(&self) -> &PublicKey {
        &self.public
    }

    /// Signs SHA-256 of `message`.
    ///
    /// # Errors
    ///
    /// If the system has no randomness.
    pub fn sign(&self, message: &[u8]) -> Result<Signature, Failure> {
        let signature = self.pair.sign(&SystemRandom::new(), message);
        let signature = signature.map_err(|_| "the key made no signature")?;
        Ok(Signature::from_octets(signature.as_ref())?)
    }
}
