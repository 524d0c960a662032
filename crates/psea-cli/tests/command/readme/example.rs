use std::{error::Error, path::Path, sync::Arc};
use psea::prelude::*;
use psea_store_redb::Options;

/// Once: the store, and who is enrolled. The anchor goes where no backup of the store takes it.
fn create(file: &Path, anchor: &Path, jwk: &[u8], now: EpochSeconds) -> Result<(), Box<dyn Error>> {
    let attester = AttesterId::new("attester-1").ok_or("a name has 1 to 256 characters")?;
    let key = VerifyingKey::new(PublicKey::from_jwk(jwk)?, &P256Backend)?;
    let device = EnrolledDevice::Id(DeviceId::new("device-7f3a")?);
    let store = Options::new().anchor(anchor).create(file, Arc::new(P256Backend))?;
    Ok(store.enroll(
        NewEnrollment::new(attester, "key-1", key, device).uv_gate(UvGate::Attested),
        Change::new(now, "in person, at the branch"),
    )?)
}

/// At every start: the store, and what this deployment requires.
fn start(file: &Path, anchor: &Path, now: EpochSeconds) -> Result<Verifier, Box<dyn Error>> {
    let store = Options::new().anchor(anchor).open(file, Arc::new(P256Backend), now)?;
    let (iss, aud) = (Issuer::new("tenant.example")?, Audience::new("verifier.example")?);
    Ok(Verifier::new(VerifierConfig::new(iss, aud), Arc::new(store)))
}

/// Per request: one call, one answer.
fn execute(verifier: &Verifier, body: &[u8], now: EpochSeconds) -> Result<Outcome, Box<dyn Error>> {
    let expected = Expected::new(Operation::new("payment.execute")?, Tier::new("high")?);
    match verifier.verify(body, &expected, now) {
        Ok(approval) => println!("execute {}", approval.action()),
        Err(refusal) => {
            eprintln!("refused: {} ({refusal})", refusal.code()); // for your log
            return Ok(refusal.outcome()); // all that the Attester learns
        }
    }
    Ok(Outcome::Approve)
}
