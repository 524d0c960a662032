//! Signatures of another encoding, and numbers at the edges of their range.

use psea_jose::base64::url;

use super::starts;
use crate::case::Case;
use crate::*;

const N: &str = "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551";
const HALF: &str = "7fffffff800000007fffffffffffffffde737d56d38bcf4279dce5617e3192a8";
const P: &str = "ffffffff00000001000000000000000000000000ffffffffffffffffffffffff";

fn number(hex: &str) -> [u8; 32] {
    let octet = |at: usize| u8::from_str_radix(&hex[2 * at..2 * at + 2], 16).unwrap();
    std::array::from_fn(octet)
}

/// A number and its neighbour: `by` is −1 or 1, and nothing carries.
fn beside(mut number: [u8; 32], by: i8) -> [u8; 32] {
    number[31] = number[31].checked_add_signed(by).unwrap();
    number
}

fn small(value: u8) -> [u8; 32] {
    let mut number = [0; 32];
    number[31] = value;
    number
}

fn integer(octets: &[u8]) -> Vec<u8> {
    [&[2, u8::try_from(octets.len()).unwrap()], octets].concat()
}

fn sequence(content: &[u8]) -> Vec<u8> {
    [&[0x30, u8::try_from(content.len()).unwrap()], content].concat()
}

/// As DER wants it: no leading zero but before a high bit.
fn unsigned(half: &[u8]) -> Vec<u8> {
    let start = half.iter().position(|octet| *octet != 0).unwrap_or(31);
    let digits = &half[start..];
    if digits[0] & 0x80 == 0 { digits.to_vec() } else { [&[0], digits].concat() }
}

pub(super) fn encodings() -> Vec<Case> {
    let mut cases = Vec::new();
    for start in starts() {
        let proof = start.proof_by(&signer());
        let (input, signature) = proof.rsplit_once('.').unwrap();
        let raw = url::decode(signature).unwrap();
        let (r, s) = raw.split_at(32);
        let mut add = |what: String, octets: &[u8]| {
            let body = start.body_around(&format!("{input}.{}", url::encode(octets)));
            // 64 octets of another meaning are a signature of nobody's.
            let code = if octets.len() == 64 { "signature_invalid" } else { "signature_malformed" };
            cases.push(Case::new(what, body, code));
        };
        for length in (1..=200).filter(|length| *length != 64) {
            let octets: Vec<u8> = raw.iter().copied().cycle().take(length).collect();
            add(format!("{length} octets"), &octets);
        }
        let both = [integer(&unsigned(r)), integer(&unsigned(s))].concat();
        let der = sequence(&both);
        let length = u8::try_from(both.len()).unwrap();
        for (what, octets) in [
            ("DER", der.clone()),
            ("DER and an octet", [&der[..], &[0]].concat()),
            ("DER twice", [&der[..], &der].concat()),
            ("BER, a long length", [&[0x30, 0x81, length], &both[..]].concat()),
            ("BER, a longer length", [&[0x30, 0x82, 0, length], &both[..]].concat()),
            ("BER, no length", [&[0x30, 0x80], &both[..], &[0, 0]].concat()),
            ("a set", [&[0x31, length], &both[..]].concat()),
            ("a bit string", [&[3, length + 1, 0], &both[..]].concat()),
            ("zeros before", sequence(&[integer(&[&[0, 0], r].concat()), integer(s)].concat())),
            ("negative numbers", sequence(&[integer(r), integer(s)].concat())),
            ("three numbers", sequence(&[&both[..], &integer(&[1])].concat())),
            ("one number", sequence(&integer(&unsigned(r)))),
            ("no number", sequence(&[])),
            ("an empty number", sequence(&[integer(&[]), integer(&unsigned(s))].concat())),
            ("zero", sequence(&[integer(&[0]), integer(&[0])].concat())),
            ("the halves padded", [&[0], r, &[0], s].concat()),
            ("r alone", r.to_vec()),
            ("s alone", s.to_vec()),
            ("hex", raw.iter().flat_map(|o| format!("{o:02x}").into_bytes()).collect()),
            ("base64", signature.as_bytes().to_vec()),
            ("a recovery id after", [&raw[..], &[0]].concat()),
            ("a recovery id before", [&[27], &raw[..]].concat()),
            ("swapped", [s, r].concat()),
            ("the other byte order", raw.iter().rev().copied().collect()),
            ("r twice", [r, r].concat()),
            ("s twice", [s, s].concat()),
            ("inverted", raw.iter().map(|octet| !octet).collect()),
        ] {
            add(what.into(), &octets);
        }
        // DER whose length is that of the other form is none of it.
        let mut cut = der;
        cut.truncate(64);
        add("DER cut to 64".into(), &cut);
    }
    cases
}

pub(super) fn edges() -> Vec<Case> {
    let (n, half, p) = (number(N), number(HALF), number(P));
    let edges = [
        ("0", [0; 32]),
        ("1", small(1)),
        ("2", small(2)),
        ("(n-1)/2", half),
        ("(n+1)/2", beside(half, 1)),
        ("n-2", beside(beside(n, -1), -1)),
        ("n-1", beside(n, -1)),
        ("n", n),
        ("n+1", beside(n, 1)),
        ("p-1", beside(p, -1)),
        ("p", p),
        ("2^255", std::array::from_fn(|at| if at == 0 { 0x80 } else { 0 })),
        ("2^256-1", [0xFF; 32]),
    ];
    let mut cases = Vec::new();
    for start in starts() {
        let proof = start.proof_by(&signer());
        let (input, signature) = proof.rsplit_once('.').unwrap();
        let raw = url::decode(signature).unwrap();
        let mut add = |what: String, r: &[u8], s: &[u8]| {
            let signature = url::encode(&[r, s].concat());
            let body = start.body_around(&format!("{input}.{signature}"));
            cases.push(Case::new(what, body, "signature_invalid"));
        };
        for (first, r) in &edges {
            for (second, s) in &edges {
                add(format!("{first}, {second}"), r, s);
            }
            add(format!("r {first}"), r, &raw[32..]);
            add(format!("s {first}"), &raw[..32], r);
        }
    }
    cases
}
