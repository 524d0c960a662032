//! The same work done by others.

use std::fmt;
use std::time::{Duration, UNIX_EPOCH};

use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED, ParsedPublicKey};
use p256::ecdsa::signature::Verifier as _;
use psea::jose::base64::url;
use psea::jose::es256::PublicKey;
use serde::Deserialize;

use crate::{AUD, Failure, ISS, NOW};

/// A token cut into what is signed and the signature's octets: what a bare check begins with.
#[derive(Debug)]
pub struct Cut {
    message: Vec<u8>,
    signature: Vec<u8>,
}

impl Cut {
    /// Cuts a compact token.
    ///
    /// # Errors
    ///
    /// If it is none.
    pub fn new(token: &str) -> Result<Self, Failure> {
        let (message, signature) = token.rsplit_once('.').ok_or("no token")?;
        let signature = url::decode(signature).map_err(|_| "no signature")?;
        Ok(Self { message: message.into(), signature })
    }
}

/// ES256 by itself: hash, check, nothing else.
pub trait BareCheck: fmt::Debug + Send + Sync {
    /// Whether the signature is the key's.
    fn check(&self, token: &Cut) -> bool;
}

/// The check of aws-lc-rs with a key that was parsed before.
#[derive(Debug)]
pub struct BareAwsLc(ParsedPublicKey);

impl BareAwsLc {
    /// Parses the key.
    ///
    /// # Errors
    ///
    /// If it is refused.
    pub fn new(key: &PublicKey) -> Result<Self, Failure> {
        let parsed = ParsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, key.as_sec1());
        Ok(Self(parsed.map_err(|error| error.to_string())?))
    }
}

impl BareCheck for BareAwsLc {
    fn check(&self, token: &Cut) -> bool {
        self.0.verify_sig(&token.message, &token.signature).is_ok()
    }
}

/// The check of p256 with a key that was parsed before.
#[derive(Debug)]
pub struct BareP256(p256::ecdsa::VerifyingKey);

impl BareP256 {
    /// Parses the key.
    ///
    /// # Errors
    ///
    /// If it is refused.
    pub fn new(key: &PublicKey) -> Result<Self, Failure> {
        let parsed = p256::ecdsa::VerifyingKey::from_sec1_bytes(key.as_sec1());
        Ok(Self(parsed.map_err(|error| error.to_string())?))
    }
}

impl BareCheck for BareP256 {
    fn check(&self, token: &Cut) -> bool {
        p256::ecdsa::Signature::from_slice(&token.signature)
            .is_ok_and(|signature| self.0.verify(&token.message, &signature).is_ok())
    }
}

/// The claims that a caller of a token library would look at.
#[derive(Debug, Deserialize)]
pub struct TokenClaims {
    /// `jti`.
    pub jti: String,
    /// `aud`.
    pub aud: String,
    /// `iss`.
    pub iss: String,
    /// `iat`.
    pub iat: u64,
    /// `exp`.
    pub exp: u64,
    /// `ueid`.
    pub ueid: String,
    /// `psea_op`.
    pub psea_op: String,
    /// `psea_tier`.
    pub psea_tier: String,
    /// `psea_counter`.
    pub psea_counter: u64,
    /// `psea_payload_hash`.
    pub psea_payload_hash: String,
}

/// The crate `jsonwebtoken` on aws-lc-rs.
pub struct JsonWebToken {
    key: jsonwebtoken::DecodingKey,
    validation: jsonwebtoken::Validation,
}

impl fmt::Debug for JsonWebToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JsonWebToken").finish_non_exhaustive()
    }
}

impl JsonWebToken {
    /// Takes the key.
    #[must_use]
    pub fn new(key: &PublicKey) -> Self {
        let mut validation = jsonwebtoken::Validation::new(jsonwebtoken::Algorithm::ES256);
        validation.set_audience(&[AUD]);
        validation.set_issuer(&[ISS]);
        // It would read the clock, and the proofs are of a fixed time. A little less work for it.
        validation.validate_exp = false;
        Self { key: jsonwebtoken::DecodingKey::from_ec_der(key.as_sec1()), validation }
    }

    /// Checks the signature, `aud` and `iss`, and reads the claims.
    ///
    /// # Errors
    ///
    /// If it refuses the token.
    pub fn decode(&self, token: &str) -> Result<TokenClaims, Failure> {
        Ok(jsonwebtoken::decode::<TokenClaims>(token, &self.key, &self.validation)?.claims)
    }
}

/// The crate `josekit`, on OpenSSL.
#[derive(Debug)]
pub struct Josekit {
    verifier: josekit::jws::alg::ecdsa::EcdsaJwsVerifier,
    validator: josekit::jwt::JwtPayloadValidator,
}

impl Josekit {
    /// Takes the key.
    ///
    /// # Errors
    ///
    /// If it is refused.
    pub fn new(key: &PublicKey) -> Result<Self, Failure> {
        let jwk = josekit::jwk::Jwk::from_bytes(key.to_jwk().as_octets())?;
        let verifier = josekit::jws::ES256.verifier_from_jwk(&jwk)?;
        let mut validator = josekit::jwt::JwtPayloadValidator::new();
        validator.set_issuer(ISS);
        validator.set_audience(AUD);
        validator.set_base_time(
            UNIX_EPOCH.checked_add(Duration::from_secs(NOW.into())).ok_or("a time")?,
        );
        Ok(Self { verifier, validator })
    }

    /// Checks the signature, `aud`, `iss` and the times, and reads the claims.
    ///
    /// # Errors
    ///
    /// If it refuses the token.
    pub fn decode(&self, token: &str) -> Result<josekit::jwt::JwtPayload, Failure> {
        let (payload, _) = josekit::jwt::decode_with_verifier(token, &self.verifier)?;
        self.validator.validate(&payload)?;
        Ok(payload)
    }
}
