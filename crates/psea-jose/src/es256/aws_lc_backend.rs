use alloc::sync::Arc;

use aws_lc_rs::digest::{Digest, SHA256};
use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1, ParsedPublicKey};

use super::{BackendError, Es256Backend, Message, PreparedKey, PublicKey, Signature};

/// ES256 by AWS-LC, through the `aws-lc-rs` crate: C and assembly, for servers.
///
/// It gives the same answers as [`P256Backend`](super::P256Backend) several times as fast.
#[derive(Clone, Copy, Debug, Default)]
pub struct AwsLcBackend;

impl Es256Backend for AwsLcBackend {
    fn name(&self) -> &'static str {
        "aws-lc-rs"
    }

    fn prepare(&self, key: &PublicKey) -> Result<Arc<dyn PreparedKey>, BackendError> {
        let key = ParsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, key.as_sec1())
            .map_err(|_| BackendError)?;
        Ok(Arc::new(AwsLcKey(key)))
    }
}

#[derive(Debug)]
struct AwsLcKey(ParsedPublicKey);

impl PreparedKey for AwsLcKey {
    fn verify(&self, message: &Message<'_>, signature: &Signature) -> bool {
        let mut room = [0; LONGEST];
        let Some(signature) = to_der(signature, &mut room) else { return false };
        Digest::import_less_safe(message.sha256(), &SHA256)
            .is_ok_and(|digest| self.0.verify_digest_sig(&digest, signature).is_ok())
    }
}

/// A DER signature of two integers of 33 octets.
const LONGEST: usize = 72;
const SEQUENCE: u8 = 0x30;
const INTEGER: u8 = 0x02;

/// The library's own form of a signature. It would come to it from 64 octets by way of two big
/// numbers, which takes longer than writing it down.
fn to_der<'r>(signature: &Signature, room: &'r mut [u8; LONGEST]) -> Option<&'r [u8]> {
    let (scalars, _) = signature.as_octets().as_chunks::<32>();
    let (head, mut rest) = room.split_at_mut_checked(2)?;
    let mut length = 0_u8;
    for scalar in scalars {
        let zeros = scalar.iter().take_while(|octet| **octet == 0).count();
        let digits = scalar.get(zeros..)?;
        // A leading bit that is set would make it negative.
        let padding = usize::from(*digits.first()? >> 7);
        let octets = digits.len().checked_add(padding)?;
        let (integer, after) = rest.split_at_mut_checked(octets.checked_add(2)?)?;
        let (tag, value) = integer.split_at_mut_checked(2)?;
        tag.copy_from_slice(&[INTEGER, u8::try_from(octets).ok()?]);
        value.get_mut(padding..)?.copy_from_slice(digits);
        length = length.checked_add(u8::try_from(octets).ok()?)?.checked_add(2)?;
        rest = after;
    }
    head.copy_from_slice(&[SEQUENCE, length]);
    room.get(..usize::from(length).checked_add(2)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use psea_seed::cases;

    proptest! {
        #![proptest_config(cases(256))]

        /// What we write is what strict DER reads as the same signature (RFC 3279 §2.2.3).
        #[test]
        fn der_is_read_as_the_same_signature(
            octets: [u8; 64], zeros in 0_usize..32, in_s: bool,
        ) {
            let mut octets = octets;
            let (r, s) = octets.split_at_mut(32);
            let scalar = if in_s { s } else { r };
            scalar[..zeros].fill(0);
            let Ok(signature) = Signature::from_octets(&octets) else { return Ok(()) };
            let mut room = [0; LONGEST];
            let der = to_der(&signature, &mut room).unwrap();
            prop_assert_eq!(Signature::from_der(der), Ok(signature));
        }
    }
}
