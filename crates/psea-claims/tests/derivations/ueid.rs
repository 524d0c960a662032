//! `ueid`.

use psea_claims::{DeviceId, Issuer, Revision, Ueid};
use sha2::{Digest as _, Sha256};

fn derive(revision: Revision, device: &str, iss: &str) -> Ueid {
    Ueid::derive(revision, &DeviceId::new(device).unwrap(), &Issuer::new(iss).unwrap())
}

/// §3.5: by definition: 01 and SHA-256 over the canonical object, or over the two texts.
#[test]
fn by_definition() {
    for (device, iss) in [
        ("device-7f3a", "tenant.example"),
        ("", "i"),
        ("a\"\n\\/é😀", "\u{1}\u{ffff}"),
        (&"d".repeat(10_000), "i"),
    ] {
        let object = serde_json::json!({ "deviceId": device, "iss": iss }).to_string();
        let want = [&[1], &Sha256::digest(object)[..]].concat();
        assert_eq!(derive(Revision::Draft03, device, iss).as_octets()[..], want);
        let want = [&[1], &Sha256::digest(format!("{device}{iss}"))[..]].concat();
        assert_eq!(derive(Revision::Draft02, device, iss).as_octets()[..], want);
    }
}

/// §7.1: the -02 derivation does not tell these apart; the -03 derivation does.
#[test]
fn ambiguity_of_02() {
    let (a, b) = (("acme", "corp.example"), ("acmecorp", ".example"));
    assert_eq!(derive(Revision::Draft02, a.0, a.1), derive(Revision::Draft02, b.0, b.1));
    assert_ne!(derive(Revision::Draft03, a.0, a.1), derive(Revision::Draft03, b.0, b.1));
    assert_ne!(derive(Revision::Draft02, a.0, a.1), derive(Revision::Draft03, a.0, a.1));
}

/// §7.1: it does not link a device across issuers.
#[test]
fn differs_by_issuer_and_device() {
    for revision in [Revision::Draft02, Revision::Draft03] {
        let ueid = derive(revision, "d", "a.example");
        assert_eq!(ueid, derive(revision, "d", "a.example"));
        assert_ne!(ueid, derive(revision, "d", "b.example"));
        assert_ne!(ueid, derive(revision, "e", "a.example"));
        assert_eq!(Ueid::parse(&ueid.to_text()), Ok(ueid));
        assert_eq!((ueid.to_text().len(), ueid.to_string()), (44, ueid.to_text()));
        assert_eq!(format!("{ueid:?}"), format!("Ueid({ueid})"));
    }
}
