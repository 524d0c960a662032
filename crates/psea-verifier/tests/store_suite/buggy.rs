//! A store in memory of its own, plainly written, that can be given one bug. Without one it passes
//! the suite: a third party's store, as it were.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use psea_claims::{ChainEntry, Counter, EpochSeconds, Issuer, Jti};
use psea_jose::es256::{Es256Backend, VerifyingKey};
use psea_verifier::testing::{Store, StoreFactory, StorePlace};
use psea_verifier::{
    AdminError, ApprovalRecord, AttesterId, Challenge, ChallengeError, ChallengeStore, Change,
    ChangeKind, ChangeRecord, Commit, CommitRefusal, CommitRequest, Durability, Enrollment,
    EnrollmentAdmin, EnrollmentLookup, EnrollmentStatus, NewEnrollment, OutcomeLookup, ReplayStore,
    StoreError, StorePromise, StoreTime, StoredEnrollment, StoredState,
};

/// What a store can get wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Bug {
    None,
    TwoTransactions,
    CounterBeforeJti,
    StatusCached,
    StatusOutside,
    CounterOrEqual,
    CounterOffByOneAtTheEnd,
    CounterIn32Bits,
    ChallengeNotBurned,
    ChallengeOneSecondLong,
    ChallengeUnbound,
    ChallengeIssuedTwice,
    ChallengeBurnedByRefusal,
    RefusalKeepsJti,
    RefusalMovesClock,
    JtiWithoutIssuer,
    JtiFolded,
    JtiForgottenEarly,
    ChainPerScope,
    ChainByUnlinked,
    ScopeIgnored,
    TextCutAtNul,
    RotationResetsCounters,
    RotationKeepsOldKid,
    RotationActivates,
    RevocationLifted,
    VersionStands,
    HistoryWithoutReason,
    ListUnsorted,
    RecordMissing,
    RecordOfTheLast,
    ClockIgnored,
    ClockGoesBack,
    FenceIgnored,
    RestartForgetsCounters,
    RestartForgetsBurned,
    RestartForgetsClock,
    RestartForgetsHistory,
    PromisesTooMuch,
}

#[derive(Clone, Debug, Default)]
struct State {
    attesters: BTreeMap<AttesterId, Attester>,
    records: HashMap<(String, String), ApprovalRecord>,
    challenges: HashMap<String, (Challenge, bool)>,
    time: StoreTime,
}

#[derive(Clone, Debug)]
struct Attester {
    enrollment: Arc<Enrollment>,
    old_kids: Vec<Box<str>>,
    counters: HashMap<String, Counter>,
    heads: HashMap<String, ChainEntry>,
    history: Vec<ChangeRecord>,
}

type Cached = HashMap<String, (Instant, Option<Arc<Enrollment>>)>;

/// What outlives the handle.
#[derive(Debug)]
struct Kept {
    bug: Bug,
    state: Mutex<State>,
    cache: Mutex<Cached>,
}

#[derive(Debug)]
pub(crate) struct Buggy(Arc<Kept>);

impl Kept {
    fn has(&self, bug: Bug) -> bool {
        self.bug == bug
    }

    fn text(&self, text: &str) -> String {
        match self.bug {
            Bug::TextCutAtNul => text.split('\0').next().unwrap_or_default().to_owned(),
            _ => text.to_owned(),
        }
    }

    fn id(&self, iss: &Issuer<'_>, jti: &Jti<'_>) -> (String, String) {
        let jti = match self.bug {
            Bug::JtiFolded => jti.as_str().to_lowercase(),
            _ => jti.as_str().to_owned(),
        };
        let iss = if self.has(Bug::JtiWithoutIssuer) { "" } else { iss.as_str() };
        (self.text(iss), jti)
    }
}

impl State {
    fn owner(&self, kept: &Kept, kid: &str) -> Option<&Attester> {
        let old = kept.has(Bug::RotationKeepsOldKid);
        self.attesters.values().find(|attester| {
            *attester.enrollment.kid == *kid
                || (old && attester.old_kids.iter().any(|known| **known == *kid))
        })
    }

    fn change(
        &mut self,
        kept: &Kept,
        attester: &AttesterId,
        kind: ChangeKind,
        change: &Change,
        apply: impl FnOnce(&mut Enrollment),
    ) -> Result<&mut Attester, AdminError> {
        let record = self
            .attesters
            .get_mut(attester)
            .ok_or_else(|| AdminError::UnknownAttester(attester.clone()))?;
        let mut enrollment = Enrollment::clone(&record.enrollment);
        apply(&mut enrollment);
        if !kept.has(Bug::VersionStands) {
            enrollment.version = enrollment.version.next().unwrap();
        }
        let reason = if kept.has(Bug::HistoryWithoutReason) { "" } else { change.reason() };
        let change = Change::new(change.at(), reason);
        record.history.push(change.into_record(kind, enrollment.version));
        record.enrollment = Arc::new(enrollment);
        Ok(record)
    }

