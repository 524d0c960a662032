//! ES256 signatures (§3.4, RFC 7518 §3.4).

use super::Switch;

const PARSE: &str = "jose/src/jws/parse.rs";
const SIGNATURE: &str = "jose/src/es256/signature.rs";
const LENGTH: &str = "let octets = <[u8; 64]>::try_from(octets)";
const RANGE: &str = "scalars.iter().all(in_range)";

pub(super) const ALL: &[Switch] = &[
    switch!(
        "signature.length-longer",
        "3.4",
        (
            SIGNATURE,
            LENGTH,
            "let octets = if OFF { octets.get(..64).unwrap_or(octets) } else { octets }; @"
        )
    ),
    switch!(
        "signature.length-leading",
        "3.4",
        (
            SIGNATURE,
            LENGTH,
            "let octets = if OFF { octets.strip_prefix(&[0]).filter(|rest| rest.len() == 64).unwrap_or(octets) } else { octets }; @"
        )
    ),
    switch!(
        "signature.length-code",
        "3.4",
        (
            SIGNATURE,
            LENGTH,
            "if OFF && octets.len() != 64 { return Err(SignatureError::Invalid); } @"
        )
    ),
    switch!(
        "signature.der",
        "3.4",
        (SIGNATURE, LENGTH, "if OFF && octets.len() != 64 { return Self::from_der(octets); } @")
    ),
    // As a library does that has no range check: r = s = 0 verifies for every message.
    switch!(
        "signature.zero",
        "3.4",
        (
            PARSE,
            "let signature = Signature::from_octets(self.decoded.signature())?;",
            "if OFF && self.decoded.signature() == [0; 64] { return Ok(VerifiedJws { kid: self.kid, decoded: self.decoded, sha256: [0; 32] }); } @"
        )
    ),
    // As a library does that reduces r and s by the group order instead of refusing them.
    switch!(
        "signature.reduced",
        "3.4",
        (
            SIGNATURE,
            RANGE,
            "{
                let mut octets = octets;
                if OFF {
                    let (scalars, _) = octets.as_chunks_mut::<32>();
                    for scalar in scalars.iter_mut().filter(|scalar| **scalar >= ORDER) {
                        let mut borrow = false;
                        for (digit, order) in scalar.iter_mut().zip(ORDER).rev() {
                            let (low, first) = digit.overflowing_sub(order);
                            let (low, second) = low.overflowing_sub(u8::from(borrow));
                            *digit = low;
                            borrow = first || second;
                        }
                    }
                    return Ok(Self(octets));
                }
                @
            }"
        )
    ),
    switch!(
        "signature.high-s-refused",
        "3.4",
        (SIGNATURE, RANGE, "(@ && !(OFF && octets[32] >= 0x80))")
    ),
    switch!(
        "signature.low-s-refused",
        "3.4",
        (SIGNATURE, RANGE, "(@ && !(OFF && octets[32] < 0x80))")
    ),
];
