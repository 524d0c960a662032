//! Suite `verify`: a Verifier over a store, step by step.

use std::error::Error;
use std::sync::Arc;

use psea::claims::{
    Audience, CallerPackage, ContextHash, DeviceId, EpochSeconds, Issuer, JsonPointer, Limits,
    Nonce, Operation, Revision, Revisions, ScopePolicy, Tier, Ueid, UvGate,
};
use psea::jose::canonical::CanonicalJson;
use psea::jose::es256::{Es256Backend, VerifyingKey};
use psea::jose::json::DEFAULT_MAX_DEPTH;
use psea::verifier::{
    AttesterId, Challenge, ChallengePolicy, Change, Commit, CommitRequest, ContextPolicy,
    EnrolledDevice, Enrollment, EnrollmentLookup, EnrollmentStatus, Expected, NewEnrollment,
    ReplayStore, StoreError, StorePromise, Verifier, VerifierConfig,
};

use super::derive::revision;
use super::{VectorPlace, VectorStore};
use crate::model::{
    Challenges, CounterScope, EnrolledUv, EnrollmentSetup, Identity, IssueChallenge, Jwk,
    RotateKey, SetStatus, Step, StepAnswer, Submit, VerifierSetup, VerifyAnswer, VerifyVector,
};

type Unfit = Box<dyn Error>;

pub(super) fn answer(
    vector: &VerifyVector,
    place: Box<dyn VectorPlace>,
    backend: &dyn Es256Backend,
) -> VerifyAnswer {
    let steps = match World::new(vector, place, backend) {
        Ok(mut world) => vector.steps.iter().map(|step| world.step(step)).collect(),
        // A configuration that cannot be meant approves nothing.
        Err(unfit) => vector.steps.iter().map(|step| refuse_all(step, &unfit)).collect(),
    };
    VerifyAnswer { steps }
}

fn refuse_all(step: &Step, _unfit: &Unfit) -> StepAnswer {
    match step {
        Step::Submit { .. } => StepAnswer::Reject { code: Some("internal".to_owned()) },
        _ => StepAnswer::Done,
    }
}

/// The store as a Verifier takes it.
#[derive(Debug)]
struct Handle(Arc<dyn VectorStore>);

impl EnrollmentLookup for Handle {
    fn find(&self, kid: &str) -> Result<Option<Arc<Enrollment>>, StoreError> {
        self.0.find(kid)
    }
}

impl ReplayStore for Handle {
    fn promise(&self) -> StorePromise {
        self.0.promise()
    }

    fn commit(&self, request: &CommitRequest<'_>) -> Result<Commit, StoreError> {
        self.0.commit(request)
    }
}

struct World<'a> {
    backend: &'a dyn Es256Backend,
    config: VerifierConfig,
    context: Option<ContextHash>,
    place: Box<dyn VectorPlace>,
    /// None after a restart that failed.
    store: Option<Arc<dyn VectorStore>>,
}

impl<'a> World<'a> {
    fn new(
        vector: &VerifyVector,
        mut place: Box<dyn VectorPlace>,
        backend: &'a dyn Es256Backend,
    ) -> Result<Self, Unfit> {
        let store = place.open().map_err(|error| -> Unfit { error })?;
        for setup in &vector.enrollments {
            enroll(&*store, setup, backend)?;
        }
        let context = match &vector.verifier.rp_context {
            Some(json) => Some(ContextHash::of(&CanonicalJson::parse(
                json.as_str().as_bytes(),
                DEFAULT_MAX_DEPTH,
            )?)),
            None => None,
        };
        Ok(Self { backend, config: config(&vector.verifier)?, context, place, store: Some(store) })
    }

    fn step(&mut self, step: &Step) -> StepAnswer {
        let done = match step {
            Step::Submit { submit, .. } => match self.submit(submit) {
                Ok(answer) => return answer,
                Err(unfit) => return refuse_all(step, &unfit),
            },
            Step::SetStatus(change) => self.set_status(change),
            Step::RotateKey(change) => self.rotate_key(change),
            Step::IssueChallenge(issue) => self.issue(issue),
            Step::Restart => self.restart(),
        };
        match done {
            Ok(()) => StepAnswer::Done,
            // Shown as a difference: the step was to succeed.
            Err(unfit) => StepAnswer::Reject { code: Some(unfit.to_string()) },
        }
    }

    fn submit(&self, submit: &Submit) -> Result<StepAnswer, Unfit> {
        let mut expected =
            Expected::new(Operation::new(submit.op.clone())?, Tier::new(submit.tier.clone())?);
        if let Some(context) = self.context {
            expected = expected.with_context(context);
        }
        let now = EpochSeconds::new(submit.now).ok_or("now is above 2^53 − 1")?;
        let verifier = Verifier::new(self.config.clone(), Arc::new(Handle(self.store()?)));
        Ok(match verifier.verify(&submit.body.to_vec()?, &expected, now) {
            Ok(approval) => StepAnswer::Accept {
                uv: Some(approval.uv().as_str().to_owned()),
                chain_entry: approval.chain_entry().map(ToString::to_string),
            },
            Err(refusal) => StepAnswer::Reject { code: Some(refusal.code().to_owned()) },
        })
    }

    fn store(&self) -> Result<Arc<dyn VectorStore>, Unfit> {
        Ok(Arc::clone(self.store.as_ref().ok_or("the store could not be opened again")?))
    }

