//! Steps of the model, taken on a store.

use std::sync::Arc;

use psea_claims::Operation;
use psea_jose::es256::Es256Backend;

use super::Store;
use super::model::{Answer, Facts, Found, Op};
use super::proof::{Proof, at, challenge, enrollment, name, verifying_key};
use super::signature::Key;
use crate::appraisal::Appraised;
use crate::enrollment::{Enrollment, EnrollmentStatus};
use crate::rejection::{Fault, Refusal};
use crate::store::{AdminError, ChallengeError, Change, ChangeKind, ChangeRecord, StoreError};

/// What a store answered to a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Given {
    Answer(Answer),
    /// The step did not take place.
    Nothing,
    /// It may have taken place.
    Unknown,
}

/// Takes a step other than a commit.
pub(super) fn act(store: &dyn Store, backend: &Arc<dyn Es256Backend>, op: &Op, now: u64) -> Given {
    let change = |reason: &str| Change::new(at(now), reason);
    match op {
        Op::Enroll { attester, kid, reason } => {
            admin(store.enroll(enrollment(attester, kid, Key::First, backend), change(reason)))
        }
        Op::SetStatus { attester, status, reason } => {
            let status = EnrollmentStatus::from_name(status);
            admin(store.set_status(&name(attester), status, change(reason)))
        }
        Op::Rotate { attester, kid, key, reason } => {
            let key = verifying_key(*key, &**backend);
            admin(store.rotate_key(&name(attester), kid, key, change(reason)))
        }
        Op::Issue { nonce, issued, ttl, attester, op } => {
            let mut challenge = challenge(nonce, *issued, u32::try_from(*ttl).unwrap());
            if let Some(attester) = attester {
                challenge = challenge.for_attester(name(attester));
            }
            if let Some(op) = op {
                challenge = challenge.for_operation(Operation::new(op.clone()).unwrap());
            }
            match store.issue(challenge) {
                Ok(()) => code("done"),
                Err(ChallengeError::AlreadyIssued) => code("already_issued"),
                Err(ChallengeError::Store(error)) => failed(&error),
            }
        }
        Op::Find { kid } => read(store.find(kid), |found| {
            Answer::Found(found.map(|record| describe(store, &record)))
        }),
        Op::Recorded { iss, jti } => {
            let (iss, jti) = (
                psea_claims::Issuer::new(iss.as_str()).unwrap(),
                psea_claims::Jti::new(jti.as_str()).unwrap(),
            );
            read(store.recorded(&iss, &jti), |record| {
                Answer::Recorded(record.map(|r| (r.counter.get(), r.accepted_at.get())))
            })
        }
        Op::History { attester } => read(store.history(&name(attester)), |history| {
            Answer::History(history.iter().map(line).collect())
        }),
        Op::Commit(_) => unreachable!("a commit needs an appraised proof"),
    }
}

/// What the commit of an appraised proof depends on.
pub(super) fn facts(store: &dyn Store, proof: &Proof, appraised: &Appraised) -> Facts {
    let request = appraised.request();
    Facts {
        attester: request.attester().as_str().into(),
        kid: request.kid().into(),
        changes: changes(store, request.attester().as_str(), request.version().get()),
        iss: proof.iss.clone(),
        jti: proof.jti.clone(),
        counter: proof.counter,
        tier: proof.tier.clone(),
        op: proof.op.clone(),
        nonce: proof.nonce.clone(),
        previous: proof.previous,
        entry: proof.entry(),
        now: request.now().get(),
        keep_until: request.keep_jti_until().get(),
    }
}

/// Commits an appraised proof.
pub(super) fn commit(store: &dyn Store, appraised: Appraised) -> Given {
    match appraised.commit(store) {
        Ok(_) => code("approved"),
        Err(Refusal::Faulted(Fault::OutcomeUnknown(_))) => Given::Unknown,
        Err(Refusal::Faulted(Fault::StoreUnavailable(_))) => Given::Nothing,
        Err(refusal) => code(refusal.code()),
    }
}

/// What a look-up found. The history tells which of its versions a record is: it only grows.
pub(super) fn describe(store: &dyn Store, record: &Enrollment) -> Found {
    let key = if *record.key.public() == Key::First.public() { Key::First } else { Key::Second };
    let attester = record.attester.as_str().to_owned();
    let changes = changes(store, &attester, record.version.get());
    Found { attester, status: record.status.name().into(), key, changes }
}

fn changes(store: &dyn Store, attester: &str, version: u64) -> usize {
    let history = store.history(&name(attester)).unwrap();
    let position = history.iter().position(|record| record.version.get() == version);
    position.map_or(usize::MAX, |index| index + 1)
}

fn line(record: &ChangeRecord) -> String {
    let what = match &record.kind {
        ChangeKind::Enrolled { kid } => format!("enrolled {kid}"),
        ChangeKind::Status(status) => format!("status {status}"),
        ChangeKind::KeyRotated { kid } => format!("rotated {kid}"),
    };
    format!("{what}: {}", record.change.reason())
}

fn admin(result: Result<(), AdminError>) -> Given {
    match result {
        Ok(()) => code("done"),
        Err(AdminError::UnknownAttester(_)) => code("unknown_attester"),
        Err(AdminError::AttesterExists(_)) => code("attester_exists"),
        Err(AdminError::EmptyKid) => code("empty_kid"),
        Err(AdminError::KidInUse(_)) => code("kid_in_use"),
        Err(AdminError::Revoked(_)) => code("revoked"),
        Err(AdminError::VersionsExhausted) => code("versions_exhausted"),
        Err(AdminError::Store(error)) => failed(&error),
    }
}

fn read<T>(result: Result<T, StoreError>, answer: impl FnOnce(T) -> Answer) -> Given {
    match result {
        Ok(value) => Given::Answer(answer(value)),
        Err(_) => Given::Nothing,
    }
}

fn failed(error: &StoreError) -> Given {
    match error {
        StoreError::OutcomeUnknown(_) => Given::Unknown,
        _ => Given::Nothing,
    }
}

fn code(text: &str) -> Given {
    Given::Answer(Answer::Code(text.into()))
}
