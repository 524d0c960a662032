use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use p256::pkcs8::{Document, SubjectPublicKeyInfoRef};
use sha2::{Digest, Sha256};

use super::jwk;
use crate::base64::{standard, url};
use crate::canonical::CanonicalJson;

/// What stands before the 65 octets of an uncompressed point in a `SubjectPublicKeyInfo` of P-256:
/// two sequences, id-ecPublicKey, prime256v1, and the head of the bit string (RFC 5480 §2).
const SPKI_PREFIX: [u8; 26] = [
    0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01, 0x06, 0x08, 0x2A,
    0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00,
];

/// A P-256 public key: a point of the curve other than infinity, checked when it was taken in.
///
/// Kept in the uncompressed SEC1 form, 65 octets `04 ‖ x ‖ y`.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct PublicKey([u8; 65]);

impl PublicKey {
    /// From the SEC1 form, compressed or not.
    ///
    /// # Errors
    ///
    /// [`KeyError::Point`] if the octets are not a point of P-256.
    pub fn from_sec1(octets: &[u8]) -> Result<Self, KeyError> {
        // SEC1 §2.3.4 knows these forms; the library knows a further one (05, x alone).
        if !matches!(octets, [2..=4, ..]) {
            return Err(KeyError::Point);
        }
        let key = p256::PublicKey::from_sec1_bytes(octets).map_err(|_| KeyError::Point)?;
        Self::from_p256(&key)
    }

    /// From a DER `SubjectPublicKeyInfo` (RFC 5480).
    ///
    /// # Errors
    ///
    /// [`KeyError::Spki`] if it is not one of P-256.
    pub fn from_spki_der(der: &[u8]) -> Result<Self, KeyError> {
        let spki = SubjectPublicKeyInfoRef::try_from(der).map_err(|_| KeyError::Spki)?;
        let point = spki.subject_public_key.as_bytes().ok_or(KeyError::Spki)?;
        p256::PublicKey::try_from(&spki).map_err(|_| KeyError::Spki)?;
        Self::from_sec1(point).map_err(|_| KeyError::Spki)
    }

    /// From a PEM `PUBLIC KEY` block (RFC 7468).
    ///
    /// # Errors
    ///
    /// [`KeyError::Spki`] if it is not one of P-256.
    pub fn from_spki_pem(pem: &str) -> Result<Self, KeyError> {
        let (label, der) = Document::from_pem(pem).map_err(|_| KeyError::Spki)?;
        if label != "PUBLIC KEY" {
            return Err(KeyError::Spki);
        }
        Self::from_spki_der(der.as_bytes())
    }

    /// From a public JWK (RFC 7517; RFC 7518 §6.2.1).
    ///
    /// `use` and `key_ops` are honoured where present: a key meant for something other than
    /// verifying signatures is refused, and so is one that carries its private half.
    ///
    /// # Errors
    ///
    /// Which member is wrong.
    pub fn from_jwk(json: &[u8]) -> Result<Self, KeyError> {
        jwk::parse(json)
    }

    fn from_p256(key: &p256::PublicKey) -> Result<Self, KeyError> {
        use p256::elliptic_curve::sec1::ToSec1Point as _;
        let octets = key.to_sec1_point(false);
        octets.as_bytes().try_into().map(Self).map_err(|_| KeyError::Point)
    }

    /// `04 ‖ x ‖ y`, 65 octets.
    #[must_use]
    pub const fn as_sec1(&self) -> &[u8; 65] {
        &self.0
    }

    fn coordinates(&self) -> (String, String) {
        let half = |range| url::encode(self.0.get(range).unwrap_or_default());
        (half(1..33), half(33..65))
    }

    /// The public JWK with its required members alone, in canonical form.
    #[must_use]
    pub fn to_jwk(&self) -> CanonicalJson {
        let (x, y) = self.coordinates();
        jwk::public(&x, &y)
    }

    /// The DER `SubjectPublicKeyInfo`, with the point uncompressed.
    #[must_use]
    pub fn to_spki_der(&self) -> Vec<u8> {
        [&SPKI_PREFIX[..], &self.0].concat()
    }

    /// RFC 7638 thumbprint: SHA-256 over the canonical JWK, base64url without padding.
    #[must_use]
    pub fn thumbprint(&self) -> String {
        url::encode(&self.to_jwk().sha256())
    }

    /// SHA-256 of the DER `SubjectPublicKeyInfo` in standard base64: the draft's illustrative
    /// choice of `kid` (§3.4).
    #[must_use]
    pub fn spki_kid(&self) -> String {
        standard::encode(&Sha256::digest(self.to_spki_der()))
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({})", self.thumbprint())
    }
}

/// Why a key cannot be taken in.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum KeyError {
    /// The octets are not a point of P-256, or are infinity.
    #[error("not a point of the curve P-256")]
    Point,
    /// Not a `SubjectPublicKeyInfo` of a P-256 key.
    #[error("not a SubjectPublicKeyInfo of a P-256 key (id-ecPublicKey, prime256v1)")]
    Spki,
    /// The JWK is not a strict JSON object.
    #[error("the JWK is not a strict JSON object")]
    JwkJson,
    /// A member of the JWK is absent or has a value that an ES256 key cannot have.
    #[error("the JWK's `{member}` is {problem}")]
    JwkMember {
        /// The member's name.
        member: &'static str,
        /// What is wrong with it.
        problem: &'static str,
    },
    /// A private scalar is zero or not below the group order.
    #[error("the private scalar is out of range")]
    PrivateScalar,
}
