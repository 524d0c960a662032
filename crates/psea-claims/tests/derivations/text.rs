//! The text claims as values.

use std::borrow::Cow;

use psea_claims::{
    Audience, CallerPackage, DeviceId, Issuer, Jti, Nonce, Operation, SdkVersion, Tier, UvMethod,
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