    fn outstanding(&self, kept: &Kept, request: &CommitRequest<'_>) -> bool {
        let Some(nonce) = request.challenge() else { return false };
        let Some((challenge, burned)) = self.challenges.get(nonce.as_str()) else { return false };
        let mut now = request.now();
        if kept.has(Bug::ChallengeOneSecondLong) {
            now = EpochSeconds::new(now.get() - 1).unwrap();
        }
        let admits = if kept.has(Bug::ChallengeUnbound) {
            now < challenge.until()
        } else {
            challenge.admits(request.attester(), request.op(), now)
        };
        admits && !burned
    }

    fn scope(kept: &Kept, request: &CommitRequest<'_>) -> String {
        match kept.bug {
            Bug::ScopeIgnored => String::new(),
            _ => kept.text(request.scope().as_key()),
        }
    }

    fn chain_key(kept: &Kept, request: &CommitRequest<'_>) -> String {
        match kept.bug {
            Bug::ChainPerScope => request.scope().as_key().into(),
            _ => String::new(),
        }
    }

    fn counter(&self, kept: &Kept, request: &CommitRequest<'_>) -> Option<Counter> {
        let attester = self.attesters.get(request.attester())?;
        let stored = *attester.counters.get(&Self::scope(kept, request))?;
        let less_one = || Counter::new(stored.get().wrapping_sub(1));
        match kept.bug {
            Bug::CounterOrEqual => less_one(),
            Bug::CounterOffByOneAtTheEnd if stored == Counter::MAX => less_one(),
            Bug::CounterIn32Bits => Counter::new(stored.get() & 0xFFFF_FFFF),
            _ => Some(stored),
        }
    }

    fn check(
        &self,
        kept: &Kept,
        request: &CommitRequest<'_>,
        enrollment: Option<&Enrollment>,
    ) -> Result<Result<(), CommitRefusal>, StoreError> {
        let mut time = self.time;
        match kept.bug {
            Bug::ClockIgnored => time.latest = EpochSeconds::default(),
            Bug::FenceIgnored => time.fence = None,
            _ => {}
        }
        request.check_time(&time)?;
        let attester = self.attesters.get(request.attester());
        let enrollment = enrollment.map(|enrollment| StoredEnrollment {
            status: &enrollment.status,
            version: enrollment.version,
        });
        Ok(request.decide(&StoredState {
            enrollment,
            challenge_outstanding: self.outstanding(kept, request),
            jti_finalised: self.records.contains_key(&kept.id(request.iss(), request.jti())),
            counter: self.counter(kept, request),
            chain_head: attester
                .and_then(|attester| attester.heads.get(&Self::chain_key(kept, request)).copied()),
        }))
    }

    fn write(&mut self, kept: &Kept, request: &CommitRequest<'_>) {
        if let Some(attester) = self.attesters.get_mut(request.attester()) {
            attester.counters.insert(Self::scope(kept, request), request.counter());
            if let Some(link) = request.chain() {
                attester.heads.insert(Self::chain_key(kept, request), link.entry);
            } else if kept.has(Bug::ChainByUnlinked) {
                attester.heads.clear();
            }
        }
        if let Some(nonce) = request.challenge()
            && !kept.has(Bug::ChallengeNotBurned)
            && let Some((_, burned)) = self.challenges.get_mut(nonce.as_str())
        {
            *burned = true;
        }
        self.records.insert(kept.id(request.iss(), request.jti()), request.record());
        self.time.latest = match kept.bug {
            Bug::ClockGoesBack => request.now(),
            _ => self.time.latest.max(request.now()),
        };
        let time = self.time;
        self.records.retain(|_, record| match kept.bug {
            Bug::JtiForgottenEarly => record.keep_until > time.latest,
            _ => !time.is_past(record.keep_until),
        });
    }

