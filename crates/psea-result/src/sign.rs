use alloc::string::String;
use core::fmt;

use psea_jose::canonical::CanonicalJson;
use psea_jose::es256::{Es256Signer, SignError};
use psea_jose::jws::{SigningInput, protected_header};

use crate::RESULT_TYP;
use crate::claims::{ApprovalClaims, RefusalClaims};

/// A result as it travels: a compact JWS.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct SignedResult(String);

impl SignedResult {
    /// A result that was signed earlier, as it was kept.
    #[must_use]
    pub const fn kept(compact: String) -> Self {
        Self(compact)
    }

    /// The token.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The token.
    #[must_use]
    pub fn into_string(self) -> String {
        self.0
    }
}

impl fmt::Display for SignedResult {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for SignedResult {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SignedResult({})", self.0)
    }
}

/// Signs an approval. The `kid` is the key's RFC 7638 thumbprint.
///
/// Only of a record that the replay commit made (§3.13.2).
///
/// # Errors
///
/// If the key made no signature.
pub fn sign_approval(
    claims: &ApprovalClaims,
    key: &dyn Es256Signer,
) -> Result<SignedResult, SignError> {
    sign(&claims.to_canonical(), key)
}

/// Signs a refusal. The `kid` is the key's RFC 7638 thumbprint.
///
/// # Errors
///
/// If the key made no signature.
pub fn sign_refusal(
    claims: &RefusalClaims,
    key: &dyn Es256Signer,
) -> Result<SignedResult, SignError> {
    sign(&claims.to_canonical(), key)
}

fn sign(payload: &CanonicalJson, key: &dyn Es256Signer) -> Result<SignedResult, SignError> {
    let header = protected_header(&key.public_key().thumbprint(), RESULT_TYP);
    let input = SigningInput::new(&header, payload);
    let signature = key.sign(input.octets())?;
    Ok(SignedResult(input.into_compact(&signature)))
}
