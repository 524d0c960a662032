//! Fixed keys. Each private key is the SHA-256 of its label: test data, never a secret.

use p256::ecdsa::signature::hazmat::PrehashSigner as _;
use p256::ecdsa::{Signature, SigningKey};

use super::encode::{base64url, sha256};
use super::json::Json;

/// The key pair derived from `psea-vectors <label>`.
#[derive(Clone, Debug)]
pub(crate) struct Key(SigningKey);

impl Key {
    /// Derives the key pair of a label.
    pub(crate) fn new(label: &str) -> Self {
        let scalar = sha256(format!("psea-vectors {label}"));
        Self(SigningKey::from_slice(&scalar).unwrap())
    }

    /// A signature as RFC 6979 gives it: r and s, 32 octets each.
    pub(crate) fn sign(&self, message: &[u8]) -> Vec<u8> {
        self.sign_digest(&sha256(message))
    }

    /// A signature over a digest.
    pub(crate) fn sign_digest(&self, digest: &[u8]) -> Vec<u8> {
        let signature: Signature = self.0.sign_prehash(digest).unwrap();
        signature.to_bytes().to_vec()
    }

    /// The public key: 65 octets, uncompressed.
    pub(crate) fn sec1(&self) -> Vec<u8> {
        self.0.verifying_key().to_sec1_point(false).as_bytes().to_vec()
    }

    /// `SubjectPublicKeyInfo`, DER.
    pub(crate) fn spki(&self) -> Vec<u8> {
        const PREFIX: [u8; 26] = [
            0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06,
            0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00,
        ];
        [&PREFIX[..], &self.sec1()].concat()
    }

    /// The public key as a JWK.
    pub(crate) fn jwk(&self) -> Json {
        jwk(&self.sec1())
    }

    /// The private key as a JWK.
    pub(crate) fn private_jwk(&self) -> Json {
        let mut jwk = self.jwk();
        jwk.push("d", base64url(self.0.to_bytes()));
        jwk
    }

    /// The RFC 7638 thumbprint of the public key.
    pub(crate) fn thumbprint(&self) -> String {
        // Its text has the required members alone, in their order.
        base64url(sha256(self.jwk_text()))
    }

    /// The public key as a JWK, as compact text for a header.
    pub(crate) fn jwk_text(&self) -> String {
        let point = self.sec1();
        format!(
            r#"{{"crv":"P-256","kty":"EC","x":"{}","y":"{}"}}"#,
            base64url(&point[1..33]),
            base64url(&point[33..])
        )
    }
}

/// The public key of 65 octets as a JWK.
pub(crate) fn jwk(point: &[u8]) -> Json {
    Json::object([
        ("kty", "EC".into()),
        ("crv", "P-256".into()),
        ("x", base64url(&point[1..33]).into()),
        ("y", base64url(&point[33..]).into()),
    ])
}

/// The order of the P-256 group, big-endian.
pub(crate) const ORDER: [u8; 32] = [
    0xff, 0xff, 0xff, 0xff, 0x00, 0x00, 0x00, 0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
    0xbc, 0xe6, 0xfa, 0xad, 0xa7, 0x17, 0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51,
];

/// n − s for 32 octets of s, by school subtraction.
pub(crate) fn negate(s: &[u8]) -> Vec<u8> {
    let mut out = vec![0u8; 32];
    let mut borrow = 0i16;
    for i in (0..32).rev() {
        let digit = i16::from(ORDER[i]) - i16::from(s[i]) - borrow;
        borrow = i16::from(digit < 0);
        out[i] = u8::try_from(digit.rem_euclid(256)).unwrap();
    }
    assert_eq!(borrow, 0);
    out
}

/// Whether s lies in the upper half of the group's order.
pub(crate) fn is_high(s: &[u8]) -> bool {
    s > &negate(s)[..]
}

/// r ‖ s as a DER `ECDSA-Sig-Value`.
pub(crate) fn der(signature: &[u8]) -> Vec<u8> {
    let integer = |half: &[u8]| {
        let skip = half.iter().take_while(|o| **o == 0).count();
        let mut value = half[skip..].to_vec();
        if value[0] >= 0x80 {
            value.insert(0, 0);
        }
        let length = u8::try_from(value.len()).unwrap();
        [vec![0x02, length], value].concat()
    };
    let content = [integer(&signature[..32]), integer(&signature[32..])].concat();
    let length = u8::try_from(content.len()).unwrap();
    [vec![0x30, length], content].concat()
}