    /// Writes what a refused commit must not.
    fn write_on_refusal(&mut self, kept: &Kept, request: &CommitRequest<'_>, why: CommitRefusal) {
        match kept.bug {
            Bug::CounterBeforeJti if why == CommitRefusal::JtiReplayed => {
                let scope = Self::scope(kept, request);
                if let Some(attester) = self.attesters.get_mut(request.attester()) {
                    let stored = attester.counters.entry(scope).or_default();
                    *stored = (*stored).max(request.counter());
                }
            }
            Bug::RefusalKeepsJti => {
                let id = kept.id(request.iss(), request.jti());
                self.records.entry(id).or_insert_with(|| request.record());
            }
            Bug::RefusalMovesClock => self.time.latest = self.time.latest.max(request.now()),
            Bug::RecordOfTheLast => {
                if let Some(record) = self.records.get_mut(&kept.id(request.iss(), request.jti())) {
                    *record = request.record();
                }
            }
            Bug::ChallengeBurnedByRefusal => {
                let nonce = request.challenge().map(|nonce| nonce.as_str().to_owned());
                if let Some((_, burned)) = nonce.and_then(|n| self.challenges.get_mut(&n)) {
                    *burned = true;
                }
            }
            _ => {}
        }
    }

    /// What is gone after a restart, and should not be.
    fn restart(&mut self, bug: Bug) {
        match bug {
            Bug::RestartForgetsCounters => {
                self.attesters.values_mut().for_each(|attester| attester.counters.clear());
            }
            Bug::RestartForgetsBurned => {
                self.challenges.values_mut().for_each(|(_, burned)| *burned = false);
            }
            Bug::RestartForgetsClock => self.time.latest = EpochSeconds::default(),
            Bug::RestartForgetsHistory => {
                self.attesters.values_mut().for_each(|attester| attester.history.truncate(1));
            }
            Bug::PromisesTooMuch => *self = Self::default(),
            _ => {}
        }
    }
}

impl EnrollmentLookup for Buggy {
    fn find(&self, kid: &str) -> Result<Option<Arc<Enrollment>>, StoreError> {
        let kept = &*self.0;
        if kept.has(Bug::StatusCached)
            && let Some((when, found)) = kept.cache.lock().unwrap().get(kid)
            && when.elapsed() < Duration::from_millis(10)
        {
            return Ok(found.clone());
        }
        let state = kept.state.lock().unwrap();
        let found = state.owner(kept, kid).map(|attester| {
            let mut enrollment = Enrollment::clone(&attester.enrollment);
            enrollment.kid = kid.into();
            Arc::new(enrollment)
        });
        drop(state);
        if kept.has(Bug::StatusCached) {
            kept.cache.lock().unwrap().insert(kid.into(), (Instant::now(), found.clone()));
        }
        Ok(found)
    }
}

impl EnrollmentAdmin for Buggy {
    fn enroll(&self, enrollment: NewEnrollment, change: Change) -> Result<(), AdminError> {
        let kept = &*self.0;
        let enrollment = enrollment.into_enrollment();
        let mut state = kept.state.lock().unwrap();
        if state.attesters.contains_key(&enrollment.attester) {
            return Err(AdminError::AttesterExists(enrollment.attester));
        }
        if enrollment.kid.is_empty() {
            return Err(AdminError::EmptyKid);
        }
        if state.owner(kept, &enrollment.kid).is_some() {
            return Err(AdminError::KidInUse(enrollment.kid));
        }
        let kind = ChangeKind::Enrolled { kid: enrollment.kid.clone() };
        let history = vec![change.into_record(kind, enrollment.version)];
        let attester = Attester {
            enrollment: Arc::new(enrollment),
            old_kids: Vec::new(),
            counters: HashMap::new(),
            heads: HashMap::new(),
            history,
        };
        state.attesters.insert(attester.enrollment.attester.clone(), attester);
        Ok(())
    }

    fn set_status(
        &self,
        attester: &AttesterId,
        status: EnrollmentStatus,
        change: Change,
    ) -> Result<(), AdminError> {
        let kept = &*self.0;
        let mut state = kept.state.lock().unwrap();
        let known = state.attesters.get(attester).map(|a| a.enrollment.status.clone());
        if known == Some(EnrollmentStatus::Revoked)
            && status != EnrollmentStatus::Revoked
            && !kept.has(Bug::RevocationLifted)
        {
            return Err(AdminError::Revoked(attester.clone()));
        }
        let kind = ChangeKind::Status(status.clone());
        state.change(kept, attester, kind, &change, |record| record.status = status)?;
        Ok(())
    }

    fn rotate_key(
        &self,
        attester: &AttesterId,
        kid: &str,
        key: VerifyingKey,
        change: Change,
    ) -> Result<(), AdminError> {
        let kept = &*self.0;
        let mut state = kept.state.lock().unwrap();
        if kid.is_empty() {
            return Err(AdminError::EmptyKid);
        }
        let owner = state.owner(kept, kid).map(|owner| owner.enrollment.attester.clone());
        if owner.is_some_and(|owner| owner != *attester) {
            return Err(AdminError::KidInUse(kid.into()));
        }
        let kind = ChangeKind::KeyRotated { kid: kid.into() };
        let mut old = None;
        let record = state.change(kept, attester, kind, &change, |record| {
            old = Some(std::mem::replace(&mut record.kid, kid.into()));
            record.key = key;
            if kept.has(Bug::RotationActivates) {
                record.status = EnrollmentStatus::Active;
            }
        })?;
        record.old_kids.extend(old);
        if kept.has(Bug::RotationResetsCounters) {
            record.counters.clear();
        }
        Ok(())
    }

