//! Verifiers that are lenient in one way each: what real ones were found to be.

use psea_claims::Limits;
use psea_jose::base64::url;
use psea_jose::es256::{P256Backend, PublicKey, Signature, VerifyingKey};
use psea_verifier::{ChallengeStore as _, EnrollmentAdmin as _, MemoryStore, Stage, Verifier};
use serde_json::{Value, json};

use crate::subject::{Answer, Strict, Subject, verify};
use crate::support::*;

#[derive(Clone, Copy, Debug)]
pub(crate) enum Leniency {
    /// Of two members with one name, the last counts.
    LastNameWins,
    /// What is no UTF-8 is replaced.
    Utf8Repaired,
    /// What follows the body is not looked at.
    RestIgnored,
    /// Padding and white space are taken out of the proof.
    Base64Cleaned,
    /// A DER signature is turned into the other form.
    DerTaken,
    /// r = s = 0 verifies.
    ZeroVerifies,
    /// A key that the header brings is used.
    KeyOfHeader,
    /// Any `alg` but ES256 is as good as no signature.
    AlgOfHeader,
    /// The longest body is ten times as long.
    BodyRaised,
    /// The longest proof is ten times as long.
    ProofRaised,
    /// Containers may nest twice as deep.
    DepthRaised,
    /// The longest `kid` is ten times as long.
    KidRaised,
    /// A refusal is written to the store.
    RefusalWritten,
    /// A signature is looked at before the header.
    SignatureFirst,
    /// Every submission costs a mebioctet.
    Hungry,
    /// A defect of the claims is told as one of the signature.
    WrongCode,
    /// `aud` is compared before `iss`.
    ChecksSwapped,
}

impl Leniency {
    pub(crate) const ALL: [Self; 17] = [
        Self::LastNameWins,
        Self::Utf8Repaired,
        Self::RestIgnored,
        Self::Base64Cleaned,
        Self::DerTaken,
        Self::ZeroVerifies,
        Self::KeyOfHeader,
        Self::AlgOfHeader,
        Self::BodyRaised,
        Self::ProofRaised,
        Self::DepthRaised,
        Self::KidRaised,
        Self::RefusalWritten,
        Self::SignatureFirst,
        Self::Hungry,
        Self::WrongCode,
        Self::ChecksSwapped,
    ];

    /// The class that is about it, and the first fault that it finds: the submission, and what
    /// was expected and came, or what it did besides.
    pub(crate) const fn found_by(self) -> (&'static str, &'static str) {
        match self {
            Self::LastNameWins => {
                ("duplicate names", "proof: body_malformed was expected: approved")
            }
            Self::Utf8Repaired => {
                ("unicode", "[80] in the body: body_malformed was expected: approved")
            }
            Self::RestIgnored => {
                ("around the body", "\"{}\" after: body_malformed was expected: approved")
            }
            Self::Base64Cleaned => ("base64", "'\\t' in 0: proof_malformed was expected: approved"),
            Self::DerTaken => {
                ("signature encodings", "DER: signature_malformed was expected: approved")
            }
            Self::ZeroVerifies => ("r and s", "0, 0: signature_invalid was expected: approved"),
            Self::KeyOfHeader => {
                ("key confusion", "another key with jwk: signature_invalid was expected: approved")
            }
            Self::AlgOfHeader => ("headers", "alg \"none\": header_alg was expected: approved"),
            Self::BodyRaised => ("sizes", "1 spaces before: body_too_large was expected: approved"),
            Self::ProofRaised => {
                ("sizes", "a proof of 16385 A: proof_too_large was expected: proof_malformed")
            }
            Self::DepthRaised => {
                ("nesting", "32 in requestId: body_malformed was expected: approved")
            }
            Self::KidRaised => ("sizes", "a kid of 513 k: header_kid was expected: key_unknown"),
            Self::RefusalWritten => ("flipped bits", "10.0: the store changed"),
            Self::SignatureFirst => {
                ("truncated proofs", "at 0: more or less work than its stage needs")
            }
            Self::Hungry => ("nesting", "32 in requestId: too much heap"),
            Self::WrongCode => {
                ("claims", "\"\" in the least: claim_unknown was expected: signature_invalid")
            }
            Self::ChecksSwapped => (
                "several defects",
                "issuer_mismatch and audience_mismatch: issuer_mismatch was expected: \
                 audience_mismatch",
            ),
        }
    }

