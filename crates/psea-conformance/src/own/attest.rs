//! Suite `attest`: a proof through the two-step path, signed deterministically.

use std::error::Error;
use std::sync::Arc;

use psea::attester::{
    ActionRequest, Attester, AttesterConfig, AttesterState, RemoteVerification, StateError,
    TrustState,
};
use psea::claims::{
    ActionPayload, Audience, CallerPackage, ChainEntry, Counter, CounterScope, DeviceId,
    EpochSeconds, Issuer, Jti, Nonce, Operation, SdkVersion, SignalReport, Submods, Tier, UserHash,
    UvMethod,
};
use psea::jose::base64::url;
use psea::jose::canonical::CanonicalJson;
use psea::jose::es256::{Es256Backend, Es256Signer as _, P256Signer};
use psea::jose::json::DEFAULT_MAX_DEPTH;

use super::derive::revision;
use crate::model::{AttestAnswer, AttestVector, Validity};

pub(super) fn answer(vector: &AttestVector, backend: &dyn Es256Backend) -> AttestAnswer {
    match attest(vector, backend) {
        Ok((header, payload, proof)) => AttestAnswer {
            result: Some(Validity::Valid),
            header: Some(header),
            payload: Some(payload),
            proof: Some(proof),
        },
        Err(_) => AttestAnswer {
            result: Some(Validity::Invalid),
            header: None,
            payload: None,
            proof: None,
        },
    }
}

type Refused = Box<dyn Error>;

/// Header, payload and proof.
fn attest(
    vector: &AttestVector,
    backend: &dyn Es256Backend,
) -> Result<(String, String, String), Refused> {
    let mut config = AttesterConfig::new(
        Issuer::new(vector.iss.clone())?,
        Audience::new(vector.aud.clone())?,
        DeviceId::new(vector.device_id.clone())?,
        vector.kid.as_str(),
    )?
    .revision(revision(vector.profile));
    if let Some(version) = &vector.sdk_version {
        config = config.sdk_version(SdkVersion::new(version.clone())?);
    }
    let mut state = Given {
        counter: Counter::new(vector.counter).ok_or("the counter is above 2^53 − 1")?,
        chain_head: ChainEntry::SENTINEL,
    };
    if let Some(previous) = &vector.chain_prev {
        state.chain_head = ChainEntry::parse(previous).ok_or("chain_prev is no chain entry")?;
        config = config.with_chain();
    }

    let iat = EpochSeconds::new(vector.iat).ok_or("iat is above 2^53 − 1")?;
    let lifetime = vector.exp.checked_sub(vector.iat).ok_or("exp is before iat")?;
    let attester = Attester::new(config, Arc::new(state));
    let proposal = attester.propose(request(vector)?.lifetime(lifetime))?;
    let method = UvMethod::new(vector.uv_method.clone())?;
    let prepared = proposal.prepare(RemoteVerification::by(method), iat)?;

    let secret = vector.key.d.as_deref().ok_or("the key has no private half")?;
    let signer = P256Signer::from_scalar(&url::decode_exact(secret)?)?;
    if *signer.public_key()
        != super::public_key(&crate::model::Jwk { d: None, ..vector.key.clone() })?
    {
        return Err("the key's halves do not belong together".into());
    }
    let signature = signer.sign(prepared.signing_input().octets())?;
    let proof = prepared.complete_checked(&signature, signer.public_key(), backend)?;

    let token = proof.compact().to_owned();
    let segment = |index| -> Result<String, Refused> {
        let text = token.split('.').nth(index).ok_or("the proof lacks a segment")?;
        Ok(String::from_utf8(url::decode(text)?)?)
    };
    Ok((segment(0)?, segment(1)?, token.clone()))
}

fn request(vector: &AttestVector) -> Result<ActionRequest, Refused> {
    let mut request = ActionRequest::new(
        Jti::new(vector.jti.clone())?,
        Operation::new(vector.op.clone())?,
        Tier::new(vector.tier.clone())?,
        ActionPayload::parse(vector.action_payload.as_bytes())?,
    );
    if let Some(nonce) = &vector.nonce {
        request = request.nonce(Nonce::new(nonce.clone())?);
    }
    if let Some(package) = &vector.caller_package {
        request = request.caller_package(CallerPackage::new(package.clone())?);
    }
    if let Some(hash) = &vector.user_hash {
        request = request.user_hash(UserHash::parse(hash)?);
    }
    if let Some(state) = &vector.device_state {
        let state = CanonicalJson::parse(state.as_bytes(), DEFAULT_MAX_DEPTH)?;
        let submods = Submods::with_device_state(state).ok_or("device_state is no object")?;
        request = request.submods(submods);
    }
    if let Some(report) = &vector.signal_report {
        request = request.signal_report(SignalReport::parse(report.as_bytes())?);
    }
    Ok(request)
}

/// The state that a vector gives: one counter, one head.
#[derive(Debug)]
struct Given {
    counter: Counter,
    chain_head: ChainEntry,
}

impl AttesterState for Given {
    fn reserve_counter(&self, _scope: &CounterScope) -> Result<Counter, StateError> {
        Ok(self.counter)
    }

    fn chain_head(&self) -> Result<ChainEntry, StateError> {
        Ok(self.chain_head)
    }

    fn advance_chain(&self, _previous: &ChainEntry, _entry: ChainEntry) -> Result<(), StateError> {
        Ok(())
    }

    fn trust(&self) -> Result<TrustState, StateError> {
        Ok(TrustState::Trusted)
    }

    fn set_trust(&self, _trust: TrustState) -> Result<(), StateError> {
        Ok(())
    }
}
