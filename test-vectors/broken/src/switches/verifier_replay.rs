//! Against what was accepted before (§3.10, §3.12, §6.5): what is compared, and what is written.

use super::Switch;

const COMMIT: &str = "verifier/src/store/commit.rs";
const APPRAISAL: &str = "verifier/src/appraisal/mod.rs";
const STATE: &str = "verifier/src/store/memory/state.rs";
const JTI: &str = "state.jti_finalised";
const COUNTER: &str = "state.counter.is_some_and(|stored| self.counter <= stored)";
const LINK: &str = "link.previous != state.chain_head.unwrap_or(ChainEntry::SENTINEL)";
const CHAIN: &str = "let chain = if config.chain {";
const REFUSED: &str = "return Ok(Commit::Refused(refusal));";
const ISSUER: &str = "(request.iss().clone(), request.jti().clone())";
const STORED: &str = "a.counters.get(request.scope()).copied()";
const HEAD: &str = "attester.as_ref().and_then(|attester| attester.chain_head)";
const RECORD: &str = "let selected = self.kids.get(request.kid());";
const KEEP: &str = "freshness::keep_jti_until(config, now)";
const ROTATED: &str = "self.kids.extend(index.map(|index| (kid.into(), index)));";

pub(super) const ALL: &[Switch] = &[
    switch!("replay.id", "3.10", (COMMIT, JTI, "(@ && !OFF)")),
    switch!("replay.counter", "3.10", (COMMIT, COUNTER, "(@ && !OFF)")),
    switch!("replay.counter-same", "3.10", (COMMIT, COUNTER, "(@ && !(OFF && state.counter == Some(self.counter)))")),
    switch!(
        "replay.counter-gap-refused",
        "3.10",
        (COMMIT, COUNTER, "(@ || OFF && state.counter.is_some_and(|stored| self.counter.get() > stored.get() + 1))")
    ),
    switch!(
        "replay.counter-first-refused",
        "3.10",
        (COMMIT, COUNTER, "(@ || OFF && state.counter.is_none() && self.counter.get() > 1)")
    ),
    switch!(
        "replay.counter-zero-refused",
        "3.10",
        (COMMIT, COUNTER, "(@ || OFF && state.counter.is_none() && self.counter.get() == 0)")
    ),
    // As a store does whose numbers are doubles, or of 32 bits, or text.
    switch!(
        "replay.counter-single-precision",
        "3.10",
        (COMMIT, COUNTER, "(if OFF { state.counter.is_some_and(|stored| self.counter.get() as f32 <= stored.get() as f32) } else { @ })")
    ),
    switch!(
        "replay.counter-32-bits",
        "3.10",
        (COMMIT, COUNTER, "(if OFF { state.counter.is_some_and(|stored| self.counter.get() as u32 <= stored.get() as u32) } else { @ })")
    ),
    switch!(
        "replay.counter-text",
        "3.10",
        (COMMIT, COUNTER, "(if OFF { state.counter.is_some_and(|stored| self.counter.to_string() <= stored.to_string()) } else { @ })")
    ),
    switch!("chain.link", "3.12", (COMMIT, LINK, "!OFF && @")),
    switch!("chain.sentinel-always", "3.12", (COMMIT, LINK, "!(OFF && link.previous == ChainEntry::SENTINEL) && @")),
    switch!("chain.first-any", "3.12", (COMMIT, LINK, "!(OFF && state.chain_head.is_none()) && @")),
    switch!(
        "chain.absent",
        "3.12",
        (APPRAISAL, CHAIN, "let chain = if config.chain && !(OFF && claims.chain_prev.is_none()) {")
    ),
    switch!(
        "chain.off-refused",
        "3.12",
        (
            APPRAISAL,
            CHAIN,
            "if OFF && !config.chain && claims.chain_prev.is_some() { return Err(Rejection::ChainBroken.into()); } @"
        )
    ),
    switch!("write.counter", "3.10", (STATE, "attester.counters.insert(request.scope().clone(), request.counter());", "if !OFF { @ }")),
    switch!("write.chain", "3.12", (STATE, "attester.chain_head = Some(link.entry);", "if !OFF { @ }")),
    switch!("write.challenge", "3.1.1", (STATE, "issued.burned = true;", "if !OFF { @ }")),
    switch!("write.id", "3.10", (STATE, "remember(&mut self.forget, jti, request.record());", "if !OFF { @ }")),
    // What is written although the commit is refused.
    switch!(
        "refusal.writes-counter",
        "3.10",
        (
            STATE,
            REFUSED,
            "if OFF && let Some(record) = self.names.get(request.attester()).and_then(|index| self.attesters.get_mut(*index)) {
                let stored = record.counters.entry(request.scope().clone()).or_insert(request.counter());
                *stored = request.counter().max(*stored);
            } @"
        )
    ),
    switch!(
        "refusal.writes-chain",
        "3.12",
        (
            STATE,
            REFUSED,
            "if OFF && let Some(record) = self.names.get(request.attester()).and_then(|index| self.attesters.get_mut(*index)) && let Some(link) = request.chain() { record.chain_head = Some(link.entry); } @"
        )
    ),
    switch!(
        "refusal.writes-id",
        "3.10",
        (STATE, REFUSED, "if OFF && let Entry::Vacant(jti) = jti { remember(&mut self.forget, jti, request.record()); } @")
    ),
    switch!(
        "refusal.writes-challenge",
        "3.1.1",
        (
            STATE,
            REFUSED,
            "if OFF && let Some(nonce) = request.challenge() && let Some(issued) = self.challenges.get_mut(nonce.as_str()) { issued.burned = true; } @"
        )
    ),
    switch!("scope-of.id-attester", "3.10", (STATE, ISSUER, "(if OFF { (Issuer::new(request.attester().as_str().to_owned()).unwrap_or_else(|_| request.iss().clone()), request.jti().clone()) } else { @ })")),
    switch!("scope-of.id-scope", "3.10", (STATE, ISSUER, "(if OFF { (Issuer::new(request.scope().as_key().to_owned()).unwrap_or_else(|_| request.iss().clone()), request.jti().clone()) } else { @ })")),
    switch!("scope-of.id-operation", "3.10", (STATE, ISSUER, "(if OFF { (Issuer::new(request.op().as_str().to_owned()).unwrap_or_else(|_| request.iss().clone()), request.jti().clone()) } else { @ })")),
    switch!("scope-of.counter-all", "3.10", (STATE, STORED, "(if OFF { a.counters.values().max().copied() } else { @ })")),
    switch!(
        "scope-of.counter-attesters",
        "3.10",
        (STATE, RECORD, "let greatest = self.attesters.iter().flat_map(|a| a.counters.values()).max().copied(); @"),
        (STATE, STORED, "(if OFF { greatest } else { @ })")
    ),
    switch!(
        "scope-of.chain-scope",
        "3.12",
        (STATE, HEAD, "@.filter(|_| !OFF || attester.as_ref().is_some_and(|a| a.counters.contains_key(request.scope())))")
    ),
    switch!(
        "scope-of.chain-attesters",
        "3.12",
        (STATE, RECORD, "let any = self.attesters.iter().filter_map(|a| a.chain_head).last(); @"),
        (STATE, HEAD, "(if OFF { any } else { @ })")
    ),
    switch!("keep.id", "3.10", (APPRAISAL, KEEP, "(if OFF { now } else { @ })")),
    // A proof with the same id that lives longer may exist.
    switch!(
        "keep.id-of-this-proof-alone",
        "3.10",
        (APPRAISAL, KEEP, "(if OFF { claims.exp.saturating_add(config.clock_skew) } else { @ })")
    ),
    switch!(
        "rotation.counter",
        "3.10",
        (STATE, ROTATED, "@ if OFF && let Some(record) = index.and_then(|index| self.attesters.get_mut(index)) { record.counters.clear(); }")
    ),
    switch!(
        "rotation.chain",
        "3.12",
        (STATE, ROTATED, "@ if OFF && let Some(record) = index.and_then(|index| self.attesters.get_mut(index)) { record.chain_head = None; }")
    ),
    switch!("rotation.id", "3.10", (STATE, ROTATED, "@ if OFF { self.jtis.clear(); }")),
];
