//! For this deployment, Verifier, operation, tier, device, caller (§3.13.4, §3.13.5, §7.1); and by
//! a verified user (§3.7.1).

use super::Switch;

const BINDING: &str = "verifier/src/appraisal/binding.rs";
const USER: &str = "verifier/src/appraisal/user_verification.rs";
const ISS: &str = "claims.iss.as_str() != config.iss.as_str()";
const AUD: &str = "claims.aud.as_str() != config.aud.as_str()";
const OP: &str = "claims.op.as_str() != expected.op.as_str()";
const TIER: &str = "claims.tier.as_str() != expected.tier.as_str()";
const UEID: &str = "claims.ueid != enrollment.device.ueid(claims.profile.revision(), &config.iss)";
const CALLER: &str =
    "claims.caller_package.as_ref().is_none_or(|caller| caller.as_str() != enrolled.as_str())";
const CALLERS: &str = "if let Some(enrolled) = config.callers.get(&expected.op)";
const ATTESTED: &str = "UvGate::Attested => Ok(UvAnchor::Attested),";
const ASSERTED: &str = "UvGate::Unknown => Ok(UvAnchor::Asserted),";

/// Compared without regard to case, or to what follows.
macro_rules! lax {
    ($name:literal, case, $needle:expr, $left:literal, $right:literal) => {
        switch!(
            concat!("binding.", $name, "-case"),
            "3.13.4",
            (
                BINDING,
                $needle,
                concat!("(@ && !(OFF && ", $left, ".eq_ignore_ascii_case(", $right, ")))")
            )
        )
    };
    ($name:literal, prefix, $needle:expr, $left:literal, $right:literal) => {
        switch!(
            concat!("binding.", $name, "-prefix"),
            "3.13.4",
            (BINDING, $needle, concat!("(@ && !(OFF && ", $left, ".starts_with(", $right, ")))"))
        )
    };
    ($name:literal, space, $needle:expr, $left:literal, $right:literal) => {
        switch!(
            concat!("binding.", $name, "-space"),
            "3.13.4",
            (BINDING, $needle, concat!("(@ && !(OFF && ", $left, ".trim() == ", $right, "))"))
        )
    };
}

