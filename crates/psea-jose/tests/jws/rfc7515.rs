//! RFC 7515 A.3: the published ES256 example.

use psea_jose::base64::url;
use psea_jose::es256::{P256Backend, PublicKey, Signature, VerifyingKey};
use psea_jose::jws::{HeaderRules, JwsError, SignatureError, UnverifiedJws};

use crate::RULES;

const INPUT: &str = "eyJhbGciOiJFUzI1NiJ9.\
    eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
const SIGNATURE: &str =
    "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";
const JWK: &[u8] = br#"{"kty":"EC","crv":"P-256",
    "x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
    "y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}"#;

/// RFC 7515 A.3.2: the signature verifies under the example's key.
#[test]
fn signature_verifies() {
    let key = VerifyingKey::new(PublicKey::from_jwk(JWK).unwrap(), &P256Backend).unwrap();
    let signature = Signature::from_octets(&url::decode(SIGNATURE).unwrap()).unwrap();
    assert_eq!(key.verify(INPUT.as_bytes(), &signature), Ok(()));
    let changed = INPUT.replace("eyJpc3M", "eyJpc3N");
    assert_eq!(key.verify(changed.as_bytes(), &signature), Err(SignatureError::Invalid));
}

/// §3.2: its header has neither `typ` nor `kid`, so it is no token of this profile.
#[test]
fn token_is_refused() {
    let token = format!("{INPUT}.{SIGNATURE}");
    assert_eq!(UnverifiedJws::parse(token.as_str(), &RULES).map(|_| ()), Err(JwsError::Typ));
    let jwt = HeaderRules::new("JWT");
    assert_eq!(UnverifiedJws::parse(token.as_str(), &jwt).map(|_| ()), Err(JwsError::Typ));
}

/// §3.4: the other published examples (RFC 7515 A.1, A.2, A.4, A.5) are refused by their `alg`.
#[test]
fn other_algorithms_are_refused() {
    for header in [
        "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9",
        "eyJhbGciOiJSUzI1NiJ9",
        "eyJhbGciOiJFUzUxMiJ9",
        "eyJhbGciOiJub25lIn0",
    ] {
        let token = format!("{header}.UGF5bG9hZA.{SIGNATURE}");
        assert_eq!(
            UnverifiedJws::parse(token.as_str(), &RULES).map(|_| ()),
            Err(JwsError::Alg),
            "{header}"
        );
    }
}
