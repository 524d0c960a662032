//! A key with a PIN and a counter of wrong ones, in memory, with at most one bug.

use std::sync::atomic::{AtomicBool, AtomicU32, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use psea_attester::testing::{KeyFactory, TestUser};
use psea_attester::{
    ActionRequest, Attester, AttesterConfig, HardwareKey, KeyError, KeyReport, MemoryState,
    PinEntry as _, PinRequest, Prompt, Proposal, UserVerified,
};
use psea_claims::{
    ActionPayload, Audience, DeviceId, Issuer, Jti, Operation, Tier, UvGate, UvMethod,
};
use psea_jose::es256::{Es256Signer as _, P256Signer, PublicKey, Signature};
use psea_jose::jws::SigningInput;

const TRIES: u32 = 3;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Bug {
    None,
    /// Hashes what is a digest already.
    HashesTwice,
    /// Signs the first input again and again.
    SignsAnother,
    /// Says that another key is its public one.
    WrongPublicKey,
    /// Leaves out the last octet of a long input.
    CutsLongInput,
    /// Returns s where n − s was made, without care for r: a signature that does not verify.
    SwapsHalves,
    /// Asks for the PIN once, and keeps it.
    CachesPin,
    /// Keeps the PIN for 20 ms.
    CachesPinForAMoment,
    /// A verification that is dropped unsigned serves the next signature.
    ReusesDropped,
    /// A verification serves a second signature.
    VerificationServesTwice,
    AsksTwice,
    AsksNever,
    /// Asks while signing.
    AsksLate,
    /// Shows the action of an earlier request.
    ShowsAnotherAction,
    DeclineIsHardware,
    DeclineIsWrongPin,
    /// Signs although the user declined.
    DeclineIsIgnored,
    WrongPinIsHardware,
    WrongPinIsDeclined,
    WrongPinIsIgnored,
    /// Says one try too many after the first wrong PIN.
    TriesMiscounted,
    /// A right PIN does not give the tries back.
    TriesNotRestored,
    /// Says that a locked key was given a wrong PIN.
    LockedIsWrongPin,
    /// After a refusal nothing works until it is opened again.
    StuckAfterRefusal,
    GateChanges,
    ReportContradictsGate,
    Ungated,
    AnotherKeyEachTime,
    MethodChanges,
    MethodIsNotPin,
    /// Two threads may find each other's input.
    InputsShared,
}

#[derive(Debug)]
pub(crate) struct Faulty(pub(crate) Bug);

impl KeyFactory for Faulty {
    fn open(&self, user: &TestUser) -> Box<dyn HardwareKey> {
        Box::new(FaultyKey::new(self.0, user.clone()))
    }

    fn pin(&self) -> &str {
        "123456"
    }

    fn wrong_pin(&self) -> Option<&str> {
        Some("654321")
    }

    fn open_expendable(&self, user: &TestUser) -> Option<Box<dyn HardwareKey>> {
        Some(self.open(user))
    }
}

#[derive(Debug)]
struct FaultyKey {
    bug: Bug,
    user: TestUser,
    signer: P256Signer,
    other: P256Signer,
    tries: AtomicU32,
    calls: AtomicUsize,
    stuck: AtomicBool,
    /// Verifications that were left over.
    standing: AtomicUsize,
    entered: Mutex<Option<Instant>>,
    first_input: Mutex<Option<SigningInput>>,
    shared_input: Mutex<Option<SigningInput>>,
    another: Proposal,
}

static OPENED: AtomicUsize = AtomicUsize::new(0);

impl FaultyKey {
    fn new(bug: Bug, user: TestUser) -> Self {
        let opened = u8::try_from(OPENED.fetch_add(1, Ordering::Relaxed) % 100).unwrap();
        let scalar = if bug == Bug::AnotherKeyEachTime { 10 + opened } else { 7 };
        Self {
            bug,
            user,
            signer: P256Signer::from_scalar(&[scalar; 32]).unwrap(),
            other: P256Signer::from_scalar(&[8; 32]).unwrap(),
            tries: AtomicU32::new(TRIES),
            calls: AtomicUsize::new(0),
            stuck: AtomicBool::new(false),
            standing: AtomicUsize::new(0),
            entered: Mutex::new(None),
            first_input: Mutex::new(None),
            shared_input: Mutex::new(None),
            another: another_proposal(),
        }
    }

    fn has(&self, bug: Bug) -> bool {
        self.bug == bug
    }

    /// Asks, and checks what was entered.
    fn ask(&self, prompt: &Prompt<'_>) -> Result<(), KeyError> {
        let another = self.another.prompt();
        let prompt = if self.has(Bug::ShowsAnotherAction) { &another } else { prompt };
        let request = PinRequest::new(*prompt, "a key of the tests", None);
        let pin = match self.user.enter(&request) {
            Err(KeyError::Declined) => match self.bug {
                Bug::DeclineIsHardware => return Err(KeyError::Hardware("cancelled".into())),
                Bug::DeclineIsWrongPin => return Err(KeyError::NotVerified { tries_left: None }),
                Bug::DeclineIsIgnored => return Ok(()),
                _ => return Err(KeyError::Declined),
            },
            other => other?,
        };
        if self.tries.load(Ordering::SeqCst) == 0 && !self.has(Bug::LockedIsWrongPin) {
            return Err(KeyError::Locked);
        }
        if pin.reveal() == "123456" {
            if !self.has(Bug::TriesNotRestored) {
                self.tries.store(TRIES, Ordering::SeqCst);
            }
            return Ok(());
        }
        let before = self.tries.load(Ordering::SeqCst);
        let left = before.saturating_sub(1);
        self.tries.store(left, Ordering::SeqCst);
        match self.bug {
            Bug::WrongPinIsHardware => Err(KeyError::Hardware("0x63C2".into())),
            Bug::WrongPinIsDeclined => Err(KeyError::Declined),
            Bug::WrongPinIsIgnored => Ok(()),
            Bug::LockedIsWrongPin => Err(KeyError::NotVerified { tries_left: None }),
            _ if left == 0 => Err(KeyError::Locked),
            Bug::TriesMiscounted if left == TRIES - 1 => {
                Err(KeyError::NotVerified { tries_left: Some(TRIES) })
            }
            _ => Err(KeyError::NotVerified { tries_left: Some(left) }),
        }
    }

    fn cached(&self) -> bool {
        let entered = *self.entered.lock().unwrap();
        match self.bug {
            Bug::CachesPin => entered.is_some(),
            Bug::CachesPinForAMoment => {
                entered.is_some_and(|entered| entered.elapsed() < Duration::from_millis(20))
            }
            _ => false,
        }
    }

    fn left_over(&self) -> bool {
        let one_less = |count: usize| count.checked_sub(1);
        self.standing.fetch_update(Ordering::SeqCst, Ordering::SeqCst, one_less).is_ok()
    }
}

impl HardwareKey for FaultyKey {
    fn public_key(&self) -> &PublicKey {
        let signer = if self.has(Bug::WrongPublicKey) { &self.other } else { &self.signer };
        signer.public_key()
    }

    fn uv_gate(&self) -> UvGate {
        match self.bug {
            Bug::GateChanges if self.calls.load(Ordering::SeqCst) > 0 => UvGate::Unknown,
            Bug::Ungated => UvGate::Contradicted,
            _ => UvGate::Attested,
        }
    }

    fn report(&self) -> KeyReport {
        let gate = match self.bug {
            Bug::ReportContradictsGate => UvGate::Unknown,
            _ => self.uv_gate(),
        };
        KeyReport::new("tests", gate).property("bug", format!("{:?}", self.bug))
    }

    fn verify_user(&self, prompt: &Prompt<'_>) -> Result<Box<dyn UserVerified + '_>, KeyError> {
        let call = self.calls.fetch_add(1, Ordering::SeqCst);
        if self.stuck.load(Ordering::SeqCst) {
            return Err(KeyError::Busy);
        }
        let asks = match self.bug {
            Bug::AsksTwice => 2,
            Bug::AsksNever | Bug::AsksLate => 0,
            _ if self.cached() || self.left_over() => 0,
            _ => 1,
        };
        for _ in 0..asks {
            if let Err(error) = self.ask(prompt) {
                self.stuck.store(self.has(Bug::StuckAfterRefusal), Ordering::SeqCst);
                return Err(error);
            }
            *self.entered.lock().unwrap() = Some(Instant::now());
        }
        Ok(Box::new(Verified { key: self, call, fresh: asks > 0, signed: false }))
    }
}

#[derive(Debug)]
struct Verified<'k> {
    key: &'k FaultyKey,
    call: usize,
    fresh: bool,
    signed: bool,
}

impl UserVerified for Verified<'_> {
    fn method(&self) -> UvMethod<'static> {
        match self.key.bug {
            Bug::MethodChanges if self.call > 0 => UvMethod::biometric(),
            Bug::MethodIsNotPin => UvMethod::biometric(),
            _ => UvMethod::pin(),
        }
    }

    fn sign(mut self: Box<Self>, input: &SigningInput) -> Result<Signature, KeyError> {
        self.signed = true;
        let key = self.key;
        if key.has(Bug::AsksLate) {
            key.ask(&key.another.prompt())?;
        }
        if key.has(Bug::VerificationServesTwice) && self.fresh {
            key.standing.fetch_add(1, Ordering::SeqCst);
        }
        let octets = input.octets();
        let signature = match key.bug {
            Bug::HashesTwice => key.signer.sign(&input.sha256()),
            Bug::SignsAnother => {
                let mut first = key.first_input.lock().unwrap();
                key.signer.sign(first.get_or_insert_with(|| input.clone()).octets())
            }
            Bug::CutsLongInput if octets.len() > 500 => key.signer.sign(&octets[..500]),
            Bug::InputsShared => {
                *key.shared_input.lock().unwrap() = Some(input.clone());
                std::thread::sleep(Duration::from_millis(1));
                let shared = key.shared_input.lock().unwrap().clone();
                key.signer.sign(shared.unwrap().octets())
            }
            _ => key.signer.sign(octets),
        };
        let signature = signature.map_err(|error| KeyError::Hardware(error.into()))?;
        if key.has(Bug::SwapsHalves) {
            let (r, s) = signature.as_octets().split_at(32);
            return Ok(Signature::from_octets(&[s, r].concat()).unwrap());
        }
        Ok(signature)
    }
}

impl Drop for Verified<'_> {
    fn drop(&mut self) {
        if !self.signed && self.key.has(Bug::ReusesDropped) {
            self.key.standing.fetch_add(1, Ordering::SeqCst);
        }
    }
}

/// A proposal of an Attester's own: where the prompt of another action comes from.
fn another_proposal() -> Proposal {
    let config = AttesterConfig::new(
        Issuer::new("tenant.example").unwrap(),
        Audience::new("verifier.example").unwrap(),
        DeviceId::new("device-7f3a").unwrap(),
        "key-1",
    );
    let attester = Attester::new(config.unwrap(), Arc::new(MemoryState::volatile()));
    let action = ActionPayload::parse(br#"{"actionType":"harmless"}"#).unwrap();
    let op = Operation::new("payment.execute").unwrap();
    let request =
        ActionRequest::new(Jti::new("a-1").unwrap(), op, Tier::new("high").unwrap(), action);
    attester.propose(request).unwrap()
}
