//! Configurations that cannot be meant are errors, and none of them loosens a rule (§3.7, §3.11).

use psea_claims::{Limits, Revision, Revisions};
use psea_jose::json::{CEILING_MAX_DEPTH, DEFAULT_MAX_DEPTH};
use psea_verifier::{ConfigError, Verifier};

use crate::support::*;

/// §3.11: at most 60 s of skew.
#[test]
fn skew_is_bounded() {
    assert!(config().clock_skew(0).is_ok());
    assert!(config().clock_skew(60).is_ok());
    for seconds in [61, u64::MAX] {
        let error = config().clock_skew(seconds).unwrap_err();
        assert_eq!(error, ConfigError::ClockSkew { seconds });
        assert!(error.to_string().contains(&seconds.to_string()));
    }
}

/// §3.7: a lifetime of 0 admits no proof.
#[test]
fn lifetime_is_bounded() {
    assert_eq!(config().max_lifetime(0).unwrap_err(), ConfigError::MaxLifetime);
    assert!(config().max_lifetime(1).is_ok());
    let day = verifier(config().max_lifetime(86_400).unwrap(), &store());
    let proof = draft("a-1", 1).claim("exp", NOW + 86_401);
    assert_eq!(answer(&day, &proof.body(), now()), "lifetime_exceeded");
    let proof = draft("a-1", 1).claim("exp", NOW + 86_400);
    assert_eq!(answer(&day, &proof.body(), now()), "approved");
    // 31 days bound it: beyond, a proof is no statement about now.
    assert!(config().max_lifetime(31 * 86_400).is_ok());
    for seconds in [31 * 86_400 + 1, u64::MAX] {
        assert_eq!(config().max_lifetime(seconds).unwrap_err(), ConfigError::MaxLifetime);
    }
}

/// §3.13.2: no limit is 0, and the nesting stays below the parser's ceiling.
#[test]
fn limits_are_bounded() {
    let default = Limits::default();
    for limits in [
        Limits { max_body: 0, ..default },
        Limits { max_proof: 0, ..default },
        Limits { max_depth: 0, ..default },
        Limits { max_kid: 0, ..default },
        Limits { max_depth: CEILING_MAX_DEPTH + 1, ..default },
    ] {
        assert_eq!(config().limits(limits).unwrap_err(), ConfigError::Limits, "{limits:?}");
    }
    assert!(config().limits(Limits { max_depth: CEILING_MAX_DEPTH, ..default }).is_ok());
    let least = Limits { max_body: 1, max_proof: 1, max_depth: 1, max_kid: 1 };
    assert!(config().limits(least).is_ok());
}

/// §3.13.2: the configured nesting holds for the body, the header and the payload, each on its own.
#[test]
fn the_nesting_limit_reaches_every_part() {
    let nested = |levels: usize| "[".repeat(levels) + &"]".repeat(levels);
    let json = |levels| serde_json::from_str::<serde_json::Value>(&nested(levels)).unwrap();
    for limit in [4, DEFAULT_MAX_DEPTH, 50] {
        let limits = Limits { max_depth: limit, ..Limits::default() };
        let verifier = |jti: &str, change: fn(Draft, serde_json::Value) -> Draft, levels| {
            let verifier = verifier(config().limits(limits).unwrap(), &store());
            let proof = change(draft(jti, 1), json(levels));
            answer(&verifier, &proof.body(), now())
        };
        let inside = usize::from(limit) - 1;
        let body = |draft: Draft, json: serde_json::Value| draft.beside("x", &json.to_string());
        let header = |draft: Draft, json| draft.header("x", json);
        let payload = |draft: Draft, json| draft.claim("psea_chain_pending", json);
        assert_eq!(verifier("a-1", body, inside), "approved");
        assert_eq!(verifier("a-1", body, inside + 1), "body_malformed");
        assert_eq!(verifier("a-1", header, inside), "approved");
        assert_eq!(verifier("a-1", header, inside + 1), "proof_malformed");
        assert_eq!(verifier("a-1", payload, inside), "approved");
        assert_eq!(verifier("a-1", payload, inside + 1), "payload_malformed");
    }
}

/// §3.13.2: sizes are inclusive.
#[test]
fn size_limits_are_inclusive() {
    let proof = draft("a-1", 1);
    let (body, token) = (proof.body(), proof.proof_by(&signer()));
    let default = Limits::default();
    let exact = Limits { max_body: body.len(), max_proof: token.len(), max_kid: 5, ..default };
    for (limits, code) in [
        (exact, "approved"),
        (Limits { max_body: body.len() - 1, ..exact }, "body_too_large"),
        (Limits { max_proof: token.len() - 1, ..exact }, "proof_too_large"),
        (Limits { max_kid: 4, ..exact }, "header_kid"),
    ] {
        let verifier = verifier(config().limits(limits).unwrap(), &store());
        assert_eq!(answer(&verifier, &body, now()), code);
    }
}

/// §3.5: the current revision alone unless the deployment says otherwise.
#[test]
fn the_default_is_the_strict_side() {
    let ueid_02 = "AQMiZxHcfzdMtEkuQ9Nw65eVDr-6T4cJuVLF5n8HDvs1";
    let old = draft("a-1", 1).claim("eat_profile", PROFILE_02).claim("ueid", ueid_02).body();
    let new = draft("a-2", 2).body();
    let only = |revision| config().revisions(Revisions::only(revision));
    for (config, of_old, of_new) in [
        (config(), "profile_unsupported", "approved"),
        (only(Revision::Draft03), "profile_unsupported", "approved"),
        (only(Revision::Draft02), "approved", "profile_unsupported"),
        (config().revisions(Revisions::BOTH), "approved", "approved"),
    ] {
        let verifier = verifier(config, &store());
        assert_eq!(answer(&verifier, &old, now()), of_old);
        assert_eq!(answer(&verifier, &new, now()), of_new);
    }
}

/// A Verifier shows its configuration.
#[test]
fn the_configuration_can_be_read() {
    let verifier: Verifier = verifier(config(), &store());
    assert_eq!(verifier.config().iss().as_str(), ISS);
    assert_eq!(verifier.config().aud().as_str(), AUD);
}

/// Errors say what to do.
#[test]
fn errors_are_for_people() {
    let errors =
        [ConfigError::ClockSkew { seconds: 61 }, ConfigError::MaxLifetime, ConfigError::Limits];
    for error in errors {
        let text = error.to_string();
        assert!(text.len() > 30 && !text.contains('{'), "{text}");
    }
}

/// §3.10: an advance of 0 would admit no second proof of a scope.
#[test]
fn the_counters_advance_is_bounded() {
    assert_eq!(config().max_counter_advance(0).unwrap_err(), ConfigError::CounterAdvance);
    assert!(config().max_counter_advance(1).is_ok());
    assert!(config().max_counter_advance(u64::MAX).is_ok());
}
