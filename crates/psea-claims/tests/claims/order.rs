//! Which defect is reported where a payload has several: undeclared, missing, shape, profile,
//! version.

use psea_claims::{ClaimError, ClaimName, ClaimRules};

use crate::{INTEGER, Payload, STRING, parse_with};

/// §3.13.2: each defect in turn is the first.
#[test]
fn stages() {
    let all = Payload::full()
        .with("psea_proof_version", "\"2\"")
        .with("eat_profile", "\"other\"")
        .with("iat", "\"x\"")
        .without("psea_op")
        .with("extra", "1");
    assert_eq!(all.parse(), Err(ClaimError::Unknown { name: "extra".into() }));
    let all = all.without("extra");
    assert_eq!(all.parse(), Err(ClaimError::Missing(ClaimName::Op)));
    let all = all.with("psea_op", "\"op\"");
    assert_eq!(all.parse(), Err(ClaimError::Invalid { claim: ClaimName::Iat, problem: INTEGER }));
    let all = all.with("iat", "1");
    assert_eq!(all.parse(), Err(ClaimError::Profile));
    let all = all.with("eat_profile", r#""https://datatracker.ietf.org/doc/draft-yossif-psea/""#);
    assert_eq!(all.parse(), Err(ClaimError::Version));
    all.with("psea_proof_version", "\"1\"").accepted();
}

/// §3.13.2: a shape of the last claim comes before the profile, one of the profile's own too.
#[test]
fn shape_before_profile() {
    let payload = Payload::full().with("eat_profile", "\"other\"");
    payload
        .clone()
        .with("psea_rp_context_hash", "1.5")
        .invalid(ClaimName::RpContextHash, crate::NUMBERS);
    payload.clone().with("psea_proof_version", "1").invalid(ClaimName::ProofVersion, STRING);
    payload.with("psea_signals_hash", "1").invalid(ClaimName::SignalsHash, STRING);
    Payload::full().with("eat_profile", "1").invalid(ClaimName::EatProfile, STRING);
}

/// §3.5: where several are missing or misshapen, the first of the profile's table is named.
#[test]
fn table_order() {
    let payload = Payload::minimal().without("aud").without("ueid").without("psea_uv");
    assert_eq!(payload.parse(), Err(ClaimError::Missing(ClaimName::Aud)));
    let payload =
        Payload::minimal().with("psea_counter", "-1").with("exp", "-1").with("psea_uv", "1");
    payload.invalid(ClaimName::Exp, INTEGER);
    assert_eq!(parse_with("{}", &ClaimRules::default()), Err(ClaimError::Missing(ClaimName::Jti)));
}

/// §2: syntax first, then the canonical form where it is required, then the claims.
#[test]
fn syntax_and_canonical_form_first() {
    let rules = ClaimRules { require_canonical: true, ..ClaimRules::default() };
    assert!(matches!(parse_with("{\"extra\": 1,}", &rules), Err(ClaimError::Json(_))));
    assert_eq!(parse_with(" []", &rules), Err(ClaimError::NotObject));
    assert_eq!(parse_with("{\"extra\": 1}", &rules), Err(ClaimError::NotCanonical));
    assert_eq!(
        parse_with("{\"extra\":1}", &rules),
        Err(ClaimError::Unknown { name: "extra".into() })
    );
}
