//! `psea_user_hash`.

use hmac::{Hmac, KeyInit as _, Mac as _};
use psea_claims::{Issuer, UserHash, UserHashSalt};
use psea_jose::base64::{Base64Error, url};
use sha2::Sha256;

/// §3.8: HMAC-SHA-256 under the salt, over the length-prefixed issuer and user id.
#[test]
fn by_definition() {
    for (salt, iss, user) in
        [(&[7; 16][..], "tenant.example", "alice"), (&[9; 100], "é", ""), (&[0; 64], "i", "😀")]
    {
        let mut mac = Hmac::<Sha256>::new_from_slice(salt).unwrap();
        for part in [iss, user] {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part.as_bytes());
        }
        let want = url::encode(&mac.finalize().into_bytes());
        let hash =
            UserHash::derive(&UserHashSalt::new(salt).unwrap(), &Issuer::new(iss).unwrap(), user);
        assert_eq!((hash.to_text(), hash.to_string()), (want.clone(), want));
        assert_eq!(UserHash::parse(&hash.to_text()), Ok(hash));
        assert_eq!(format!("{hash:?}"), format!("UserHash({hash})"));
    }
}

/// §3.8: salted: 16 octets or more; the salt does not print itself.
#[test]
fn salt() {
    for (octets, admitted) in [(0, false), (15, false), (16, true), (17, true), (1000, true)] {
        assert_eq!(UserHashSalt::new(&vec![0xAB; octets]).is_some(), admitted, "{octets}");
    }
    assert_eq!(format!("{:?}", UserHashSalt::new(&[0xAB; 16]).unwrap()), "UserHashSalt(..)");
}

/// §3.5: `^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$`.
#[test]
fn text() {
    for refused in [
        "",
        &"A".repeat(42),
        &"A".repeat(44),
        &("A".repeat(42) + "B"),
        &("A".repeat(42) + "="),
        &("A".repeat(42) + "+"),
    ] {
        assert_eq!(UserHash::parse(refused), Err(Base64Error), "{refused}");
    }
    assert_ne!(UserHash::parse(&"A".repeat(43)), UserHash::parse(&("A".repeat(42) + "E")));
}
