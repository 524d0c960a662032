//! Making a token.

use psea_jose::base64::url;
use psea_jose::canonical::CanonicalJson;
use psea_jose::es256::Es256Signer as _;
use psea_jose::jws::{ALG, SigningInput, UnverifiedJws, protected_header};
use sha2::{Digest as _, Sha256};

use crate::{HEADER, RULES, TYP, key, signer};

/// §3.2: exactly `alg`, `kid` and `typ`, in canonical form.
#[test]
fn header() {
    assert_eq!(ALG, "ES256");
    assert_eq!(protected_header("key-1", TYP).as_str(), HEADER);
    assert_eq!(
        protected_header("a\"\né", "psea-ack+jwt").as_str(),
        r#"{"alg":"ES256","kid":"a\"\né","typ":"psea-ack+jwt"}"#
    );
}

/// RFC 7515 §5.1: ASCII(BASE64URL(header) "." BASE64URL(payload)), and what is signed is what is sent.
#[test]
fn signing_input_and_token() {
    let payload = CanonicalJson::parse(br#"{"b":1,"a":"x"}"#, 32).unwrap();
    let input = SigningInput::new(&protected_header("key-1", TYP), &payload);
    let want = format!("{}.{}", url::encode(HEADER.as_bytes()), url::encode(br#"{"a":"x","b":1}"#));
    assert_eq!(input.octets(), want.as_bytes());
    assert_eq!(input.sha256(), <[u8; 32]>::from(Sha256::digest(&want)));

    let signature = signer().sign(input.octets()).unwrap();
    let token = input.into_compact(&signature);
    assert_eq!(token, format!("{want}.{}", url::encode(signature.as_octets())));
    let parsed = UnverifiedJws::parse(token.as_str(), &RULES).unwrap();
    assert_eq!(parsed.kid(), "key-1");
    let verified = parsed.verify(&key(&signer())).unwrap();
    assert_eq!((verified.kid(), verified.payload()), ("key-1", &br#"{"a":"x","b":1}"#[..]));
}
