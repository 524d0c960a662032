//! Proofs that are right but for what a check is about, through the public stages.

use std::sync::Arc;

use psea_claims::{
    ActionPayload, Audience, ChainEntry, Counter, DeviceId, EpochSeconds, Issuer, Jti, Nonce,
    Operation, Revision, ScopePolicy, Tier, Ueid,
};
use psea_jose::base64::url;
use psea_jose::es256::{Es256Backend, Es256Signer as _, VerifyingKey};

use super::Store;
use super::signature::Key;
use crate::appraisal::Appraised;
use crate::config::{ChallengePolicy, Expected, VerifierConfig};
use crate::enrollment::{AttesterId, EnrolledDevice, Enrollment, EnrollmentStatus};
use crate::rejection::{Fault, Refusal, Rejection};
use crate::store::{Challenge, Change, NewEnrollment};
use crate::submission::Submission;
use crate::testing::suite::Suite;

/// The time at which most checks take place.
pub(super) const NOW: u64 = 1_785_300_000;
/// How long a proof lives, and how long a proof may live at most.
pub(super) const LIFETIME: u64 = 300;
const AUD: &str = "verifier.example";
const PROFILE: &str = "https://datatracker.ietf.org/doc/draft-yossif-psea/";
const ACTION: &str = r#"{"actionType":"transfer","amount":2500,"currency":"EUR","to":"alice"}"#;
const APPROVED: &str = "approved";

/// A proof to be. The deployment's configuration follows from it: counters by tier, the chain
/// layer on where there is a link, challenges optional.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Proof {
    pub(super) kid: String,
    pub(super) key: Key,
    pub(super) iss: String,
    pub(super) jti: String,
    pub(super) counter: u64,
    pub(super) tier: String,
    pub(super) op: String,
    pub(super) iat: u64,
    pub(super) nonce: Option<String>,
    pub(super) previous: Option<ChainEntry>,
    pub(super) skew: u64,
    pub(super) max_advance: Option<u64>,
    /// With this one the signature is real.
    pub(super) signed: bool,
}

/// A proof of `kid`, issued at [`NOW`].
pub(super) fn proof(suite: &Suite<'_>, kid: &str, jti: &str, counter: u64) -> Proof {
    Proof {
        kid: kid.into(),
        key: Key::First,
        iss: "tenant.example".into(),
        jti: jti.into(),
        counter,
        tier: "high".into(),
        op: "payment.execute".into(),
        iat: NOW,
        nonce: None,
        previous: None,
        skew: 0,
        max_advance: None,
        signed: suite.options.real_signatures,
    }
}

impl Proof {
    pub(super) fn by(mut self, key: Key) -> Self {
        self.key = key;
        self
    }

    pub(super) fn iss(mut self, iss: &str) -> Self {
        self.iss = iss.into();
        self
    }

    pub(super) fn tier(mut self, tier: &str) -> Self {
        self.tier = tier.into();
        self
    }

    pub(super) fn op(mut self, op: &str) -> Self {
        self.op = op.into();
        self
    }

    pub(super) const fn iat(mut self, iat: u64) -> Self {
        self.iat = iat;
        self
    }

    pub(super) fn nonce(mut self, nonce: &str) -> Self {
        self.nonce = Some(nonce.into());
        self
    }

    pub(super) const fn after(mut self, previous: ChainEntry) -> Self {
        self.previous = Some(previous);
        self
    }

    pub(super) const fn skew(mut self, skew: u64) -> Self {
        self.skew = skew;
        self
    }

    pub(super) const fn max_advance(mut self, bound: u64) -> Self {
        self.max_advance = Some(bound);
        self
    }

    /// The chain's entry once this proof is accepted.
    pub(super) fn entry(&self) -> ChainEntry {
        let jti = Jti::new(self.jti.as_str()).unwrap();
        let previous = self.previous.unwrap_or(ChainEntry::SENTINEL);
        ChainEntry::derive(&jti, Counter::new(self.counter).unwrap(), &previous)
    }

    pub(super) fn ueid(&self) -> Ueid {
        let iss = Issuer::new(self.iss.as_str()).unwrap();
        device().ueid(Revision::Draft03, &iss)
    }

    pub(super) fn action() -> ActionPayload {
        ActionPayload::parse(ACTION.as_bytes()).unwrap()
    }

