//! Which keys of a TPM can be a PSEA key.

use psea_claims::UvGate;
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
    /// The gate to record for a key that is refused so: contradicted where the TPM itself shows that
    /// the key signs without a PIN (§3.7.1).
    #[must_use]
    pub const fn uv_gate(self) -> UvGate {
        match self {
            Self::NoUserAuth | Self::EmptyPin => UvGate::Contradicted,
            _ => UvGate::Unknown,
        }
    }

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

#[cfg(test)]
mod tests {
    use tss_esapi::attributes::{ObjectAttributes, ObjectAttributesBuilder};
    use tss_esapi::structures::{
        Digest, EccParameter, KeyDerivationFunctionScheme, PublicEccParameters,
        SymmetricDefinitionObject,
    };

    use super::*;

    /// The generator of P-256: a point as good as any.
    const X: [u8; 32] = [
        0x6b, 0x17, 0xd1, 0xf2, 0xe1, 0x2c, 0x42, 0x47, 0xf8, 0xbc, 0xe6, 0xe5, 0x63, 0xa4, 0x40,
        0xf2, 0x77, 0x03, 0x7d, 0x81, 0x2d, 0xeb, 0x33, 0xa0, 0xf4, 0xa1, 0x39, 0x45, 0xd8, 0x98,
        0xc2, 0x96,
    ];
    const Y: [u8; 32] = [
        0x4f, 0xe3, 0x42, 0xe2, 0xfe, 0x1a, 0x7f, 0x9b, 0x8e, 0xe7, 0xeb, 0x4a, 0x7c, 0x0f, 0x9e,
        0x16, 0x2b, 0xce, 0x33, 0x57, 0x6b, 0x31, 0x5e, 0xce, 0xcb, 0xb6, 0x40, 0x68, 0x37, 0xbf,
        0x51, 0xf5,
    ];

    fn key(attributes: ObjectAttributes, curve: EccCurve, scheme: EccScheme) -> Public {
        let coordinate = |octets: [u8; 32]| EccParameter::try_from(octets.as_slice()).unwrap();
        Public::Ecc {
            object_attributes: attributes,
            name_hashing_algorithm: HashingAlgorithm::Sha256,
            auth_policy: Digest::default(),
            parameters: PublicEccParameters::new(
                SymmetricDefinitionObject::Null,
                scheme,
                curve,
                KeyDerivationFunctionScheme::Null,
            ),
            unique: EccPoint::new(coordinate(X), coordinate(Y)),
        }
    }

    fn good() -> ObjectAttributesBuilder {
        ObjectAttributesBuilder::new()
            .with_fixed_tpm(true)
            .with_fixed_parent(true)
            .with_sensitive_data_origin(true)
            .with_user_with_auth(true)
            .with_sign_encrypt(true)
    }

    fn ecdsa(hash: HashingAlgorithm) -> EccScheme {
        EccScheme::EcDsa(HashScheme::new(hash))
    }

    fn p256(attributes: ObjectAttributesBuilder) -> Public {
        key(attributes.build().unwrap(), EccCurve::NistP256, ecdsa(HashingAlgorithm::Sha256))
    }

    /// §3.7: each attribute alone is reason enough.
    #[test]
    fn each_attribute_counts() {
        assert!(Refusal::admit(&p256(good())).is_ok());
        let cases = [
            (good().with_fixed_tpm(false), Refusal::Duplicable),
            (good().with_fixed_parent(false), Refusal::Duplicable),
            (good().with_sensitive_data_origin(false), Refusal::FromOutside),
            (good().with_user_with_auth(false), Refusal::NoUserAuth),
            (good().with_no_da(true), Refusal::NoLockout),
            (good().with_restricted(true), Refusal::NotForSigning),
            (good().with_sign_encrypt(false), Refusal::NotForSigning),
            (good().with_decrypt(true), Refusal::OtherUses),
            (good().with_x509_sign(true), Refusal::OtherUses),
        ];
        for (attributes, expected) in cases {
            assert_eq!(Refusal::admit(&p256(attributes)), Err(expected));
        }
    }

    #[test]
    fn kind_curve_scheme_name_and_policy_count() {
        let with = |curve, scheme| Refusal::admit(&key(good().build().unwrap(), curve, scheme));
        let sha256 = ecdsa(HashingAlgorithm::Sha256);
        assert!(with(EccCurve::NistP256, EccScheme::Null).is_ok());
        assert_eq!(with(EccCurve::NistP384, sha256), Err(Refusal::NotP256));
        let sha384 = ecdsa(HashingAlgorithm::Sha384);
        assert_eq!(with(EccCurve::NistP256, sha384), Err(Refusal::NotP256));
        let schnorr = EccScheme::EcSchnorr(HashScheme::new(HashingAlgorithm::Sha256));
        assert_eq!(with(EccCurve::NistP256, schnorr), Err(Refusal::NotP256));

        let mut policy = p256(good());
        if let Public::Ecc { auth_policy, .. } = &mut policy {
            *auth_policy = Digest::try_from([1; 32].as_slice()).unwrap();
        }
        assert_eq!(Refusal::admit(&policy), Err(Refusal::Policy));
        let mut name = p256(good());
        if let Public::Ecc { name_hashing_algorithm, .. } = &mut name {
            *name_hashing_algorithm = HashingAlgorithm::Sha384;
        }
        assert_eq!(Refusal::admit(&name), Err(Refusal::NameAlgorithm));
        let mut off_curve = p256(good());
        if let Public::Ecc { unique, .. } = &mut off_curve {
            *unique = EccPoint::new(unique.x().clone(), unique.x().clone());
        }
        assert_eq!(Refusal::admit(&off_curve), Err(Refusal::NotP256));
        let symmetric = Public::KeyedHash {
            object_attributes: good().build().unwrap(),
            name_hashing_algorithm: HashingAlgorithm::Sha256,
            auth_policy: Digest::default(),
            parameters: tss_esapi::structures::PublicKeyedHashParameters::new(
                tss_esapi::structures::KeyedHashScheme::Null,
            ),
            unique: Digest::default(),
        };
        assert_eq!(Refusal::admit(&symmetric), Err(Refusal::NotP256));
    }

    /// A TPM may leave out zeros at the front of a number.
    #[test]
    fn short_numbers_are_padded() {
        assert_eq!(padded(&[1]).map(|octets| octets[31]), Some(1));
        assert_eq!(padded(&[]), Some([0; 32]));
        assert_eq!(padded(&[1; 33]), None);
    }
}
