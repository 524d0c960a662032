//! When a proof is approved, said once more without our crates: `serde_json`, `serde_jcs`, `sha2`, and
//! the rules of §3.13.2 for two deployments.

use std::collections::BTreeMap;

use serde_json::value::RawValue;
use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};

use crate::pipeline::{Deployment, USED_COUNTER, USED_JTI};
use crate::read::Read;
use crate::shapes;

/// The deployment.
pub(crate) const NOW: u64 = 1_785_300_000;
pub(crate) const SKEW: u64 = 60;
pub(crate) const UEID: &str = "AceZ_tBWu8SfItNuHSNSU4JLwE8ziz90S0CXfv0JtOB7";
pub(crate) const PROFILE: &str = "https://datatracker.ietf.org/doc/draft-yossif-psea/";
/// What the strict deployment asks for.
pub(crate) const CALLER: &str = "com.example.bank";
pub(crate) const CONTEXT: &str = r#"{"session":"s-1"}"#;
/// What the first proof of a chain refers to.
pub(crate) const SENTINEL: &str =
    "0000000000000000000000000000000000000000000000000000000000000000";
const DECLARED: [&str; 23] = [
    "jti",
    "aud",
    "iss",
    "iat",
    "exp",
    "ueid",
    "eat_profile",
    "psea_tier",
    "psea_op",
    "psea_counter",
    "psea_payload_hash",
    "psea_uv",
    "psea_proof_version",
    "eat_nonce",
    "submods",
    "psea_chain_prev",
    "psea_caller_package",
    "psea_sdk_version",
    "psea_signals_hash",
    "psea_user_hash",
    "psea_chain_pending",
    "psea_last_confirmed_head",
    "psea_rp_context_hash",
];

/// What was approved.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Plain {
    pub(crate) jti: String,
    pub(crate) counter: u64,
    pub(crate) action: String,
}

/// The members of an object, each read when it is asked for: what is ignored may hold numbers that
/// `serde_json` cannot.
pub(crate) struct Members(BTreeMap<String, Box<RawValue>>);

impl Members {
    pub(crate) fn of(octets: &[u8]) -> Option<Self> {
        serde_json::from_slice(octets).ok().map(Self)
    }

    pub(crate) fn get(&self, name: &str) -> Option<Value> {
        serde_json::from_str(self.0.get(name)?.get()).ok()
    }

