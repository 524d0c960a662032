use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::vec::Vec;
use core::fmt;

use super::{HeaderRules, JwsError, SignatureError};
use crate::base64::url;
use crate::es256::{Message, Signature, VerifyingKey};

/// A well-formed token whose signature has not been verified: it shows its `kid`, no more.
///
/// ```compile_fail,E0599
/// fn read(token: psea_jose::jws::UnverifiedJws<'_>) {
///     token.payload(); // no such method: only a VerifiedJws has a payload
/// }
/// ```
pub struct UnverifiedJws<'a> {
    token: Cow<'a, str>,
    /// How much of the token is signed: what stands before the last dot.
    signed_octets: usize,
    kid: Box<str>,
    decoded: Decoded,
}

/// The three segments in one buffer.
struct Decoded {
    octets: Vec<u8>,
    /// Where the payload begins, and where the signature does.
    starts: (usize, usize),
}

impl Decoded {
    fn header(&self) -> &[u8] {
        self.octets.get(..self.starts.0).unwrap_or_default()
    }

    fn payload(&self) -> &[u8] {
        self.octets.get(self.starts.0..self.starts.1).unwrap_or_default()
    }

    fn signature(&self) -> &[u8] {
        self.octets.get(self.starts.1..).unwrap_or_default()
    }
}

impl<'a> UnverifiedJws<'a> {
    /// Splits and decodes `token` and checks its header: everything that needs no key.
    ///
    /// # Errors
    ///
    /// The first defect, in the order segments, base64url, header syntax, `alg`, `typ`, `crit`,
    /// `b64`, `kid`, and any further parameter where the header is closed.
    pub fn parse(token: impl Into<Cow<'a, str>>, rules: &HeaderRules) -> Result<Self, JwsError> {
        let token = token.into();
        let (signing_input, signature) = token.rsplit_once('.').ok_or(JwsError::Segments)?;
        let (header, payload) = signing_input.split_once('.').ok_or(JwsError::Segments)?;
        if payload.contains('.') || [header, payload, signature].contains(&"") {
            return Err(JwsError::Segments);
        }
        // Three octets for four characters, and what the library rounds up for three texts.
        let room = token.len().div_ceil(4).saturating_mul(3).saturating_add(9);
        let mut octets = Vec::with_capacity(room);
        let mut decode = |segment, text| match url::decode_onto(text, &mut octets) {
            Ok(()) => Ok(octets.len()),
            Err(_) => Err(JwsError::Base64 { segment }),
        };
        let starts = (decode("header", header)?, decode("payload", payload)?);
        decode("signature", signature)?;
        let decoded = Decoded { octets, starts };
        let kid = rules.kid_of(decoded.header())?.into();
        let signed_octets = signing_input.len();
        Ok(Self { token, signed_octets, kid, decoded })
    }

    /// Which enrolled key the token asks for. Untrusted: it selects, and confers nothing (§3.4).
    #[must_use]
    pub fn kid(&self) -> &str {
        &self.kid
    }

    /// Verifies the signature over the received octets (§2: a JWS is never re-serialised).
    ///
    /// # Errors
    ///
    /// [`SignatureError::Malformed`] if it is not 64 octets, [`SignatureError::Invalid`] if it
    /// is not this key's signature over this token.
    pub fn verify(self, key: &VerifyingKey) -> Result<VerifiedJws, SignatureError> {
        let signature = Signature::from_octets(self.decoded.signature())?;
        let (message, sha256) = Message::and_whole(self.token.as_bytes(), self.signed_octets);
        key.verify_message(&message, &signature)?;
        Ok(VerifiedJws { kid: self.kid, decoded: self.decoded, sha256 })
    }
}

impl fmt::Debug for UnverifiedJws<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UnverifiedJws").field("kid", &self.kid).finish_non_exhaustive()
    }
}

/// A token whose signature was made by the key that the caller chose for its `kid`.
///
/// Only [`UnverifiedJws::verify`] makes one.
///
/// ```compile_fail,E0451
/// fn forge(token: psea_jose::jws::VerifiedJws) -> psea_jose::jws::VerifiedJws {
///     psea_jose::jws::VerifiedJws { kid: "another".into(), ..token }
/// }
/// ```
pub struct VerifiedJws {
    kid: Box<str>,
    decoded: Decoded,
    sha256: [u8; 32],
}

impl VerifiedJws {
    /// The `kid` under which the key was found.
    #[must_use]
    pub fn kid(&self) -> &str {
        &self.kid
    }

    /// SHA-256 of the compact token, its signature included.
    ///
    /// Never key a decision on it: a signature has a twin that verifies too (§3.4).
    #[must_use]
    pub const fn sha256(&self) -> &[u8; 32] {
        &self.sha256
    }

    /// The octets that were signed: not yet known to be JSON.
    #[must_use]
    pub fn payload(&self) -> &[u8] {
        self.decoded.payload()
    }
}

impl fmt::Debug for VerifiedJws {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("VerifiedJws").field("kid", &self.kid).finish_non_exhaustive()
    }
}
