//! The action that is to be executed is the one that was approved; likewise what else the proof
//! commits to (§3.13.2, §3.6). The same for every tier, and before any counter is compared.

use psea_claims::{
    ActionError, ActionPayload, Claims, ContextHash, CounterScope, SignalReport, TransportBody,
};

use psea_jose::canonical::CanonicalJson;

use crate::approval::Signals;
use crate::config::{ContextPolicy, Expected, VerifierConfig};
use crate::rejection::{Fault, Refusal, Rejection};

pub(super) struct Bound {
    pub(super) payload: ActionPayload,
    pub(super) signals: Signals,
    pub(super) scope: CounterScope,
}

pub(super) fn check(
    claims: &Claims<'_>,
    config: &VerifierConfig,
    expected: &Expected,
    body: &TransportBody<'_>,
) -> Result<Bound, Refusal> {
    let received = body.action_payload();
    let received = received.ok_or(Fault::Internal("a submission without an action payload"))?;
    let payload = ActionPayload::from_value(received).map_err(|error| {
        Rejection::ActionPayloadInvalid(match error {
            ActionError::NotObject => "is not a JSON object",
            _ => "holds a number that is not an integer within ±(2^53 − 1)",
        })
    })?;
    // §3.13.2: canonicalise, hash, compare. This is the binding of approval and execution.
    if payload.hash() != claims.payload_hash {
        return Err(Rejection::ActionMismatch.into());
    }
    let signals = signals(claims, body)?;
    context(claims, config, expected)?;
    // §3.10: the scope comes from a signed claim or from the action payload, which is bound now.
    let scope = config.counter_scope.scope(&claims.tier, received).ok_or(
        Rejection::ActionPayloadInvalid("lacks the string that the counter scope points at"),
    )?;
    Ok(Bound { payload, signals, scope })
}

/// §3.6: a report counts as committed only where the proof carries its hash and the recomputed
/// one matches. A committed report must not be stripped on the way.
fn signals(claims: &Claims<'_>, body: &TransportBody<'_>) -> Result<Signals, Rejection> {
    match (claims.profile.signals_hash(), body.signal_report()) {
        (None, None) => Ok(Signals::None),
        (None, Some(hint)) => Ok(Signals::Untrusted(hint.source().into())),
        (Some(_), None) => Err(Rejection::SignalsMissing),
        (Some(committed), Some(report)) => {
            let report =
                SignalReport::from_value(report).map_err(|_| Rejection::SignalsMismatch)?;
            if report.hash() == *committed {
                Ok(Signals::Committed(report))
            } else {
                Err(Rejection::SignalsMismatch)
            }
        }
    }
}

/// §3.13.2: where the deployment binds a request context, the claim must be there and match.
fn context(
    claims: &Claims<'_>,
    config: &VerifierConfig,
    expected: &Expected,
) -> Result<(), Refusal> {
    match (config.context, expected.context) {
        (ContextPolicy::Ignored, None) => Ok(()),
        (ContextPolicy::Ignored, Some(_)) => Err(Fault::Misuse(
            "the request gives a context and the configuration ignores it: set \
             ContextPolicy::Bound, or give none",
        )
        .into()),
        (ContextPolicy::Bound, None) => Err(Fault::Misuse(
            "the configuration binds a request context and this request gives none: add \
             Expected::with_context",
        )
        .into()),
        (ContextPolicy::Bound, Some(context)) => {
            let claim = claims.rp_context_hash.as_ref().map(CanonicalJson::as_str);
            let committed = claim
                .and_then(|json| json.strip_prefix('"')?.strip_suffix('"'))
                .and_then(|text| ContextHash::parse(text).ok());
            if committed == Some(context) { Ok(()) } else { Err(Rejection::ContextMismatch.into()) }
        }
    }
}
