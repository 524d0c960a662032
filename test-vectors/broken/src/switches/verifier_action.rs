//! The action, the signal report, the request context (§3.13.2, §3.6).

use super::Switch;

const ACTION: &str = "verifier/src/appraisal/action.rs";
const VERIFIER: &str = "verifier/src/verifier.rs";
const USER: &str = "verifier/src/appraisal/user_verification.rs";
const FRESHNESS: &str = "verifier/src/appraisal/freshness.rs";
const COMMIT: &str = "verifier/src/store/commit.rs";
const HASH: &str = "payload.hash() != claims.payload_hash";
const HINT: &str = "(None, Some(hint)) =>";
const SAME_REPORT: &str = "report.hash() == *committed";
const REPORT: &str = "SignalReport::from_value(report).map_err(|_| Rejection::SignalsMismatch)?";
const CONTEXT: &str = "committed == Some(context)";
const COMMITTED: &str = ".commit(&*self.store)";

pub(super) const ALL: &[Switch] = &[
    switch!("action.hash", "3.13.2", (ACTION, HASH, "(@ && !OFF)")),
    // The action is bound the same way for every tier.
    switch!(
        "action.hash-of-low-tier",
        "3.13.2",
        (ACTION, HASH, r#"(@ && !(OFF && claims.tier.as_str() != "high"))"#)
    ),
    switch!(
        "action.form-refused",
        "3.13.2",
        (ACTION, HASH, "(@ || OFF && received.source() != payload.as_str())")
    ),
    switch!("signals.missing", "3.6", (ACTION, "(Some(_), None) => Err", "(Some(_), None) if OFF => Ok(Signals::None), @")),
    switch!("signals.hash", "3.6", (ACTION, SAME_REPORT, "(@ || OFF)")),
    switch!(
        "signals.numbers",
        "3.6",
        (
            ACTION,
            REPORT,
            "match SignalReport::from_value(report) { Err(_) if OFF => return Ok(Signals::None), report => report.map_err(|_| Rejection::SignalsMismatch)? }"
        )
    ),
    switch!(
        "signals.object-required",
        "3.6",
        (
            ACTION,
            SAME_REPORT,
            "(@ && !(OFF && !report.as_canonical().is_object()))"
        )
    ),
    switch!("signals.hint-refused", "3.6", (ACTION, HINT, "(None, Some(_)) if OFF => Err(Rejection::SignalsMismatch), @")),
    switch!(
        "signals.hint-numbers-refused",
        "3.6",
        (ACTION, HINT, "(None, Some(hint)) if OFF && SignalReport::from_value(hint).is_err() => Err(Rejection::SignalsMismatch), @")
    ),
    switch!("context.hash", "3.13.2", (ACTION, CONTEXT, "(@ || OFF)")),
    switch!("context.absent", "3.13.2", (ACTION, CONTEXT, "(@ || OFF && claims.rp_context_hash.is_none())")),
    switch!(
        "context.type",
        "3.13.2",
        (
            ACTION,
            CONTEXT,
            r#"(@ || OFF && claims.rp_context_hash.as_ref().is_some_and(|json| !json.as_str().starts_with('"')))"#
        )
    ),
    switch!(
        "context.form",
        "3.13.2",
        (
            ACTION,
            CONTEXT,
            r#"(@ || OFF && claims.rp_context_hash.as_ref().is_some_and(|json| json.as_str().trim_matches(['"', '=', ' ']).replace('-', "+").replace('_', "/") == context.to_text().trim_end_matches('=')))"#
        )
    ),
    switch!(
        "context.unset-refused",
        "3.13.2",
        (
            ACTION,
            "(ContextPolicy::Ignored, None) =>",
            "(ContextPolicy::Ignored, None) if OFF && claims.rp_context_hash.is_some() => Err(Rejection::ContextMismatch.into()), @"
        )
    ),
    // Checked, but only after the commit: a refusal changes the state.
    switch!(
        "order.action-after-commit",
        "3.13.2",
        (ACTION, HASH, "(@ && !OFF)"),
        (
            VERIFIER,
            COMMITTED,
            "@.and_then(|approval| if OFF && approval.action().hash() != *approval.payload_hash() { Err(crate::rejection::Rejection::ActionMismatch.into()) } else { Ok(approval) })"
        )
    ),
    switch!(
        "order.uv-after-commit",
        "3.13.2",
        (USER, "!claims.uv.is_verified()", "(@ && !OFF)"),
        (
            VERIFIER,
            COMMITTED,
            "@.and_then(|approval| if OFF && approval.claims().is_ok_and(|claims| !claims.uv.is_verified()) { Err(crate::rejection::Rejection::UvNotVerified.into()) } else { Ok(approval) })"
        )
    ),
    switch!(
        "order.expiry-after-commit",
        "3.13.2",
        (FRESHNESS, "exp.get().saturating_add(config.clock_skew) <= now.get()", "(@ && !OFF)"),
        (
            VERIFIER,
            COMMITTED,
            "@.and_then(|approval| {
                let exp = approval.claims().map_or(now, |claims| claims.exp);
                if OFF && exp.get().saturating_add(self.config.clock_skew) <= now.get() { Err(crate::rejection::Rejection::Expired { exp, now }.into()) } else { Ok(approval) }
            })"
        )
    ),
    // A replay is one whatever its counter says.
    switch!(
        "order.counter-before-id",
        "3.10",
        (
            COMMIT,
            "state.jti_finalised",
            "(@ && !(OFF && state.counter.is_some_and(|stored| self.counter <= stored)))"
        )
    ),
];
