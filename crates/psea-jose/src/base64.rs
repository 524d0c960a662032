//! The two base64 alphabets of the profile, each strict (§2, §3.4).
//!
//! A value has exactly one spelling: only the alphabet, no white space or line breaks, the length
//! that fits, unused trailing bits zero; padding always in [`standard`], never in [`url`].

use alloc::string::String;
use alloc::vec::Vec;

use ::base64::engine::{Engine as _, GeneralPurpose};
use ::base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};

/// A text that is not strict base64 of the expected alphabet and length.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not strict base64 of the expected alphabet and length")]
pub struct Base64Error;

/// Standard base64 with padding: `psea_payload_hash`, `psea_signals_hash` (§2).
pub mod standard {
    use ::base64::engine::Engine as _;

    use super::{BASE64_STANDARD, Base64Error, String, exact};

    /// Encodes with padding.
    #[must_use]
    pub fn encode(octets: &[u8]) -> String {
        BASE64_STANDARD.encode(octets)
    }

    /// Decodes exactly `N` octets.
    ///
    /// # Errors
    ///
    /// Any other spelling, alphabet or length.
    pub fn decode_exact<const N: usize>(text: &str) -> Result<[u8; N], Base64Error> {
        exact(&BASE64_STANDARD, text)
    }
}

/// base64url without padding: the segments of a JWS, `ueid`, `psea_user_hash`, JWK members.
pub mod url {
    use ::base64::engine::Engine as _;

    use super::{BASE64_URL_SAFE_NO_PAD, Base64Error, String, Vec, exact};

    /// Encodes without padding.
    #[must_use]
    pub fn encode(octets: &[u8]) -> String {
        BASE64_URL_SAFE_NO_PAD.encode(octets)
    }

    /// Appends the encoding of `octets` to `out`.
    pub fn encode_onto(octets: &[u8], out: &mut String) {
        BASE64_URL_SAFE_NO_PAD.encode_string(octets, out);
    }

    /// Decodes octets of any number.
    ///
    /// # Errors
    ///
    /// Any spelling but the one that [`encode`] gives.
    pub fn decode(text: &str) -> Result<Vec<u8>, Base64Error> {
        let mut octets = Vec::new();
        decode_onto(text, &mut octets)?;
        Ok(octets)
    }

    /// Decodes octets of any number and appends them to `out`.
    ///
    /// # Errors
    ///
    /// As [`decode`]; `out` may have grown then.
    pub fn decode_onto(text: &str, out: &mut Vec<u8>) -> Result<(), Base64Error> {
        BASE64_URL_SAFE_NO_PAD.decode_vec(text, out).map_err(|_| Base64Error)
    }

    /// Decodes exactly `N` octets.
    ///
    /// # Errors
    ///
    /// Any other spelling, alphabet or length.
    pub fn decode_exact<const N: usize>(text: &str) -> Result<[u8; N], Base64Error> {
        exact(&BASE64_URL_SAFE_NO_PAD, text)
    }
}

fn exact<const N: usize>(engine: &GeneralPurpose, text: &str) -> Result<[u8; N], Base64Error> {
    // A bound before any work; no admitted encoding of N octets is longer.
    if text.len() > N.div_ceil(3).saturating_mul(4) {
        return Err(Base64Error);
    }
    // The profile's values have 64 octets at most; the bound above leaves two more.
    const { assert!(N <= 64) };
    let mut room = [0; 66];
    let length = engine.decode_slice(text, &mut room).map_err(|_| Base64Error)?;
    let octets = room.get(..length).ok_or(Base64Error)?;
    octets.try_into().map_err(|_| Base64Error)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// §3.4 (RFC 7515 §2): every spelling but the canonical one is refused.
    #[test]
    fn url_alphabet_is_strict() {
        assert_eq!(url::decode("-_-_").unwrap(), [0xFB, 0xFF, 0xBF]);
        for refused in
            ["+/+/", "-_-_=", "AA==", "AA=", "A", "AAAAA", "AA A", "AA\n", " AA", "AB", "AAB", "Aé"]
        {
            assert_eq!(url::decode(refused), Err(Base64Error), "{refused:?}");
        }
        assert_eq!(url::decode("AA").unwrap(), [0]);
        assert_eq!(url::decode("AAA").unwrap(), [0, 0]);
    }

    /// §2: the hash claims are standard base64 with padding.
    #[test]
    fn standard_alphabet_is_strict() {
        assert_eq!(standard::decode_exact::<2>("+/8=").unwrap(), [0xFB, 0xFF]);
        for refused in ["-_8=", "+/8", "+/9=", "+/8==", "+/8=\n", "+/8= ", "+/8A"] {
            assert_eq!(standard::decode_exact::<2>(refused), Err(Base64Error), "{refused:?}");
        }
    }

    #[test]
    fn exact_lengths_only() {
        assert_eq!(url::decode_exact::<1>("AA").unwrap(), [0]);
        assert_eq!(url::decode_exact::<1>("AAA"), Err(Base64Error));
        assert_eq!(url::decode_exact::<3>("AAA"), Err(Base64Error));
    }
}
