//! Suite `result`: results that are read and acted on, and results that are made.

use std::error::Error;
use std::sync::Arc;

use psea::claims::{
    ActionPayload, Audience, ChainEntry, Counter, Durability, EpochSeconds, Jti, Operation,
    PayloadHash, Tier, Ueid, UvAnchor,
};
use psea::jose::base64::url;
use psea::jose::es256::{Es256Backend, P256Signer};
use psea::relying_party::{Asked, AuthorizeError, MemoryOneTime, RelyingParty};
use psea::result::{
    ApprovalClaims, Envelope, PinnedKeys, ProofHash, Refresh, RefusalClaims, RefusalOutcome,
    ResultError, ResultReader, VerifiedResult, sign_approval, sign_refusal,
};

use crate::model::{
    AuthorizeAction, BuildApproval, BuildResult, ConsumerSetup, ReadAt, ReadResult, ResultAct,
    ResultAnswer, ResultVector, StepVerdict, Trust,
};

type Unfit = Box<dyn Error>;

pub(super) fn answer(vector: &ResultVector, backend: &dyn Es256Backend) -> ResultAnswer {
    let acts = vector.steps.iter().map(|step| &step.act);
    let steps = match Consumer::new(&vector.consumer, backend) {
        Ok(mut consumer) => acts.map(|act| consumer.step(act)).collect(),
        // A configuration that cannot be meant relies on nothing.
        Err(_) => acts.map(|_| rejected("internal")).collect(),
    };
    ResultAnswer { steps }
}

fn rejected(code: &str) -> StepVerdict {
    StepVerdict::Reject { code: Some(code.to_owned()), refresh: None }
}

struct Consumer<'a> {
    reader: ResultReader,
    party: RelyingParty,
    keys: PinnedKeys,
    backend: &'a dyn Es256Backend,
}

impl<'a> Consumer<'a> {
    fn new(setup: &ConsumerSetup, backend: &'a dyn Es256Backend) -> Result<Self, Unfit> {
        let iss = Audience::new(setup.iss.clone())?;
        let aud = Audience::new(setup.aud.clone())?;
        let reader = ResultReader::new(iss.clone(), aud.clone())
            .max_lifetime(setup.max_lifetime)
            .clock_skew(setup.clock_skew);
        let party = RelyingParty::new(iss, aud, Arc::new(MemoryOneTime::volatile()))
            .max_lifetime(setup.max_lifetime)
            .clock_skew(setup.clock_skew);
        let keys = match &setup.trust {
            Trust::Keys(keys) => {
                let keys = keys.iter().map(super::public_key).collect::<Result<Vec<_>, _>>()?;
                PinnedKeys::of(&keys, backend)?
            }
            Trust::KeySet(text) => PinnedKeys::from_jwks(text.as_bytes(), backend)?,
        };
        Ok(Self { reader, party, keys: keys.cool_down(setup.cool_down), backend })
    }

    fn step(&mut self, act: &ResultAct) -> StepVerdict {
        let verdict = match act {
            ResultAct::Read(read) => self.read(read),
            ResultAct::Authorize(authorize) => self.authorize(authorize),
            ResultAct::KeySet(text) => {
                return match self.keys.refreshed(text.as_bytes(), self.backend) {
                    Ok(keys) => {
                        self.keys = keys;
                        StepVerdict::Taken {}
                    }
                    Err(_) => rejected("key_set_invalid"),
                };
            }
            ResultAct::Build(build) => {
                return build_result(build).unwrap_or(StepVerdict::Invalid {});
            }
        };
        verdict.unwrap_or_else(|_| rejected("internal"))
    }

    fn read(&self, read: &ReadResult) -> Result<StepVerdict, Unfit> {
        let (token, keys) = (read.token.as_str(), &self.keys);
        let result = match read.at {
            ReadAt::Now(now) => self.reader.read(token, keys, time(now)?),
            ReadAt::Late(now) => self.reader.read_late(token, keys, time(now)?),
            ReadAt::Recorded(at) => self.reader.read_recorded(token, keys, time(at)?),
        };
        Ok(match result {
            Ok(VerifiedResult::Approval(approval)) => {
                let claims = approval.claims().to_canonical();
                let claims = serde_json::from_str(claims.as_str())?;
                StepVerdict::Approve { claims: Some(claims), action: None }
            }
            Ok(VerifiedResult::Refusal(refusal)) => {
                let claims = refusal.claims();
                StepVerdict::Refuse {
                    outcome: claims.outcome.outcome().as_str().to_owned(),
                    refused_jti: claims.refused_jti.as_ref().map(|jti| jti.as_str().to_owned()),
                }
            }
            Err(error) => not_relied_on(&error),
        })
    }

