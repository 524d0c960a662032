//! PINs as authorisation values.

use psea_attester::Pin;
use tss_esapi::structures::Auth;

/// A TPM takes no authorisation value that is longer than the digest that names the key.
const LONGEST: usize = 32;
/// The TPM's counter bounds how many can be tried.
const SHORTEST: usize = 4;

/// A PIN as the TPM takes it, or none if it can be no key's. A TPM drops NULs at the end, so that
/// a PIN of NULs would be an empty one.
pub(crate) fn authorisation(pin: &Pin) -> Option<Auth> {
    let octets = pin.reveal().as_bytes();
    if octets.is_empty() || octets.len() > LONGEST || octets.contains(&0) {
        return None;
    }
    Auth::try_from(octets).ok()
}

/// The same for a PIN to be chosen.
pub(crate) fn new_authorisation(pin: &Pin) -> Option<Auth> {
    authorisation(pin).filter(|auth| auth.value().len() >= SHORTEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pin_is_never_empty_to_the_tpm() {
        let refused = ["", "\0", "\0\0\0\0", "1234\0", &"1".repeat(33)];
        assert!(refused.iter().all(|&pin| authorisation(&Pin::new(pin)).is_none()));
        assert!(authorisation(&Pin::new("1")).is_some());
        assert!(new_authorisation(&Pin::new("123")).is_none());
        assert_eq!(new_authorisation(&Pin::new("1234")).unwrap().value(), b"1234");
        assert!(new_authorisation(&Pin::new("1".repeat(32))).is_some());
    }
}
