//! What a `YubiKey`'s attestation certificate says of a key.

use psea_jose::es256::PublicKey;
use x509_cert::Certificate;
use x509_cert::der::asn1::ObjectIdentifier;
use x509_cert::der::{Decode as _, Encode as _};

use crate::policy::{PinPolicy, TouchPolicy};

const FIRMWARE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.41482.3.3");
const SERIAL: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.41482.3.7");
const POLICIES: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.41482.3.8");

/// What an attestation certificate of a `YubiKey`'s PIV application says.
///
/// **Reading it verifies nothing**: whoever relies on it verifies the certificate's chain to a
/// root of the maker first. A `YubiKey` makes such a certificate only for keys that it generated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Attestation {
    /// The key that it is about.
    pub public_key: PublicKey,
    /// When the key needs a PIN.
    pub pin_policy: PinPolicy,
    /// When it needs a touch.
    pub touch_policy: TouchPolicy,
    /// The version of the firmware.
    pub firmware: Option<[u8; 3]>,
    /// The `YubiKey`'s serial number.
    pub serial: Option<u32>,
}

impl Attestation {
    /// Reads the certificate that the octets start with, in DER.
    ///
    /// # Errors
    ///
    /// Why it is no attestation of a P-256 key.
    pub fn read(octets: &[u8]) -> Result<Self, AttestationError> {
        let (certificate, _rest) =
            Certificate::from_der_partial(octets).map_err(|_| AttestationError::Certificate)?;
        let value = |id: ObjectIdentifier| {
            let extensions = certificate.tbs_certificate().extensions()?;
            let found = extensions.iter().find(|extension| extension.extn_id == id)?;
            Some(found.extn_value.as_bytes())
        };
        let Some([pin, touch]) = value(POLICIES) else {
            return Err(AttestationError::Policies);
        };
        Ok(Self {
            public_key: public_key(&certificate).ok_or(AttestationError::NotP256)?,
            pin_policy: PinPolicy::from_number(*pin),
            touch_policy: TouchPolicy::from_number(*touch),
            firmware: value(FIRMWARE).and_then(|version| version.try_into().ok()),
            serial: value(SERIAL).and_then(|number| u32::from_der(number).ok()),
        })
    }
}

/// The key that a certificate is for, if it is a P-256 key.
pub(crate) fn public_key(certificate: &Certificate) -> Option<PublicKey> {
    let spki = certificate.tbs_certificate().subject_public_key_info().to_der().ok()?;
    PublicKey::from_spki_der(&spki).ok()
}

/// Why octets are no attestation of a P-256 key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AttestationError {
    /// Not a certificate.
    #[error("it does not start with an X.509 certificate in DER")]
    Certificate,
    /// Another kind of key.
    #[error("it is not about a P-256 key")]
    NotP256,
    /// No policies.
    #[error("it says nothing of PIN and touch (1.3.6.1.4.1.41482.3.8)")]
    Policies,
}
