//! The whole way with signed results: Attester, answering Verifier, relying party, and back; the
//! Verifier's keys rotated in the middle, and once in an emergency.

use std::cell::Cell;
use std::sync::Arc;

use psea::attester::{AttesterState as _, Proof};
use psea::jose::es256::{Es256Signer as _, P256Signer};
use psea::prelude::*;
use psea::relying_party::{Asked, MemoryOneTime, RelyingParty};
use psea::result::{KeySet, KeyState, PinnedKeys, Refresh, ResultError, ResultReader};
use psea::verifier::{AnsweringVerifier, Recipient, ResultIssuer};

use crate::support::*;

const PARTY: &str = "https://payments.example";
const CACHE: u64 = 3_600;

fn result_key(octet: u8) -> P256Signer {
    P256Signer::from_scalar(&[octet; 32]).unwrap()
}

fn kid(octet: u8) -> String {
    result_key(octet).public_key().thumbprint()
}

fn verifier_name() -> Audience<'static> {
    Audience::new("verifier.example").unwrap()
}

fn party_name() -> Audience<'static> {
    Audience::new(PARTY).unwrap()
}

fn pinned(set: &KeySet) -> PinnedKeys {
    PinnedKeys::from_jwks(set.to_jwks().as_octets(), &P256Backend).unwrap()
}

/// A Verifier with results over a world, and a party that executes.
struct Whole {
    world: World,
    issuer: ResultIssuer,
    party: RelyingParty,
    executed: Cell<u32>,
}

impl Whole {
    fn new() -> Self {
        let one_time = Arc::new(MemoryOneTime::volatile());
        Self {
            world: world(AttesterConfig::with_chain, VerifierConfig::with_chain),
            issuer: ResultIssuer::new(verifier_name(), Arc::new(result_key(21))),
            party: RelyingParty::new(verifier_name(), party_name(), one_time),
            executed: Cell::new(0),
        }
    }

    fn prove(&self, jti: &str, now: EpochSeconds) -> Proof {
        let proposal = self.world.attester.propose(request(jti, "high")).unwrap();
        proposal.verify_user(&self.world.key).unwrap().sign(now).unwrap()
    }

    /// The results for the party and for the Attester.
    fn submit(&self, proof: &Proof, now: EpochSeconds) -> [String; 2] {
        let records = Arc::clone(&self.world.store);
        let answering =
            AnsweringVerifier::new(self.world.verifier.clone(), records, self.issuer.clone());
        let body = proof.body().build();
        let answered = answering.answer(body.as_bytes(), &expected_at("high"), now);
        [Recipient::RelyingParty(party_name()), Recipient::Attester]
            .map(|recipient| answered.result(&recipient).unwrap().into_string())
    }

    /// What the party says to a result, with the action that it holds itself.
    fn execute(&self, result: &str, keys: &PinnedKeys, now: EpochSeconds) -> &'static str {
        let asked = Asked::new(op(), Tier::new("high").unwrap());
        match self.party.authorize(result, keys, &asked, transfer().as_str().as_bytes(), now) {
            Ok(authorized) => authorized.execute(|action| {
                assert_eq!(action, transfer());
                self.executed.set(self.executed.get() + 1);
                "executed"
            }),
            Err(error) => error.code(),
        }
    }

    /// Everything, once: proof, answer, execution, acknowledgement.
    fn round(&self, jti: &str, keys: &PinnedKeys, now: EpochSeconds) -> &'static str {
        let proof = self.prove(jti, now);
        let [for_party, for_attester] = self.submit(&proof, now);
        let said = self.execute(&for_party, keys, now);
        let told = self.world.attester.acknowledge_result(&proof, &for_attester, keys, now);
        assert_eq!(told.map_err(|error| error.to_string()), Ok(Outcome::Approve));
        said
    }
}

/// A lost connection costs nothing and executes nothing twice.
#[test]
fn one_approval_is_executed_once_however_often_it_is_asked_for() {
    let whole = Whole::new();
    let keys = pinned(&KeySet::new(*result_key(21).public_key(), CACHE, at(0)));
    let proof = whole.prove("a-1", at(0));
    let [for_party, for_attester] = whole.submit(&proof, at(1));
    assert_eq!(whole.submit(&proof, at(2)), [for_party.clone(), for_attester.clone()]);
    assert_eq!(whole.execute(&for_party, &keys, at(2)), "executed");
    assert_eq!(whole.execute(&for_party, &keys, at(3)), "already_used");
    assert_eq!(whole.execute(&for_attester, &keys, at(3)), "audience_mismatch");
    assert_eq!(whole.execute(proof.compact(), &keys, at(3)), "header_typ");
    assert_eq!(whole.executed.get(), 1);
    // The Attester learns of it an hour late, and its next proof passes.
    whole.world.attester.acknowledge_result(&proof, &for_attester, &keys, at(3_600)).unwrap();
    assert_eq!(whole.round("a-2", &keys, at(3_600)), "executed");
    assert_eq!(whole.executed.get(), 2);
}

/// The Attester's process ended with the proof: it asks for what was said, and goes on.
#[test]
fn a_lost_acknowledgement_is_resumed() {
    let whole = Whole::new();
    let keys = pinned(&KeySet::new(*result_key(21).public_key(), CACHE, at(0)));
    let [_, for_attester] = whole.submit(&whole.prove("a-1", at(0)), at(1));
    // Without it, the next proof refers to the head before.
    let [refused, _] = whole.submit(&whole.prove("a-2", at(2)), at(2));
    assert_eq!(whole.execute(&refused, &keys, at(2)), "refused");
    whole.world.attester.resume_chain(&for_attester, &keys, at(500)).unwrap();
    assert_eq!(whole.round("a-3", &keys, at(500)), "executed");
}