    pub(crate) fn subject(self) -> Lenient {
        let mut limits = Limits::default();
        match self {
            Self::BodyRaised => limits.max_body *= 10,
            Self::ProofRaised => limits.max_proof *= 10,
            Self::DepthRaised => limits.max_depth *= 2,
            Self::KidRaised => limits.max_kid *= 10,
            _ => {}
        }
        Lenient { leniency: self, behind: Strict::with(config_of_both().limits(limits).unwrap()) }
    }
}

pub(crate) struct Lenient {
    leniency: Leniency,
    behind: Strict,
}

impl Subject for Lenient {
    fn submit(&self, body: &[u8]) -> Answer {
        self.behind.measured(|verifier| self.answer(verifier, body))
    }
}

impl Lenient {
    fn answer(&self, verifier: &Verifier, body: &[u8]) -> (&'static str, Option<Stage>) {
        let strict = |body: &[u8]| verify(verifier, body);
        match self.leniency {
            Leniency::LastNameWins => match serde_json::from_slice::<Value>(body) {
                Ok(value) => strict(value.to_string().as_bytes()),
                Err(_) => strict(body),
            },
            Leniency::Utf8Repaired => strict(String::from_utf8_lossy(body).as_bytes()),
            Leniency::RestIgnored => {
                let mut values = serde_json::Deserializer::from_slice(body).into_iter::<Value>();
                let end = values.next().and_then(Result::ok).map(|_| values.byte_offset());
                strict(&body[..end.unwrap_or(body.len())])
            }
            Leniency::Base64Cleaned => strict(&with_proof(body, |proof| {
                proof.chars().filter(|c| !c.is_whitespace() && *c != '=').collect()
            })),
            Leniency::DerTaken => strict(&with_proof(body, |proof| {
                let (input, signature) = proof.rsplit_once('.').unwrap_or((proof, ""));
                let octets = url::decode(signature).unwrap_or_default();
                match Signature::from_der(&octets) {
                    Ok(signature) => format!("{input}.{}", url::encode(signature.as_octets())),
                    Err(_) => proof.to_owned(),
                }
            })),
            Leniency::ZeroVerifies => {
                let zero = url::encode(&[0; 64]);
                let is_zero = serde_json::from_slice::<Value>(body)
                    .is_ok_and(|body| body["proof"].as_str().is_some_and(|p| p.ends_with(&zero)));
                if is_zero { ("approved", None) } else { strict(body) }
            }
            Leniency::KeyOfHeader => {
                match header_of(body).map(|header| header["jwk"].to_string()) {
                    Some(jwk) => match PublicKey::from_jwk(jwk.as_bytes()) {
                        Ok(key) => verify(&of_key(key), body),
                        Err(_) => strict(body),
                    },
                    None => strict(body),
                }
            }
            Leniency::AlgOfHeader => match header_of(body) {
                Some(header) if header["alg"] != "ES256" => ("approved", None),
                _ => strict(body),
            },
            Leniency::BodyRaised
            | Leniency::ProofRaised
            | Leniency::DepthRaised
            | Leniency::KidRaised => strict(body),
            Leniency::RefusalWritten => {
                let answer = strict(body);
                if answer.1.is_some() {
                    drop(self.behind.spy.store.issue(challenge("refused")));
                }
                answer
            }
            Leniency::SignatureFirst => {
                self.behind.checks.count();
                strict(body)
            }
            Leniency::Hungry => {
                let hungry = vec![0_u8; 1 << 20];
                let answer = strict(body);
                drop(hungry);
                answer
            }
            Leniency::WrongCode => match strict(body) {
                ("claim_unknown", stage) => ("signature_invalid", stage),
                answer => answer,
            },
            Leniency::ChecksSwapped => {
                let (code, stage) = strict(body);
                (audience_before_issuer(body, code), stage)
            }
        }
    }
}

fn of_key(key: PublicKey) -> Verifier {
    let store = MemoryStore::volatile();
    let key = VerifyingKey::new(key, &P256Backend).unwrap();
    store.enroll(enrollment("attester-1", "key-1", key), change()).unwrap();
    verifier(config(), &std::sync::Arc::new(store))
}

fn with_proof(body: &[u8], change: impl Fn(&str) -> String) -> Vec<u8> {
    let Ok(mut value) = serde_json::from_slice::<Value>(body) else { return body.to_vec() };
    let Some(proof) = value["proof"].as_str().map(change) else { return body.to_vec() };
    value["proof"] = json!(proof);
    value.to_string().into_bytes()
}

fn header_of(body: &[u8]) -> Option<Value> {
    let body: Value = serde_json::from_slice(body).ok()?;
    let header = body["proof"].as_str()?.split('.').next()?;
    serde_json::from_slice(&url::decode(header).ok()?).ok()
}
