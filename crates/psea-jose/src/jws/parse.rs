use alloc::borrow::Cow;
use alloc::string::String;
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
    kid: String,
    payload: Vec<u8>,
    signature: Vec<u8>,
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
        let decode = |segment, text| url::decode(text).map_err(|_| JwsError::Base64 { segment });
        let header = decode("header", header)?;
        let payload = decode("payload", payload)?;
        let signature = decode("signature", signature)?;
        let kid = rules.kid_of(&header)?;
        let signed_octets = signing_input.len();
        let signing_input = match token {
            Cow::Borrowed(text) => Cow::Borrowed(text.get(..signed_octets).unwrap_or_default()),
            Cow::Owned(mut text) => {
                text.truncate(signed_octets);
                Cow::Owned(text)
            }
        };
        Ok(Self { signing_input, kid, payload, signature })
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
        let signature = Signature::from_octets(&self.signature)?;
        key.verify(self.signing_input.as_bytes(), &signature)?;
        Ok(VerifiedJws { kid: self.kid, payload: self.payload })
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
/// let forged = psea_jose::jws::VerifiedJws { kid: String::new(), payload: Vec::new() };
/// ```
pub struct VerifiedJws {
    kid: String,
    payload: Vec<u8>,
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
        &self.payload
    }
}

impl fmt::Debug for VerifiedJws {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("VerifiedJws").field("kid", &self.kid).finish_non_exhaustive()
    }
}
