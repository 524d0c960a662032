use p256::ecdsa::SigningKey;

use super::certificate::{attestation, certificate};

pub(crate) const PIN: &str = "271828";

/// What a card is. The policies are those of Yubico's numbers: 1 never, 2 once, 3 always.
#[derive(Clone)]
pub(crate) struct Profile {
    pub(crate) key: SigningKey,
    /// When it truly wants a PIN.
    pub(crate) pin_policy: u8,
    /// What it says of itself, if it is a `YubiKey`.
    pub(crate) told: Option<Told>,
    pub(crate) certificate: Option<Vec<u8>>,
    pub(crate) has_piv: bool,
    /// It speaks T=0, else T=1.
    pub(crate) t0: bool,
}

#[derive(Clone)]
pub(crate) struct Told {
    pub(crate) algorithm: u8,
    pub(crate) pin_policy: u8,
    pub(crate) origin: u8,
    pub(crate) factory_pin: bool,
    pub(crate) holds_key: bool,
    pub(crate) attestation: Option<Vec<u8>>,
    pub(crate) attestation_certificate: Option<Vec<u8>>,
}

fn key_of(octet: u8) -> SigningKey {
    SigningKey::from_slice(&[octet; 32]).unwrap()
}

impl Profile {
    /// A `YubiKey` as it should be: its key was generated there and is attested.
    pub(crate) fn yubikey() -> Self {
        let key = key_of(7);
        let told = Told {
            algorithm: 0x11,
            pin_policy: 3,
            origin: 1,
            factory_pin: false,
            holds_key: true,
            attestation: Some(attestation(&key, 3)),
            attestation_certificate: Some(certificate(&key_of(9))),
        };
        Self { key, pin_policy: 3, told: Some(told), certificate: None, has_piv: true, t0: false }
    }

    /// A `YubiKey` that says something else of itself.
    pub(crate) fn yubikey_that(tells: impl FnOnce(&mut Told)) -> Self {
        let mut profile = Self::yubikey();
        tells(profile.told.as_mut().unwrap());
        profile
    }

    /// A plain PIV card with the certificate of its key.
    pub(crate) fn plain() -> Self {
        let certificate = Some(certificate(&key_of(7)));
        Self { told: None, certificate, t0: true, ..Self::yubikey() }
    }

    /// The same card with another key.
    pub(crate) fn with_key(self, octet: u8) -> Self {
        Self { key: key_of(octet), ..self }
    }
}
