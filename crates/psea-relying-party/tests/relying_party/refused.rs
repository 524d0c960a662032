//! Every reason for which nothing is executed. Whatever was refused used nothing up.

use std::sync::Arc;

use psea_claims::{Audience, Durability, EpochSeconds, Operation, Tier, UvAnchor};
use psea_relying_party::{
    ApprovalId, Asked, AuthorizeError, OneTime, OneTimeError, RelyingParty, Use,
};
use psea_result::RefusalOutcome;

use crate::support::*;

/// The attempt has this code; the right one afterwards passes, so that nothing was used up by it.
fn refuses(
    expected: &str,
    result: &str,
    asked_for: &Asked,
    action: &str,
    change: impl FnOnce(RelyingParty) -> RelyingParty,
) {
    let party = party();
    let changed = change(party.clone());
    let attempt = changed.authorize(result, &pins(), asked_for, action.as_bytes(), now());
    assert_eq!(code(&attempt), expected);
    assert_eq!(try_at(&party, &approved("a-1"), now()), "authorized", "after {expected}");
}

#[test]
fn another_operation_or_tier() {
    let asked_for = |op: &'static str, tier: &'static str| {
        Asked::new(Operation::new(op).unwrap(), Tier::new(tier).unwrap())
    };
    let result = approved("a-1");
    refuses("operation_mismatch", &result, &asked_for("payment.cancel", "high"), ACTION, |p| p);
    refuses("tier_mismatch", &result, &asked_for("payment.execute", "low"), ACTION, |p| p);
    refuses("operation_mismatch", &result, &asked_for("payment.cancel", "low"), ACTION, |p| p);
}

#[test]
fn another_action() {
    let result = approved("a-1");
    for action in [
        r#"{"actionType":"transfer","amount":2501,"currency":"EUR","to":"alice"}"#,
        r#"{"actionType":"transfer","amount":2500,"currency":"EUR","to":"alice","x":1}"#,
        "{}",
    ] {
        refuses("action_mismatch", &result, &asked(), action, |p| p);
    }
    for action in ["", "[]", r#"{"amount":1.5}"#, r#"{"a":1,"a":1}"#] {
        refuses("action_payload_invalid", &result, &asked(), action, |p| p);
    }
}

#[test]
fn weaker_than_asked_for() {
    let result = approved("a-1");
    refuses("uv_unattested", &result, &asked().attested(), ACTION, |p| p);
    for least in [Durability::PowerLoss, Durability::Failover] {
        refuses("durability_below", &result, &asked().durability(least), ACTION, |p| p);
    }
    for least in [Durability::Volatile, Durability::ProcessCrash] {
        let asked = asked().durability(least);
        let attempt = party().authorize(&result, &pins(), &asked, ACTION.as_bytes(), now());
        assert_eq!(code(&attempt), "authorized");
    }
    let attested = claims("a-1");
    let attested =
        signed(&psea_result::ApprovalClaims { uv_anchor: UvAnchor::Attested, ..attested });
    let attempt =
        party().authorize(&attested, &pins(), &asked().attested(), ACTION.as_bytes(), now());
    assert_eq!(code(&attempt), "authorized");
}

/// No word that says no lets anything through.
#[test]
fn a_refusal() {
    for outcome in [
        RefusalOutcome::Reject,
        RefusalOutcome::Stale,
        RefusalOutcome::Revoked,
        RefusalOutcome::Unavailable,
    ] {
        refuses("refused", &refused(outcome), &asked(), ACTION, |p| p);
        let attempt =
            party().authorize(&refused(outcome), &pins(), &asked(), ACTION.as_bytes(), now());
        assert!(matches!(attempt, Err(AuthorizeError::Refused(said)) if said == outcome.outcome()));
    }
}

/// Made for somebody else, by somebody else, or forged.
#[test]
fn a_result_that_is_not_to_be_relied_on() {
    let mut other = claims("a-1");
    other.envelope.aud = Audience::new("https://other.example").unwrap();
    refuses("audience_mismatch", &signed(&other), &asked(), ACTION, |p| p);
    let mut other = claims("a-1");
    other.envelope.iss = Audience::new("other.example").unwrap();
    refuses("issuer_mismatch", &signed(&other), &asked(), ACTION, |p| p);
    refuses("result_malformed", "", &asked(), ACTION, |p| p);
    let forged = approved("a-1").replacen("ey", "fy", 1);
    refuses("result_malformed", &forged, &asked(), ACTION, |p| p);
    refuses("lifetime_exceeded", &approved("a-1"), &asked(), ACTION, |p| p.max_lifetime(59));
    // The result for the Attester itself is none for the party.
    let mut attesters = claims("a-1");
    attesters.envelope.aud = Audience::of_attester(&attesters.ueid);
    refuses("audience_mismatch", &signed(&attesters), &asked(), ACTION, |p| p);
}

/// A store of used approvals that cannot say.
#[derive(Debug)]
struct Broken;

impl OneTime for Broken {
    fn take(
        &self,
        _approval: &ApprovalId<'_>,
        _until: EpochSeconds,
        _now: EpochSeconds,
    ) -> Result<Use, OneTimeError> {
        Err(OneTimeError::Unavailable("the disk is full".into()))
    }
}

#[test]
fn a_store_that_cannot_say() {
    assert_eq!(
        try_at(&party_with(Arc::new(Broken)), &approved("a-1"), now()),
        "one_time_unavailable"
    );
}
