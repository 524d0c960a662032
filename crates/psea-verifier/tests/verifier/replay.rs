//! Counters by scope, chains over all scopes, ids by issuer (§3.10, §3.12).

use std::sync::Arc;

use psea_claims::{Audience, Counter, Issuer, JsonPointer, ScopePolicy, Tier};
use psea_verifier::{
    EnrolledDevice, EnrollmentAdmin as _, Expected, MemoryStore, NewEnrollment, Verifier,
    VerifierConfig,
};

use crate::support::*;

fn at_tier(draft: Draft, tier: &'static str) -> (Draft, Expected) {
    let expected = Expected::new(op(OP), Tier::new(tier).unwrap());
    (draft.claim("psea_tier", tier), expected)
}

fn submit(verifier: &Verifier, (draft, expected): (Draft, Expected)) -> &'static str {
    answer_to(verifier, draft.body().as_bytes(), &expected, now())
}

fn counters(store: &MemoryStore) -> Vec<(String, u64)> {
    let counters = &state(store).attesters[0].counters;
    counters.iter().map(|(scope, counter)| (scope.as_key().into(), counter.get())).collect()
}

/// §3.10: one scope: strictly increasing, any first value, up to 2^53 − 1.
#[test]
fn one_scope_counts_everything() {
    let store = store();
    let verifier = verifier(config(), &store);
    for (jti, counter, code) in [
        ("a-1", 0, "approved"),
        ("a-2", 0, "counter_not_increasing"),
        ("a-2", 1, "approved"),
        ("a-3", 40, "approved"),
        ("a-4", 39, "counter_not_increasing"),
        ("a-4", 40, "counter_not_increasing"),
        ("a-4", Counter::MAX.get(), "approved"),
        ("a-5", Counter::MAX.get(), "counter_not_increasing"),
    ] {
        assert_eq!(answer(&verifier, &draft(jti, counter).body(), now()), code, "{jti} {counter}");
    }
    assert_eq!(counters(&store), [("single".into(), Counter::MAX.get())]);
}

/// §3.10: a counter per tier.
#[test]
fn scopes_by_tier_are_independent() {
    let store = store();
    let verifier = verifier(config().counter_scope(ScopePolicy::Tier), &store);
    assert_eq!(submit(&verifier, at_tier(draft("a-1", 5), "high")), "approved");
    assert_eq!(submit(&verifier, at_tier(draft("a-2", 5), "high")), "counter_not_increasing");
    assert_eq!(submit(&verifier, at_tier(draft("a-2", 5), "low")), "approved");
    assert_eq!(submit(&verifier, at_tier(draft("a-3", 4), "low")), "counter_not_increasing");
    assert_eq!(counters(&store), [("tier:high".into(), 5), ("tier:low".into(), 5)]);
}

