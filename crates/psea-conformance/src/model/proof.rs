//! A proof that is not octet for octet the expected one.
//!
//! ECDSA signatures are not unique: a signer that draws its nonces at random is right as well. Its
//! proof passes when it carries the expected header and payload and verifies under the vector's key.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use p256::ecdsa::{Signature, VerifyingKey, signature::Verifier};

use super::{AttestVector, Jwk};

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum WrongProof {
    #[error("not three base64url segments")]
    Segments,
    #[error("its header is another one")]
    Header,
    #[error("its payload is another one")]
    Payload,
    #[error("its signature does not verify under the vector's key")]
    Signature,
}

pub(super) fn check(proof: &str, vector: &AttestVector) -> Result<(), WrongProof> {
    let (signed, signature) = proof.rsplit_once('.').ok_or(WrongProof::Segments)?;
    let (header, payload) = signed.split_once('.').ok_or(WrongProof::Segments)?;
    if Some(decode(header)?) != vector.header.as_ref().map(|text| text.clone().into_bytes()) {
        return Err(WrongProof::Header);
    }
    if Some(decode(payload)?)
        != vector
            .payload
            .as_ref()
            .map(|text| text.clone().into_bytes())
    {
        return Err(WrongProof::Payload);
    }
    let signature =
        Signature::from_slice(&decode(signature)?).map_err(|_| WrongProof::Signature)?;
    let key = public_key(&vector.key).ok_or(WrongProof::Signature)?;
    key.verify(signed.as_bytes(), &signature)
        .map_err(|_| WrongProof::Signature)
}

fn decode(segment: &str) -> Result<Vec<u8>, WrongProof> {
    URL_SAFE_NO_PAD
        .decode(segment)
        .map_err(|_| WrongProof::Segments)
}

fn public_key(key: &Jwk) -> Option<VerifyingKey> {
    let x = URL_SAFE_NO_PAD.decode(&key.x).ok()?;
    let y = URL_SAFE_NO_PAD.decode(&key.y).ok()?;
    if x.len() != 32 || y.len() != 32 {
        return None;
    }
    // The uncompressed point of SEC 1, section 2.3.3.
    VerifyingKey::from_sec1_bytes(&[&[4], x.as_slice(), y.as_slice()].concat()).ok()
}
