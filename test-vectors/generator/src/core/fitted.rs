//! Public keys made to fit a signature that is chosen first.
//!
//! ECDSA accepts (r, s) over the digest e under Q = (sR - eG)/r, where r is the x coordinate of
//! R. Nobody knows the private key of Q, nor need anyone.

use p256::elliptic_curve::ff::PrimeField as _;
use p256::elliptic_curve::ops::Reduce as _;
use p256::elliptic_curve::sec1::ToSec1Point as _;
use p256::{FieldBytes, ProjectivePoint, PublicKey, Scalar};

use super::encode::sha256;
use super::json::Json;
use super::keys::{ORDER, jwk};

/// A chosen signature over a message, and the key under which it is valid.
#[derive(Clone, Debug)]
pub(crate) struct Fitted {
    pub(crate) r: Vec<u8>,
    pub(crate) s: Vec<u8>,
    pub(crate) jwk: Json,
}

impl Fitted {
    /// With a chosen s, and the r of the n-th multiple of the generator.
    pub(crate) fn small_s(message: &[u8], n: u64, s: u64) -> Self {
        Self::new(message, ProjectivePoint::GENERATOR * Scalar::from(n), s)
    }

    /// With the least r from 5 that is the x coordinate of a point, and a chosen s.
    pub(crate) fn small_r(message: &[u8], s: u64) -> Self {
        let point = (5_u64..).find_map(|x| {
            let octets = [&[2][..], &Scalar::from(x).to_repr()].concat();
            PublicKey::from_sec1_bytes(&octets).ok()
        });
        Self::new(message, point.unwrap().to_projective(), s)
    }

    fn new(message: &[u8], point: ProjectivePoint, s: u64) -> Self {
        let sec1 = |point: ProjectivePoint| {
            let key = PublicKey::from_affine(point.to_affine()).unwrap();
            key.to_sec1_point(false).as_bytes().to_vec()
        };
        let x = FieldBytes::try_from(&sec1(point)[1..33]).unwrap();
        let r = Scalar::from_repr(x).unwrap();
        let e = Scalar::reduce(&FieldBytes::try_from(&sha256(message)[..]).unwrap());
        let s = Scalar::from(s);
        let key = (point * s - ProjectivePoint::GENERATOR * e) * r.invert().unwrap();
        let octets = |scalar: Scalar| scalar.to_repr().to_vec();
        Self { r: octets(r), s: octets(s), jwk: jwk(&sec1(key)) }
    }
}

/// A half of a signature with the order of the group added: the same modulo the order.
pub(crate) fn plus_order(half: &[u8]) -> Vec<u8> {
    let mut sum = vec![0; 32];
    let mut carry = 0;
    for i in (0..32).rev() {
        let digit = u16::from(half[i]) + u16::from(ORDER[i]) + carry;
        sum[i] = digit.to_be_bytes()[1];
        carry = digit >> 8;
    }
    assert_eq!(carry, 0, "beyond 32 octets");
    sum
}
