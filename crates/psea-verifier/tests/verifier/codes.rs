//! Codes, stages, sections and outcomes of every refusal (§6.4.4).

use std::collections::BTreeSet;

use psea_claims::{BodyError, ClaimError, ClaimName, Outcome};
use psea_jose::json::Document;
use psea_jose::jws::JwsError;
use psea_verifier::{Fault, Refusal, Rejection, Stage, StoreError};

use crate::support::*;

/// The codes of the stages that need no state, in the order of the checks.
pub(crate) const BEFORE_REPLAY: &[&str] = &[
    "body_too_large",
    "body_malformed",
    "action_payload_missing",
    "proof_too_large",
    "proof_malformed",
    "header_alg",
    "header_typ",
    "header_crit",
    "header_b64",
    "header_kid",
    "key_unknown",
    "signature_malformed",
    "signature_invalid",
    "enrollment_suspended",
    "enrollment_revoked",
    "payload_malformed",
    "payload_not_canonical",
    "claim_unknown",
    "claim_missing",
    "claim_invalid",
    "profile_unsupported",
    "version_unsupported",
    "issuer_mismatch",
    "audience_mismatch",
    "operation_mismatch",
    "tier_mismatch",
    "ueid_mismatch",
    "caller_mismatch",
    "expired",
    "issued_in_future",
    "lifetime_exceeded",
    "challenge_missing",
    "challenge_unknown",
    "uv_not_verified",
    "uv_contradicted",
    "uv_unattested",
    "action_payload_invalid",
    "action_mismatch",
    "signals_missing",
    "signals_mismatch",
    "context_mismatch",
];

pub(crate) const REPLAY: &[&str] = &["jti_replayed", "counter_not_increasing", "chain_broken"];

/// Codes of this side's failures.
pub(crate) const INTERNAL: &[&str] =
    &["store_unavailable", "store_fenced", "clock_behind", "outcome_unknown", "internal"];

/// Whether `code` is one that may be told about a submission.
pub(crate) fn is_rejection(code: &str) -> bool {
    BEFORE_REPLAY.contains(&code) || REPLAY.contains(&code)
}

fn json_error() -> psea_jose::json::JsonError {
    Document::parse(b"{", 32).unwrap_err()
}

