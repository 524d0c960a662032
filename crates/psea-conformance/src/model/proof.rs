//! A proof that is not octet for octet the expected one.
//!
//! ECDSA signatures are not unique: a signer that draws its nonces at random is right as well. Its
//! proof passes when it carries the expected header and payload and verifies under the vector's key.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use p256::ecdsa::{Signature, VerifyingKey, signature::Verifier};

use super::Jwk;

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum WrongProof {
    #[error("not three base64url segments")]
    Segments,
    #[error("its header is another one")]
    Header,
    #[error("its payload is another one")]
    Payload,
    #[error("its signature does not verify under the vector's key")]
    Signature,
}

/// Whether a token carries this header and payload and verifies under the key.
pub(super) fn check(
    token: &str,
    header: Option<&str>,
    payload: Option<&str>,
    key: &Jwk,
) -> Result<(), WrongProof> {
    let (signed, signature) = token.rsplit_once('.').ok_or(WrongProof::Segments)?;
    let (first, second) = signed.split_once('.').ok_or(WrongProof::Segments)?;
    if Some(decode(first)?.as_slice()) != header.map(str::as_bytes) {
        return Err(WrongProof::Header);
    }
    if Some(decode(second)?.as_slice()) != payload.map(str::as_bytes) {
        return Err(WrongProof::Payload);
    }
    let signature =
        Signature::from_slice(&decode(signature)?).map_err(|_| WrongProof::Signature)?;
    let key = public_key(key).ok_or(WrongProof::Signature)?;
    key.verify(signed.as_bytes(), &signature).map_err(|_| WrongProof::Signature)
}

fn decode(segment: &str) -> Result<Vec<u8>, WrongProof> {
    URL_SAFE_NO_PAD.decode(segment).map_err(|_| WrongProof::Segments)
}

fn public_key(key: &Jwk) -> Option<VerifyingKey> {
    let x = URL_SAFE_NO_PAD.decode(&key.x).ok()?;
    let y = URL_SAFE_NO_PAD.decode(&key.y).ok()?;
    if x.len() != 32 || y.len() != 32 {
        return None;
    }
    // The uncompressed point of SEC 1, section 2.3.3.
    VerifyingKey::from_sec1_bytes(&[&[4], x.as_slice(), y.as_slice()].concat()).ok()
}

#[cfg(test)]
mod tests {
    use p256::ecdsa::{Signature, SigningKey, signature::Signer};

    use super::*;
    use crate::model::{AttestAnswer, AttestVector, Codes, Profile, SuiteVector};

    const HEADER: &str = r#"{"alg":"ES256"}"#;
    const PAYLOAD: &str = r#"{"jti":"a"}"#;

    fn signing_key() -> SigningKey {
        SigningKey::from_slice(&[7; 32]).unwrap()
    }

    fn proof(key: &SigningKey, header: &str, payload: &str) -> String {
        let signed =
            format!("{}.{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(payload));
        let signature: Signature = key.sign(signed.as_bytes());
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature.to_bytes()))
    }

    fn vector() -> AttestVector {
        let point = signing_key().verifying_key().to_sec1_point(false);
        let (x, y) = point.as_bytes()[1..].split_at(32);
        let text = |text: &str| text.to_owned();
        AttestVector {
            id: text("attest.test"),
            title: text("A proof."),
            sections: vec![text("3.5")],
            flags: vec![text("rfc6979")],
            key: Jwk {
                kty: text("EC"),
                crv: text("P-256"),
                x: URL_SAFE_NO_PAD.encode(x),
                y: URL_SAFE_NO_PAD.encode(y),
                d: Some(URL_SAFE_NO_PAD.encode([7; 32])),
            },
            kid: text("key-1"),
            profile: Profile::Draft03,
            device_id: text("device"),
            iss: text("iss"),
            aud: text("aud"),
            op: text("op"),
            tier: text("tier"),
            counter: 1,
            jti: text("a"),
            iat: 1,
            exp: 2,
            uv_method: text("pin"),
            action_payload: text("{}"),
            nonce: None,
            chain_prev: None,
            caller_package: None,
            sdk_version: None,
            user_hash: None,
            device_state: None,
            signal_report: None,
            result: None,
            header: Some(text(HEADER)),
            payload: Some(text(PAYLOAD)),
            proof: Some(proof(&signing_key(), HEADER, PAYLOAD)),
        }
    }

    /// The other signature (r, n − s), valid as well and no other octets than a random nonce gives.
    #[expect(clippy::arithmetic_side_effects, reason = "modulo the group's order")]
    fn other_signature(proof: &str) -> String {
        let (signed, signature) = proof.rsplit_once('.').unwrap();
        let signature = Signature::from_slice(&URL_SAFE_NO_PAD.decode(signature).unwrap()).unwrap();
        let (r, s) = signature.split_scalars();
        let other = Signature::from_scalars(r, -s).unwrap();
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(other.to_bytes()))
    }

    fn differences(got: Option<String>) -> Vec<&'static str> {
        let (vector, header, payload) =
            (vector(), Some(HEADER.to_owned()), Some(PAYLOAD.to_owned()));
        assert_eq!(vector.check(), Ok(()));
        let answer = AttestAnswer { result: None, header, payload, proof: got };
        vector.compare(&answer, Codes::On).iter().map(|difference| difference.member).collect()
    }

    #[test]
    fn any_valid_signature_over_the_same_octets_passes() {
        let expected = proof(&signing_key(), HEADER, PAYLOAD);
        let other = other_signature(&expected);
        assert_ne!(expected, other);
        assert_eq!(differences(Some(expected)), [""; 0]);
        assert_eq!(differences(Some(other)), [""; 0]);
        assert_eq!(differences(None), [""; 0]);
    }

    #[test]
    fn everything_else_is_a_difference() {
        let other_key = SigningKey::from_slice(&[8; 32]).unwrap();
        let cases = [
            (proof(&other_key, HEADER, PAYLOAD), WrongProof::Signature),
            (proof(&signing_key(), "{}", PAYLOAD), WrongProof::Header),
            (proof(&signing_key(), HEADER, "{}"), WrongProof::Payload),
            ("a.b".to_owned(), WrongProof::Segments),
            (format!("{}.AAAA", proof(&signing_key(), HEADER, PAYLOAD)), WrongProof::Segments),
        ];
        for (proof, wrong) in cases {
            assert_eq!(
                check(&proof, Some(HEADER), Some(PAYLOAD), &vector().key),
                Err(wrong),
                "{proof}"
            );
            assert_eq!(differences(Some(proof)), ["proof"]);
        }
    }
}
