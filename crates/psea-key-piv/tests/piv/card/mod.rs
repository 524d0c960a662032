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
