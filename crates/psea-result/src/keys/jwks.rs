//! Key sets as JWK sets (RFC 7517 §5).

use alloc::vec::Vec;

use psea_claims::EpochSeconds;
use psea_jose::canonical::{CanonicalJson, ObjectWriter, SafeUint};
use psea_jose::es256::PublicKey;
use psea_jose::json::{Document, Object, Value};

use super::set::{KeySet, KeySetError, KeySetKey, KeyState};

const MAX_DEPTH: u16 = 8;

const ANNOUNCED: &str = "psea_announced";
const ACTIVATED: &str = "psea_activated";
const RETIRED: &str = "psea_retired";
const REVOKED: &str = "psea_revoked";
const CACHE_LIFETIME: &str = "psea_cache_lifetime";

pub(super) fn write(set: &KeySet) -> CanonicalJson {
    let list = |revoked: bool| {
        let keys = set.keys.iter().filter(|key| (key.state() == KeyState::Revoked) == revoked);
        array(&keys.map(key).collect::<Vec<_>>())
    };
    let mut jwks = ObjectWriter::default();
    jwks.json("keys", &list(false));
    jwks.integer(CACHE_LIFETIME, SafeUint::new(set.cache_lifetime).unwrap_or(SafeUint::MAX));
    jwks.json(REVOKED, &list(true));
    jwks.finish()
}

fn key(key: &KeySetKey) -> CanonicalJson {
    let point = key.public.as_sec1();
    let half = |range| psea_jose::base64::url::encode(point.get(range).unwrap_or_default());
    let mut jwk = ObjectWriter::with_capacity(320);
    jwk.string("alg", "ES256")
        .string("crv", "P-256")
        .string("kid", &key.kid())
        .string("kty", "EC")
        .string("use", "sig")
        .string("x", &half(1..33))
        .string("y", &half(33..65))
        .integer(ANNOUNCED, key.announced.as_safe());
    let later = [(ACTIVATED, key.activated), (RETIRED, key.retired), (REVOKED, key.revoked)];
    for (name, at) in later {
        if let Some(at) = at {
            jwk.integer(name, at.as_safe());
        }
    }
    jwk.finish()
}

/// Canonical values between brackets are a canonical array.
fn array(values: &[CanonicalJson]) -> CanonicalJson {
    let values: Vec<&str> = values.iter().map(CanonicalJson::as_str).collect();
    let text = alloc::format!("[{}]", values.join(","));
    CanonicalJson::parse(text.as_bytes(), MAX_DEPTH).unwrap_or_else(|_| CanonicalJson::string(""))
}

pub(super) fn parse(json: &[u8]) -> Result<KeySet, KeySetError> {
    let document =
        Document::parse(json, MAX_DEPTH).map_err(|_| KeySetError::Format("not strict JSON"))?;
    let root = document.root().as_object().ok_or(KeySetError::Format("not a JSON object"))?;
    let keys = keys_of(root, "keys")?;
    let revoked = keys_of(root, REVOKED)?;
    let cache_lifetime = time(root, CACHE_LIFETIME)?
        .ok_or(KeySetError::Format("`psea_cache_lifetime` is absent"))?
        .get();
    let mut set = KeySet { keys: Vec::new(), cache_lifetime };
    for (listed, is_revoked) in [(keys, false), (revoked, true)] {
        for value in listed {
            let key = read_key(value)?;
            if (key.state() == KeyState::Revoked) != is_revoked {
                return Err(KeySetError::Format(
                    "a revoked key stands in `psea_revoked`, and every other in `keys`",
                ));
            }
            if set.keys.iter().any(|known| known.public == key.public) {
                return Err(KeySetError::Known(key.kid()));
            }
            set.keys.push(key);
        }
    }
    set.sort();
    if set.keys.iter().filter(|key| key.state() == KeyState::Active).count() > 1 {
        return Err(KeySetError::Format("more than one key is active"));
    }
    Ok(set)
}

fn keys_of<'d, 'a>(
    root: Object<'d, 'a>,
    name: &'static str,
) -> Result<Vec<Value<'d, 'a>>, KeySetError> {
    let list = root.get(name).and_then(|value| value.as_array());
    let list = list.ok_or(KeySetError::Format("`keys` and `psea_revoked` must be arrays"))?;
    Ok(list.iter().collect())
}

fn read_key(value: Value<'_, '_>) -> Result<KeySetKey, KeySetError> {
    let object = value.as_object().ok_or(KeySetError::Format("a key is not an object"))?;
    let public = public_key(value)?;
    let kid = object.get("kid").and_then(|kid| kid.as_text());
    if kid.is_none_or(|kid| kid != *public.thumbprint()) {
        return Err(KeySetError::Format("a `kid` is not the key's RFC 7638 thumbprint"));
    }
    let announced =
        time(object, ANNOUNCED)?.ok_or(KeySetError::Format("`psea_announced` is absent"))?;
    Ok(KeySetKey {
        public,
        announced,
        activated: time(object, ACTIVATED)?,
        retired: time(object, RETIRED)?,
        revoked: time(object, REVOKED)?,
    })
}

pub(super) fn public_key(value: Value<'_, '_>) -> Result<PublicKey, KeySetError> {
    let malformed = KeySetError::Format("a key is not a public ES256 key");
    let json = CanonicalJson::from_value(value).map_err(|_| malformed.clone())?;
    PublicKey::from_jwk(json.as_octets()).map_err(|_| malformed)
}

pub(super) fn time(
    object: Object<'_, '_>,
    name: &'static str,
) -> Result<Option<EpochSeconds>, KeySetError> {
    let Some(value) = object.get(name) else { return Ok(None) };
    let seconds =
        value.as_integer().and_then(|value| EpochSeconds::new(u64::try_from(value).ok()?));
    seconds.map(Some).ok_or(KeySetError::Format("a time is not an integer in [0, 2^53 − 1]"))
}

/// Whether an object has members of this format.
pub(super) fn is_own(object: Object<'_, '_>) -> bool {
    object.iter().any(|(name, _)| name.to_cow().starts_with("psea_"))
}

/// Whether a JWK is one for ES256 at all: others may stand in a set and concern nobody here.
pub(super) fn is_es256(value: Value<'_, '_>) -> bool {
    let Some(key) = value.as_object() else { return false };
    let is = |name, expected: &str| {
        key.get(name).map(|value| value.as_text().is_some_and(|text| text == *expected))
    };
    is("kty", "EC") == Some(true)
        && is("crv", "P-256") == Some(true)
        && is("alg", "ES256") != Some(false)
        && is("use", "sig") != Some(false)
}
