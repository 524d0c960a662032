//! The signature stands for the received octets.

use std::sync::{Arc, Mutex};

use psea_jose::base64::url;
use psea_jose::es256::{
    BackendError, Es256Backend, Es256Signer as _, Message, P256Signer, PreparedKey, PublicKey,
    Signature, VerifyingKey,
};
use psea_jose::jws::{SignatureError, UnverifiedJws};
use sha2::{Digest as _, Sha256};

use crate::{HEADER, RULES, key, signed, signer};

const PAYLOAD: &str = r#"{"amount":2500}"#;

fn verify(token: &str) -> Result<Vec<u8>, SignatureError> {
    let token = UnverifiedJws::parse(token, &RULES).unwrap();
    token.verify(&key(&signer())).map(|verified| verified.payload().to_vec())
}

/// §3.4: a good signature gives the payload and the `kid`, from a borrowed token or an owned one.
#[test]
fn good_signature() {
    let token = signed(HEADER, PAYLOAD);
    assert_eq!(verify(&token).as_deref(), Ok(PAYLOAD.as_bytes()));
    let owned = UnverifiedJws::parse(token, &RULES).unwrap();
    let verified = owned.verify(&key(&signer())).unwrap();
    assert_eq!((verified.kid(), verified.payload()), ("key-1", PAYLOAD.as_bytes()));
}

/// §3.4: 64 octets or malformed, never DER.
#[test]
fn signature_length() {
    let token = signed(HEADER, PAYLOAD);
    let (input, signature) = token.rsplit_once('.').unwrap();
    let octets = url::decode(signature).unwrap();
    for length in [1, 32, 63, 65, 70, 71, 72, 96, 128, 132] {
        let mut octets = octets.clone();
        octets.resize(length, 1);
        let token = format!("{input}.{}", url::encode(&octets));
        assert_eq!(verify(&token), Err(SignatureError::Malformed), "{length}");
    }
    let der = [&[0x30, 0x44, 0x02, 0x20][..], &octets[..32], &[0x02, 0x20], &octets[32..]].concat();
    assert_eq!(verify(&format!("{input}.{}", url::encode(&der))), Err(SignatureError::Malformed));
}

/// §3.4: another key's signature, a changed octet, an integer out of range: all just invalid.
#[test]
fn invalid_signature() {
    let token = signed(HEADER, PAYLOAD);
    let (input, signature) = token.rsplit_once('.').unwrap();
    let octets = url::decode(signature).unwrap();

    for bit in 0..512 {
        let mut changed = octets.clone();
        changed[bit / 8] ^= 1 << (bit % 8);
        assert_eq!(
            verify(&format!("{input}.{}", url::encode(&changed))),
            Err(SignatureError::Invalid),
            "{bit}"
        );
    }
    for same in [0x00, 0xFF] {
        let token = format!("{input}.{}", url::encode(&[same; 64]));
        assert_eq!(verify(&token), Err(SignatureError::Invalid));
    }
    let other = P256Signer::from_scalar(&[0x22; 32]).unwrap();
    let signature = other.sign(input.as_bytes()).unwrap();
    let token = format!("{input}.{}", url::encode(signature.as_octets()));
    assert_eq!(verify(&token), Err(SignatureError::Invalid));
    // r and s in the wrong order.
    let swapped = [&octets[32..], &octets[..32]].concat();
    assert_eq!(verify(&format!("{input}.{}", url::encode(&swapped))), Err(SignatureError::Invalid));
}

/// §2: the signature covers header and payload as received: another spelling of the same header or
/// payload is another token.
#[test]
fn covers_the_received_octets() {
    let token = signed(HEADER, PAYLOAD);
    let [header, payload, signature] = token.split('.').collect::<Vec<_>>()[..] else {
        unreachable!()
    };
    for other in [r#"{"amount":2501}"#, r#"{ "amount":2500}"#, r#"{"\u0061mount":2500}"#] {
        let changed = format!("{header}.{}.{signature}", url::encode(other.as_bytes()));
        assert_eq!(verify(&changed), Err(SignatureError::Invalid), "{other}");
    }
    for other in [
        HEADER.replace("key-1", "key-2"),
        HEADER.replace("key-1", "k\\u0065y-1"),
        format!(" {HEADER}"),
        format!("{},\"x\":1}}", &HEADER[..HEADER.len() - 1]),
    ] {
        let changed = format!("{}.{payload}.{signature}", url::encode(other.as_bytes()));
        assert_eq!(verify(&changed), Err(SignatureError::Invalid), "{other}");
    }
    // Signed in an unusual spelling, it verifies in that spelling.
    let unusual = signed(
        " { \"typ\":\"psea-proof+jwt\", \"kid\":\"key-1\",\"alg\":\"ES256\" } ",
        " not canonical ",
    );
    assert_eq!(verify(&unusual).as_deref(), Ok(&b" not canonical "[..]));
}

