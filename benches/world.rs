use std::sync::Arc;

use psea::attester::Proof;
use psea::claims::TextError;
use psea::prelude::*;

use crate::{Failure, FastSigner};

/// The time of every proof and every appraisal, in seconds since the epoch.
pub const NOW: u32 = 1_785_300_000;
/// The names that both sides share.
pub const ISS: &str = "tenant.example";
/// The Verifier.
pub const AUD: &str = "verifier.example";
/// The device.
pub const DEVICE: &str = "device-7f3a";
/// What selects the key.
pub const KID: &str = "key-1";
/// The operation of every proof.
pub const OP: &str = "payment.execute";
/// Its tier.
pub const TIER: &str = "high";

/// Both sides, and the names that they share.
#[derive(Debug)]
pub struct World {
    key: FastSigner,
    attester: Attester,
    config: VerifierConfig,
    verifying_key: VerifyingKey,
    expected: Expected,
}

fn name<T>(
    new: fn(&'static str) -> Result<T, TextError>,
    text: &'static str,
) -> Result<T, Failure> {
    Ok(new(text)?)
}

impl World {
    /// An Attester, and a Verifier whose keys are prepared by `backend`.
    ///
    /// # Errors
    ///
    /// If a fixed name or key is refused, which is a defect.
    pub fn new(backend: &dyn Es256Backend) -> Result<Self, Failure> {
        let key = FastSigner::new(&[7; 32])?;
        let (iss, aud) = (name(Issuer::new, ISS)?, name(Audience::new, AUD)?);
        let device = name(DeviceId::new, DEVICE)?;
        let verifying_key = VerifyingKey::new(*key.public_key(), backend)?;
        let config = AttesterConfig::new(iss.clone(), aud.clone(), device, KID)?;
        Ok(Self {
            key,
            attester: Attester::new(config, Arc::new(MemoryState::volatile())),
            config: VerifierConfig::new(iss, aud),
            verifying_key,
            expected: Expected::new(name(Operation::new, OP)?, name(Tier::new, TIER)?),
        })
    }

    /// The enrolled key.
    #[must_use]
    pub const fn public_key(&self) -> &PublicKey {
        self.key.public_key()
    }

    /// What the user is asked for: `action`, with an id of its own.
    ///
    /// # Errors
    ///
    /// If a fixed name is refused, which is a defect.
    pub fn request(&self, number: u32, action: &ActionPayload) -> Result<ActionRequest, Failure> {
        let jti = Jti::new(format!("550e8400-e29b-41d4-a716-{number:012}"))?;
        let (op, tier) = (name(Operation::new, OP)?, name(Tier::new, TIER)?);
        Ok(ActionRequest::new(jti, op, tier, action.clone()))
    }

    /// All that the Attester does for a proof before its key signs.
    ///
    /// # Errors
    ///
    /// If the request is refused.
    pub fn prepare(&self, request: ActionRequest) -> Result<psea::attester::Prepared, AttestError> {
        let verified = RemoteVerification::by(UvMethod::software());
        self.attester.propose(request)?.prepare(verified, EpochSeconds::from(NOW))
    }

    /// The key's part.
    ///
    /// # Errors
    ///
    /// If the system has no randomness.
    pub fn sign(
        &self,
        prepared: &psea::attester::Prepared,
    ) -> Result<psea::jose::es256::Signature, Failure> {
        self.key.sign(prepared.signing_input().octets())
    }

    /// A proof of `action`, with an id of its own.
    ///
    /// # Errors
    ///
    /// If it cannot be made.
    pub fn prove(&self, number: u32, action: &ActionPayload) -> Result<Proof, Failure> {
        let prepared = self.prepare(self.request(number, action)?)?;
        let signature = self.sign(&prepared)?;
        Ok(prepared.complete(&signature))
    }

    /// Proofs of `action`, each with an id of its own.
    ///
    /// # Errors
    ///
    /// If one cannot be made.
    pub fn proofs(&self, count: u32, action: &ActionPayload) -> Result<Vec<Proof>, Failure> {
        (0..count).map(|number| self.prove(number, action)).collect()
    }

    /// A Verifier that has accepted nothing yet. Its state is in memory.
    ///
    /// # Errors
    ///
    /// If the enrollment is refused, which is a defect.
    pub fn verifier(&self) -> Result<Verifier, Failure> {
        let store = MemoryStore::volatile();
        store.enroll(
            NewEnrollment::new(
                AttesterId::new("attester-1").ok_or("an attester's name")?,
                KID,
                self.verifying_key.clone(),
                EnrolledDevice::Id(name(DeviceId::new, DEVICE)?),
            ),
            Change::new(EpochSeconds::from(NOW), "first enrollment"),
        )?;
        Ok(Verifier::new(self.config.clone(), Arc::new(store)))
    }

    /// The whole appraisal of a transport body, the commit included.
    ///
    /// # Errors
    ///
    /// If it is refused.
    pub fn verify(&self, verifier: &Verifier, body: &[u8]) -> Result<Approval, Refusal> {
        verifier.verify(body, &self.expected, EpochSeconds::from(NOW))
    }
}