    fn authorize(&self, authorize: &AuthorizeAction) -> Result<StepVerdict, Unfit> {
        let AuthorizeAction { token, now, op, tier, action, attested, durability } = authorize;
        let mut asked = Asked::new(Operation::new(op.clone())?, Tier::new(tier.clone())?);
        if *attested {
            asked = asked.attested();
        }
        if let Some(least) = durability {
            asked = asked.durability(Durability::from_name(least).ok_or("no such durability")?);
        }
        let authorized =
            self.party.authorize(token, &self.keys, &asked, action.as_bytes(), time(*now)?);
        Ok(match authorized {
            Ok(authorized) => {
                let action = authorized.execute(|action| action.as_str().to_owned());
                StepVerdict::Approve { claims: None, action: Some(action) }
            }
            Err(AuthorizeError::Refused(outcome)) => {
                StepVerdict::Refuse { outcome: outcome.as_str().to_owned(), refused_jti: None }
            }
            Err(AuthorizeError::Result(error)) => not_relied_on(&error),
            Err(error) => rejected(error.code()),
        })
    }
}

fn not_relied_on(error: &ResultError) -> StepVerdict {
    let refresh = match error {
        ResultError::KeyUnknown { refresh } | ResultError::KeyNotActive { refresh, .. } => {
            Some(*refresh == Refresh::Now)
        }
        _ => None,
    };
    StepVerdict::Reject { code: Some(error.code().to_owned()), refresh }
}

fn build_result(build: &BuildResult) -> Result<StepVerdict, Unfit> {
    let envelope = Envelope {
        iss: Audience::new(build.iss.clone())?,
        aud: Audience::new(build.aud.clone())?,
        iat: time(build.iat)?,
        exp: time(build.exp)?,
        jti: Jti::new(build.jti.clone())?,
    };
    let secret = build.key.d.as_deref().ok_or("the key has no private half")?;
    let key = P256Signer::from_scalar(&url::decode_exact(secret)?)?;
    let signed = match &build.approval {
        Some(record) => sign_approval(&approval(envelope, record)?, &key)?,
        None => {
            let words = [
                RefusalOutcome::Reject,
                RefusalOutcome::Stale,
                RefusalOutcome::Revoked,
                RefusalOutcome::Unavailable,
            ];
            let outcome = words.into_iter().find(|word| word.outcome().as_str() == build.outcome);
            let outcome = outcome.ok_or("no outcome of a refusal")?;
            let refused_jti = build.refused_jti.clone().map(Jti::new).transpose()?;
            sign_refusal(&RefusalClaims { envelope, outcome, refused_jti }, &key)?
        }
    };
    let token = signed.into_string();
    let segment = |index| -> Result<String, Unfit> {
        let text = token.split('.').nth(index).ok_or("the result lacks a segment")?;
        Ok(String::from_utf8(url::decode(text)?)?)
    };
    let (header, payload) = (segment(0)?, segment(1)?);
    Ok(StepVerdict::Built { header, payload, token: Some(token) })
}

fn approval(envelope: Envelope, record: &BuildApproval) -> Result<ApprovalClaims, Unfit> {
    let chain_entry = match &record.chain_entry {
        Some(entry) => Some(ChainEntry::parse(entry).ok_or("no chain entry")?),
        None => None,
    };
    let action = ActionPayload::parse(record.action.as_bytes())?;
    let payload_hash: PayloadHash = action.hash();
    Ok(ApprovalClaims {
        envelope,
        proof_jti: Jti::new(record.proof_jti.clone())?,
        proof_hash: ProofHash::of(&record.proof),
        payload_hash,
        op: Operation::new(record.op.clone())?,
        tier: Tier::new(record.tier.clone())?,
        counter: Counter::new(record.counter).ok_or("the counter is above 2^53 − 1")?,
        ueid: Ueid::parse(&record.ueid)?,
        uv_anchor: UvAnchor::from_name(&record.uv).ok_or("no anchor")?,
        durability: Durability::from_name(&record.durability).ok_or("no durability")?,
        chain_entry,
    })
}

fn time(seconds: u64) -> Result<EpochSeconds, Unfit> {
    Ok(EpochSeconds::new(seconds).ok_or("a time above 2^53 − 1")?)
}
