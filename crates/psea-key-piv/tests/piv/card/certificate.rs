//! Certificates, octet by octet. Nobody checks their signatures here.

use p256::ecdsa::SigningKey;
use psea_jose::es256::PublicKey;

use super::tlv as der;

const SEQUENCE: u8 = 0x30;

/// A certificate for a key.
pub(crate) fn certificate(key: &SigningKey) -> Vec<u8> {
    with_extensions(&spki(key), &[])
}

/// What a `YubiKey` says of a key that it generated with this PIN policy.
pub(crate) fn attestation(key: &SigningKey, pin_policy: u8) -> Vec<u8> {
    let extensions =
        [(3, vec![5, 4, 3]), (7, der(2, &[0x00, 0xBC, 0x61, 0x4E])), (8, vec![pin_policy, 1])];
    with_extensions(&spki(key), &extensions)
}

/// A certificate for a key of P-384 whose point is nonsense.
pub(crate) fn of_other_curve() -> Vec<u8> {
    let curve =
        [&der(6, &[0x2A, 0x86, 0x48, 0xCE, 0x3D, 2, 1])[..], &der(6, &[0x2B, 0x81, 4, 0, 0x22])];
    let point = [&[0, 4][..], &[1; 96]].concat();
    let spki = [der(SEQUENCE, &curve.concat()), der(3, &point)].concat();
    with_extensions(&der(SEQUENCE, &spki), &[])
}

fn spki(key: &SigningKey) -> Vec<u8> {
    let point = key.verifying_key().to_sec1_point(false);
    PublicKey::from_sec1(point.as_bytes()).unwrap().to_spki_der()
}

fn with_extensions(spki: &[u8], extensions: &[(u8, Vec<u8>)]) -> Vec<u8> {
    let algorithm = der(SEQUENCE, &der(6, &[0x2A, 0x86, 0x48, 0xCE, 0x3D, 4, 3, 2]));
    // More than 256 octets in all: a card sends it in parts.
    let text =
        der(0x0C, "A name that is long enough for two parts of an answer ".repeat(2).as_bytes());
    let attribute = [der(6, &[0x55, 4, 3]), text].concat();
    let name = der(SEQUENCE, &der(0x31, &der(SEQUENCE, &attribute)));
    let validity = [der(0x17, b"260101000000Z"), der(0x17, b"460101000000Z")].concat();
    let extension = |(last, value): &(u8, Vec<u8>)| {
        // 1.3.6.1.4.1.41482.3
        let id = [&[0x2B, 6, 1, 4, 1, 0x82, 0xC4, 0x0A, 3][..], &[*last]].concat();
        der(SEQUENCE, &[der(6, &id), der(4, value)].concat())
    };
    let list: Vec<u8> = extensions.iter().flat_map(extension).collect();
    let list = if list.is_empty() { list } else { der(0xA3, &der(SEQUENCE, &list)) };
    let body = [
        der(0xA0, &der(2, &[2])),
        der(2, &[1]),
        algorithm.clone(),
        name.clone(),
        der(SEQUENCE, &validity),
        name,
        spki.to_vec(),
        list,
    ];
    let signature =
        der(3, &[&[0][..], &der(SEQUENCE, &[der(2, &[1]), der(2, &[1])].concat())].concat());
    der(SEQUENCE, &[der(SEQUENCE, &body.concat()), algorithm, signature].concat())
}
