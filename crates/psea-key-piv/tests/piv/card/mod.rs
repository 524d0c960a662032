//! A PIV card in software: what NIST SP 800-73-4 asks for around slot 9c, Yubico's extensions if
//! it is a `YubiKey`, and what a test wants it to do wrong.

mod certificate;
mod chip;
mod profile;
mod reader;

pub(crate) use certificate::{attestation, certificate, of_other_curve};
pub(crate) use chip::{Card, GENERAL_AUTHENTICATE, METADATA, RESET, SELECT, VERIFY};
pub(crate) use profile::{PIN, Profile};
pub(crate) use reader::Reader;

/// A data object: tag, length, value.
fn tlv(tag: u8, value: &[u8]) -> Vec<u8> {
    let [high, low] = u16::try_from(value.len()).unwrap().to_be_bytes();
    let length = match (high, low) {
        (0, 0..=0x7F) => vec![low],
        (0, _) => vec![0x81, low],
        _ => vec![0x82, high, low],
    };
    [&[tag][..], &length, value].concat()
}