    pub(super) fn token(&self) -> String {
        let header =
            format!(r#"{{"alg":"ES256","kid":{},"typ":"psea-proof+jwt"}}"#, quoted(&self.kid));
        let mut claims = format!(
            r#"{{"aud":"{AUD}","eat_profile":"{PROFILE}","exp":{exp},"iat":{iat},"iss":{iss},"jti":{jti},"psea_counter":{counter},"psea_op":{op},"psea_payload_hash":"{hash}","psea_proof_version":"1","psea_tier":{tier},"psea_uv":{{"method":"pin","verified":true}},"ueid":"{ueid}""#,
            exp = self.iat + LIFETIME,
            iat = self.iat,
            iss = quoted(&self.iss),
            jti = quoted(&self.jti),
            counter = self.counter,
            op = quoted(&self.op),
            hash = Self::action().hash().to_text(),
            tier = quoted(&self.tier),
            ueid = self.ueid().to_text(),
        );
        if let Some(nonce) = &self.nonce {
            claims += &format!(r#","eat_nonce":{}"#, quoted(nonce));
        }
        if let Some(previous) = &self.previous {
            claims += &format!(r#","psea_chain_prev":"{previous}""#);
        }
        claims.push('}');
        let input =
            format!("{}.{}", url::encode(header.as_bytes()), url::encode(claims.as_bytes()));
        let signature = if self.signed {
            url::encode(self.key.signer().sign(input.as_bytes()).unwrap().as_octets())
        } else {
            url::encode(&[1; 64])
        };
        format!("{input}.{signature}")
    }

    fn body(&self) -> String {
        format!(r#"{{"proof":"{}","actionPayload":{ACTION}}}"#, self.token())
    }

    pub(super) fn config(&self) -> VerifierConfig {
        let iss = Issuer::new(self.iss.clone()).unwrap();
        let mut config = VerifierConfig::new(iss, Audience::new(AUD).unwrap())
            .challenges(ChallengePolicy::Optional)
            .counter_scope(ScopePolicy::Tier)
            .max_lifetime(LIFETIME)
            .and_then(|config| config.clock_skew(self.skew))
            .unwrap();
        if self.previous.is_some() {
            config = config.with_chain();
        }
        if let Some(bound) = self.max_advance {
            config = config.max_counter_advance(bound).unwrap();
        }
        config
    }

    /// Everything before the commit.
    pub(super) fn appraise(&self, store: &dyn Store, now: u64) -> Result<Appraised, Refusal> {
        self.appraise_for(store.find(&self.kid).map_err(Fault::from)?, now)
    }

    /// Everything after the look-up and before the commit.
    pub(super) fn appraise_for(
        &self,
        found: Option<Arc<Enrollment>>,
        now: u64,
    ) -> Result<Appraised, Refusal> {
        let (config, body) = (self.config(), self.body());
        let submission = Submission::parse(body.as_bytes(), &config)?;
        let enrollment = found.ok_or(Rejection::KeyUnknown)?;
        let op = Operation::new(self.op.clone()).unwrap();
        let expected = Expected::new(op, Tier::new(self.tier.clone()).unwrap());
        submission.verify_signature(enrollment)?.appraise(&config, &expected, at(now))
    }

    /// The code of the answer, or `approved`.
    pub(super) fn submit(&self, store: &dyn Store, now: u64) -> &'static str {
        match self.appraise(store, now) {
            Ok(appraised) => commit(appraised, store),
            Err(refusal) => refusal.code(),
        }
    }

    /// Submits it at [`NOW`] and requires this answer.
    #[track_caller]
    pub(super) fn expect(&self, store: &dyn Store, answer: &str) {
        self.expect_at(store, NOW, answer);
    }

    /// Submits it and requires this answer.
    #[track_caller]
    pub(super) fn expect_at(&self, store: &dyn Store, now: u64, answer: &str) {
        let given = self.submit(store, now);
        assert_eq!(given, answer, "at NOW + {}: {self:?}", now as i64 - NOW as i64);
    }
}

pub(super) fn commit(appraised: Appraised, store: &dyn Store) -> &'static str {
    match appraised.commit(store) {
        Ok(_) => APPROVED,
        Err(refusal) => refusal.code(),
    }
}

pub(super) fn at(seconds: u64) -> EpochSeconds {
    EpochSeconds::new(seconds).unwrap()
}

pub(super) fn name(text: &str) -> AttesterId {
    AttesterId::new(text).unwrap()
}

pub(super) fn device() -> EnrolledDevice {
    EnrolledDevice::Id(DeviceId::new("device-7f3a").unwrap())
}

pub(super) fn change(reason: &str) -> Change {
    Change::new(at(NOW), reason)
}

pub(super) fn verifying_key(key: Key, backend: &dyn Es256Backend) -> VerifyingKey {
    VerifyingKey::new(key.public(), backend).unwrap()
}

pub(super) fn enrollment(
    attester: &str,
    kid: &str,
    key: Key,
    backend: &Arc<dyn Es256Backend>,
) -> NewEnrollment {
    NewEnrollment::new(name(attester), kid, verifying_key(key, &**backend), device())
}

/// Enrolls an Attester under its first key.
#[track_caller]
pub(super) fn enroll(suite: &Suite<'_>, store: &dyn Store, attester: &str, kid: &str) {
    let new = enrollment(attester, kid, Key::First, &suite.backend);
    store.enroll(new, change("enrolled by the suite")).unwrap();
}

#[track_caller]
pub(super) fn set(store: &dyn Store, attester: &str, status: EnrollmentStatus) {
    store.set_status(&name(attester), status, change("changed by the suite")).unwrap();
}

/// Gives an Attester the second key.
#[track_caller]
pub(super) fn rotate(suite: &Suite<'_>, store: &dyn Store, attester: &str, kid: &str) {
    let key = verifying_key(Key::Second, &*suite.backend);
    store.rotate_key(&name(attester), kid, key, change("rotated by the suite")).unwrap();
}

pub(super) fn challenge(nonce: &str, issued: u64, ttl: u32) -> Challenge {
    Challenge::new(Nonce::new(nonce.to_owned()).unwrap(), at(issued), ttl)
}

/// A JSON string.
fn quoted(text: &str) -> String {
    let mut json = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => json.extend(['\\', c]),
            c if c < ' ' => json += &format!("\\u{:04x}", u32::from(c)),
            c => json.push(c),
        }
    }
    json.push('"');
    json
}
