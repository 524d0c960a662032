//! What a card says of itself.

use psea_jose::es256::PublicKey;

use crate::apdu::find;
use crate::attestation::Attestation;
use crate::policy::{PinPolicy, TouchPolicy};

/// What a card says of slot 9c.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum SlotContents {
    /// The card has no PIV application.
    NotPiv,
    /// Neither metadata nor a certificate.
    Empty,
    /// A card that does not describe its keys: the key that its certificate is for, if P-256.
    Certified(Option<PublicKey>),
    /// A card that describes its keys.
    Described(Metadata),
}

/// What a `YubiKey` (from firmware 5.3) says of a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Metadata {
    /// None: not P-256.
    pub(crate) public_key: Option<PublicKey>,
    pub(crate) pin_policy: PinPolicy,
    pub(crate) touch_policy: TouchPolicy,
    pub(crate) generated: bool,
    /// The card's PIN is the one that it was delivered with.
    pub(crate) factory_pin: bool,
}

/// P-256, in PIV's numbers.
const P256: [u8; 1] = [0x11];
const GENERATED: [u8; 1] = [1];

impl Metadata {
    /// Reads the metadata of a slot. None if it lacks what every key has.
    pub(crate) fn read(slot: &[u8], factory_pin: bool) -> Option<Self> {
        let algorithm = find(slot, 1)?;
        let &[pin, touch] = find(slot, 2)? else { return None };
        let public_key = (algorithm == P256)
            .then(|| PublicKey::from_sec1(find(find(slot, 4)?, 0x86)?).ok())
            .flatten();
        Some(Self {
            public_key,
            pin_policy: PinPolicy::from_number(pin),
            touch_policy: TouchPolicy::from_number(touch),
            generated: find(slot, 3)? == GENERATED,
            factory_pin,
        })
    }
}

/// All that is read when a key is opened.
#[derive(Clone, Debug)]
pub(crate) struct Contents {
    pub(crate) slot: SlotContents,
    pub(crate) firmware: Option<[u8; 3]>,
    pub(crate) serial: Option<u32>,
    pub(crate) attested: Option<Attestation>,
    /// The certificate that attests the key, and the one of the key that signed it.
    pub(crate) attestation: Option<Vec<u8>>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn metadata_without_its_parts_is_none() {
        let whole = [1, 1, 0x14, 2, 2, 3, 1, 3, 1, 1, 4, 0];
        let read = Metadata::read(&whole, false).unwrap();
        assert_eq!((read.public_key, read.pin_policy), (None, PinPolicy::Always));
        assert!(read.generated);
        for cut in 0..10 {
            assert_eq!(Metadata::read(&whole[..cut], false), None, "{cut}");
        }
    }
}
