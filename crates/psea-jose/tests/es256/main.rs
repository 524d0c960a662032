//! ES256 keys and signatures.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::unreachable,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "tests fail by panicking"
)]

mod agreement;
mod jwk;
mod sec1;
mod signature;
mod signer;
mod spki;
mod wycheproof;

#[cfg(feature = "aws-lc-rs")]
use psea_jose::es256::AwsLcBackend;
use psea_jose::es256::{Es256Backend, P256Backend};

/// Every backend: each vector runs on all of them.
const BACKENDS: &[&dyn Es256Backend] = &[
    &P256Backend,
    #[cfg(feature = "aws-lc-rs")]
    &AwsLcBackend,
];

fn hex(text: &str) -> Vec<u8> {
    let digits: Vec<u8> = text
        .chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| u8::try_from(c.to_digit(16).unwrap()).unwrap())
        .collect();
    digits.chunks(2).map(|pair| pair[0] << 4 | pair[1]).collect()
}

fn hex32(text: &str) -> [u8; 32] {
    hex(text).try_into().unwrap()
}

/// The key of RFC 6979 A.2.5.
const SCALAR: &str = "C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721";
const X: &str = "60FED4BA255A9D31C961EB74C6356D68C049B8923B61FA6CE669622E60F29FB6";
const Y: &str = "7903FE1008B8BC99A41AE9E95628BC64F2F1B20C2D7E9F5177A3C294D4462299";
/// SP 800-186 §3.2.1.3: the order of the base point, and the field's prime.
const N: &str = "FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551";
const P: &str = "FFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFF";

/// `a + b` for big-endian integers; a `b` of −1 is written as 2^256 − 1.
fn add(a: &[u8; 32], b: &[u8; 32]) -> [u8; 32] {
    let mut sum = [0; 32];
    let mut carry = 0;
    for n in (0..32).rev() {
        let octet = u16::from(a[n]) + u16::from(b[n]) + carry;
        sum[n] = octet.to_le_bytes()[0];
        carry = octet >> 8;
    }
    sum
}

/// `−a` modulo 2^256.
fn negate(a: &[u8; 32]) -> [u8; 32] {
    let mut one = [0; 32];
    one[31] = 1;
    add(&a.map(|octet| !octet), &one)
}

fn small(value: u8) -> [u8; 32] {
    let mut integer = [0; 32];
    integer[31] = value;
    integer
}
