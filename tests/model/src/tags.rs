//! Signatures for tests that make many: a tag that anyone can compute, bound to the key and to the
//! message. It keeps apart what real signatures keep apart, and costs two hashes.

use std::sync::Arc;

use psea_jose::es256::{BackendError, Es256Backend, Message, PreparedKey, PublicKey, Signature};
use sha2::{Digest as _, Sha256};

/// The tag of `key` over `message`, in the form of a signature.
#[must_use]
pub fn tag(key: &PublicKey, message: &[u8]) -> Signature {
    let mut octets = [0; 64];
    for (half, name) in octets.chunks_exact_mut(32).zip([b'r', b's']) {
        let digest = Sha256::new().chain_update([name]).chain_update(key.as_sec1());
        let digest = digest.chain_update(message).finalize();
        // The first octet stays zero and the last is not: in [1, n − 1].
        half[1..].copy_from_slice(&digest[..31]);
        half[31] |= 1;
    }
    Signature::from_octets(&octets).unwrap()
}

/// A cryptographic library that takes tags for signatures.
#[derive(Clone, Copy, Debug, Default)]
pub struct Tags;

#[derive(Debug)]
struct TagKey(PublicKey);

impl Es256Backend for Tags {
    fn name(&self) -> &'static str {
        "tags"
    }

    fn prepare(&self, key: &PublicKey) -> Result<Arc<dyn PreparedKey>, BackendError> {
        Ok(Arc::new(TagKey(*key)))
    }
}

impl PreparedKey for TagKey {
    fn verify(&self, message: &Message<'_>, signature: &Signature) -> bool {
        tag(&self.0, message.octets()) == *signature
    }
}
