use core::fmt;

use crate::jws::SignatureError;

/// The order of the P-256 base point, big-endian (FIPS 186-5, SP 800-186 §3.2.1.3).
const ORDER: [u8; 32] = [
    0xFF, 0xFF, 0xFF, 0xFF, 0x00, 0x00, 0x00, 0x00, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
    0xBC, 0xE6, 0xFA, 0xAD, 0xA7, 0x17, 0x9E, 0x84, 0xF3, 0xB9, 0xCA, 0xC2, 0xFC, 0x63, 0x25, 0x51,
];

/// An ES256 signature: 64 octets r ‖ s, each a 32-octet big-endian integer in [1, n − 1].
///
/// `s` may lie in the upper half: hardware produces both (§3.4). So a signature has a twin that
/// verifies too, and nothing may be keyed on a signature or on a token's hash.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Signature([u8; 64]);

impl Signature {
    /// Takes the 64-octet form, the only one that a JWS carries (RFC 7518 §3.4).
    ///
    /// # Errors
    ///
    /// [`SignatureError::Malformed`] for another length, [`SignatureError::Invalid`] if r or s is
    /// zero or not below the group order.
    pub fn from_octets(octets: &[u8]) -> Result<Self, SignatureError> {
        let octets = <[u8; 64]>::try_from(octets).map_err(|_| SignatureError::Malformed)?;
        let (scalars, _) = octets.as_chunks::<32>();
        let in_range = |scalar: &[u8; 32]| *scalar != [0; 32] && *scalar < ORDER;
        if scalars.iter().all(in_range) { Ok(Self(octets)) } else { Err(SignatureError::Invalid) }
    }

    /// Takes the DER form (`ECDSA-Sig-Value`) that many hardware interfaces return.
    ///
    /// For the producing side alone: in a JWS the DER form is refused.
    ///
    /// # Errors
    ///
    /// [`SignatureError::Malformed`] if it is not strict DER of two integers of up to 256 bits,
    /// [`SignatureError::Invalid`] if r or s is out of range.
    pub fn from_der(der: &[u8]) -> Result<Self, SignatureError> {
        let signature =
            p256::ecdsa::DerSignature::from_bytes(der).map_err(|_| SignatureError::Malformed)?;
        let signature =
            p256::ecdsa::Signature::try_from(signature).map_err(|_| SignatureError::Invalid)?;
        Self::from_octets(&signature.to_bytes())
    }

    /// The other signature that verifies wherever this one does: r ‖ (n − s).
    ///
    /// Anyone can make it without the key. It serves to recognise a token whose signature was
    /// replaced by its twin on the way.
    #[must_use]
    pub fn twin(&self) -> Self {
        let mut octets = self.0;
        let (_, s) = octets.split_at_mut(32);
        let mut borrow = false;
        for (digit, order) in s.iter_mut().zip(ORDER).rev() {
            let (difference, first) = order.overflowing_sub(*digit);
            let (difference, second) = difference.overflowing_sub(u8::from(borrow));
            *digit = difference;
            borrow = first || second;
        }
        Self(octets)
    }

    /// r ‖ s.
    #[must_use]
    pub const fn as_octets(&self) -> &[u8; 64] {
        &self.0
    }
}

impl fmt::Debug for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Signature({})", crate::base64::url::encode(&self.0))
    }
}