fn every_rejection() -> Vec<(Rejection, &'static str, Stage)> {
    use Stage::{
        Action, Binding, Claims, Decode, Enrollment, Freshness, Replay, Signature, UserVerification,
    };
    let (exp, iat) = (now(), now());
    let problem = "must be a string";
    let claim = ClaimName::Jti;
    let too_large = BodyError::TooLarge { octets: 2, limit: 1 };
    let proof_too_large = BodyError::ProofTooLarge { octets: 2, limit: 1 };
    let unknown = ClaimError::Unknown { name: "x".into() };
    vec![
        (Rejection::BodyTooLarge(too_large), "body_too_large", Decode),
        (Rejection::BodyMalformed(BodyError::Json(json_error())), "body_malformed", Decode),
        (Rejection::BodyMalformed(BodyError::NotObject), "body_malformed", Decode),
        (Rejection::BodyMalformed(BodyError::Proof), "body_malformed", Decode),
        (
            Rejection::ActionPayloadMissing(BodyError::ActionPayloadMissing),
            "action_payload_missing",
            Decode,
        ),
        (Rejection::ProofTooLarge(proof_too_large), "proof_too_large", Decode),
        (Rejection::ProofMalformed(JwsError::Segments), "proof_malformed", Decode),
        (
            Rejection::ProofMalformed(JwsError::Base64 { segment: "header" }),
            "proof_malformed",
            Decode,
        ),
        (Rejection::ProofMalformed(JwsError::HeaderJson(json_error())), "proof_malformed", Decode),
        (Rejection::ProofMalformed(JwsError::HeaderNotObject), "proof_malformed", Decode),
        (Rejection::HeaderAlg, "header_alg", Decode),
        (Rejection::HeaderTyp, "header_typ", Decode),
        (Rejection::HeaderCrit, "header_crit", Decode),
        (Rejection::HeaderB64, "header_b64", Decode),
        (Rejection::HeaderKid, "header_kid", Decode),
        (Rejection::KeyUnknown, "key_unknown", Signature),
        (Rejection::SignatureMalformed, "signature_malformed", Signature),
        (Rejection::SignatureInvalid, "signature_invalid", Signature),
        (Rejection::EnrollmentSuspended, "enrollment_suspended", Enrollment),
        (Rejection::EnrollmentRevoked, "enrollment_revoked", Enrollment),
        (Rejection::PayloadMalformed(ClaimError::Json(json_error())), "payload_malformed", Claims),
        (Rejection::PayloadMalformed(ClaimError::NotObject), "payload_malformed", Claims),
        (Rejection::PayloadNotCanonical, "payload_not_canonical", Claims),
        (Rejection::ClaimUnknown(unknown), "claim_unknown", Claims),
        (Rejection::ClaimMissing(claim), "claim_missing", Claims),
        (Rejection::ClaimInvalid { claim, problem }, "claim_invalid", Claims),
        (Rejection::ProfileUnsupported, "profile_unsupported", Claims),
        (Rejection::VersionUnsupported, "version_unsupported", Claims),
        (Rejection::IssuerMismatch, "issuer_mismatch", Binding),
        (Rejection::AudienceMismatch, "audience_mismatch", Binding),
        (Rejection::OperationMismatch, "operation_mismatch", Binding),
        (Rejection::TierMismatch, "tier_mismatch", Binding),
        (Rejection::UeidMismatch, "ueid_mismatch", Binding),
        (Rejection::CallerMismatch, "caller_mismatch", Binding),
        (Rejection::Expired { exp, now: now() }, "expired", Freshness),
        (Rejection::IssuedInFuture { iat, now: now() }, "issued_in_future", Freshness),
        (Rejection::LifetimeExceeded { max_lifetime: 300 }, "lifetime_exceeded", Freshness),
        (Rejection::ChallengeMissing, "challenge_missing", Freshness),
        (Rejection::ChallengeUnknown, "challenge_unknown", Freshness),
        (Rejection::UvNotVerified, "uv_not_verified", UserVerification),
        (Rejection::UvContradicted, "uv_contradicted", UserVerification),
        (Rejection::UvUnattested, "uv_unattested", UserVerification),
        (Rejection::ActionPayloadInvalid("is none"), "action_payload_invalid", Action),
        (Rejection::ActionMismatch, "action_mismatch", Action),
        (Rejection::SignalsMissing, "signals_missing", Action),
        (Rejection::SignalsMismatch, "signals_mismatch", Action),
        (Rejection::ContextMismatch, "context_mismatch", Action),
        (Rejection::JtiReplayed, "jti_replayed", Replay),
        (Rejection::CounterNotIncreasing, "counter_not_increasing", Replay),
        (Rejection::ChainBroken, "chain_broken", Replay),
    ]
}

fn every_fault() -> Vec<(Fault, &'static str)> {
    let (now, latest) = (at(1), at(100));
    vec![
        (StoreError::Unavailable("gone".into()).into(), "store_unavailable"),
        (StoreError::OutcomeUnknown("gone".into()).into(), "outcome_unknown"),
        (StoreError::Fenced { fence: latest }.into(), "store_fenced"),
        (StoreError::ClockBehind { now, latest }.into(), "clock_behind"),
        (Fault::EnrollmentChanged, "store_unavailable"),
        (Fault::Internal("no such thing"), "internal"),
        (Fault::Misuse("no such thing"), "internal"),
    ]
}

/// The codes are those that implementations share, no more and no fewer.
#[test]
fn codes_and_stages_are_those_of_the_table() {
    let mut codes = Vec::new();
    for (rejection, code, stage) in every_rejection() {
        assert_eq!((rejection.code(), rejection.stage()), (code, stage));
        let refusal = Refusal::from(rejection);
        assert_eq!((refusal.code(), refusal.stage()), (code, stage));
        codes.push(code);
    }
    codes.dedup();
    let table: Vec<_> = BEFORE_REPLAY.iter().chain(REPLAY).copied().collect();
    assert_eq!(codes, table);

    let mut codes = BTreeSet::new();
    for (fault, code) in every_fault() {
        assert_eq!(fault.code(), code);
        let refusal = Refusal::from(fault);
        assert_eq!((refusal.code(), refusal.stage()), (code, Stage::Internal));
        codes.insert(code);
    }
    assert_eq!(codes, INTERNAL.iter().copied().collect());
}

