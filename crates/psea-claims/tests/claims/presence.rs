//! Which claims there are, and which there must be.

use psea_claims::{ClaimError, ClaimName, Profile};

use crate::{MEMBERS, Payload};

/// §3.5: each required claim, left out alone.
#[test]
fn required() {
    let mut required = 0;
    for (name, _) in MEMBERS {
        let claim = ClaimName::from_name(name).unwrap();
        for payload in [Payload::full(), Payload::minimal()] {
            if claim.is_required() {
                assert_eq!(
                    payload.without(name).parse(),
                    Err(ClaimError::Missing(claim)),
                    "{name}"
                );
                required += 1;
            }
        }
        if !claim.is_required() {
            Payload::full().without(name).accepted();
        }
    }
    assert_eq!(required, 2 * 13);
}

/// §3.5: the required claims alone are a claim set; nothing else is then there.
#[test]
fn minimal() {
    let claims = Payload::minimal().accepted();
    assert_eq!(claims.profile, Profile::Draft03 { signals_hash: None });
    assert_eq!(claims.jti.as_str(), "550e8400-e29b-41d4-a716-446655440000");
    assert_eq!(claims.aud.as_str(), "verifier.example");
    assert_eq!(claims.iss.as_str(), "tenant.example");
    assert_eq!(
        (claims.iat.get(), claims.exp.get(), claims.counter.get()),
        (1_785_300_000, 1_785_300_300, 42)
    );
    assert_eq!(claims.ueid.to_text(), "AceZ_tBWu8SfItNuHSNSU4JLwE8ziz90S0CXfv0JtOB7");
    assert_eq!((claims.tier.as_str(), claims.op.as_str()), ("high", "payment.execute"));
    assert_eq!(claims.payload_hash.to_text(), "8PjrOQ7Ns7MSdlz+OoiMOa1FcbuU3fxVMjCkuFFx6UI=");
    assert!(claims.uv.is_verified());
    assert!(claims.nonce.is_none() && claims.submods.is_none() && claims.chain_prev.is_none());
    assert!(
        claims.caller_package.is_none()
            && claims.sdk_version.is_none()
            && claims.user_hash.is_none()
    );
    assert!(claims.chain_pending.is_none() && claims.last_confirmed_head.is_none());
    assert!(claims.rp_context_hash.is_none());
}

/// §3.5: each optional claim is read into its own field.
#[test]
fn full() {
    let claims = Payload::full().accepted();
    assert_eq!(claims.nonce.unwrap().as_str(), "nonce-1");
    assert_eq!(claims.submods.unwrap().device_state().unwrap().as_str(), r#"{"locked":true}"#);
    assert_eq!(
        claims.chain_prev.unwrap().to_text(),
        "bfda4891fc8e525cec0093b9af8686d5f330daaf91922fd296aa77db17f656c9"
    );
    assert_eq!(claims.caller_package.unwrap().as_str(), "com.example.bank");
    assert_eq!(claims.sdk_version.unwrap().as_str(), "1.0.0");
    assert_eq!(
        claims.profile.signals_hash().unwrap().to_text(),
        "8PjrOQ7Ns7MSdlz+OoiMOa1FcbuU3fxVMjCkuFFx6UI="
    );
    assert_eq!(claims.user_hash.unwrap().to_text(), "A".repeat(43));
    assert_eq!(claims.chain_pending.unwrap().as_str(), r#"{"a":[1,null]}"#);
    assert_eq!(claims.last_confirmed_head.unwrap().as_str(), "null");
    assert_eq!(
        claims.rp_context_hash.unwrap().as_str(),
        "\"8PjrOQ7Ns7MSdlz+OoiMOa1FcbuU3fxVMjCkuFFx6UI=\""
    );
}

/// §3.5: any other claim is refused, registered JWT and EAT claims included, whatever its value.
#[test]
fn undeclared() {
    for name in [
        "sub",
        "nbf",
        "nonce",
        "cnf",
        "act",
        "scope",
        "oemid",
        "hwmodel",
        "dbgstat",
        "secboot",
        "JTI",
        "Jti",
        "jti ",
        " jti",
        "",
        "psea",
        "psea_",
        "psea_extra",
        "psea_amount",
        "eat_profiles",
        "__proto__",
        "submod",
        "verified",
    ] {
        for value in ["null", "1", "1.5", "\"x\"", "{}"] {
            let want = Err(ClaimError::Unknown { name: name.to_owned() });
            assert_eq!(Payload::full().with(name, value).parse(), want, "{name}");
            assert_eq!(Payload::minimal().with(name, value).parse(), want, "{name}");
        }
    }
}

/// §3.5: the first undeclared name is reported, unescaped, and cut to 64 characters.
#[test]
fn undeclared_name() {
    let unknown = |name: &str| Err(ClaimError::Unknown { name: name.to_owned() });
    assert_eq!(Payload::minimal().with("zz", "1").with("aa", "1").parse(), unknown("zz"));
    assert_eq!(Payload::minimal().with(r"\u0078", "1").parse(), unknown("x"));
    assert_eq!(Payload::minimal().with(&"é".repeat(64), "1").parse(), unknown(&"é".repeat(64)));
    assert_eq!(Payload::minimal().with(&"é".repeat(65), "1").parse(), unknown(&"é".repeat(64)));
    assert_eq!(Payload::minimal().with(&"x".repeat(30_000), "1").parse(), unknown(&"x".repeat(64)));
}

/// §3.5: a declared name may be written with escapes.
#[test]
fn escaped_names() {
    for (name, value) in MEMBERS {
        let escaped: String = name.chars().map(|c| format!("\\u{:04x}", u32::from(c))).collect();
        let payload = Payload::full().without(name).with(&escaped, *value);
        assert_eq!(payload.accepted(), Payload::full().accepted(), "{name}");
    }
}

/// §3.5: the table of declared claims: 23, of which 13 are required; names and claims correspond.
#[test]
fn names() {
    assert_eq!(ClaimName::ALL.len(), 23);
    assert_eq!(MEMBERS.len(), 23);
    assert_eq!(ClaimName::ALL.iter().filter(|claim| claim.is_required()).count(), 13);
    for claim in ClaimName::ALL {
        assert_eq!(ClaimName::from_name(claim.as_str()), Some(*claim));
        assert_eq!(claim.to_string(), claim.as_str());
        assert!(MEMBERS.iter().any(|(name, _)| *name == claim.as_str()), "{claim}");
    }
    assert_eq!(ClaimName::from_name("JTI"), None);
}