/// §3.10: a counter per value inside the bound action payload, whatever an unsigned member of the
/// body says.
#[test]
fn scopes_by_payload_come_from_the_bound_action() {
    let store = store();
    let pointer = JsonPointer::parse("/from/account").unwrap();
    let verifier = verifier(config().counter_scope(ScopePolicy::Payload(pointer)), &store);
    let from = |jti: &str, counter, account: &str| {
        let action = format!(r#"{{"from":{{"account":"{account}"}}}}"#);
        draft(jti, counter).action(&action)
    };
    assert_eq!(answer(&verifier, &from("a-1", 5, "x").body(), now()), "approved");
    let other = from("a-2", 5, "x").beside("from", r#"{"account":"y"}"#);
    assert_eq!(answer(&verifier, &other.body(), now()), "counter_not_increasing");
    assert_eq!(answer(&verifier, &from("a-2", 5, "y").body(), now()), "approved");
    assert_eq!(counters(&store), [("payload:x".into(), 5), ("payload:y".into(), 5)]);
    let number = draft("a-3", 9).action(r#"{"from":{"account":7}}"#);
    assert_eq!(answer(&verifier, &number.body(), now()), "action_payload_invalid");
}

/// §3.12: the chain is one per Attester over all scopes, and starts at the sentinel.
#[test]
fn the_chain_runs_across_scopes() {
    let store = store();
    let config = config().with_chain().counter_scope(ScopePolicy::Tier);
    let verifier = verifier(config, &store);
    let link = |draft: Draft, previous: &str| draft.claim("psea_chain_prev", previous);
    let first = entry("a-1", 1, SENTINEL);
    let second = entry("a-2", 1, &first);

    let wrong_start = link(draft("a-1", 1), &first);
    assert_eq!(submit(&verifier, at_tier(wrong_start, "high")), "chain_broken");
    assert_eq!(submit(&verifier, at_tier(link(draft("a-1", 1), SENTINEL), "high")), "approved");
    assert_eq!(state(&store).attesters[0].chain_head.unwrap().to_text(), first);
    let second_start = link(draft("a-2", 1), SENTINEL);
    assert_eq!(submit(&verifier, at_tier(second_start, "low")), "chain_broken");
    assert_eq!(submit(&verifier, at_tier(link(draft("a-2", 1), &first), "low")), "approved");
    assert_eq!(submit(&verifier, at_tier(link(draft("a-3", 2), &first), "high")), "chain_broken");
    assert_eq!(submit(&verifier, at_tier(link(draft("a-3", 2), &second), "high")), "approved");
}

/// §3.12: without the chain layer a link is neither checked nor kept.
#[test]
fn without_the_chain_layer_a_link_is_ignored() {
    let store = store();
    let verifier = verifier(config(), &store);
    let linked = draft("a-1", 1).claim("psea_chain_prev", "ab".repeat(32));
    assert_eq!(answer(&verifier, &linked.body(), now()), "approved");
    assert_eq!(state(&store).attesters[0].chain_head, None);
}

/// §3.10: a `jti` is unique over all Attesters and scopes of an issuer; counters and chains are
/// not shared.
#[test]
fn ids_are_shared_by_attesters_and_counters_are_not() {
    let store = store();
    store.enroll(enrollment("attester-2", "key-2", key_of(&other_signer())), change()).unwrap();
    let verifier = verifier(config().counter_scope(ScopePolicy::Tier), &store);
    let second = |jti: &str, counter| {
        let draft = draft(jti, counter).header("kid", "key-2");
        draft.body_around(&draft.proof_by(&other_signer()))
    };
    assert_eq!(answer(&verifier, &draft("a-1", 5).body(), now()), "approved");
    assert_eq!(answer(&verifier, &second("a-1", 9), now()), "jti_replayed");
    assert_eq!(answer(&verifier, &second("a-2", 1), now()), "approved");
    assert_eq!(submit(&verifier, at_tier(draft("a-2", 1), "low")), "jti_replayed");
}

/// §3.10: two issuers on one store each have their own ids.
#[test]
fn ids_are_unique_per_issuer() {
    let store = MemoryStore::volatile();
    let ueid = psea_claims::Ueid::parse(UEID_03).unwrap();
    for (name, kid) in [("attester-1", "key-1"), ("attester-2", "key-2")] {
        let device = EnrolledDevice::Ueid(ueid);
        let key = key_of(&signer());
        store.enroll(NewEnrollment::new(attester(name), kid, key, device), change()).unwrap();
    }
    let store = Arc::new(store);
    let other =
        VerifierConfig::new(Issuer::new("other.example").unwrap(), Audience::new(AUD).unwrap());
    let other = verifier(other, &store);
    let there = draft("a-1", 1).header("kid", "key-2").claim("iss", "other.example");
    assert_eq!(answer(&verifier(config(), &store), &draft("a-1", 1).body(), now()), "approved");
    assert_eq!(answer(&other, &there.body(), now()), "approved");
    assert_eq!(answer(&other, &there.claim("psea_counter", 2).body(), now()), "jti_replayed");
}

/// §3.10, §3.14: a rotation resets neither counter nor chain, nor ids.
#[test]
fn a_rotation_resets_nothing() {
    let store = store();
    let verifier = verifier(config().with_chain(), &store);
    let head = entry("a-1", 5, SENTINEL);
    let first = draft("a-1", 5).claim("psea_chain_prev", SENTINEL);
    assert_eq!(answer(&verifier, &first.body(), now()), "approved");
    store.rotate_key(&attester("attester-1"), "key-2", key_of(&other_signer()), change()).unwrap();
    assert_eq!(answer(&verifier, &first.body(), now()), "key_unknown");
    for (jti, counter, previous, code) in [
        ("a-1", 6, head.as_str(), "jti_replayed"),
        ("a-2", 5, head.as_str(), "counter_not_increasing"),
        ("a-2", 6, SENTINEL, "chain_broken"),
        ("a-2", 6, head.as_str(), "approved"),
    ] {
        let draft = draft(jti, counter).header("kid", "key-2").claim("psea_chain_prev", previous);
        let body = draft.body_around(&draft.proof_by(&other_signer()));
        assert_eq!(answer(&verifier, &body, now()), code, "{jti} {counter}");
    }
}
