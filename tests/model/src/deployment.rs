//! One deployment: its names, its keys, its configuration.

use std::sync::{Arc, OnceLock};

use psea_attester::{
    ActionRequest, Attester, AttesterConfig, AttesterState, Proof, RemoteVerification,
};
use psea_claims::{
    ActionPayload, Audience, DeviceId, EpochSeconds, Issuer, Jti, Operation, ScopePolicy, Tier,
    UvMethod,
};
use psea_jose::es256::{Es256Backend, Es256Signer as _, P256Signer, PublicKey, VerifyingKey};
use psea_verifier::{AttesterId, Change, EnrolledDevice, Expected, NewEnrollment, VerifierConfig};

use crate::tags::{Tags, tag};

/// When every run begins.
pub const START: u64 = 1_785_300_000;
/// The tiers, each with a counter of its own.
pub const TIERS: [&str; 2] = ["high", "low"];
/// By how much the clocks may differ, in seconds.
pub const SKEW: u64 = 30;
/// How long a proof lives, in seconds.
pub const LIFETIME: u64 = 300;

const ACTION: &str = r#"{"amount":2500,"to":"alice"}"#;

/// A time.
#[must_use]
pub fn at(seconds: u64) -> EpochSeconds {
    EpochSeconds::new(seconds).unwrap()
}

/// The issuer of every proof.
#[must_use]
pub fn iss() -> Issuer<'static> {
    Issuer::new("tenant.example").unwrap()
}

fn aud() -> Audience<'static> {
    Audience::new("verifier.example").unwrap()
}

/// The operation of every proof.
#[must_use]
pub fn operation() -> Operation<'static> {
    Operation::new("payment.execute").unwrap()
}

/// The `jti` of a run's n-th proof.
#[must_use]
pub fn jti(proof: usize) -> Jti<'static> {
    Jti::new(format!("a-{proof}")).unwrap()
}

/// The name of an Attester.
#[must_use]
pub fn name(attester: usize) -> AttesterId {
    AttesterId::new(format!("attester-{attester}")).unwrap()
}

/// The `kid` of an Attester's n-th key.
#[must_use]
pub fn kid(attester: usize, generation: usize) -> String {
    format!("key-{attester}-{generation}")
}

/// One of a few keys: no two that are in use at once are the same.
#[must_use]
pub fn public_key(attester: usize, generation: usize) -> PublicKey {
    static KEYS: OnceLock<Vec<PublicKey>> = OnceLock::new();
    let make = |scalar: u8| *P256Signer::from_scalar(&[scalar; 32]).unwrap().public_key();
    let keys = KEYS.get_or_init(|| (1..=16).map(make).collect());
    keys[(attester % 4) * 4 + generation % 4]
}

/// The same, for the store.
#[must_use]
pub fn verifying_key(attester: usize, generation: usize) -> VerifyingKey {
    VerifyingKey::new(public_key(attester, generation), &Tags).unwrap()
}

/// The cryptographic library of every store here.
#[must_use]
pub fn backend() -> Arc<dyn Es256Backend> {
    Arc::new(Tags)
}

fn device(attester: usize) -> DeviceId<'static> {
    DeviceId::new(format!("device-{attester}")).unwrap()
}

/// An Attester to enroll with its first key.
#[must_use]
pub fn enrollment(attester: usize) -> NewEnrollment {
    let device = EnrolledDevice::Id(device(attester));
    NewEnrollment::new(name(attester), kid(attester, 0), verifying_key(attester, 0), device)
}

/// A change at a time.
#[must_use]
pub fn change(seconds: u64) -> Change {
    Change::new(at(seconds), "for a test")
}

/// What every Verifier requires.
#[must_use]
pub fn config(chain: bool) -> VerifierConfig {
    let config = VerifierConfig::new(iss(), aud()).clock_skew(SKEW).unwrap();
    let config = config.counter_scope(ScopePolicy::Tier);
    if chain { config.with_chain() } else { config }
}

/// What a request for a tier expects.
#[must_use]
pub fn expected(tier: usize) -> Expected {
    Expected::new(operation(), Tier::new(TIERS[tier]).unwrap())
}

/// An Attester with its n-th key. Counters and the chain are the state's.
#[must_use]
pub fn attester(
    attester: usize,
    generation: usize,
    chain: bool,
    state: Arc<dyn AttesterState>,
) -> Attester {
    let kid = kid(attester, generation);
    let config = AttesterConfig::new(iss(), aud(), device(attester), kid).unwrap();
    let config = config.counter_scope(ScopePolicy::Tier);
    Attester::new(if chain { config.with_chain() } else { config }, state)
}

/// The n-th proof of a run; none where the Attester's own state forbids it.
#[must_use]
pub fn prove(
    attester: &Attester,
    key: &PublicKey,
    number: usize,
    tier: usize,
    now: u64,
) -> Option<Proof> {
    let action = ActionPayload::parse(ACTION.as_bytes()).unwrap();
    let request =
        ActionRequest::new(jti(number), operation(), Tier::new(TIERS[tier]).unwrap(), action);
    let proposal = attester.propose(request.lifetime(LIFETIME)).ok()?;
    let verified = RemoteVerification::by(UvMethod::new("pin").unwrap());
    let prepared = proposal.prepare(verified, at(now)).ok()?;
    let signature = tag(key, prepared.signing_input().octets());
    Some(prepared.complete_checked(&signature, key, &Tags).unwrap())
}

/// A proof of the first Attester for any action, at the start of a run.
#[must_use]
pub fn prove_any(tier: &Tier<'static>, action: &ActionPayload) -> Option<Proof> {
    let maker = attester(0, 0, false, Arc::new(psea_attester::MemoryState::volatile()));
    let request = ActionRequest::new(jti(0), operation(), tier.clone(), action.clone());
    let proposal = maker.propose(request).ok()?;
    let verified = RemoteVerification::by(UvMethod::new("pin").unwrap());
    let prepared = proposal.prepare(verified, at(START)).ok()?;
    let key = public_key(0, 0);
    let signature = tag(&key, prepared.signing_input().octets());
    Some(prepared.complete(&signature))
}
