//! Public P-256 keys as JWK (RFC 7517 §4, RFC 7518 §6.2.1).

use super::{KeyError, PublicKey};
use crate::base64::url;
use crate::canonical::{CanonicalJson, ObjectWriter};
use crate::json::{DEFAULT_MAX_DEPTH, Document, Object};
use crate::jws::ALG;

pub(super) fn public(x: &str, y: &str) -> CanonicalJson {
    let mut jwk = ObjectWriter::with_capacity(128);
    jwk.string("crv", "P-256").string("kty", "EC").string("x", x).string("y", y);
    jwk.finish()
}

pub(super) fn parse(json: &[u8]) -> Result<PublicKey, KeyError> {
    let document = Document::parse(json, DEFAULT_MAX_DEPTH).map_err(|_| KeyError::JwkJson)?;
    let jwk = document.root().as_object().ok_or(KeyError::JwkJson)?;

    if jwk.get("d").is_some() {
        return Err(KeyError::JwkMember {
            member: "d",
            problem: "a private key: enroll the public half alone, and treat this key as exposed",
        });
    }
    require(jwk, "kty", "EC", Presence::Required)?;
    require(jwk, "crv", "P-256", Presence::Required)?;
    require(jwk, "alg", ALG, Presence::Optional)?;
    require(jwk, "use", "sig", Presence::Optional)?;
    if let Some(operations) = jwk.get("key_ops") {
        let may_verify = operations.as_array().is_some_and(|operations| {
            operations.iter().any(|o| o.as_text().is_some_and(|text| text == *"verify"))
        });
        if !may_verify {
            return Err(KeyError::JwkMember { member: "key_ops", problem: "without \"verify\"" });
        }
    }

    let mut sec1 = [4_u8; 65];
    let (_, coordinates) = sec1.split_at_mut(1);
    for (member, half) in ["x", "y"].into_iter().zip(coordinates.chunks_exact_mut(32)) {
        half.copy_from_slice(&coordinate(jwk, member)?);
    }
    PublicKey::from_sec1(&sec1)
}

enum Presence {
    Required,
    Optional,
}

fn require(
    jwk: Object<'_, '_>,
    member: &'static str,
    expected: &str,
    presence: Presence,
) -> Result<(), KeyError> {
    match (jwk.get(member), presence) {
        (None, Presence::Optional) => Ok(()),
        (None, Presence::Required) => Err(KeyError::JwkMember { member, problem: "absent" }),
        (Some(value), _) if value.as_text().is_some_and(|text| text == *expected) => Ok(()),
        (Some(_), _) => Err(KeyError::JwkMember {
            member,
            problem: "not what a P-256 signature key has (kty EC, crv P-256, alg ES256, use sig)",
        }),
    }
}

/// RFC 7518 §6.2.1.2: exactly 32 octets, leading zeros kept.
fn coordinate(jwk: Object<'_, '_>, member: &'static str) -> Result<[u8; 32], KeyError> {
    let text = jwk
        .get(member)
        .and_then(|value| value.as_text())
        .ok_or(KeyError::JwkMember { member, problem: "absent or not a string" })?;
    url::decode_exact(&text.to_cow())
        .map_err(|_| KeyError::JwkMember { member, problem: "not 32 octets in base64url" })
}