    fn list(&self) -> Result<Vec<Arc<Enrollment>>, StoreError> {
        let state = self.0.state.lock().unwrap();
        let mut all: Vec<_> = state.attesters.values().map(|a| Arc::clone(&a.enrollment)).collect();
        if self.0.has(Bug::ListUnsorted) {
            all.reverse();
        }
        Ok(all)
    }

    fn history(&self, attester: &AttesterId) -> Result<Vec<ChangeRecord>, StoreError> {
        let state = self.0.state.lock().unwrap();
        Ok(state.attesters.get(attester).map(|a| a.history.clone()).unwrap_or_default())
    }
}

impl ChallengeStore for Buggy {
    fn issue(&self, challenge: Challenge) -> Result<(), ChallengeError> {
        let mut state = self.0.state.lock().unwrap();
        let nonce = challenge.nonce().as_str().to_owned();
        if state.challenges.contains_key(&nonce) && !self.0.has(Bug::ChallengeIssuedTwice) {
            return Err(ChallengeError::AlreadyIssued);
        }
        state.challenges.insert(nonce, (challenge, false));
        Ok(())
    }
}

impl ReplayStore for Buggy {
    fn promise(&self) -> StorePromise {
        StorePromise { durability: Durability::ProcessCrash, notices_older_copy: false }
    }

    fn commit(&self, request: &CommitRequest<'_>) -> Result<Commit, StoreError> {
        let kept = &*self.0;
        let selected = |state: &State| {
            let owner = state.owner(kept, request.kid())?;
            let owns = owner.enrollment.attester == *request.attester();
            owns.then(|| Arc::clone(&owner.enrollment))
        };
        // The bugs that read the record elsewhere than where they write.
        let outside = match kept.bug {
            Bug::StatusCached => Some(self.find(request.kid())?),
            Bug::StatusOutside => {
                let found = selected(&kept.state.lock().unwrap());
                thread::sleep(Duration::from_micros(20));
                Some(found)
            }
            _ => None,
        };
        let mut state = kept.state.lock().unwrap();
        let enrollment = outside.unwrap_or_else(|| selected(&state));
        let decision = state.check(kept, request, enrollment.as_deref())?;
        if kept.has(Bug::TwoTransactions) {
            drop(state);
            thread::yield_now();
            state = kept.state.lock().unwrap();
        }
        match decision {
            Ok(()) => {
                state.write(kept, request);
                Ok(Commit::Done)
            }
            Err(refusal) => {
                state.write_on_refusal(kept, request, refusal);
                Ok(Commit::Refused(refusal))
            }
        }
    }
}

impl OutcomeLookup for Buggy {
    fn recorded(
        &self,
        iss: &Issuer<'_>,
        jti: &Jti<'_>,
    ) -> Result<Option<ApprovalRecord>, StoreError> {
        let state = self.0.state.lock().unwrap();
        if self.0.has(Bug::RecordMissing) {
            return Ok(None);
        }
        Ok(state.records.get(&self.0.id(iss, jti)).cloned())
    }
}

impl StoreFactory for Bug {
    fn place(&self) -> Box<dyn StorePlace> {
        Box::new(Place {
            kept: Arc::new(Kept { bug: *self, state: Mutex::default(), cache: Mutex::default() }),
            openings: Mutex::new(0),
        })
    }
}

#[derive(Debug)]
struct Place {
    kept: Arc<Kept>,
    openings: Mutex<usize>,
}

impl StorePlace for Place {
    fn open(&self, _backend: &Arc<dyn Es256Backend>) -> Arc<dyn Store> {
        let mut openings = self.openings.lock().unwrap();
        if *openings > 0 {
            self.kept.state.lock().unwrap().restart(self.kept.bug);
        }
        *openings += 1;
        Arc::new(Buggy(Arc::clone(&self.kept)))
    }

    fn open_beside(&self, _backend: &Arc<dyn Es256Backend>) -> Option<Arc<dyn Store>> {
        Some(Arc::new(Buggy(Arc::clone(&self.kept))))
    }

    fn open_fenced(
        &self,
        backend: &Arc<dyn Es256Backend>,
        at: EpochSeconds,
    ) -> Option<Arc<dyn Store>> {
        self.kept.state.lock().unwrap().time.fence = Some(at);
        Some(self.open(backend))
    }
}
