//! Keys of two parts: the first with its length before it, so that no two pairs meet.

use psea_claims::EpochSeconds;
use psea_verifier::AttesterId;

use psea_row::{Fields, length};

fn pair(first: &str, second: &[u8]) -> Vec<u8> {
    let mut key = Vec::with_capacity(first.len().saturating_add(second.len()).saturating_add(4));
    key.extend_from_slice(&length(first));
    key.extend_from_slice(first.as_bytes());
    key.extend_from_slice(second);
    key
}

/// Splits a key of two texts.
pub(crate) fn split(key: &[u8]) -> Option<(&str, &str)> {
    let mut fields = Fields::of(key);
    let first = fields.text()?;
    Some((first, str::from_utf8(fields.rest()).ok()?))
}

pub(crate) fn jti(iss: &str, jti: &str) -> Vec<u8> {
    pair(iss, jti.as_bytes())
}

pub(crate) fn counter(attester: &AttesterId, scope: &str) -> Vec<u8> {
    pair(attester.as_str(), scope.as_bytes())
}

/// What all of an Attester's keys of two parts begin with.
pub(crate) fn of_attester(attester: &AttesterId) -> Vec<u8> {
    pair(attester.as_str(), b"")
}

pub(crate) fn change(attester: &AttesterId, number: u64) -> Vec<u8> {
    pair(attester.as_str(), &number.to_be_bytes())
}

/// The number in a key that begins with `prefix`.
pub(crate) fn number_after(prefix: &[u8], key: &[u8]) -> Option<u64> {
    let mut fields = Fields::of(key.strip_prefix(prefix)?);
    let number = fields.u64()?;
    fields.is_empty().then_some(number)
}

/// Ordered by time.
pub(crate) fn expiry(until: EpochSeconds, key: &[u8]) -> Vec<u8> {
    let mut expiry = Vec::with_capacity(key.len().saturating_add(8));
    expiry.extend_from_slice(&until.get().to_be_bytes());
    expiry.extend_from_slice(key);
    expiry
}

/// The time and the key of an expiry.
pub(crate) fn split_expiry(expiry: &[u8]) -> Option<(EpochSeconds, &[u8])> {
    let mut fields = Fields::of(expiry);
    Some((fields.time()?, fields.rest()))
}

/// The first part of a key of two.
pub(crate) fn first(key: &[u8]) -> Option<&[u8]> {
    Fields::of(key).text().map(str::as_bytes)
}
