use alloc::string::String;
use core::fmt;

use hmac::{Hmac, KeyInit as _, Mac as _};
use psea_jose::base64::{Base64Error, url};
use sha2::Sha256;
use subtle::ConstantTimeEq as _;

use crate::Issuer;

/// `psea_user_hash`: whom a deployment's audit attributes an action to (§3.8).
///
/// Never an input to a decision: no part of the Verifier reads it. On the wire 43 characters of
/// base64url without padding.
#[derive(Clone, Copy)]
pub struct UserHash([u8; 32]);

impl UserHash {
    /// Derives a value that is pairwise per issuer: HMAC-SHA-256 under the deployment's secret
    /// salt, over the length-prefixed issuer and user id.
    ///
    /// The draft leaves the construction to the deployment and asks that it be salted and never a
    /// bare hash of a global id (§3.8). Hashing is not anonymisation (§7.2): who has the salt can
    /// test guesses.
    #[must_use]
    pub fn derive(salt: &UserHashSalt, iss: &Issuer<'_>, user_id: &str) -> Self {
        let mut mac = salt.0.clone();
        for part in [iss.as_str(), user_id] {
            mac.update(&u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
            mac.update(part.as_bytes());
        }
        Self(mac.finalize().into_bytes().into())
    }

    /// Reads the claim's text.
    ///
    /// # Errors
    ///
    /// If it is not the one spelling of 32 octets in base64url without padding.
    pub fn parse(text: &str) -> Result<Self, Base64Error> {
        url::decode_exact(text).map(Self)
    }

    /// The claim's text.
    #[must_use]
    pub fn to_text(&self) -> String {
        url::encode(&self.0)
    }
}

impl PartialEq for UserHash {
    fn eq(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl Eq for UserHash {}

impl fmt::Display for UserHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_text())
    }
}

impl fmt::Debug for UserHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "UserHash({self})")
    }
}

/// A deployment's secret salt for [`UserHash::derive`]: at least 16 octets, from a random source.
#[derive(Clone)]
pub struct UserHashSalt(Hmac<Sha256>);

impl UserHashSalt {
    /// Takes a salt of 16 octets or more.
    #[must_use]
    pub fn new(secret: &[u8]) -> Option<Self> {
        if secret.len() < 16 {
            return None;
        }
        Hmac::new_from_slice(secret).ok().map(Self)
    }
}

impl fmt::Debug for UserHashSalt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("UserHashSalt(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// §3.8: salted, and pairwise per issuer.
    #[test]
    fn differs_by_salt_issuer_and_user() {
        let salt = |octet| UserHashSalt::new(&[octet; 16]).unwrap();
        let iss = |text: &'static str| Issuer::new(text).unwrap();
        let hash = UserHash::derive(&salt(1), &iss("a.example"), "alice");
        assert_eq!(hash, UserHash::derive(&salt(1), &iss("a.example"), "alice"));
        assert_ne!(hash, UserHash::derive(&salt(2), &iss("a.example"), "alice"));
        assert_ne!(hash, UserHash::derive(&salt(1), &iss("b.example"), "alice"));
        assert_ne!(hash, UserHash::derive(&salt(1), &iss("a.example"), "bob"));
        assert_ne!(hash, UserHash::derive(&salt(1), &iss("a.examplea"), "lice"));
        assert_eq!(hash.to_text().len(), 43);
        assert_eq!(UserHash::parse(&hash.to_text()), Ok(hash));
        assert!(UserHashSalt::new(&[0; 15]).is_none());
    }
}
