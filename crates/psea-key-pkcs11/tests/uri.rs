//! PKCS#11 URIs (RFC 7512): what names a key, and what is refused.
#![allow(clippy::unwrap_used, reason = "a test")]

use std::path::Path;

use psea_key_pkcs11::{KeyUri, UriError};

fn parse(text: &str) -> Result<KeyUri, UriError> {
    text.parse()
}

#[test]
fn names_are_read() {
    let uri = parse(
        "pkcs11:token=My%20Token;object=a%3Bb;id=%01%fF;type=private?module-path=/usr/lib/a.so",
    )
    .unwrap();
    assert_eq!(uri.token(), Some("My Token"));
    assert_eq!(uri.object(), Some("a;b"));
    assert_eq!(uri.id(), Some(&[0x01, 0xFF][..]));
    assert_eq!(uri.module_path(), Some(Path::new("/usr/lib/a.so")));
    assert_eq!(parse("PKCS11:").unwrap(), KeyUri::default());
    assert_eq!(parse("pkcs11:object=a&b").unwrap().object(), Some("a&b"));
}

/// What is shown is read as the same.
#[test]
fn what_is_written_is_read() {
    for text in [
        "pkcs11:",
        "pkcs11:token=psea;id=%01?module-path=/usr/lib/softhsm/libsofthsm2.so",
        "pkcs11:token=%C3%A9%3D%26%3F;manufacturer=m;model=o;serial=s;object=%25;id=%41%42",
    ] {
        let uri = parse(text).unwrap();
        assert_eq!(uri.to_string(), text);
        assert_eq!(parse(&uri.to_string()).unwrap(), uri);
    }
}

/// A PIN never comes from a URI, and the error does not show it.
#[test]
fn a_pin_is_refused() {
    for (text, name) in [
        ("pkcs11:id=%01?pin-value=246810", "pin-value"),
        ("pkcs11:id=%01?pin-source=/etc/246810", "pin-source"),
        ("pkcs11:id=%01;pin-value=246810", "pin-value"),
        ("pkcs11:id=%01?module-path=/a.so&pin-value=246810%zz", "pin-value"),
    ] {
        let error = parse(text).unwrap_err();
        assert_eq!(error, UriError::Pin(name.into()));
        assert!(error.to_string().contains("asked for at each signature"));
        assert!(!error.to_string().contains("246810"), "{error}");
    }
    let error = parse("pkcs11:246810").unwrap_err();
    assert!(!error.to_string().contains("246810"), "{error}");
}

#[test]
fn what_is_not_understood_is_refused() {
    let unknown = |name: &str| UriError::Unknown(name.into());
    for (text, error) in [
        ("", UriError::Scheme),
        ("software:key.pem", UriError::Scheme),
        ("pkcs11", UriError::Scheme),
        ("pkcs11:slot-id=1", unknown("slot-id")),
        ("pkcs11:library-manufacturer=x", unknown("library-manufacturer")),
        ("pkcs11:x-vendor=x", unknown("x-vendor")),
        ("pkcs11:Token=a", unknown("Token")),
        ("pkcs11:id=%01?module-name=softhsm2", unknown("module-name")),
        ("pkcs11:module-path=a.so", unknown("module-path")),
        ("pkcs11:?id=%01", unknown("id")),
        ("pkcs11:type=public", UriError::Type("public".into())),
        ("pkcs11:id=%01;id=%01", UriError::Twice("id".into())),
        ("pkcs11:token=a;token=a", UriError::Twice("token".into())),
        ("pkcs11:?module-path=/a&module-path=/a", UriError::Twice("module-path".into())),
        ("pkcs11:?module-path=a.so", UriError::RelativeModule),
        ("pkcs11:token=", UriError::Empty("token".into())),
        ("pkcs11:id=", UriError::Empty("id".into())),
        ("pkcs11:token=%ff", UriError::Utf8("token".into())),
    ] {
        assert_eq!(parse(text).unwrap_err(), error, "{text}");
    }
    for text in ["pkcs11:token", "pkcs11:token=a;", "pkcs11:;token=a", "pkcs11:token=a?"] {
        assert!(matches!(parse(text), Err(UriError::Attribute(_))), "{text}");
    }
    for value in ["%", "%1", "%zz", "%+1", "a b", "a/b", "a?b=c", "é", "a%0"] {
        assert!(parse(&format!("pkcs11:token={value}")).is_err(), "{value}");
    }
}