/// A revocation at the Verifier reaches the Attester by a signed word alone.
#[test]
fn a_signed_revocation_stops_the_attester() {
    let whole = Whole::new();
    let keys = pinned(&KeySet::new(*result_key(21).public_key(), CACHE, at(0)));
    let proof = whole.prove("a-1", at(0));
    whole.world.store.set_status(&name(), EnrollmentStatus::Revoked, change()).unwrap();
    let [for_party, for_attester] = whole.submit(&proof, at(1));
    assert_eq!(whole.execute(&for_party, &keys, at(1)), "refused");
    let told = whole.world.attester.acknowledge_result(&proof, &for_attester, &keys, at(1));
    assert_eq!(told.unwrap(), Outcome::Revoked);
    assert_eq!(whole.world.state.trust().unwrap(), TrustState::Revoked);
}

/// Announce, wait one cache lifetime, activate: no consumer notices, whenever it fetched the set.
#[test]
fn a_rotation_in_the_middle_of_everything() {
    let mut whole = Whole::new();
    let mut set = KeySet::new(*result_key(21).public_key(), CACHE, at(0));
    assert_eq!(whole.round("a-1", &pinned(&set), at(1)), "executed");
    let ledgered = whole.submit(&whole.prove("a-2", at(2)), at(2));
    let [old, ack] = ledgered;
    assert_eq!(whole.execute(&old, &pinned(&set), at(3)), "executed");
    whole.world.attester.resume_chain(&ack, &pinned(&set), at(3)).unwrap();

    set.announce(*result_key(22).public_key(), at(10)).unwrap();
    let announced = pinned(&set);
    assert_eq!(whole.round("a-3", &announced, at(20)), "executed");
    let activated = 10 + 3_600;
    // A proof is accepted just before; its result is asked for once more just after.
    let pending = whole.prove("a-4", at(activated - 1));
    let before = whole.submit(&pending, at(activated - 1));
    set.activate(&kid(22), at(activated)).unwrap();
    whole.issuer = whole.issuer.with_key(Arc::new(result_key(22)));
    let after = whole.submit(&pending, at(activated));
    assert_eq!(before, after);
    assert_eq!(whole.execute(&after[0], &pinned(&set), at(activated)), "executed");
    whole
        .world
        .attester
        .acknowledge_result(&pending, &after[1], &announced, at(activated))
        .unwrap();

    // New results by the new key: with the copy from before the activation, and with the new one.
    assert_eq!(whole.round("a-5", &announced, at(activated + 1)), "executed");
    assert_eq!(whole.round("a-6", &pinned(&set), at(activated + 2)), "executed");
    assert_eq!(whole.executed.get(), 6);

    // The ledger's old approval says what it said, until its key is revoked as of before.
    let reader = ResultReader::new(verifier_name(), party_name());
    let recorded = |set: &KeySet| {
        let read = reader.read_recorded(&old, &pinned(set), at(3));
        read.map(drop).map_err(|error| error.code())
    };
    assert_eq!(recorded(&set), Ok(()));
    set.revoke(&kid(21), at(4)).unwrap();
    assert_eq!(recorded(&set), Ok(()));
    set.revoke(&kid(21), at(3)).unwrap();
    assert_eq!(recorded(&set), Err("key_revoked"));
}

/// The procedure of docs/result-format.md for a key that leaked, step by step.
#[test]
fn an_emergency_rotation() {
    let mut whole = Whole::new();
    let mut set = KeySet::new(*result_key(21).public_key(), CACHE, at(0));
    let stale = pinned(&set).cool_down(30);
    let kept = whole.submit(&whole.prove("a-1", at(1)), at(1));
    whole.world.attester.resume_chain(&kept[1], &stale, at(1)).unwrap();

    // 1. psea keyset revoke; 2. announce and activate another key at once; 3. publish.
    set.revoke(&kid(21), at(5)).unwrap();
    assert!(set.active().is_none());
    set.announce(*result_key(22).public_key(), at(6)).unwrap();
    set.activate(&kid(22), at(6)).unwrap();
    let published = KeySet::from_jwks(set.to_jwks().as_octets()).unwrap();
    assert_eq!(published, set);
    assert_eq!(published.keys()[0].state(), KeyState::Revoked);

    // 4. The Verifier signs with it, and forgets what it kept: the old results are worth nothing.
    whole.issuer = ResultIssuer::new(verifier_name(), Arc::new(result_key(22)));

    // 5. A consumer with the old copy is told to fetch the new one, once.
    let proof = whole.prove("a-2", at(7));
    let [for_party, for_attester] = whole.submit(&proof, at(7));
    let reader = ResultReader::new(verifier_name(), party_name());
    let refresh = Refresh::Now;
    let unknown = reader.read(&for_party, &stale, at(7));
    assert_eq!(unknown, Err(ResultError::KeyUnknown { refresh }));
    let fresh = stale.refreshed(set.to_jwks().as_octets(), &P256Backend).unwrap();
    assert_eq!(whole.execute(&for_party, &fresh, at(8)), "executed");
    whole.world.attester.acknowledge_result(&proof, &for_attester, &fresh, at(8)).unwrap();

    // What the thief signs counts nowhere that has the new copy, nor after an older one.
    assert_eq!(whole.execute(&kept[0], &fresh, at(8)), "key_revoked");
    let thief = ResultIssuer::new(verifier_name(), Arc::new(result_key(21)));
    let record = whole.world.store.snapshot().unwrap().records[0].clone();
    let promise = psea::verifier::ReplayStore::promise(&*whole.world.store);
    let forged = thief.approval(&record, promise, &party_name()).unwrap();
    assert_eq!(whole.execute(forged.as_str(), &fresh, at(8)), "key_revoked");
    assert_eq!(whole.executed.get(), 1);
}
