//! Two sides on one machine: an attester with its key, and a verifier with its store.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use psea::attester::software::SoftwareKey;
use psea::attester::{
    ActionRequest, Attester, AttesterConfig, AttesterState, FileState, HardwareKey as _,
    MemoryState, Prompt, Proof, TrustState,
};
use psea::claims::{ActionPayload, Audience, DeviceId, EpochSeconds, Issuer, Operation, Tier};
use psea::jose::es256::{Es256Signer as _, P256Signer, VerifyingKey};
use psea::result::KeySet;
use psea::verifier::{
    Answered, AnsweringVerifier, Approval, AttesterId, Change, EnrolledDevice,
    EnrollmentAdmin as _, Expected, NewEnrollment, Recipient, Refusal, ResultIssuer, Verifier,
};

use super::{ACTION, unexpected};
use crate::edge::{clock, random};
use crate::failure::Failure;
use crate::keys::Backend;
use crate::output::prompt;
use crate::state::{Identity, StateDirectory};
use crate::verbs::canon::hex;

pub(super) const ISS: &str = "bank.example";
pub(super) const AUD: &str = "payments.bank.example";
pub(super) const RELYING_PARTY: &str = "ledger.bank.example";
pub(super) const OP: &str = "payment.execute";
pub(super) const TIER: &str = "high";
pub(super) const ATTESTER: &str = "alice-phone";

/// Everything that the demo needs.
#[derive(Debug)]
pub(super) struct World {
    pub(super) kid: String,
    pub(super) device_id: String,
    pub(super) action: ActionPayload,
    key: SoftwareKey,
    attester: Attester,
    verifier: Verifier,
    answering: AnsweringVerifier,
    /// The verifier's own, for results.
    pub(super) keys: KeySet,
    prompts: Arc<Mutex<Vec<String>>>,
}

/// A proof, and what its user was shown.
#[derive(Debug)]
pub(super) struct Shown {
    pub(super) proof: Proof,
    pub(super) prompt: String,
}

impl World {
    pub(super) fn new(directory: &Path) -> Result<Self, Failure> {
        let signer = random::key()?;
        let prompts = Arc::new(Mutex::new(Vec::new()));
        let key = software_key(&signer, &prompts)?;
        let kid = key.public_key().thumbprint();
        // §7.1: a random value, no serial number.
        let device_id = hex(&random::octets::<8>()?);

        let (iss, aud) = (fixed(Issuer::new(ISS))?, fixed(Audience::new(AUD))?);
        let anchor = directory.join("anchor");
        let identity = Identity { iss: Some(&iss), aud: Some(&aud), anchor: Some(&anchor) };
        let now = clock::now_or(None)?;
        let state = StateDirectory::open_or_create(&directory.join("verifier"), &identity, now)?;
        let verifying = fixed(VerifyingKey::new(*key.public_key(), &Backend))?;
        let name = AttesterId::new(ATTESTER).ok_or_else(|| unexpected("the attester's name"))?;
        let device = fixed(DeviceId::new(device_id.clone()))?;
        let enrollment =
            NewEnrollment::new(name, kid.as_str(), verifying, EnrolledDevice::Id(device.clone()));
        let change = Change::new(now, "the demo");
        fixed(state.store.enroll(enrollment.uv_gate(key.uv_gate()), change))?;

        let attester_state = fixed(FileState::create(directory.join("attester.json")))?;
        fixed(attester_state.set_trust(TrustState::Trusted))?;
        let own = random::key()?;
        let keys = KeySet::new(*own.public_key(), 3600, now);
        let store = Arc::new(state.store);
        let verifier = Verifier::new(state.settings.config, Arc::clone(&store) as _);
        let issuer = ResultIssuer::new(aud.clone(), Arc::new(own));
        let answering = AnsweringVerifier::new(verifier.clone(), store, issuer);
        let config = fixed(AttesterConfig::new(iss, aud, device, kid.as_str()))?;
        Ok(Self {
            kid,
            device_id,
            action: fixed(ActionPayload::parse(ACTION))?,
            key,
            attester: Attester::new(config, Arc::new(attester_state)),
            verifier,
            answering,
            keys,
            prompts,
        })
    }

    pub(super) fn verify(&self, body: &str, now: EpochSeconds) -> Result<Approval, Refusal> {
        let expected = expected()
            .map_err(|_| psea::verifier::Fault::Internal("the demo's operation or tier"))?;
        self.verifier.verify(body.as_bytes(), &expected, now)
    }

    /// Verifies, and signs what is said for the relying party.
    pub(super) fn answer(
        &self,
        body: &str,
        now: EpochSeconds,
    ) -> Result<(Answered, String), Failure> {
        let answered = self.answering.answer(body.as_bytes(), &expected()?, now);
        let party = Recipient::RelyingParty(fixed(Audience::new(RELYING_PARTY))?);
        let result = fixed(answered.result(&party))?.into_string();
        Ok((answered, result))
    }

    pub(super) fn prove_to_user(&self, now: EpochSeconds) -> Result<Shown, Failure> {
        let proof = self.prove(now)?;
        let prompts = self.prompts.lock().unwrap_or_else(PoisonError::into_inner);
        let prompt = prompts.last().cloned().unwrap_or_default();
        Ok(Shown { proof, prompt })
    }

    /// The enrolled attester, at `now`.
    pub(super) fn prove(&self, now: EpochSeconds) -> Result<Proof, Failure> {
        prove(&self.attester, &self.key, &self.action, now)
    }

    /// The enrolled key over a state that has not seen what was signed since: a backup, a copy.
    pub(super) fn prove_with_lagging_state(&self, now: EpochSeconds) -> Result<Proof, Failure> {
        let state = Arc::new(MemoryState::volatile());
        let attester = Attester::new(self.attester.config().clone(), state);
        prove(&attester, &self.key, &self.action, now)
    }

    /// Another key, and everything else as enrolled: also the kid.
    pub(super) fn prove_with_forged_key(&self, now: EpochSeconds) -> Result<Proof, Failure> {
        let forged = software_key(&random::key()?, &self.prompts)?;
        prove(&self.attester, &forged, &self.action, now)
    }
}

/// What the server's request requires.
fn expected() -> Result<Expected, Failure> {
    Ok(Expected::new(fixed(Operation::new(OP))?, fixed(Tier::new(TIER))?))
}

fn prove(
    attester: &Attester,
    key: &SoftwareKey,
    action: &ActionPayload,
    now: EpochSeconds,
) -> Result<Proof, Failure> {
    let request = ActionRequest::new(
        random::jti()?,
        fixed(Operation::new(OP))?,
        fixed(Tier::new(TIER))?,
        action.clone(),
    );
    let confirmed = fixed(attester.propose(request).and_then(|p| p.verify_user(key)))?;
    fixed(confirmed.sign(now))
}

/// The demo says yes for its user, and keeps what a user would have seen.
fn software_key(
    signer: &P256Signer,
    prompts: &Arc<Mutex<Vec<String>>>,
) -> Result<SoftwareKey, Failure> {
    let prompts = Arc::clone(prompts);
    let presence = move |asked: &Prompt<'_>| {
        prompts.lock().unwrap_or_else(PoisonError::into_inner).push(prompt::render(asked));
        true
    };
    fixed(SoftwareKey::for_development(&signer.to_scalar(), presence))
}

/// What cannot fail with the demo's own constants.
pub(super) fn fixed<T, E: std::fmt::Display>(result: Result<T, E>) -> Result<T, Failure> {
    result.map_err(|error| unexpected(&error.to_string()))
}
