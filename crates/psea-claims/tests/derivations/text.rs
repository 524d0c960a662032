//! The text claims as values.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use psea_claims::{
    Audience, CallerPackage, DeviceId, Durability, Issuer, Jti, Nonce, Operation, SdkVersion, Tier,
    UvAnchor, UvMethod,
};

/// §3.5: bounds count code points, both inclusive.
#[test]
fn bounds() {
    fn admits<T, E>(new: fn(String) -> Result<T, E>, lengths: &[(usize, bool)]) {
        for (length, admitted) in lengths {
            for c in ["a", "é", "😀"] {
                assert_eq!(new(c.repeat(*length)).is_ok(), *admitted, "{length} × {c}");
            }
        }
    }
    let to_128 =
        [(0, false), (1, true), (127, true), (128, true), (129, false), (512, false), (513, false)];
    let to_256 = [(0, false), (1, true), (255, true), (256, true), (257, false), (1025, false)];
    admits(Issuer::new, &to_128);
    admits(Tier::new, &to_128);
    admits(Operation::new, &to_128);
    admits(Audience::new, &to_256);
    admits(CallerPackage::new, &to_256);
    admits(SdkVersion::new, &[(0, true), (1, true), (64, true), (65, false), (257, false)]);
    for any in
        [Nonce::new(String::new()).is_ok(), UvMethod::new("").is_ok(), DeviceId::new("").is_ok()]
    {
        assert!(any);
    }
    admits(Nonce::new, &[(0, true), (10_000, true)]);
    for (length, admitted) in to_128 {
        assert_eq!(Jti::new("a".repeat(length)).is_ok(), admitted, "{length}");
    }
    assert!(Jti::new("é").is_err());
}

/// A value can borrow and can own; it is the same value.
#[test]
fn borrowing() {
    let text = String::from("tenant.example");
    let borrowed = Issuer::new(text.as_str()).unwrap();
    let owned: Issuer<'static> = borrowed.clone().into_owned();
    assert_eq!(borrowed, owned);
    assert_eq!(owned.borrowed(), borrowed);
    assert_eq!(
        (owned.as_str(), owned.as_ref(), owned.to_string().as_str()),
        ("tenant.example", "tenant.example", "tenant.example")
    );
    assert_eq!(Issuer::new(Cow::Owned(text)).unwrap(), owned);
    assert_eq!(format!("{owned:?}"), r#"Issuer("tenant.example")"#);
    assert_ne!(Issuer::new("Tenant.example").unwrap(), owned);
}

/// An error says which value and what it must be.
#[test]
fn errors_read_well() {
    let error = Issuer::new("").unwrap_err();
    assert_eq!(error.problem(), "must be 1–128 characters");
    assert_eq!(error.to_string(), "an issuer (iss) must be 1–128 characters");
}

/// RFC 9562 §5.4: version and variant stand in their place, and every other bit is random.
#[test]
fn a_uuid_keeps_the_random_bits() {
    assert_eq!(Jti::uuid_v4([0; 16]).as_str(), "00000000-0000-4000-8000-000000000000");
    assert_eq!(Jti::uuid_v4([0xFF; 16]).as_str(), "ffffffff-ffff-4fff-bfff-ffffffffffff");
    let octets: [u8; 16] = std::array::from_fn(|index| u8::try_from(index).unwrap() * 0x11);
    assert_eq!(Jti::uuid_v4(octets).as_str(), "00112233-4455-4677-8899-aabbccddeeff");
}

/// Texts are equal, ordered and hashed by what they say, whoever owns them.
#[test]
fn ownership_does_not_matter() {
    let (borrowed, owned) = (Jti::new("b").unwrap(), Jti::new(String::from("b")).unwrap());
    let earlier = Jti::new("a").unwrap();
    assert_eq!(borrowed, owned);
    assert_eq!(borrowed.partial_cmp(&owned), Some(Ordering::Equal));
    assert_eq!(earlier.partial_cmp(&owned), Some(Ordering::Less));
    let hash = |jti: &Jti<'_>| {
        let mut hasher = DefaultHasher::new();
        jti.hash(&mut hasher);
        hasher.finish()
    };
    assert_eq!(hash(&borrowed), hash(&owned));
    assert_ne!(hash(&borrowed), hash(&earlier));
}

/// §3.7.1, §6.5: words that are written and read as the same.
#[test]
fn words_are_read_as_they_are_written() {
    for (anchor, word) in [(UvAnchor::Attested, "attested"), (UvAnchor::Asserted, "asserted")] {
        assert_eq!((anchor.as_str(), UvAnchor::from_name(word)), (word, Some(anchor)));
    }
    assert_eq!(UvAnchor::from_name("Attested"), None);
    let words = ["volatile", "process_crash", "power_loss", "failover"];
    for (durability, word) in Durability::ALL.into_iter().zip(words) {
        assert_eq!((durability.as_str(), durability.to_string()), (word, word.to_owned()));
        assert_eq!(Durability::from_name(word), Some(durability));
    }
    assert_eq!(Durability::from_name("forever"), None);
}
