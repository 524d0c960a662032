use alloc::string::String;
use core::fmt;

use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq as _;

use crate::{Counter, Jti};

/// A link of an Attester's chain of accepted proofs (§3.12): SHA-256, on the wire 64 lower-case
/// hexadecimal digits. Compared in constant time.
#[derive(Clone, Copy)]
pub struct ChainEntry([u8; 32]);

impl ChainEntry {
    /// What the first proof of a chain refers to: 64 zeros.
    pub const SENTINEL: Self = Self([0; 32]);

    /// The entry of an accepted proof.
    ///
    /// `SHA-256(encode(jti) ‖ encode(decimal(counter)) ‖ encode(previous))` with
    /// `encode(s) = u32_be(length in octets) ‖ s` (§3.12).
    #[must_use]
    pub fn derive(jti: &Jti<'_>, counter: Counter, previous: &Self) -> Self {
        let mut hash = Sha256::new();
        let mut decimal = itoa_buffer();
        let decimal = write_decimal(counter.get(), &mut decimal);
        let previous = previous.hex_digits();
        for part in [jti.as_str().as_bytes(), decimal, &previous] {
            // Each part is far below 4 GiB: a jti has at most 128 octets.
            hash.update(u32::try_from(part.len()).unwrap_or(u32::MAX).to_be_bytes());
            hash.update(part);
        }
        Self(hash.finalize().into())
    }

    /// Reads 64 lower-case hexadecimal digits.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let digits: &[u8; 64] = text.as_bytes().try_into().ok()?;
        let (pairs, _) = digits.as_chunks::<2>();
        let mut octets = [0_u8; 32];
        for (octet, [high, low]) in octets.iter_mut().zip(pairs) {
            *octet = (hex_value(*high)? << 4) | hex_value(*low)?;
        }
        Some(Self(octets))
    }

    /// An entry from its 32 octets, as a store keeps it.
    #[must_use]
    pub const fn from_octets(octets: [u8; 32]) -> Self {
        Self(octets)
    }

    /// The 32 octets.
    #[must_use]
    pub const fn as_octets(&self) -> &[u8; 32] {
        &self.0
    }

    /// The claim's text.
    #[must_use]
    pub fn to_text(&self) -> String {
        self.hex_digits().iter().copied().map(char::from).collect()
    }

    fn hex_digits(&self) -> [u8; 64] {
        let digit = |value: u8| match value {
            0..=9 => b'0'.saturating_add(value),
            _ => b'a'.saturating_add(value.saturating_sub(10)),
        };
        let mut text = [0_u8; 64];
        let (pairs, _) = text.as_chunks_mut::<2>();
        for ([high, low], octet) in pairs.iter_mut().zip(self.0) {
            *high = digit(octet >> 4);
            *low = digit(octet & 0xF);
        }
        text
    }
}

const fn hex_value(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit.saturating_sub(b'0')),
        b'a'..=b'f' => Some(digit.saturating_sub(b'a').saturating_add(10)),
        _ => None,
    }
}

/// Room for the decimal digits of any `u64`.
const fn itoa_buffer() -> [u8; 20] {
    [b'0'; 20]
}

fn write_decimal(mut value: u64, buffer: &mut [u8; 20]) -> &[u8] {
    let mut used = 0_usize;
    for slot in buffer.iter_mut().rev() {
        // The remainder is a digit.
        *slot = b'0'.saturating_add(u8::try_from(value % 10).unwrap_or(0));
        value /= 10;
        used = used.saturating_add(1);
        if value == 0 {
            break;
        }
    }
    buffer.get(buffer.len().saturating_sub(used)..).unwrap_or_default()
}

impl PartialEq for ChainEntry {
    fn eq(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl Eq for ChainEntry {}

impl fmt::Display for ChainEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_text())
    }
}

impl fmt::Debug for ChainEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ChainEntry({self})")
    }
}

#[cfg(test)]
#[allow(clippy::string_slice, reason = "ASCII literals")]
mod tests {
    use super::*;

    /// §3.12, appendix values.
    #[test]
    fn appendix_values() {
        let jti = Jti::new("550e8400-e29b-41d4-a716-446655440000").unwrap();
        let first = ChainEntry::derive(&jti, Counter::from(42), &ChainEntry::SENTINEL);
        assert_eq!(
            first.to_text(),
            "bfda4891fc8e525cec0093b9af8686d5f330daaf91922fd296aa77db17f656c9",
        );
        let jti = Jti::new("550e8400-e29b-41d4-a716-446655440001").unwrap();
        let second = ChainEntry::derive(&jti, Counter::from(43), &first);
        assert_eq!(
            second.to_text(),
            "fc7892f1df476be778613749e96412547922a69dc23600b85878df95ecdafb31",
        );
        assert_eq!(ChainEntry::SENTINEL.to_text(), "0".repeat(64));
    }

    /// §3.5: `^[0-9a-f]{64}$`.
    #[test]
    fn text_is_lower_case_hex() {
        let text = "0123456789abcdef".repeat(4);
        assert_eq!(ChainEntry::parse(&text).unwrap().to_text(), text);
        for refused in [text.to_uppercase(), text.replace('f', "g"), text[1..].into(), text + "0"] {
            assert_eq!(ChainEntry::parse(&refused), None, "{refused}");
        }
    }

    #[test]
    fn decimals_are_plain() {
        for value in [0, 9, 10, 42, (1 << 53) - 1, u64::MAX] {
            let mut buffer = itoa_buffer();
            let text = write_decimal(value, &mut buffer).to_vec();
            assert_eq!(String::from_utf8(text).unwrap(), std::format!("{value}"));
        }
    }
}
