//! Compact JWS with the header rules of the profile.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::unreachable,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "tests fail by panicking"
)]

mod header;
mod kid;
mod order;
mod produce;
mod rfc7515;
mod segments;
mod verify;

use psea_jose::base64::url;
use psea_jose::es256::{Es256Signer as _, P256Backend, P256Signer, VerifyingKey};
use psea_jose::jws::{HeaderRules, JwsError, UnverifiedJws};

const TYP: &str = "psea-proof+jwt";
const RULES: HeaderRules = HeaderRules::new(TYP);
const HEADER: &str = r#"{"alg":"ES256","kid":"key-1","typ":"psea-proof+jwt"}"#;

fn signer() -> P256Signer {
    P256Signer::from_scalar(&[0x11; 32]).unwrap()
}

fn key(signer: &P256Signer) -> VerifyingKey {
    VerifyingKey::new(*signer.public_key(), &P256Backend).unwrap()
}

/// A token with this header and payload, whatever they are, and a good signature.
fn signed(header: impl AsRef<[u8]>, payload: impl AsRef<[u8]>) -> String {
    let input = format!("{}.{}", url::encode(header.as_ref()), url::encode(payload.as_ref()));
    let signature = signer().sign(input.as_bytes()).unwrap();
    format!("{input}.{}", url::encode(signature.as_octets()))
}

/// What the rules say of a token with this header, whose signature is good.
fn judge(header: impl AsRef<[u8]>) -> Result<String, JwsError> {
    let token = signed(header, "{}");
    UnverifiedJws::parse(token.as_str(), &RULES).map(|token| token.kid().to_owned())
}
