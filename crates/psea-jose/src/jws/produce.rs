use alloc::string::String;

use sha2::{Digest, Sha256};

use super::ALG;
use crate::base64::url;
use crate::canonical::{CanonicalJson, ObjectWriter};
use crate::es256::Signature;

/// The header that an Attester emits: `alg`, `kid`, `typ`, exactly these, in canonical form
/// (§3.2).
#[must_use]
pub fn protected_header(kid: &str, typ: &str) -> CanonicalJson {
    let mut header = ObjectWriter::with_capacity(48_usize.saturating_add(kid.len()));
    header.string("alg", ALG).string("kid", kid).string("typ", typ);
    header.finish()
}

/// What the key signs: ASCII(BASE64URL(header) "." BASE64URL(payload)) (RFC 7515 §5.1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SigningInput(String);

impl SigningInput {
    /// Encodes a header and a payload.
    #[must_use]
    pub fn new(header: &CanonicalJson, payload: &CanonicalJson) -> Self {
        let (header, payload) = (header.as_octets(), payload.as_octets());
        let octets = header.len().saturating_add(payload.len());
        // Room for the signature too: 1 dot and 86 characters.
        let mut text =
            String::with_capacity(octets.saturating_mul(4).div_ceil(3).saturating_add(92));
        url::encode_onto(header, &mut text);
        text.push('.');
        url::encode_onto(payload, &mut text);
        Self(text)
    }

    /// The message, for a key that hashes it itself.
    #[must_use]
    pub fn octets(&self) -> &[u8] {
        self.0.as_bytes()
    }

    /// SHA-256 of the message, for a key that signs a digest. Never hash it again.
    #[must_use]
    pub fn sha256(&self) -> [u8; 32] {
        Sha256::digest(self.octets()).into()
    }

    /// Appends the signature: the compact serialization.
    #[must_use]
    pub fn into_compact(self, signature: &Signature) -> String {
        let mut token = self.0;
        token.push('.');
        url::encode_onto(signature.as_octets(), &mut token);
        token
    }
}
