use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::vec::Vec;
use core::fmt;

use super::{HeaderRules, JwsError, SignatureError};
use crate::base64::url;
use crate::es256::{Signature, VerifyingKey};

/// A well-formed token whose signature has not been verified: it shows its `kid`, no more.
///
/// ```compile_fail,E0599
/// # fn unverified() -> psea_jose::jws::UnverifiedJws<'static> { unimplemented!() }
/// let token = unverified();
/// token.payload(); // no such method: only a VerifiedJws has a payload
/// ```
pub struct UnverifiedJws<'a> {
    signing_input: Cow<'a, str>,
    kid: Box<str>,
    decoded: Decoded,
    /// None: not 64 octets, the only form of a signature.
    signature: Option<[u8; 64]>,
}

/// Header and payload in one buffer.
struct Decoded {
    octets: Vec<u8>,
    /// Where the header ends and the payload begins.
    payload: usize,
}

impl Decoded {
    fn header(&self) -> &[u8] {
        self.octets.get(..self.payload).unwrap_or_default()
    }

    fn payload(&self) -> &[u8] {
        self.octets.get(self.payload..).unwrap_or_default()
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
        let of = |segment| move |_| JwsError::Base64 { segment };
        // Three octets for four characters, and what the library rounds up for two texts.
        let room = signing_input.len().div_ceil(4).saturating_mul(3).saturating_add(6);
        let mut octets = Vec::with_capacity(room);
        url::decode_onto(header, &mut octets).map_err(of("header"))?;
        let boundary = octets.len();
        url::decode_onto(payload, &mut octets).map_err(of("payload"))?;
        let signature = match url::decode_exact(signature) {
            Ok(octets) => Some(octets),
            // Is it another length alone?
            Err(_) => url::decode(signature).map(|_| None).map_err(of("signature"))?,
        };
        let decoded = Decoded { octets, payload: boundary };
        let kid = rules.kid_of(decoded.header())?.into();
        let signed_octets = signing_input.len();
        let signing_input = match token {
            Cow::Borrowed(text) => Cow::Borrowed(text.get(..signed_octets).unwrap_or_default()),
            Cow::Owned(mut text) => {
                text.truncate(signed_octets);
                Cow::Owned(text)
            }
        };
        Ok(Self { signing_input, kid, decoded, signature })
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
        let signature = self.signature.ok_or(SignatureError::Malformed)?;
        let signature = Signature::from_octets(&signature)?;
        key.verify(self.signing_input.as_bytes(), &signature)?;
        Ok(VerifiedJws { kid: self.kid, decoded: self.decoded })
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
/// let forged = psea_jose::jws::VerifiedJws { kid: "".into(), decoded: todo!() };
/// ```
pub struct VerifiedJws {
    kid: Box<str>,
    decoded: Decoded,
}

impl VerifiedJws {
    /// The `kid` under which the key was found.
    #[must_use]
    pub fn kid(&self) -> &str {
        &self.kid
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
