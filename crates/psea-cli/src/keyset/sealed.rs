//! A private key at rest: PKCS#8, encrypted with PBES2 (RFC 8018), scrypt and AES-256-CBC, in PEM.
//! `openssl pkey` reads it.
//!
//! The key, its PKCS#8 form and the passphrase are zeroised when they are dropped. What the crates for
//! scrypt and AES derive of the passphrase is their own, and they do not overwrite all of it.

use std::path::Path;

use p256::SecretKey;
use pkcs8::pkcs5::{pbes2, scrypt};
use pkcs8::{DecodePrivateKey as _, EncodePrivateKey as _, LineEnding, PrivateKeyInfoRef};
use psea::jose::es256::P256Signer;
use zeroize::Zeroizing;

use super::passphrase::Passphrase;
use crate::edge::random;
use crate::failure::Failure;

/// N = 2^14, r = 8, p = 5: 16 MiB. A larger N does not open with OpenSSL's default limit of 32 MiB,
/// so that p makes up for it.
const COST: (u8, u32, u32) = (14, 8, 5);

pub(super) fn seal(
    key: &P256Signer,
    passphrase: &Passphrase,
) -> Result<Zeroizing<String>, Failure> {
    let (log_n, r, p) = COST;
    let salt: [u8; 16] = random::octets()?;
    let iv: [u8; 16] = random::octets()?;
    let failed = |what: &dyn std::fmt::Display| {
        Failure::new("internal", format!("the key cannot be encrypted: {what}"))
            .fix("report this as a defect")
    };
    let cost = scrypt::Params::new(log_n, r, p).map_err(|error| failed(&error))?;
    let parameters = pbes2::Parameters::generate_scrypt_aes256cbc(cost, &salt, iv)
        .map_err(|error| failed(&error))?;
    let secret = SecretKey::from_slice(&*key.to_scalar()).map_err(|error| failed(&error))?;
    let plain = secret.to_pkcs8_der().map_err(|error| failed(&error))?;
    let info = PrivateKeyInfoRef::try_from(plain.as_bytes()).map_err(|error| failed(&error))?;
    let sealed = info
        .encrypt_with_params(parameters, passphrase.as_octets())
        .map_err(|error| failed(&error))?;
    sealed.to_pem("ENCRYPTED PRIVATE KEY", LineEnding::LF).map_err(|error| failed(&error))
}

pub(super) fn open(
    pem: &[u8],
    passphrase: &Passphrase,
    path: &Path,
) -> Result<P256Signer, Failure> {
    let pem = std::str::from_utf8(pem).unwrap_or_default();
    let locked = || {
        Failure::new("key_locked", "the private key does not open with this passphrase")
            .file(path)
            .fix("give the passphrase that it was made with; or the file is damaged: restore it")
    };
    let secret = SecretKey::from_pkcs8_encrypted_pem(pem, passphrase.as_octets());
    let scalar = Zeroizing::new(secret.map_err(|_| locked())?.to_bytes());
    let scalar: Zeroizing<[u8; 32]> = Zeroizing::new((*scalar).into());
    P256Signer::from_scalar(&scalar).map_err(|_| locked())
}
