//! Which keys of a TPM can be a PSEA key.

use psea_jose::es256::PublicKey;
use tss_esapi::interface_types::algorithm::HashingAlgorithm;
use tss_esapi::interface_types::ecc::EccCurve;
use tss_esapi::structures::{EccPoint, EccScheme, HashScheme, Public};

/// Why a key of a TPM is no PSEA key: it is not P-256, could be elsewhere, or signs without a fresh
/// user verification (§3.7).
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Refusal {
    /// Another kind of key, another curve or scheme.
    #[error("it is no P-256 key for ECDSA with SHA-256")]
    NotP256,
    /// Named with another hash than SHA-256.
    #[error("its name algorithm is not SHA-256")]
    NameAlgorithm,
    /// It cannot sign what is given to it.
    #[error("it does not sign digests from outside: `sign` is clear or `restricted` is set")]
    NotForSigning,
    /// It has another use, which the PIN would permit as well.
    #[error("it also decrypts or signs certificates: make a key that signs and nothing else")]
    OtherUses,
    /// `fixedTPM` or `fixedParent` is clear.
    #[error("it can be duplicated to another TPM: `fixedTPM` or `fixedParent` is clear")]
    Duplicable,
    /// `sensitiveDataOrigin` is clear.
    #[error("it was not made in the TPM: `sensitiveDataOrigin` is clear")]
    FromOutside,
    /// `userWithAuth` is clear.
    #[error("it does not sign with a PIN: `userWithAuth` is clear")]
    NoUserAuth,
    /// `noDA` is set.
    #[error("wrong PINs are not counted: `noDA` is set")]
    NoLockout,
    /// A policy is a second way in.
    #[error("it has a policy, which may let it sign without the PIN")]
    Policy,
    /// It signs without a PIN.
    #[error("its PIN is empty: anyone can sign with it")]
    EmptyPin,
    /// Whether its PIN is empty is not known, and finding out could lock the TPM.
    #[error(
        "whether its PIN is empty is not known, and the try that would show it could lock the TPM: wait until the TPM forgets the wrong PINs, or reset its lock-out counter"
    )]
    PinNotShown,
}

impl Refusal {
    /// The public half of a key that is none of these, by its public area. Nothing in it tells of
    /// the PIN.
    pub(crate) fn admit(public: &Public) -> Result<PublicKey, Self> {
        let Public::Ecc {
            object_attributes: is,
            name_hashing_algorithm,
            auth_policy,
            parameters,
            unique,
        } = public
        else {
            return Err(Self::NotP256);
        };
        let sha256 = EccScheme::EcDsa(HashScheme::new(HashingAlgorithm::Sha256));
        if parameters.ecc_curve() != EccCurve::NistP256
            || ![sha256, EccScheme::Null].contains(&parameters.ecc_scheme())
        {
            return Err(Self::NotP256);
        }
        let faults = [
            (*name_hashing_algorithm != HashingAlgorithm::Sha256, Self::NameAlgorithm),
            (!is.sign_encrypt() || is.restricted(), Self::NotForSigning),
            (is.decrypt() || is.x509_sign(), Self::OtherUses),
            (!is.fixed_tpm() || !is.fixed_parent(), Self::Duplicable),
            (!is.sensitive_data_origin(), Self::FromOutside),
            (!is.user_with_auth(), Self::NoUserAuth),
            (is.no_da(), Self::NoLockout),
            (!auth_policy.value().is_empty(), Self::Policy),
        ];
        match faults.into_iter().find(|(found, _)| *found) {
            Some((_, refusal)) => Err(refusal),
            None => point(unique).ok_or(Self::NotP256),
        }
    }
}

/// A TPM may omit zeros at the front of a coordinate.
fn point(unique: &EccPoint) -> Option<PublicKey> {
    let mut sec1 = vec![4];
    for coordinate in [unique.x().value(), unique.y().value()] {
        sec1.extend(padded(coordinate)?);
    }
    PublicKey::from_sec1(&sec1).ok()
}

/// 32 octets, zeros at the front.
pub(crate) fn padded(number: &[u8]) -> Option<[u8; 32]> {
    let mut octets = [0; 32];
    let start = octets.len().checked_sub(number.len())?;
    octets.get_mut(start..)?.copy_from_slice(number);
    Some(octets)
}
