use std::collections::hash_map::{Entry, VacantEntry};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use psea_claims::{ChainEntry, Counter, CounterScope, EpochSeconds, Issuer, Jti};
use psea_jose::es256::{Es256Backend, VerifyingKey};

use super::RestoreError;
use super::snapshot::{AttesterSnapshot, ChallengeSnapshot, Snapshot};
use crate::enrollment::{AttesterId, Enrollment, EnrollmentStatus};
use crate::store::{
    AdminError, ApprovalRecord, Challenge, ChallengeError, Change, ChangeKind, ChangeRecord,
    Commit, CommitRequest, StoreError, StoreTime, StoredEnrollment, StoredState,
};

/// `iss` and `jti`: a `jti` is unique per issuer.
type JtiKey = (Issuer<'static>, Jti<'static>);

#[derive(Debug, Default)]
pub(super) struct State {
    /// In the order of enrollment. None ever goes, so that an index stays what it is.
    attesters: Vec<Attester>,
    /// Where each is in `attesters`, by its name and by the `kid` that selects it.
    names: HashMap<AttesterId, usize>,
    kids: HashMap<Box<str>, usize>,
    jtis: HashMap<JtiKey, ApprovalRecord>,
    /// The keys of `jtis` by the second from which they may be forgotten.
    forget: BTreeMap<EpochSeconds, Vec<JtiKey>>,
    challenges: HashMap<Box<str>, Issued>,
    /// The keys of `challenges` by the second at which they expire.
    expire: BTreeMap<EpochSeconds, Vec<Box<str>>>,
    time: StoreTime,
}

#[derive(Debug)]
struct Attester {
    enrollment: Arc<Enrollment>,
    counters: BTreeMap<CounterScope, Counter>,
    chain_head: Option<ChainEntry>,
    /// Every change of the enrollment, the oldest first.
    history: Vec<ChangeRecord>,
}

impl Attester {
    fn of(enrollment: Enrollment) -> Self {
        Self {
            enrollment: Arc::new(enrollment),
            counters: BTreeMap::new(),
            chain_head: None,
            history: Vec::new(),
        }
    }
}

/// A challenge and whether it was burned. It stays until it expires, so that its nonce cannot be
/// issued anew meanwhile.
#[derive(Debug)]
struct Issued {
    challenge: Challenge,
    burned: bool,
}

impl State {
    pub(super) fn find(&self, kid: &str) -> Option<Arc<Enrollment>> {
        let index = self.kids.get(kid)?;
        self.attesters.get(*index).map(|attester| Arc::clone(&attester.enrollment))
    }

    pub(super) fn enroll(
        &mut self,
        enrollment: Enrollment,
        change: Change,
    ) -> Result<(), AdminError> {
        if self.names.contains_key(&enrollment.attester) {
            return Err(AdminError::AttesterExists(enrollment.attester));
        }
        require_kid(&enrollment.kid)?;
        if self.kids.contains_key(&enrollment.kid) {
            return Err(AdminError::KidInUse(enrollment.kid));
        }
        let kind = ChangeKind::Enrolled { kid: enrollment.kid.clone() };
        let history = vec![change.into_record(kind, enrollment.version)];
        self.insert(Attester { history, ..Attester::of(enrollment) });
        Ok(())
    }

    fn insert(&mut self, attester: Attester) {
        let index = self.attesters.len();
        self.kids.insert(attester.enrollment.kid.clone(), index);
        self.names.insert(attester.enrollment.attester.clone(), index);
        self.attesters.push(attester);
    }

    fn attester(&self, name: &AttesterId) -> Option<&Attester> {
        self.attesters.get(*self.names.get(name)?)
    }

    pub(super) fn list(&self) -> Vec<Arc<Enrollment>> {
        let mut all: Vec<_> =
            self.attesters.iter().map(|attester| Arc::clone(&attester.enrollment)).collect();
        all.sort_unstable_by(|a, b| a.attester.cmp(&b.attester));
        all
    }

    pub(super) fn history(&self, attester: &AttesterId) -> Vec<ChangeRecord> {
        self.attester(attester).map(|attester| attester.history.clone()).unwrap_or_default()
    }