    pub(crate) fn raw(&self, name: &str) -> Option<&RawValue> {
        self.0.get(name).map(|value| &**value)
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    pub(crate) fn is(&self, name: &str, text: &str) -> bool {
        self.get(name).is_some_and(|value| value == text)
    }

    /// The rules of §3.4, but for the `kid`.
    pub(crate) fn is_header(&self) -> bool {
        self.is("alg", "ES256")
            && self.is("typ", "psea-proof+jwt")
            && !self.has("crit")
            && (!self.has("b64") || self.get("b64") == Some(Value::Bool(true)))
    }
}

/// The approval that a body deserves whose signature verifies; none is a refusal.
pub(crate) fn judge(body: &[u8], deployment: Deployment) -> Option<Plain> {
    let strict = |octets| Read::of(octets).filter(Read::is_strict);
    let integers = |octets| strict(octets).filter(Read::has_integers_only);
    strict(body)?;
    let body = Members::of(body)?;
    let proof = body.get("proof")?;
    let segments: Vec<&str> = proof.as_str()?.split('.').collect();
    let [header, payload, signature] = segments[..] else { return None };
    let header = base64url(header)?;
    strict(&header)?;
    let header = Members::of(&header)?;
    if !header.is_header() || base64url(signature)?.len() != 64 {
        return None;
    }
    let kid = header.get("kid")?;
    let kid = kid.as_str()?;
    let payload = base64url(payload)?;
    integers(&payload)?;
    let claims: Value = serde_json::from_slice(&payload).ok()?;
    let is_admitted = match deployment {
        Deployment::Plain => ["key-1", "key-5", "key-6"].contains(&kid),
        Deployment::Strict => {
            ["key-1", "key-5"].contains(&kid) && is_strict(&claims, &payload, kid)
        }
    };
    if !is_admitted {
        return None;
    }
    let claims = claims.as_object()?;
    let is = |name: &str, text: &str| claims.get(name).is_some_and(|value| *value == text);
    let bound = is("iss", "tenant.example")
        && is("aud", "verifier.example")
        && is("psea_op", "payment.execute")
        && is("psea_tier", "high")
        && is("ueid", UEID)
        && is("eat_profile", PROFILE)
        && is("psea_proof_version", "1");
    let is_claim = |(name, value): (&String, &Value)| {
        DECLARED.contains(&name.as_str()) && shapes::is_well_formed(name, value)
    };
    if !bound || !claims.iter().all(is_claim) {
        return None;
    }
    // -0 is an integer, which serde_json reads as a double.
    let natural = |value: &Value| value.as_u64().or((value.as_f64() == Some(0.0)).then_some(0));
    let number = |name: &str| natural(claims.get(name)?).filter(|n| *n < 1 << 53);
    let (iat, exp, counter) = (number("iat")?, number("exp")?, number("psea_counter")?);
    let fresh = exp > NOW - SKEW && iat <= NOW + SKEW && exp > iat && exp - iat <= 300;
    let grows = kid != "key-5" || counter > USED_COUNTER;
    let jti = claims.get("jti")?.as_str()?;
    let named = jti != USED_JTI
        && (1..=128).contains(&jti.len())
        && jti.chars().all(|c| c.is_ascii_alphanumeric() || "._-".contains(c));
    let verified = claims.get("psea_uv")?.get("verified")? == &Value::Bool(true)
        && claims.get("psea_uv")?.get("method")?.is_string();
    let action = body.get("actionPayload").filter(Value::is_object)?;
    integers(body.raw("actionPayload")?.get().as_bytes())?;
    let committed = hashes_to(claims, "psea_payload_hash", &action);
    let report = !claims.contains_key("psea_signals_hash")
        || body.get("signalReport").is_some_and(|r| hashes_to(claims, "psea_signals_hash", &r));
    (fresh && grows && named && verified && committed && report).then(|| Plain {
        jti: jti.to_owned(),
        counter,
        action: serde_jcs::to_string(&action).unwrap(),
    })
}

/// What the strict deployment asks for beyond the rest.
fn is_strict(claims: &Value, payload: &[u8], kid: &str) -> bool {
    let link = if kid == "key-5" { chain_entry(USED_JTI, USED_COUNTER) } else { SENTINEL.into() };
    claims["eat_nonce"] == "n-1"
        && claims["psea_caller_package"] == CALLER
        && claims["psea_rp_context_hash"] == *hash(CONTEXT.as_bytes())
        && claims["psea_chain_prev"] == *link
        && serde_jcs::to_vec(claims).is_ok_and(|canonical| canonical == payload)
}

/// The entry of the first proof of a chain (§3.12).
pub(crate) fn chain_entry(jti: &str, counter: u64) -> String {
    let mut digest = Sha256::new();
    for text in [jti, counter.to_string().as_str(), SENTINEL] {
        digest.update(u32::try_from(text.len()).unwrap().to_be_bytes());
        digest.update(text);
    }
    digest.finalize().iter().map(|octet| format!("{octet:02x}")).collect()
}

/// Base64 of SHA-256.
pub(crate) fn hash(octets: &[u8]) -> String {
    base64(&Sha256::digest(octets))
}

fn hashes_to(claims: &Map<String, Value>, name: &str, value: &Value) -> bool {
    let hash = hash(&serde_jcs::to_vec(value).unwrap());
    claims.get(name).is_some_and(|claim| *claim == hash)
}

const LETTERS: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

fn letter(value: u32, last: [char; 2]) -> char {
    match usize::try_from(value).unwrap() {
        at @ 0..62 => char::from(LETTERS[at]),
        at => last[at - 62],
    }
}

pub(crate) fn base64(octets: &[u8]) -> String {
    let mut text = String::new();
    for group in octets.chunks(3) {
        let bits = (0..3).fold(0, |bits, at| bits << 8 | u32::from(*group.get(at).unwrap_or(&0)));
        for (place, shift) in [18, 12, 6, 0].into_iter().enumerate() {
            let digit = letter(bits >> shift & 63, ['+', '/']);
            text.push(if place <= group.len() { digit } else { '=' });
        }
    }
    text
}

/// Strict: each text stands for other octets.
pub(crate) fn base64url(text: &str) -> Option<Vec<u8>> {
    let (mut octets, mut bits, mut count) = (Vec::new(), 0_u32, 0);
    for c in text.chars() {
        let value = (0..64).find(|value| letter(*value, ['-', '_']) == c)?;
        bits = bits << 6 | value;
        count += 6;
        if count >= 8 {
            count -= 8;
            octets.push(u8::try_from(bits >> count).ok()?);
            bits &= (1 << count) - 1;
        }
    }
    (bits == 0 && count < 6 && !text.is_empty()).then_some(octets)
}