pub(super) const ALL: &[Switch] = &[
    switch!("binding.iss", "3.13.4", (BINDING, ISS, "(@ && !OFF)")),
    lax!("iss", case, ISS, "claims.iss.as_str()", "config.iss.as_str()"),
    lax!("iss", prefix, ISS, "claims.iss.as_str()", "config.iss.as_str()"),
    lax!("iss", space, ISS, "claims.iss.as_str()", "config.iss.as_str()"),
    switch!("binding.aud", "3.13.4", (BINDING, AUD, "(@ && !OFF)")),
    lax!("aud", case, AUD, "claims.aud.as_str()", "config.aud.as_str()"),
    lax!("aud", prefix, AUD, "claims.aud.as_str()", "config.aud.as_str()"),
    lax!("aud", space, AUD, "claims.aud.as_str()", "config.aud.as_str()"),
    switch!("binding.op", "3.13.4", (BINDING, OP, "(@ && !OFF)")),
    lax!("op", case, OP, "claims.op.as_str()", "expected.op.as_str()"),
    lax!("op", prefix, OP, "claims.op.as_str()", "expected.op.as_str()"),
    lax!("op", space, OP, "claims.op.as_str()", "expected.op.as_str()"),
    switch!("binding.tier", "3.13.4", (BINDING, TIER, "(@ && !OFF)")),
    lax!("tier", case, TIER, "claims.tier.as_str()", "expected.tier.as_str()"),
    lax!("tier", space, TIER, "claims.tier.as_str()", "expected.tier.as_str()"),
    switch!("binding.ueid", "7.1", (BINDING, UEID, "(@ && !OFF)")),
    switch!(
        "binding.ueid-of-draft-02",
        "7.1",
        (
            BINDING,
            UEID,
            "(@ && !(OFF && claims.ueid == enrollment.device.ueid(psea_claims::Revision::Draft02, &config.iss)))"
        )
    ),
    switch!(
        "binding.ueid-of-draft-03",
        "7.1",
        (
            BINDING,
            UEID,
            "(@ && !(OFF && claims.ueid == enrollment.device.ueid(psea_claims::Revision::Draft03, &config.iss)))"
        )
    ),
    switch!(
        "binding.ueid-enrolled",
        "7.1",
        (
            BINDING,
            UEID,
            "(@ && !(OFF && matches!(enrollment.device, crate::enrollment::EnrolledDevice::Ueid(_))))"
        )
    ),
    switch!(
        "binding.ueid-enrolled-refused",
        "7.1",
        (
            BINDING,
            UEID,
            "(@ || OFF && matches!(enrollment.device, crate::enrollment::EnrolledDevice::Ueid(_)))"
        )
    ),
    switch!("binding.caller", "3.13.5", (BINDING, CALLER, "(@ && !OFF)")),
    switch!(
        "binding.caller-absent",
        "3.13.5",
        (BINDING, CALLER, "(@ && !(OFF && claims.caller_package.is_none()))")
    ),
    switch!(
        "binding.caller-present",
        "3.13.5",
        (BINDING, CALLER, "(@ && !(OFF && claims.caller_package.is_some()))")
    ),
    switch!(
        "binding.caller-case",
        "3.13.5",
        (
            BINDING,
            CALLER,
            "(@ && !(OFF && claims.caller_package.as_ref().is_some_and(|caller| caller.as_str().eq_ignore_ascii_case(enrolled.as_str()))))"
        )
    ),
    switch!(
        "binding.caller-prefix",
        "3.13.5",
        (
            BINDING,
            CALLER,
            "(@ && !(OFF && claims.caller_package.as_ref().is_some_and(|caller| caller.as_str().starts_with(enrolled.as_str()))))"
        )
    ),
    switch!(
        "binding.caller-unexpected-refused",
        "3.13.5",
        (
            BINDING,
            CALLERS,
            "if OFF && !config.callers.contains_key(&expected.op) && claims.caller_package.is_some() { return Err(Rejection::CallerMismatch); } @"
        )
    ),
    switch!(
        "binding.caller-of-any-operation",
        "3.13.5",
        (BINDING, CALLERS, "@.or_else(|| if OFF { config.callers.values().next() } else { None })")
    ),
    switch!("uv.verified", "3.7.1", (USER, "!claims.uv.is_verified()", "(@ && !OFF)")),
    switch!(
        "uv.contradicted",
        "3.7.1",
        (
            USER,
            "UvGate::Contradicted => Err",
            "UvGate::Contradicted if OFF => Ok(UvAnchor::Asserted), @"
        )
    ),
    switch!(
        "uv.high-assurance",
        "3.7.1",
        (USER, "config.high_assurance.contains(op)", "(@ && !OFF)")
    ),
    switch!(
        "uv.high-assurance-of-any-operation",
        "3.7.1",
        (
            USER,
            "config.high_assurance.contains(op)",
            "(@ || OFF && !config.high_assurance.is_empty())"
        )
    ),
    switch!(
        "uv.high-assurance-refused",
        "3.7.1",
        (
            USER,
            ATTESTED,
            "UvGate::Attested if OFF && !config.high_assurance.is_empty() => Err(Rejection::UvUnattested), @"
        )
    ),
    switch!(
        "uv.attested-as-asserted",
        "3.7.1",
        (USER, ATTESTED, "UvGate::Attested if OFF => Ok(UvAnchor::Asserted), @")
    ),
    switch!(
        "uv.asserted-as-attested",
        "3.7.1",
        (USER, ASSERTED, "UvGate::Unknown if OFF => Ok(UvAnchor::Attested), @")
    ),
    switch!(
        "uv.asserted-refused",
        "3.7.1",
        (USER, ASSERTED, "UvGate::Unknown if OFF => Err(Rejection::UvUnattested), @")
    ),
];
