//! One opened key, its user, and an Attester that asks both.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use psea_claims::{ActionPayload, Audience, DeviceId, EpochSeconds, Issuer, Jti, Operation, Tier};
use psea_jose::canonical::ObjectWriter;
use psea_jose::es256::{P256Backend, PublicKey, Signature, VerifyingKey};
use psea_jose::jws::{SigningInput, protected_header};

use super::proof::MadeProof;
use super::random::Random;
use super::suite::Suite;
use super::user::{DECLINE, Habit, Shown, TestUser};
use crate::{
    ActionRequest, Attester, AttesterConfig, HardwareKey, KeyError, MemoryState, Proof, Proposal,
    UserVerified,
};

const ISS: &str = "tenant.example";
const AUD: &str = "verifier.example";
const DEVICE: &str = "device-7f3a";
const KID: &str = "key-under-test";
const OP: &str = "payment.execute";
const TIER: &str = "high";
pub(super) const NOW: u32 = 1_785_300_000;

pub(super) struct Case<'s> {
    pub(super) suite: &'s Suite<'s>,
    pub(super) key: Box<dyn HardwareKey>,
    pub(super) user: TestUser,
    pub(super) attester: Attester,
    requests: AtomicU64,
}

impl<'s> Suite<'s> {
    pub(super) fn user(&self) -> TestUser {
        TestUser::new(self.factory.pin(), self.factory.wrong_pin())
    }

    /// The key, opened anew.
    pub(super) fn case(&'s self) -> Case<'s> {
        let user = self.user();
        let key = self.factory.open(&user);
        self.case_of(key, user)
    }

    pub(super) fn case_of(&'s self, key: Box<dyn HardwareKey>, user: TestUser) -> Case<'s> {
        let config = AttesterConfig::new(
            Issuer::new(ISS).unwrap(),
            Audience::new(AUD).unwrap(),
            DeviceId::new(DEVICE).unwrap(),
            KID,
        );
        let attester = Attester::new(config.unwrap(), Arc::new(MemoryState::volatile()));
        // Opening a key may ask its owner; what the checks count begins here.
        user.take_shown();
        Case { suite: self, key, user, attester, requests: AtomicU64::new(0) }
    }
}

impl Case<'_> {
    /// The next request: no two have the same action.
    pub(super) fn request(&self, word: &str) -> ActionRequest {
        let number = self.requests.fetch_add(1, Ordering::Relaxed);
        let amount = Random::new(self.suite.options.seed ^ number).amount();
        let action = format!(r#"{{"actionType":"{word}","amount":{amount},"number":{number}}}"#);
        ActionRequest::new(
            Jti::new(format!("suite-{number}")).unwrap(),
            Operation::new(OP).unwrap(),
            Tier::new(TIER).unwrap(),
            ActionPayload::parse(action.as_bytes()).unwrap(),
        )
    }

    pub(super) fn proposal(&self) -> Proposal {
        self.attester.propose(self.request("transfer")).unwrap()
    }

    pub(super) fn proposal_to_decline(&self) -> Proposal {
        self.attester.propose(self.request(DECLINE)).unwrap()
    }

    /// Has the key verify its user for the next request, who enters the PIN.
    #[track_caller]
    pub(super) fn verified(&self) -> Box<dyn UserVerified + '_> {
        self.user.set(Habit::Right);
        let proposal = self.proposal();
        match self.key.verify_user(&proposal.prompt()) {
            Ok(verified) => verified,
            Err(error) => panic!("a user who consents was not verified: {error}"),
        }
    }

    /// Why the key does not verify a user of this habit.
    #[track_caller]
    pub(super) fn refused(&self, habit: Habit) -> KeyError {
        self.user.set(habit);
        let proposal = self.proposal();
        let error = self.key.verify_user(&proposal.prompt()).map(drop);
        error.expect_err("a user who did not consent was verified")
    }

    /// One verification and its signature over `input`.
    #[track_caller]
    pub(super) fn sign(&self, input: &SigningInput) -> Signature {
        match self.verified().sign(input) {
            Ok(signature) => signature,
            Err(error) => panic!("a verified user got no signature: {error}"),
        }
    }

    /// What the user was asked since the last time: exactly this many prompts.
    #[track_caller]
    pub(super) fn expect_asked(&self, times: usize, when: &str) -> Vec<Shown> {
        let shown = self.user.take_shown();
        assert_eq!(shown.len(), times, "prompts {when}: {shown:?}");
        shown
    }

    pub(super) fn made(&self, proof: &Proof) -> MadeProof {
        MadeProof {
            body: proof.body().build(),
            public_key: *self.key.public_key(),
            uv_gate: self.key.uv_gate(),
            iss: ISS,
            aud: AUD,
            device_id: DEVICE,
            kid: KID,
            op: OP,
            tier: TIER,
            now: NOW,
        }
    }
}

pub(super) fn now() -> EpochSeconds {
    EpochSeconds::from(NOW)
}

/// Something to be signed, of about this many octets.
pub(super) fn input(random: &mut Random, octets: usize) -> SigningInput {
    let mut payload = ObjectWriter::with_capacity(octets);
    payload.string("filler", &"x".repeat(octets)).string("number", &random.next().to_string());
    SigningInput::new(&protected_header(KID, "psea-proof+jwt"), &payload.finish())
}

pub(super) fn verifies(key: &PublicKey, input: &SigningInput, signature: &Signature) -> bool {
    let key = VerifyingKey::new(*key, &P256Backend).expect("the public key is one");
    key.verify(input.octets(), signature).is_ok()
}
