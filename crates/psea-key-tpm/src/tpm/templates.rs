//! The public areas of the keys that are made here.

use tss_esapi::Result;
use tss_esapi::attributes::ObjectAttributesBuilder;
use tss_esapi::interface_types::algorithm::{HashingAlgorithm, PublicAlgorithm};
use tss_esapi::interface_types::ecc::EccCurve;
use tss_esapi::structures::{
    EccPoint, EccScheme, HashScheme, KeyDerivationFunctionScheme, Public, PublicBuilder,
    PublicEccParametersBuilder, SymmetricDefinitionObject,
};

/// What all have in common: made in this TPM, and never elsewhere.
fn fixed() -> ObjectAttributesBuilder {
    ObjectAttributesBuilder::new()
        .with_fixed_tpm(true)
        .with_fixed_parent(true)
        .with_sensitive_data_origin(true)
        .with_user_with_auth(true)
}

fn ecdsa() -> EccScheme {
    EccScheme::EcDsa(HashScheme::new(HashingAlgorithm::Sha256))
}

fn p256(
    attributes: ObjectAttributesBuilder,
    parameters: PublicEccParametersBuilder,
) -> Result<Public> {
    let parameters = parameters
        .with_curve(EccCurve::NistP256)
        .with_key_derivation_function_scheme(KeyDerivationFunctionScheme::Null);
    PublicBuilder::new()
        .with_public_algorithm(PublicAlgorithm::Ecc)
        .with_name_hashing_algorithm(HashingAlgorithm::Sha256)
        .with_object_attributes(attributes.build()?)
        .with_ecc_parameters(parameters.build()?)
        .with_ecc_unique_identifier(EccPoint::default())
        .build()
}

/// The storage root, which a TPM derives anew each time from its owner seed: the same template
/// gives the same key until the TPM is cleared. It has no authorisation value, so that there is
/// nothing to guess.
pub(super) fn storage_root() -> Result<Public> {
    p256(
        fixed().with_no_da(true).with_restricted(true).with_decrypt(true),
        PublicEccParametersBuilder::new()
            .with_symmetric(SymmetricDefinitionObject::AES_128_CFB)
            .with_ecc_scheme(EccScheme::Null)
            .with_is_signing_key(false)
            .with_is_decryption_key(true)
            .with_restricted(true),
    )
}

/// A PSEA key: `noDA` stays clear, so that wrong PINs are counted.
pub(super) fn signing_key() -> Result<Public> {
    p256(
        fixed().with_sign_encrypt(true),
        PublicEccParametersBuilder::new_unrestricted_signing_key(ecdsa(), EccCurve::NistP256),
    )
}

/// Signs only what the TPM itself says, being restricted. Derived anew from the endorsement seed.
pub(super) fn attestation_key() -> Result<Public> {
    p256(
        fixed().with_no_da(true).with_restricted(true).with_sign_encrypt(true),
        PublicEccParametersBuilder::new()
            .with_ecc_scheme(ecdsa())
            .with_is_signing_key(true)
            .with_restricted(true),
    )
}
