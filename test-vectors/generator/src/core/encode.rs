//! Digests and text encodings.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use sha2::{Digest as _, Sha256};

use super::json::canonical;

/// SHA-256.
pub(crate) fn sha256(octets: impl AsRef<[u8]>) -> Vec<u8> {
    Sha256::digest(octets.as_ref()).to_vec()
}

/// Lower-case hexadecimal.
pub(crate) fn hex(octets: impl AsRef<[u8]>) -> String {
    octets.as_ref().iter().map(|o| format!("{o:02x}")).collect()
}

/// base64url without padding.
pub(crate) fn base64url(octets: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(octets)
}

/// Standard base64 with padding.
pub(crate) fn base64(octets: impl AsRef<[u8]>) -> String {
    STANDARD.encode(octets)
}

/// The commitment to a JSON document: standard base64 of SHA-256 over its canonical form.
pub(crate) fn commitment(text: &str) -> String {
    base64(sha256(canonical(text)))
}

/// A base64 text with one of its unused trailing bits set.
pub(crate) fn with_trailing_bit(text: &str) -> String {
    const ALPHABET: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let body = text.trim_end_matches('=');
    assert_ne!(body.len() % 4, 0, "no unused bits in {text}");
    let last = body.chars().last().unwrap();
    let index = ALPHABET.find(last).unwrap();
    let next = ALPHABET.chars().nth(index + 1).unwrap();
    format!("{}{next}{}", &body[..body.len() - 1], &text[body.len()..])
}
