//! One Verifier, one party, and results that are right until a test breaks them.

use psea_claims::{
    Audience, ChainEntry, Counter, Durability, EpochSeconds, Jti, Operation, PayloadHash, Tier,
    Ueid, UvAnchor,
};
use psea_jose::base64::url;
use psea_jose::es256::{Es256Signer as _, P256Backend, P256Signer};
use psea_result::{
    ApprovalClaims, Envelope, PinnedKeys, ProofHash, RefusalClaims, RefusalOutcome, ResultError,
    ResultReader, VerifiedResult, sign_approval, sign_refusal,
};
use serde_json::{Map, Value, json};

pub(crate) const NOW: u64 = 1_785_300_000;
pub(crate) const ISS: &str = "verifier.example";
pub(crate) const AUD: &str = "https://payments.example";
pub(crate) const UEID: &str = "AceZ_tBWu8SfItNuHSNSU4JLwE8ziz90S0CXfv0JtOB7";

pub(crate) fn at(seconds: u64) -> EpochSeconds {
    EpochSeconds::new(seconds).unwrap()
}

pub(crate) fn now() -> EpochSeconds {
    at(NOW)
}

pub(crate) fn key(octet: u8) -> P256Signer {
    P256Signer::from_scalar(&[octet; 32]).unwrap()
}

pub(crate) fn kid(key: &P256Signer) -> String {
    key.public_key().thumbprint()
}

pub(crate) fn jti(text: &'static str) -> Jti<'static> {
    Jti::new(text).unwrap()
}

pub(crate) fn audience(text: &'static str) -> Audience<'static> {
    Audience::new(text).unwrap()
}

pub(crate) fn reader() -> ResultReader {
    ResultReader::new(audience(ISS), audience(AUD))
}

/// Key 7, pinned.
pub(crate) fn pins() -> PinnedKeys {
    PinnedKeys::of(&[*key(7).public_key()], &P256Backend).unwrap()
}

pub(crate) fn envelope() -> Envelope {
    Envelope {
        iss: audience(ISS),
        aud: audience(AUD),
        iat: now(),
        exp: at(NOW + 60),
        jti: jti("r-1"),
    }
}

pub(crate) fn approval() -> ApprovalClaims {
    ApprovalClaims {
        envelope: envelope(),
        proof_jti: jti("a-1"),
        proof_hash: ProofHash::of("a.compact.proof"),
        payload_hash: PayloadHash::parse("ThHWTeQZWBXtBoGTn20RUcAWM5Y9TowxGPvHCzYSBl0=").unwrap(),
        op: Operation::new("payment.execute").unwrap(),
        tier: Tier::new("high").unwrap(),
        counter: Counter::new(17).unwrap(),
        ueid: Ueid::parse(UEID).unwrap(),
        uv_anchor: UvAnchor::Attested,
        durability: Durability::PowerLoss,
        chain_entry: Some(ChainEntry::SENTINEL),
    }
}

pub(crate) fn refusal() -> RefusalClaims {
    RefusalClaims {
        envelope: envelope(),
        outcome: RefusalOutcome::Revoked,
        refused_jti: Some(jti("a-1")),
    }
}

pub(crate) fn approved_by(key: &P256Signer) -> String {
    sign_approval(&approval(), key).unwrap().into_string()
}

pub(crate) fn refused_by(key: &P256Signer) -> String {
    sign_refusal(&refusal(), key).unwrap().into_string()
}

/// The code of reading a token, or `approval` or `refusal`.
pub(crate) fn code(read: &Result<VerifiedResult, ResultError>) -> &'static str {
    match read {
        Ok(VerifiedResult::Approval(_)) => "approval",
        Ok(VerifiedResult::Refusal(_)) => "refusal",
        Err(error) => {
            assert!(!error.to_string().is_empty());
            error.code()
        }
    }
}

/// The code of reading a token at [`NOW`] with key 7.
pub(crate) fn read(token: &str) -> &'static str {
    code(&reader().read(token, &pins(), now()))
}

/// The members of a claim set, to be changed.
pub(crate) fn members(payload: &str) -> Map<String, Value> {
    let Value::Object(members) = serde_json::from_str(payload).unwrap() else { unreachable!() };
    members
}

pub(crate) fn approval_members() -> Map<String, Value> {
    members(approval().to_canonical().as_str())
}

pub(crate) fn refusal_members() -> Map<String, Value> {
    members(refusal().to_canonical().as_str())
}

pub(crate) fn header() -> Value {
    json!({"alg": "ES256", "kid": kid(&key(7)), "typ": "psea-ack+jwt"})
}

/// A token over exactly these texts.
pub(crate) fn sign(header: &str, payload: &str, key: &P256Signer) -> String {
    let input = format!("{}.{}", url::encode(header.as_bytes()), url::encode(payload.as_bytes()));
    let signature = key.sign(input.as_bytes()).unwrap();
    format!("{input}.{}", url::encode(signature.as_octets()))
}

/// A token of key 7 over this payload, with the right header.
pub(crate) fn signed(payload: &str) -> String {
    sign(&header().to_string(), payload, &key(7))
}

/// A token of key 7 over these members. They come in canonical order: all names are ASCII.
pub(crate) fn signed_members(members: &Map<String, Value>) -> String {
    signed(&Value::Object(members.clone()).to_string())
}
