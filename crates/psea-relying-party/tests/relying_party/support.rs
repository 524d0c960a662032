//! One party, one Verifier's key, one action.

use std::sync::Arc;

use psea_claims::{
    ActionPayload, Audience, Counter, Durability, EpochSeconds, Jti, Operation, Tier, Ueid,
    UvAnchor,
};
use psea_jose::es256::{Es256Signer as _, P256Backend, P256Signer};
use psea_relying_party::{Asked, AuthorizeError, Authorized, MemoryOneTime, OneTime, RelyingParty};
use psea_result::{
    ApprovalClaims, Envelope, PinnedKeys, ProofHash, RefusalClaims, RefusalOutcome, sign_approval,
    sign_refusal,
};

pub(crate) const NOW: u64 = 1_785_300_000;
pub(crate) const ISS: &str = "verifier.example";
pub(crate) const AUD: &str = "https://payments.example";
pub(crate) const ACTION: &str =
    r#"{"actionType":"transfer","amount":2500,"currency":"EUR","to":"alice"}"#;

pub(crate) fn at(seconds: u64) -> EpochSeconds {
    EpochSeconds::new(seconds).unwrap()
}

pub(crate) fn now() -> EpochSeconds {
    at(NOW)
}

fn key() -> P256Signer {
    P256Signer::from_scalar(&[21; 32]).unwrap()
}

pub(crate) fn pins() -> PinnedKeys {
    PinnedKeys::of(&[*key().public_key()], &P256Backend).unwrap()
}

pub(crate) fn party() -> RelyingParty {
    party_with(Arc::new(MemoryOneTime::volatile()))
}

pub(crate) fn party_with(one_time: Arc<dyn OneTime>) -> RelyingParty {
    RelyingParty::new(Audience::new(ISS).unwrap(), Audience::new(AUD).unwrap(), one_time)
}

pub(crate) fn asked() -> Asked {
    Asked::new(Operation::new("payment.execute").unwrap(), Tier::new("high").unwrap())
}

/// What the Verifier says of the action with this id.
pub(crate) fn claims(proof_jti: &str) -> ApprovalClaims {
    ApprovalClaims {
        envelope: Envelope {
            iss: Audience::new(ISS).unwrap(),
            aud: Audience::new(AUD).unwrap(),
            iat: now(),
            exp: at(NOW + 60),
            jti: Jti::new(format!("r-{proof_jti}")).unwrap(),
        },
        proof_jti: Jti::new(proof_jti.to_owned()).unwrap(),
        proof_hash: ProofHash::of(proof_jti),
        payload_hash: ActionPayload::parse(ACTION.as_bytes()).unwrap().hash(),
        op: Operation::new("payment.execute").unwrap(),
        tier: Tier::new("high").unwrap(),
        counter: Counter::new(1).unwrap(),
        ueid: Ueid::parse("AceZ_tBWu8SfItNuHSNSU4JLwE8ziz90S0CXfv0JtOB7").unwrap(),
        uv_anchor: UvAnchor::Asserted,
        durability: Durability::ProcessCrash,
        chain_entry: None,
    }
}

pub(crate) fn signed(claims: &ApprovalClaims) -> String {
    sign_approval(claims, &key()).unwrap().into_string()
}

pub(crate) fn approved(proof_jti: &str) -> String {
    signed(&claims(proof_jti))
}

pub(crate) fn refused(outcome: RefusalOutcome) -> String {
    let envelope = claims("a-1").envelope;
    let refused_jti = Some(Jti::new("a-1").unwrap());
    sign_refusal(&RefusalClaims { envelope, outcome, refused_jti }, &key()).unwrap().into_string()
}

/// The code of an attempt, or `authorized`.
pub(crate) fn code(attempt: &Result<Authorized, AuthorizeError>) -> &'static str {
    match attempt {
        Ok(_) => "authorized",
        Err(error) => {
            assert!(!error.to_string().is_empty());
            error.code()
        }
    }
}

pub(crate) fn try_at(party: &RelyingParty, result: &str, now: EpochSeconds) -> &'static str {
    code(&party.authorize(result, &pins(), &asked(), ACTION.as_bytes(), now))
}