/// §3.4: a key inside the token is not used, even where the token's signature is that key's.
#[test]
fn key_in_the_token_is_never_used() {
    let attacker = P256Signer::from_scalar(&[0x33; 32]).unwrap();
    let jwk = attacker.public_key().to_jwk();
    let header = format!("{},\"jwk\":{jwk}}}", &HEADER[..HEADER.len() - 1]);
    let input = format!("{}.{}", url::encode(header.as_bytes()), url::encode(PAYLOAD.as_bytes()));
    let signature = attacker.sign(input.as_bytes()).unwrap();
    let token = format!("{input}.{}", url::encode(signature.as_octets()));
    assert_eq!(verify(&token), Err(SignatureError::Invalid));
}

/// §6.4.4: an unverified token does not print its payload or signature.
#[test]
fn debug_output() {
    let token = signed(HEADER, PAYLOAD);
    let token = UnverifiedJws::parse(token, &RULES).unwrap();
    assert_eq!(format!("{token:?}"), "UnverifiedJws { kid: \"key-1\", .. }");
}

fn sha256(text: &str) -> [u8; 32] {
    Sha256::digest(text).into()
}

type Seen = Arc<Mutex<Vec<(Vec<u8>, [u8; 32], [u8; 64])>>>;

/// A library that finds every signature good, or every one bad, and notes what it was asked.
#[derive(Debug)]
struct Fixed(bool, Seen);

impl Es256Backend for Fixed {
    fn name(&self) -> &'static str {
        "fixed"
    }

    fn prepare(&self, _: &PublicKey) -> Result<Arc<dyn PreparedKey>, BackendError> {
        Ok(Arc::new(Self(self.0, self.1.clone())))
    }
}

impl PreparedKey for Fixed {
    fn verify(&self, message: &Message<'_>, signature: &Signature) -> bool {
        self.1.lock().unwrap().push((
            message.octets().to_vec(),
            *message.sha256(),
            *signature.as_octets(),
        ));
        self.0
    }
}

/// §3.4: a library sees the received signing input, its hash and a signature in range, nothing
/// else, and its word is final.
#[test]
fn what_a_backend_sees() {
    let token = signed(HEADER, PAYLOAD);
    let (input, signature) = token.rsplit_once('.').unwrap();
    let signature: [u8; 64] = url::decode(signature).unwrap().try_into().unwrap();
    for (answer, want) in [(true, Ok(())), (false, Err(SignatureError::Invalid))] {
        let seen = Seen::default();
        let key = VerifyingKey::new(*signer().public_key(), &Fixed(answer, seen.clone())).unwrap();
        for octets in [&[0; 64][..], &[0xFF; 64], &[1; 63], &[1; 65]] {
            let token = format!("{input}.{}", url::encode(octets));
            assert!(UnverifiedJws::parse(token, &RULES).unwrap().verify(&key).is_err());
        }
        assert!(seen.lock().unwrap().is_empty());
        let parsed = UnverifiedJws::parse(token.as_str(), &RULES).unwrap();
        assert_eq!(parsed.verify(&key).map(|_| ()), want);
        assert_eq!(*seen.lock().unwrap(), [(input.as_bytes().to_vec(), sha256(input), signature)]);
    }
}

/// §3.4: the hash that recognises a token is of all its octets, those of the signature included.
#[test]
fn the_hash_of_a_verified_token() {
    let token = signed(HEADER, PAYLOAD);
    let verified = UnverifiedJws::parse(token.as_str(), &RULES).unwrap();
    let verified = verified.verify(&key(&signer())).unwrap();
    assert_eq!(*verified.sha256(), sha256(&token));
}

#[derive(Debug)]
struct Unable;

impl Es256Backend for Unable {
    fn name(&self) -> &'static str {
        "unable"
    }

    fn prepare(&self, _: &PublicKey) -> Result<Arc<dyn PreparedKey>, BackendError> {
        Err(BackendError)
    }
}

/// §3.4: a key that a library cannot use is found out when it is prepared.
#[test]
fn a_backend_may_be_unable() {
    assert_eq!(VerifyingKey::new(*signer().public_key(), &Unable).map(|_| ()), Err(BackendError));
}