    fn set_status(&self, change: &SetStatus) -> Result<(), Unfit> {
        let status = EnrollmentStatus::from_name(&change.status);
        Ok(self.store()?.set_status(&attester(&change.attester)?, status, unstated())?)
    }

    fn rotate_key(&self, change: &RotateKey) -> Result<(), Unfit> {
        let key = verifying_key(&change.key, self.backend)?;
        Ok(self.store()?.rotate_key(&attester(&change.attester)?, &change.kid, key, unstated())?)
    }

    fn issue(&self, issue: &IssueChallenge) -> Result<(), Unfit> {
        let issued = EpochSeconds::new(issue.now).ok_or("now is above 2^53 − 1")?;
        let ttl = u32::try_from(issue.ttl)?;
        Ok(self.store()?.issue(Challenge::new(Nonce::new(issue.nonce.clone())?, issued, ttl))?)
    }

    /// The process ends and another one starts with what was stored.
    fn restart(&mut self) -> Result<(), Unfit> {
        self.store = None;
        self.store = Some(self.place.open().map_err(|error| -> Unfit { error })?);
        Ok(())
    }
}

fn config(setup: &VerifierSetup) -> Result<VerifierConfig, Unfit> {
    let mut config =
        VerifierConfig::new(Issuer::new(setup.iss.clone())?, Audience::new(setup.aud.clone())?)
            .revisions(revisions(setup)?)
            .clock_skew(setup.clock_skew)?
            .max_lifetime(setup.max_lifetime)?
            .challenges(match setup.challenges {
                Challenges::Unused => ChallengePolicy::Unused,
                Challenges::Optional => ChallengePolicy::Optional,
                Challenges::Required => ChallengePolicy::Required,
            })
            .counter_scope(match &setup.counter_scope {
                CounterScope::Single => ScopePolicy::Single,
                CounterScope::Tier => ScopePolicy::Tier,
                CounterScope::Payload(pointer) => {
                    ScopePolicy::Payload(JsonPointer::parse(pointer)?)
                }
            })
            .limits(limits(setup)?)?;
    if setup.chain {
        config = config.with_chain();
    }
    if setup.require_canonical_payload {
        config = config.require_canonical_payload();
    }
    if setup.rp_context.is_some() {
        config = config.context(ContextPolicy::Bound);
    }
    for op in &setup.high_assurance_ops {
        config = config.high_assurance(Operation::new(op.clone())?);
    }
    for (op, package) in &setup.callers {
        config = config.caller(Operation::new(op.clone())?, CallerPackage::new(package.clone())?);
    }
    Ok(config)
}

fn revisions(setup: &VerifierSetup) -> Result<Revisions, Unfit> {
    let accepts = |wanted| setup.profiles.iter().any(|profile| revision(*profile) == wanted);
    match (accepts(Revision::Draft02), accepts(Revision::Draft03)) {
        (true, true) => Ok(Revisions::BOTH),
        (true, false) => Ok(Revisions::only(Revision::Draft02)),
        (false, true) => Ok(Revisions::only(Revision::Draft03)),
        (false, false) => Err("no revision is accepted".into()),
    }
}

fn limits(setup: &VerifierSetup) -> Result<Limits, Unfit> {
    let mut limits = Limits::default();
    let given = &setup.limits;
    if let Some(octets) = given.max_body {
        limits.max_body = usize::try_from(octets)?;
    }
    if let Some(octets) = given.max_proof {
        limits.max_proof = usize::try_from(octets)?;
    }
    if let Some(levels) = given.max_depth {
        limits.max_depth = u16::try_from(levels)?;
    }
    if let Some(octets) = given.max_kid {
        limits.max_kid = usize::try_from(octets)?;
    }
    Ok(limits)
}

fn enroll(
    store: &dyn VectorStore,
    setup: &EnrollmentSetup,
    backend: &dyn Es256Backend,
) -> Result<(), Unfit> {
    let device = match &setup.identity {
        Identity::DeviceId(id) => EnrolledDevice::Id(DeviceId::new(id.clone())?),
        Identity::Ueid(ueid) => EnrolledDevice::Ueid(Ueid::parse(ueid)?),
    };
    let gate = match setup.uv {
        EnrolledUv::Attested => UvGate::Attested,
        EnrolledUv::Contradicted => UvGate::Contradicted,
        EnrolledUv::Unknown => UvGate::Unknown,
    };
    let attester = attester(&setup.attester)?;
    let enrollment = NewEnrollment::new(
        attester.clone(),
        setup.kid.as_str(),
        verifying_key(&setup.key, backend)?,
        device,
    )
    .uv_gate(gate);
    store.enroll(enrollment, unstated())?;
    match EnrollmentStatus::from_name(&setup.status) {
        EnrollmentStatus::Active => Ok(()),
        status => Ok(store.set_status(&attester, status, unstated())?),
    }
}

fn attester(name: &str) -> Result<AttesterId, Unfit> {
    AttesterId::new(name).ok_or_else(|| "an attester's name has 1 to 256 characters".into())
}

fn verifying_key(jwk: &Jwk, backend: &dyn Es256Backend) -> Result<VerifyingKey, Unfit> {
    Ok(VerifyingKey::new(super::public_key(jwk)?, backend)?)
}

/// The vectors give no times and reasons for changes.
fn unstated() -> Change {
    Change::new(EpochSeconds::default(), "")
}
