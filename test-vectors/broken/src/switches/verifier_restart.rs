//! A restart forgets nothing (§6.5).

use super::Switch;

const STATE: &str = "verifier/src/store/memory/state.rs";
const SNAPSHOT: &str = "verifier/src/store/memory/snapshot.rs";
const CHALLENGE: &str = "state.keep_challenge(nonce, Issued { challenge, burned });";

pub(super) const ALL: &[Switch] = &[
    switch!("restart.counter", "6.5", (STATE, "by_scope.insert(scope, counter);", "if !OFF { @ }")),
    switch!(
        "restart.counter-scope",
        "6.5",
        (
            STATE,
            "by_scope.insert(scope, counter);",
            "let scope = if OFF { CounterScope::SINGLE } else { scope }; @"
        )
    ),
    switch!(
        "restart.chain",
        "6.5",
        (
            STATE,
            "chain_head: attester.chain_head, history",
            "chain_head: attester.chain_head.filter(|_| !OFF), history"
        )
    ),
    switch!(
        "restart.id",
        "6.5",
        (STATE, "remember(&mut state.forget, jti, record)", "{ if !OFF { @ } }")
    ),
    switch!(
        "restart.id-issuer",
        "6.5",
        (
            STATE,
            "(record.iss.clone(), record.jti.clone())",
            r#"(if OFF { Issuer::new("other").unwrap_or_else(|_| record.iss.clone()) } else { record.iss.clone() }, record.jti.clone())"#
        )
    ),
    switch!("restart.challenge", "6.5", (STATE, CHALLENGE, "if !OFF { @ }")),
    switch!(
        "restart.challenge-burned",
        "6.5",
        (STATE, CHALLENGE, "let burned = burned && !OFF; @")
    ),
    switch!(
        "restart.status",
        "6.5",
        (
            SNAPSHOT,
            "status: self.status.clone(),",
            "status: if OFF { EnrollmentStatus::Active } else { self.status.clone() },"
        )
    ),
    switch!(
        "restart.uv",
        "6.5",
        (
            SNAPSHOT,
            "uv_gate: self.uv_gate,",
            "uv_gate: if OFF { UvGate::Unknown } else { self.uv_gate },"
        )
    ),
    switch!(
        "restart.kid",
        "6.5",
        (
            SNAPSHOT,
            "kid: self.kid.clone(),",
            r#"kid: if OFF { format!("{}-", self.kid).into() } else { self.kid.clone() },"#
        )
    ),
];