    /// §3.14: revocation is final.
    pub(super) fn set_status(
        &mut self,
        attester: &AttesterId,
        status: EnrollmentStatus,
        change: Change,
    ) -> Result<(), AdminError> {
        let record = self.attester(attester);
        let revoked = record.is_some_and(|a| a.enrollment.status == EnrollmentStatus::Revoked);
        if revoked && status != EnrollmentStatus::Revoked {
            return Err(AdminError::Revoked(attester.clone()));
        }
        let kind = ChangeKind::Status(status.clone());
        self.change(attester, kind, change, |enrollment| enrollment.status = status)
    }

    /// Applies a change to a record and gives it a new version.
    fn change(
        &mut self,
        attester: &AttesterId,
        kind: ChangeKind,
        change: Change,
        apply: impl FnOnce(&mut Enrollment),
    ) -> Result<(), AdminError> {
        let record = self
            .names
            .get(attester)
            .and_then(|index| self.attesters.get_mut(*index))
            .ok_or_else(|| AdminError::UnknownAttester(attester.clone()))?;
        let mut enrollment = Enrollment::clone(&record.enrollment);
        apply(&mut enrollment);
        enrollment.version = enrollment.version.next().ok_or(AdminError::VersionsExhausted)?;
        record.history.push(change.into_record(kind, enrollment.version));
        record.enrollment = Arc::new(enrollment);
        Ok(())
    }

    pub(super) fn rotate_key(
        &mut self,
        attester: &AttesterId,
        kid: &str,
        key: VerifyingKey,
        change: Change,
    ) -> Result<(), AdminError> {
        require_kid(kid)?;
        let index = self.names.get(attester).copied();
        if self.kids.get(kid).is_some_and(|owner| Some(*owner) != index) {
            return Err(AdminError::KidInUse(kid.into()));
        }
        let kind = ChangeKind::KeyRotated { kid: kid.into() };
        let mut old_kid = None;
        self.change(attester, kind, change, |enrollment| {
            old_kid = Some(std::mem::replace(&mut enrollment.kid, kid.into()));
            enrollment.key = key;
        })?;
        if let Some(old_kid) = old_kid {
            self.kids.remove(&old_kid);
        }
        self.kids.extend(index.map(|index| (kid.into(), index)));
        Ok(())
    }

    pub(super) fn issue(&mut self, challenge: Challenge) -> Result<(), ChallengeError> {
        let nonce: Box<str> = challenge.nonce().as_str().into();
        if self.challenges.contains_key(&nonce) {
            return Err(ChallengeError::AlreadyIssued);
        }
        // Who only issues must not grow the store. A challenge that is dropped too early, because
        // the clock jumped ahead for a while, costs a refusal.
        self.forget_challenges(StoreTime { latest: challenge.issued(), fence: None });
        self.keep_challenge(nonce, Issued { challenge, burned: false });
        Ok(())
    }

    fn keep_challenge(&mut self, nonce: Box<str>, issued: Issued) {
        self.expire.entry(issued.challenge.until()).or_default().push(nonce.clone());
        self.challenges.insert(nonce, issued);
    }

    pub(super) fn commit(&mut self, request: &CommitRequest<'_>) -> Result<Commit, StoreError> {
        request.check_time(&self.time)?;
        let jti: JtiKey = (request.iss().clone(), request.jti().clone());
        let selected = self.kids.get(request.kid());
        let attester = selected
            .and_then(|index| self.attesters.get_mut(*index))
            .filter(|owner| owner.enrollment.attester == *request.attester());
        let jti = self.jtis.entry(jti);
        let challenge =
            request.challenge().and_then(|nonce| self.challenges.get_mut(nonce.as_str()));

        let state = StoredState {
            enrollment: attester.as_ref().map(|attester| StoredEnrollment {
                status: &attester.enrollment.status,
                version: attester.enrollment.version,
            }),
            challenge_outstanding: challenge.as_ref().is_some_and(|issued| {
                !issued.burned
                    && issued.challenge.admits(request.attester(), request.op(), request.now())
            }),
            jti_finalised: matches!(jti, Entry::Occupied(_)),
            counter: attester.as_ref().and_then(|a| a.counters.get(request.scope()).copied()),
            chain_head: attester.as_ref().and_then(|attester| attester.chain_head),
        };
        // Nothing is written before every rule was checked.
        if let Err(refusal) = request.decide(&state) {
            return Ok(Commit::Refused(refusal));
        }

        if let Some(attester) = attester {
            attester.counters.insert(request.scope().clone(), request.counter());
            if let Some(link) = request.chain() {
                attester.chain_head = Some(link.entry);
            }
        }
        if let Some(issued) = challenge {
            issued.burned = true;
        }
        if let Entry::Vacant(jti) = jti {
            remember(&mut self.forget, jti, request.record());
        }
        self.time.latest = self.time.latest.max(request.now());
        self.forget();
        Ok(Commit::Done)
    }

