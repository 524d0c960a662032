//! `piv:READER?slot=9c`

use std::ffi::{CStr, CString};
use std::fmt;
use std::str::FromStr;

const SCHEME: &str = "piv:";
const SLOT: &str = "slot=";

/// A slot of a PIV card: where a key is kept, and when it needs a PIN (NIST SP 800-73-4, part 1,
/// §3.1, appendix B).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Slot(u8);

impl Slot {
    /// Digital signature: the one slot that needs a PIN for each signature.
    pub const SIGNATURE: Self = Self(0x9C);

    /// The slot with this number, if there is one.
    #[must_use]
    pub const fn from_number(number: u8) -> Option<Self> {
        if matches!(number, 0x9A | 0x9C | 0x9D | 0x9E | 0x82..=0x95) {
            Some(Self(number))
        } else {
            None
        }
    }

    /// Its number.
    #[must_use]
    pub const fn number(self) -> u8 {
        self.0
    }
}

impl fmt::Display for Slot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02x}", self.0)
    }
}

/// Names a key: the reader that its card is in, and the card's slot.
///
/// Written `piv:READER?slot=9c`. `READER` is the reader's whole name as PC/SC gives it; in it, `%`
/// and two hexadecimal digits stand for an octet, which `%` and `?` need. Without a slot it is 9c.
///
/// ```
/// # use psea_key_piv::{PivReference, Slot};
/// let key: PivReference = "piv:Yubico YubiKey OTP+FIDO+CCID 00 00".parse()?;
/// assert_eq!(key.reader(), "Yubico YubiKey OTP+FIDO+CCID 00 00");
/// assert_eq!(key.slot(), Slot::SIGNATURE);
/// # Ok::<(), psea_key_piv::ReferenceError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PivReference {
    reader: String,
    for_pcsc: CString,
    slot: Slot,
}

impl PivReference {
    /// The key in this slot of the card that is in this reader.
    ///
    /// # Errors
    ///
    /// If no reader can have this name.
    pub fn new(reader: impl Into<String>, slot: Slot) -> Result<Self, ReferenceError> {
        let reader = reader.into();
        if reader.is_empty() {
            return Err(ReferenceError::NoReader);
        }
        let for_pcsc = CString::new(reader.clone()).map_err(|_| ReferenceError::Escape)?;
        Ok(Self { reader, for_pcsc, slot })
    }

    /// The reader's name.
    #[must_use]
    pub fn reader(&self) -> &str {
        &self.reader
    }

    /// The slot.
    #[must_use]
    pub const fn slot(&self) -> Slot {
        self.slot
    }

    pub(crate) fn for_pcsc(&self) -> &CStr {
        &self.for_pcsc
    }
}

impl FromStr for PivReference {
    type Err = ReferenceError;

    fn from_str(text: &str) -> Result<Self, ReferenceError> {
        let rest = text.strip_prefix(SCHEME).ok_or(ReferenceError::Scheme)?;
        let (reader, slot) = match rest.split_once('?') {
            None => (rest, Slot::SIGNATURE),
            Some((reader, query)) => {
                let slot = query.strip_prefix(SLOT).and_then(slot);
                (reader, slot.ok_or_else(|| ReferenceError::Query(query.to_owned()))?)
            }
        };
        Self::new(decoded(reader)?, slot)
    }
}

impl fmt::Display for PivReference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let reader = self.reader.replace('%', "%25").replace('?', "%3F");
        write!(f, "{SCHEME}{reader}?{SLOT}{}", self.slot)
    }
}

/// Two hexadecimal digits.
fn slot(text: &str) -> Option<Slot> {
    let digits = text.len() == 2 && text.bytes().all(|digit| digit.is_ascii_hexdigit());
    let number = digits.then(|| u8::from_str_radix(text, 16).ok())??;
    Slot::from_number(number)
}

fn decoded(text: &str) -> Result<String, ReferenceError> {
    let mut octets = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(octet) = rest.next() {
        if octet != b'%' {
            octets.push(octet);
            continue;
        }
        let mut digit = || char::from(rest.next()?).to_digit(16);
        let value = digit().zip(digit()).map(|(high, low)| (high << 4) | low);
        octets.push(value.and_then(|v| u8::try_from(v).ok()).ok_or(ReferenceError::Escape)?);
    }
    String::from_utf8(octets).map_err(|_| ReferenceError::Escape)
}

/// Why a text is no reference to a key on a PIV card.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ReferenceError {
    /// Another scheme.
    #[error("a key on a PIV card is written `piv:READER?slot=9c`")]
    Scheme,
    /// No reader.
    #[error("the reference names no reader: write `piv:READER?slot=9c`, READER as PC/SC lists it")]
    NoReader,
    /// Something else than one slot.
    #[error(
        "`{0}` after the `?` is not understood: write `slot=9c`, and `%3F` for a `?` in the reader's name"
    )]
    Query(String),
    /// A `%` that starts no octet, or octets that are no name.
    #[error(
        "a `%` in the reference needs two hexadecimal digits, which together give UTF-8 without NUL"
    )]
    Escape,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<PivReference, ReferenceError> {
        text.parse()
    }

    #[test]
    fn references_round_trip() {
        for text in ["piv:Yubico YubiKey CCID 00 00?slot=9c", "piv:a%25b%3Fc?slot=82"] {
            assert_eq!(parse(text).unwrap().to_string(), text);
        }
        let key = parse("piv:a%25b%3fc?slot=9A").unwrap();
        assert_eq!((key.reader(), key.slot().number()), ("a%b?c", 0x9A));
        assert_eq!(parse("piv:r").unwrap().to_string(), "piv:r?slot=9c");
    }

    #[test]
    fn what_is_no_reference_is_refused() {
        assert_eq!(parse("tpm:r"), Err(ReferenceError::Scheme));
        assert_eq!(parse("PIV:r"), Err(ReferenceError::Scheme));
        assert_eq!(parse("piv:"), Err(ReferenceError::NoReader));
        assert_eq!(parse("piv:?slot=9c"), Err(ReferenceError::NoReader));
        for query in
            ["", "slot=", "slot=9", "slot=+9", "slot=09c", "slot=80", "slot=9c&pin=1", "pin=1"]
        {
            let refused = parse(&format!("piv:r?{query}"));
            assert_eq!(refused, Err(ReferenceError::Query(query.into())));
        }
        for reader in ["a%", "a%2", "a%+1", "a%FF", "a%00"] {
            assert_eq!(parse(&format!("piv:{reader}")), Err(ReferenceError::Escape));
        }
    }
}
