//! Public keys as `SubjectPublicKeyInfo`, DER and PEM.

use psea_jose::base64::standard;
use psea_jose::es256::{KeyError, PublicKey};
use sha2::{Digest as _, Sha256};

use crate::{X, Y, hex};

const EC_PUBLIC_KEY: &str = "06072A8648CE3D0201";
const PRIME256V1: &str = "06082A8648CE3D030107";

fn tlv(tag: u8, content: &[u8]) -> Vec<u8> {
    [&[tag, u8::try_from(content.len()).unwrap()], content].concat()
}

fn spki(algorithm: &str, parameters: &str, point: &[u8]) -> Vec<u8> {
    let algorithm = tlv(0x30, &[hex(algorithm), hex(parameters)].concat());
    let key = tlv(0x03, &[&[0], point].concat());
    tlv(0x30, &[algorithm, key].concat())
}

fn point() -> Vec<u8> {
    [vec![4], hex(X), hex(Y)].concat()
}

fn der() -> Vec<u8> {
    spki(EC_PUBLIC_KEY, PRIME256V1, &point())
}

fn pem(label: &str, der: &[u8]) -> String {
    let text = standard::encode(der);
    let lines: Vec<&str> =
        text.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).unwrap()).collect();
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", lines.join("\n"))
}

/// RFC 5480 §2: id-ecPublicKey with prime256v1; what is read is written again.
#[test]
fn der_round_trip() {
    let key = PublicKey::from_spki_der(&der()).unwrap();
    assert_eq!(key.as_sec1()[..], point());
    assert_eq!(key.to_spki_der(), der());
    assert_eq!(PublicKey::from_sec1(&point()), Ok(key));
}

/// RFC 5480 §2.2: the compressed form is allowed, and is the same key.
#[test]
fn compressed_point() {
    let compressed = [vec![3], hex(X)].concat();
    let key = PublicKey::from_spki_der(&spki(EC_PUBLIC_KEY, PRIME256V1, &compressed)).unwrap();
    assert_eq!(key.as_sec1()[..], point());
}

/// RFC 5480 §2.1.1: another curve, no curve, another algorithm.
#[test]
fn other_keys() {
    let parameters = |octets: &str| spki(EC_PUBLIC_KEY, octets, &point());
    for (what, wrong) in [
        ("secp256k1", parameters("06052B8104000A")),
        ("secp384r1", parameters("06052B81040022")),
        ("brainpoolP256r1", parameters("06092B2403030208010107")),
        ("no parameters", parameters("")),
        ("null parameters", parameters("0500")),
        ("explicit parameters", parameters("3003020101")),
        ("two parameters", parameters("06082A8648CE3D03010706082A8648CE3D030107")),
        ("rsaEncryption", spki("06092A864886F70D010101", "0500", &point())),
        ("id-ecDH", spki("06052B8104010C", PRIME256V1, &point())),
        ("Ed25519", spki("06032B6570", "", &hex(X))),
        ("X25519", spki("06032B656E", "", &hex(X))),
    ] {
        assert_eq!(PublicKey::from_spki_der(&wrong), Err(KeyError::Spki), "{what}");
    }
    // A P-384 key, as its owner would send it.
    let p384 = spki(EC_PUBLIC_KEY, "06052B81040022", &[&[4], &[1; 96][..]].concat());
    assert_eq!(PublicKey::from_spki_der(&p384), Err(KeyError::Spki));
}

/// RFC 5280 §4.1: strict DER around a point of the curve.
#[test]
fn malformed() {
    let good = der();
    for cut in 0..good.len() {
        assert_eq!(PublicKey::from_spki_der(&good[..cut]), Err(KeyError::Spki), "{cut}");
    }
    let off_curve = [&point()[..64], &[0]].concat();
    let compact = [vec![5], hex(X)].concat();
    let hybrid = [vec![7], hex(X), hex(Y)].concat();
    for (what, wrong) in [
        ("trailing data", [&good[..], &[0]].concat()),
        ("leading data", [&[0], &good[..]].concat()),
        ("off the curve", spki(EC_PUBLIC_KEY, PRIME256V1, &off_curve)),
        ("infinity", spki(EC_PUBLIC_KEY, PRIME256V1, &[0])),
        ("no point", spki(EC_PUBLIC_KEY, PRIME256V1, &[])),
        ("compact form", spki(EC_PUBLIC_KEY, PRIME256V1, &compact)),
        ("hybrid form", spki(EC_PUBLIC_KEY, PRIME256V1, &hybrid)),
        ("a bare point", point()),
        ("long length", [&[0x30, 0x81, good[1]], &good[2..]].concat()),
        ("unused bits", {
            let mut der = good.clone();
            der[good.len() - 66] = 1;
            der
        }),
    ] {
        assert_eq!(PublicKey::from_spki_der(&wrong), Err(KeyError::Spki), "{what}");
    }
}

/// RFC 7468 §13: one `PUBLIC KEY` block.
#[test]
fn pem_blocks() {
    let key = PublicKey::from_spki_der(&der()).unwrap();
    let good = pem("PUBLIC KEY", &der());
    assert_eq!(PublicKey::from_spki_pem(&good), Ok(key));
    assert_eq!(PublicKey::from_spki_pem(&good.replace('\n', "\r\n")), Ok(key));
    for (what, wrong) in [
        ("empty", String::new()),
        ("another label", pem("EC PUBLIC KEY", &der())),
        ("a certificate", pem("CERTIFICATE", &der())),
        ("a private key", pem("PRIVATE KEY", &der())),
        ("labels that differ", good.replace("END PUBLIC", "END PRIVATE")),
        ("no end", good.lines().take(2).collect::<Vec<_>>().join("\n")),
        ("base64url", good.replace('+', "-").replace('/', "_")),
        ("data behind the key", pem("PUBLIC KEY", &[&der()[..], &[0]].concat())),
        ("another curve", pem("PUBLIC KEY", &spki(EC_PUBLIC_KEY, "06052B8104000A", &point()))),
        ("two blocks", format!("{good}{good}")),
        ("bare base64", standard::encode(&der())),
        ("DER", "0Y0\u{13}".to_owned()),
    ] {
        assert_eq!(PublicKey::from_spki_pem(&wrong), Err(KeyError::Spki), "{what}");
    }
}

/// §3.4: the draft's illustrative `kid`: SHA-256 of the SPKI in standard base64.
#[test]
fn spki_kid() {
    let key = PublicKey::from_sec1(&point()).unwrap();
    let want = standard::encode(&Sha256::digest(der()));
    assert_eq!(key.spki_kid(), want);
    assert_eq!(want.len(), 44);
}