    pub(super) fn recorded(&self, iss: &Issuer<'_>, jti: &Jti<'_>) -> Option<ApprovalRecord> {
        self.jtis.get(&(iss.clone().into_owned(), jti.clone().into_owned())).cloned()
    }

    /// Drops what can no longer matter at any time that will be served.
    fn forget(&mut self) {
        while let Some(entry) = self.forget.first_entry()
            && self.time.is_past(*entry.key())
        {
            for jti in entry.remove() {
                self.jtis.remove(&jti);
            }
        }
        self.forget_challenges(self.time);
    }

    fn forget_challenges(&mut self, time: StoreTime) {
        while let Some(entry) = self.expire.first_entry()
            && time.is_past(*entry.key())
        {
            for nonce in entry.remove() {
                self.challenges.remove(&nonce);
            }
        }
    }

    pub(super) fn snapshot(&self) -> Snapshot {
        let mut snapshot = Snapshot { time: self.time, ..Snapshot::default() };
        for attester in &self.attesters {
            let counters = attester.counters.iter();
            let counters = counters.map(|(scope, counter)| (scope.clone(), *counter)).collect();
            snapshot.attesters.push(AttesterSnapshot::of(
                &attester.enrollment,
                counters,
                attester.chain_head,
                attester.history.clone(),
            ));
        }
        snapshot.attesters.sort_unstable_by(|a, b| a.attester.cmp(&b.attester));
        snapshot.records.extend(self.jtis.values().cloned());
        snapshot.records.sort_unstable_by(|a, b| (&a.iss, &a.jti).cmp(&(&b.iss, &b.jti)));
        for issued in self.challenges.values() {
            snapshot.challenges.push(ChallengeSnapshot {
                challenge: issued.challenge.clone(),
                burned: issued.burned,
            });
        }
        snapshot.challenges.sort_unstable_by(|a, b| a.challenge.nonce().cmp(b.challenge.nonce()));
        snapshot
    }

    pub(super) fn restore(
        snapshot: Snapshot,
        backend: &dyn Es256Backend,
    ) -> Result<Self, RestoreError> {
        let duplicate = |what, name: &str| RestoreError::Duplicate { what, name: name.into() };
        let mut state = Self { time: snapshot.time, ..Self::default() };
        for attester in snapshot.attesters {
            let enrollment = attester.enrollment(backend)?;
            if state.names.contains_key(&enrollment.attester) {
                return Err(duplicate("attester", enrollment.attester.as_str()));
            }
            if state.kids.contains_key(&enrollment.kid) {
                return Err(duplicate("kid", &enrollment.kid));
            }
            let mut by_scope = BTreeMap::new();
            for (scope, counter) in attester.counters {
                if by_scope.contains_key(&scope) {
                    return Err(duplicate("counter scope", scope.as_key()));
                }
                by_scope.insert(scope, counter);
            }
            state.insert(Attester {
                counters: by_scope,
                chain_head: attester.chain_head,
                history: attester.history,
                ..Attester::of(enrollment)
            });
        }
        for record in snapshot.records {
            match state.jtis.entry((record.iss.clone(), record.jti.clone())) {
                Entry::Vacant(jti) => remember(&mut state.forget, jti, record),
                Entry::Occupied(_) => return Err(duplicate("jti", record.jti.as_str())),
            }
        }
        for ChallengeSnapshot { challenge, burned } in snapshot.challenges {
            let nonce: Box<str> = challenge.nonce().as_str().into();
            if state.challenges.contains_key(&nonce) {
                return Err(duplicate("challenge", &nonce));
            }
            state.keep_challenge(nonce, Issued { challenge, burned });
        }
        Ok(state)
    }
}

fn remember(
    forget: &mut BTreeMap<EpochSeconds, Vec<JtiKey>>,
    jti: VacantEntry<'_, JtiKey, ApprovalRecord>,
    record: ApprovalRecord,
) {
    forget.entry(record.keep_until).or_default().push(jti.key().clone());
    jti.insert(record);
}

/// §3.4: no proof can carry an empty `kid`.
const fn require_kid(kid: &str) -> Result<(), AdminError> {
    if kid.is_empty() { Err(AdminError::EmptyKid) } else { Ok(()) }
}
