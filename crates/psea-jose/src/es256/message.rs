use sha2::{Digest as _, Sha256};

/// The octets that a signature covers, with their SHA-256.
///
/// Whoever makes one hashes the octets, so that the two cannot differ.
#[derive(Clone, Copy, Debug)]
pub struct Message<'a> {
    octets: &'a [u8],
    sha256: [u8; 32],
}

impl<'a> Message<'a> {
    /// Hashes `octets`.
    #[must_use]
    pub fn new(octets: &'a [u8]) -> Self {
        Self { octets, sha256: Sha256::digest(octets).into() }
    }

    /// The first `length` octets of `text` as the message, and SHA-256 of the whole text: a compact
    /// JWS is a message and what signs it. The common octets are hashed once.
    pub(crate) fn and_whole(text: &'a [u8], length: usize) -> (Self, [u8; 32]) {
        let (octets, rest) = text.split_at_checked(length).unwrap_or((text, &[]));
        let mut hash = Sha256::new_with_prefix(octets);
        let sha256 = hash.clone().finalize().into();
        hash.update(rest);
        (Self { octets, sha256 }, hash.finalize().into())
    }

    /// What was signed.
    #[must_use]
    pub const fn octets(&self) -> &'a [u8] {
        self.octets
    }

    /// SHA-256 of [`octets`](Self::octets).
    #[must_use]
    pub const fn sha256(&self) -> &[u8; 32] {
        &self.sha256
    }
}
