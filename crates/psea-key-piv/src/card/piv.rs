//! What is asked of a PIV card, command by command: NIST SP 800-73-4, part 2, and Yubico's
//! extensions.

use psea_attester::{KeyError, Pin};
use psea_jose::es256::Signature;
use x509_cert::Certificate;
use x509_cert::der::Decode as _;
use zeroize::Zeroizing;

use super::contents::{Contents, Metadata, SlotContents};
use super::session::Session;
use crate::apdu::{Command, Status, child, find};
use crate::attestation::{Attestation, public_key};
use crate::error::Unexpected;
use crate::reference::Slot;

/// The PIV application, without its version.
const AID: [u8; 9] = [0xA0, 0, 0, 3, 8, 0, 0, 0x10, 0];
/// The application's PIN.
const PIN: u8 = 0x80;
/// P-256 in PIV's numbers.
const P256: u8 = 0x11;
/// The objects that hold the certificates of slot 9c and of a `YubiKey`'s attestation key.
const SIGNATURE_CERTIFICATE: [u8; 3] = [0x5F, 0xC1, 0x0A];
const ATTESTATION_CERTIFICATE: [u8; 3] = [0x5F, 0xFF, 0x01];

/// What a card is asked to sign where it must refuse: SHA-256 of "psea: signed without a PIN". No
/// proof has this digest, so that a card which does sign gives nothing away.
const PROBE: [u8; 32] = [
    0xE7, 0x78, 0xE6, 0xEA, 0x7D, 0x2E, 0x6E, 0xE0, 0x63, 0xDB, 0xEF, 0x13, 0x4F, 0x20, 0x00, 0xD7,
    0xEF, 0xF4, 0x7B, 0x9F, 0xEB, 0xC2, 0xEF, 0x0C, 0x5E, 0x5F, 0x4F, 0xF9, 0x00, 0xE7, 0xCC, 0x40,
];

/// The PIV application of a card in a session.
#[derive(Debug)]
pub(crate) struct Piv<'s>(pub(crate) &'s Session);

