//! What the benchmarks measure: one world with one enrolled Attester, and action payloads of
//! several sizes.

use std::fmt::Write as _;
use std::sync::Arc;

use psea::attester::software::SoftwareKey;
use psea::claims::TextError;
use psea::jose::jws::UnverifiedJws;
use psea::prelude::*;

/// The time of every proof and every appraisal, in seconds since the epoch.
pub const NOW: u32 = 1_785_300_000;

/// Whatever keeps a benchmark from being set up.
pub type Failure = Box<dyn std::error::Error>;

/// Both sides, and the names that they share.
#[derive(Debug)]
pub struct World {
    key: SoftwareKey,
    attester: Attester,
    verifier: Verifier,
    verifying_key: VerifyingKey,
    expected: Expected,
    op: Operation<'static>,
    tier: Tier<'static>,
}

fn name<T>(
    new: fn(&'static str) -> Result<T, TextError>,
    text: &'static str,
) -> Result<T, Failure> {
    Ok(new(text)?)
}

impl World {
    /// An Attester enrolled at a Verifier whose keys are prepared by `backend`.
    ///
    /// # Errors
    ///
    /// If a fixed name or key is refused, which is a defect.
    pub fn new(backend: &dyn Es256Backend) -> Result<Self, Failure> {
        let key = SoftwareKey::for_development(&[7; 32], |_| true)?;
        let iss = name(Issuer::new, "tenant.example")?;
        let aud = name(Audience::new, "verifier.example")?;
        let device = name(DeviceId::new, "device-7f3a")?;
        let op = name(Operation::new, "payment.execute")?;
        let tier = name(Tier::new, "high")?;
        let verifying_key = VerifyingKey::new(*key_of(&key), backend)?;

        let store = Arc::new(MemoryStore::volatile());
        store.enroll(
            NewEnrollment::new(
                AttesterId::new("attester-1").ok_or("an attester's name")?,
                "key-1",
                verifying_key.clone(),
                EnrolledDevice::Id(device.clone()),
            ),
            Change::new(EpochSeconds::from(NOW), "first enrollment"),
        )?;
        let config = AttesterConfig::new(iss.clone(), aud.clone(), device, "key-1")?;
        Ok(Self {
            key,
            attester: Attester::new(config, Arc::new(MemoryState::volatile())),
            verifier: Verifier::new(VerifierConfig::new(iss, aud), store),
            verifying_key,
            expected: Expected::new(op.clone(), tier.clone()),
            op,
            tier,
        })
    }

    /// A proof of `action`, with an id of its own.
    ///
    /// # Errors
    ///
    /// If it cannot be made.
    pub fn prove(
        &self,
        number: u32,
        action: &ActionPayload,
    ) -> Result<psea::attester::Proof, Failure> {
        let jti = Jti::new(format!("550e8400-e29b-41d4-a716-{number:012}"))?;
        let request = ActionRequest::new(jti, self.op.clone(), self.tier.clone(), action.clone());
        let proposal = self.attester.propose(request)?;
        Ok(proposal.verify_user(&self.key)?.sign(EpochSeconds::from(NOW))?)
    }

    /// The whole appraisal of a transport body, the commit included.
    ///
    /// # Errors
    ///
    /// If it is refused.
    pub fn verify(&self, body: &str) -> Result<Approval, Refusal> {
        self.verifier.verify(body.as_bytes(), &self.expected, EpochSeconds::from(NOW))
    }

    /// The bare signature check of a compact token: what no Verifier can do without.
    #[must_use]
    pub fn check_signature(&self, token: &str) -> bool {
        let rules = psea::claims::Limits::default().header_rules();
        UnverifiedJws::parse(token, &rules)
            .is_ok_and(|token| token.verify(&self.verifying_key).is_ok())
    }
}

fn key_of(key: &SoftwareKey) -> &PublicKey {
    use psea::attester::HardwareKey as _;
    key.public_key()
}

/// An action payload of about `octets` octets, its members not in canonical order, as a client's
/// JSON library would write it.
#[must_use]
pub fn payload(octets: usize) -> String {
    let mut text = String::from(
        r#"{"to":"alice","amount":2500,"currency":"EUR","actionType":"transfer","memo":"invoice 2026-0042","lines":["#,
    );
    let mut line = 0;
    while text.len().saturating_add(70) < octets {
        // Writing to a String cannot fail.
        let _ =
            write!(text, r#"{{"sku":"A-{line:05}","qty":{},"price":{}}},"#, line % 7, 1999 + line);
        line += 1;
    }
    text.push_str("null]}");
    text
}
