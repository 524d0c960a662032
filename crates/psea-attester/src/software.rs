//! A key in memory, **for development and tests only**.
//!
//! It is not hardware, anyone who can read the process can copy it, and its user verification is
//! a callback's word. A Verifier sees it as *asserted* at best; enroll it with
//! [`UvGate::Unknown`] and never for an operation that matters.

use std::fmt;

use psea_claims::{UvGate, UvMethod};
use psea_jose::es256::{Es256Signer as _, KeyError as BadKey, P256Signer, PublicKey, Signature};
use psea_jose::jws::SigningInput;

use crate::key::{HardwareKey, KeyError, Prompt, UserVerified};

/// Asks whoever sits there. True: yes.
pub type Presence = dyn Fn(&Prompt<'_>) -> bool + Send + Sync;

/// A P-256 key in memory. **Development only**: it proves nothing about a human.
pub struct SoftwareKey {
    signer: P256Signer,
    presence: Box<Presence>,
}

impl SoftwareKey {
    /// Takes a private scalar of 32 octets, and a callback that stands in for the user
    /// verification.
    ///
    /// # Errors
    ///
    /// If the scalar is out of range.
    pub fn for_development(
        scalar: &[u8; 32],
        presence: impl Fn(&Prompt<'_>) -> bool + Send + Sync + 'static,
    ) -> Result<Self, BadKey> {
        Ok(Self { signer: P256Signer::from_scalar(scalar)?, presence: Box::new(presence) })
    }
}

impl fmt::Debug for SoftwareKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SoftwareKey(DEVELOPMENT ONLY, {:?})", self.signer.public_key())
    }
}

impl HardwareKey for SoftwareKey {
    fn public_key(&self) -> &PublicKey {
        self.signer.public_key()
    }

    /// Nothing attests anything here.
    fn uv_gate(&self) -> UvGate {
        UvGate::Unknown
    }

    fn verify_user(&self, prompt: &Prompt<'_>) -> Result<Box<dyn UserVerified + '_>, KeyError> {
        if !(self.presence)(prompt) {
            return Err(KeyError::Declined);
        }
        Ok(Box::new(Once { signer: &self.signer }))
    }
}

#[derive(Debug)]
struct Once<'k> {
    signer: &'k P256Signer,
}

impl UserVerified for Once<'_> {
    /// A word that no hardware uses, so that a log shows what made the proof.
    fn method(&self) -> UvMethod<'static> {
        UvMethod::software()
    }

    fn sign(self: Box<Self>, input: &SigningInput) -> Result<Signature, KeyError> {
        self.signer.sign(input.octets()).map_err(|error| KeyError::Hardware(Box::new(error)))
    }
}