impl Piv<'_> {
    /// Selects the application. False: the card has none.
    fn select(&self) -> Result<bool, KeyError> {
        let status = self.0.transmit(&Command::new(0xA4, 4, 0).data(&AID))?.status;
        match status {
            Status::OK => Ok(true),
            Status::NOT_FOUND => Ok(false),
            other if other.is_unknown_command() => Ok(false),
            other => Err(unexpected("SELECT", other)),
        }
    }

    /// Selects the application and reads what the card says of slot 9c.
    pub(crate) fn slot(&self) -> Result<SlotContents, KeyError> {
        if !self.select()? {
            return Ok(SlotContents::NotPiv);
        }
        let slot = self.0.transmit(&Command::new(0xF7, 0, Slot::SIGNATURE.number()))?;
        match slot.status {
            Status::OK => {
                let pin = self.0.transmit(&Command::new(0xF7, 0, PIN))?;
                let factory_pin = pin.status == Status::OK && find(&pin.data, 5) == Some(&[1]);
                let metadata = Metadata::read(&slot.data, factory_pin);
                metadata.map(SlotContents::Described).ok_or_else(|| {
                    KeyError::Hardware("the card's description of its key is malformed".into())
                })
            }
            Status::REFERENCE_NOT_FOUND | Status::NOT_FOUND => Ok(SlotContents::Empty),
            // A card that does not describe its keys.
            _ => Ok(self.certificate(SIGNATURE_CERTIFICATE)?.map_or(SlotContents::Empty, |der| {
                let certificate = Certificate::from_der(&der).ok();
                SlotContents::Certified(certificate.and_then(|c| public_key(&c)))
            })),
        }
    }

    /// Reads all that the card says.
    pub(crate) fn contents(&self) -> Result<Contents, KeyError> {
        let slot = self.slot()?;
        let mut contents =
            Contents { slot, firmware: None, serial: None, attested: None, attestation: None };
        if !matches!(contents.slot, SlotContents::Described(_)) {
            return Ok(contents);
        }
        let version = self.optional(&Command::new(0xFD, 0, 0))?;
        contents.firmware = version.and_then(|version| version.try_into().ok());
        let serial = self.optional(&Command::new(0xF8, 0, 0))?;
        contents.serial =
            serial.and_then(|serial| Some(u32::from_be_bytes(serial.try_into().ok()?)));
        let leaf = self.optional(&Command::new(0xF9, Slot::SIGNATURE.number(), 0))?;
        // What a card answers that cannot be read attests nothing.
        if let Some(mut octets) = leaf
            && let Ok(attested) = Attestation::read(&octets)
        {
            octets.extend(self.certificate(ATTESTATION_CERTIFICATE)?.unwrap_or_default());
            contents.attested = Some(attested);
            contents.attestation = Some(octets);
        }
        Ok(contents)
    }

    /// The answer to a command that not every card knows.
    fn optional(&self, command: &Command) -> Result<Option<Vec<u8>>, KeyError> {
        let answer = self.0.transmit(command)?;
        Ok((answer.status == Status::OK).then_some(answer.data))
    }

    /// A certificate object, without its wrapping. None also for one that is compressed.
    fn certificate(&self, object: [u8; 3]) -> Result<Option<Vec<u8>>, KeyError> {
        let [a, b, c] = object;
        let answer = self.optional(&Command::new(0xCB, 0x3F, 0xFF).data(&[0x5C, 3, a, b, c]))?;
        Ok(answer.and_then(|object| {
            let content = find(&object, 0x53)?;
            let compressed = find(content, 0x71).is_some_and(|info| info != [0]);
            if compressed { None } else { Some(find(content, 0x70)?.to_vec()) }
        }))
    }

    /// How many wrong PINs the card still takes; none if it does not tell.
    pub(crate) fn tries(&self) -> Result<Option<u32>, KeyError> {
        let status = self.0.transmit(&Command::new(0x20, 0, PIN).unanswered())?.status;
        match (status, status.wrong_pin()) {
            (Status::BLOCKED, _) | (_, Some(Some(0))) => Err(KeyError::Locked),
            (_, Some(tries)) => Ok(tries),
            // Verified already, by someone who did not clean up.
            (Status::OK, _) => Ok(None),
            _ => Err(unexpected("VERIFY", status)),
        }
    }

    /// Has the card verify a PIN. `tries` is what it said before.
    pub(crate) fn verify(&self, pin: &Pin, tries: Option<u32>) -> Result<(), KeyError> {
        // What can be no PIN is wrong, without asking the card.
        let padded = padded(pin).ok_or(KeyError::NotVerified { tries_left: tries })?;
        let command = Command::new(0x20, 0, PIN).data(&*padded).unanswered();
        let status = self.0.transmit(&command)?.status;
        match (status, status.wrong_pin()) {
            (Status::OK, _) => Ok(()),
            (Status::BLOCKED, _) | (_, Some(Some(0))) => Err(KeyError::Locked),
            (_, Some(tries_left)) => Err(KeyError::NotVerified { tries_left }),
            // Letters, on a card that takes digits.
            (Status::WRONG_DATA, _) => Err(KeyError::NotVerified { tries_left: tries }),
            _ => Err(unexpected("VERIFY", status)),
        }
    }

    /// Has the card sign a digest.
    pub(crate) fn sign(&self, digest: &[u8; 32]) -> Result<Signature, KeyError> {
        self.authenticate(digest)?.ok_or(KeyError::NotVerified { tries_left: None })
    }

    /// Whether the card signs though no PIN was verified since the last signature.
    pub(crate) fn signs_without_pin(&self) -> Result<bool, KeyError> {
        Ok(self.authenticate(&PROBE)?.is_some())
    }

    /// None: the card wants a PIN first.
    fn authenticate(&self, digest: &[u8; 32]) -> Result<Option<Signature>, KeyError> {
        // The digest, and an empty place for the signature.
        let data = [&[0x7C, 36, 0x82, 0, 0x81, 32][..], digest].concat();
        let command = Command::new(0x87, P256, Slot::SIGNATURE.number()).data(&data);
        let answer = self.0.transmit(&command)?;
        match answer.status {
            Status::OK => {
                let der = child(&answer.data, 0x7C, 0x82);
                let signature = der.and_then(|der| Signature::from_der(der).ok());
                signature.map(Some).ok_or_else(|| {
                    KeyError::Hardware("the card's signature is none of P-256".into())
                })
            }
            Status::NOT_SATISFIED | Status::BLOCKED | Status::CONDITIONS => Ok(None),
            other => Err(unexpected("GENERAL AUTHENTICATE", other)),
        }
    }
}

fn unexpected(command: &'static str, status: Status) -> KeyError {
    KeyError::Hardware(Box::new(Unexpected { command, status: status.0 }))
}

/// 6 to 8 octets, padded to 8 with FF; none for what can be no PIN (SP 800-73-4, part 2, §2.4.3).
fn padded(pin: &Pin) -> Option<Zeroizing<[u8; 8]>> {
    let pin = pin.reveal().as_bytes();
    if !(6..=8).contains(&pin.len()) {
        return None;
    }
    let mut padded = Zeroizing::new([0xFF; 8]);
    for (place, octet) in padded.iter_mut().zip(pin) {
        *place = *octet;
    }
    Some(padded)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pins_are_padded() {
        assert_eq!(*padded(&Pin::new("123456")).unwrap(), *b"123456\xFF\xFF");
        assert_eq!(*padded(&Pin::new("12345678")).unwrap(), *b"12345678");
        for none in ["", "12345", "123456789", "ääääa"] {
            assert!(padded(&Pin::new(none)).is_none(), "{none}");
        }
    }

    #[test]
    fn the_probe_is_what_it_says() {
        use sha2::{Digest as _, Sha256};
        assert_eq!(PROBE, *Sha256::digest("psea: signed without a PIN"));
    }
}