/// The stages come in the draft's order, and each has a name of its own.
#[test]
fn stages_are_ordered() {
    let stages: Vec<_> = every_rejection().iter().map(|(_, _, stage)| *stage).collect();
    assert!(stages.is_sorted());
    assert!(stages.iter().all(|stage| *stage < Stage::Internal));
    let names: BTreeSet<_> = stages.iter().map(ToString::to_string).collect();
    assert_eq!(names.len(), 9);
    assert_eq!(Stage::UserVerification.to_string(), "user verification");
}

/// §6.4.4: what the Attester is told, by code.
#[test]
fn outcomes_are_those_of_the_table() {
    const STALE: &[&str] = &[
        "expired",
        "issued_in_future",
        "lifetime_exceeded",
        "challenge_missing",
        "challenge_unknown",
    ];
    for (rejection, code, _) in every_rejection() {
        let outcome = match code {
            "enrollment_revoked" => Outcome::Revoked,
            code if STALE.contains(&code) => Outcome::Stale,
            _ => Outcome::Reject,
        };
        assert_eq!(rejection.outcome(), outcome, "{code}");
        assert_eq!(Refusal::from(rejection).outcome(), outcome, "{code}");
    }
    for (fault, code) in every_fault() {
        let outcome = if code == "store_fenced" { Outcome::Stale } else { Outcome::Unavailable };
        assert_eq!(fault.outcome(), outcome, "{code}");
        assert_eq!(Refusal::from(fault).outcome(), outcome, "{code}");
    }
}

/// Each rejection names the section of its rule.
#[test]
fn every_rejection_names_a_section() {
    const SECTIONS: &[&str] = &[
        "2", "3.1.1", "3.2", "3.4", "3.5", "3.6", "3.7.1", "3.10", "3.11", "3.12", "3.13.2",
        "3.13.4", "3.13.5", "3.14", "7.1",
    ];
    let sections: BTreeSet<_> = every_rejection().iter().map(|(r, _, _)| r.section()).collect();
    assert_eq!(sections, SECTIONS.iter().copied().collect());
    for (rejection, section) in [
        (Rejection::HeaderAlg, "3.4"),
        (Rejection::EnrollmentRevoked, "3.14"),
        (Rejection::PayloadNotCanonical, "2"),
        (Rejection::TierMismatch, "3.13.4"),
        (Rejection::UeidMismatch, "7.1"),
        (Rejection::CallerMismatch, "3.13.5"),
        (Rejection::ChallengeUnknown, "3.1.1"),
        (Rejection::UvUnattested, "3.7.1"),
        (Rejection::ActionMismatch, "3.13.2"),
        (Rejection::JtiReplayed, "3.10"),
        (Rejection::ChainBroken, "3.12"),
    ] {
        assert_eq!(rejection.section(), section, "{rejection}");
        assert_eq!(Refusal::from(rejection).section(), Some(section));
    }
}

/// A fault of this side breaks no rule of the draft.
#[test]
fn a_fault_names_no_section() {
    for (fault, code) in every_fault() {
        assert_eq!(Refusal::from(fault).section(), None, "{code}");
    }
}

/// The texts are sentences for operators: no type names, no `Some(…)`, no braces.
#[test]
fn texts_are_for_people() {
    let rejections = every_rejection().into_iter().map(|(r, _, _)| Refusal::from(r));
    let faults = every_fault().into_iter().map(|(f, _)| Refusal::from(f));
    for refusal in rejections.chain(faults) {
        let text = refusal.to_string();
        assert!(text.len() >= 10, "{text}");
        for noise in ["{", "}", "::", "Some(", "None", "Error", "EpochSeconds", "\"\""] {
            assert!(!text.contains(noise), "{text} has {noise}");
        }
        assert!(text.starts_with(char::is_lowercase) || text.starts_with('`'), "{text}");
        assert!(!text.ends_with('.'), "{text}");
    }
}

/// The source of a fault can be followed for a log.
#[test]
fn faults_keep_their_source() {
    use std::error::Error as _;
    for (fault, code) in every_fault() {
        let is_of_store = matches!(fault.source(), Some(source) if source.is::<StoreError>());
        let expected = code != "internal" && !matches!(fault, Fault::EnrollmentChanged);
        assert_eq!(is_of_store, expected, "{code}");
    }
    let error = StoreError::Unavailable("the disk is full".into());
    assert_eq!(error.source().unwrap().to_string(), "the disk is full");
    let behind = StoreError::ClockBehind { now: at(1), latest: at(9) };
    assert!(behind.source().is_none());
    assert!(behind.to_string().contains('1') && behind.to_string().contains('9'));
}
