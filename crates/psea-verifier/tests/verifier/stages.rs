//! The order of the stages: no key before the decode stage passed, no claim before the signature,
//! no state before every check that needs none (§3.13.2).

use std::collections::BTreeSet;

use psea_claims::{
    ActionPayload, CallerPackage, ContextHash, JsonPointer, Limits, Revision, Revisions,
    ScopePolicy, UvGate,
};
use psea_verifier::{
    ChallengePolicy, ContextPolicy, EnrollmentAdmin as _, EnrollmentStatus, Expected, MemoryStore,
    Submission, Verifier, VerifierConfig,
};
use serde_json::json;

use crate::codes::{BEFORE_REPLAY, REPLAY};
use crate::support::*;

/// One refused submission, and the world in which it is.
struct Case {
    code: &'static str,
    config: VerifierConfig,
    expected: Expected,
    body: String,
    gate: UvGate,
    status: EnrollmentStatus,
}

fn case(code: &'static str, draft: &Draft) -> Case {
    case_of(code, draft.body())
}

fn case_of(code: &'static str, body: String) -> Case {
    Case {
        code,
        config: config(),
        expected: expected(),
        body,
        gate: UvGate::Unknown,
        status: EnrollmentStatus::Active,
    }
}

impl Case {
    fn config(mut self, change: impl FnOnce(VerifierConfig) -> VerifierConfig) -> Self {
        self.config = change(self.config);
        self
    }

    fn store(&self) -> std::sync::Arc<MemoryStore> {
        let store = MemoryStore::volatile();
        let enrolled = enrollment("attester-1", "key-1", key_of(&signer())).uv_gate(self.gate);
        store.enroll(enrolled, change()).unwrap();
        store.set_status(&attester("attester-1"), self.status.clone(), change()).unwrap();
        std::sync::Arc::new(store)
    }
}

fn good() -> Draft {
    draft("a-1", 1)
}

/// One submission per code of the stages before the replay stage.
fn refused_without_state() -> Vec<Case> {
    let limits = |max_body, max_proof| Limits { max_body, max_proof, ..Limits::default() };
    let context = ContextHash::of(ActionPayload::parse(b"{}").unwrap().as_canonical());
    let mut cases = vec![
        case("body_too_large", &good()).config(|c| c.limits(limits(64, 16_384)).unwrap()),
        case_of("body_malformed", good().body() + "x"),
        case_of("action_payload_missing", r#"{"proof":"a.b.c"}"#.into()),
        case("proof_too_large", &good()).config(|c| c.limits(limits(65_536, 64)).unwrap()),
        case_of("proof_malformed", good().body_around("a.b")),
        case("header_alg", &good().header("alg", "none")),
        case("header_typ", &good().header("typ", "psea-ack+jwt")),
        case("header_crit", &good().header("crit", json!([]))),
        case("header_b64", &good().header("b64", false)),
        case("header_kid", &good().header("kid", "")),
        case("key_unknown", &good().header("kid", "key-2")),
        case_of("signature_malformed", good().body_around(&short_signature())),
        case_of("signature_invalid", good().body_around(&good().proof_by(&other_signer()))),
        Case { status: EnrollmentStatus::Suspended, ..case("enrollment_suspended", &good()) },
        Case { status: EnrollmentStatus::Revoked, ..case("enrollment_revoked", &good()) },
        case_of("payload_malformed", payload(r#"{"jti":"a","jti":"a"}"#)),
        case_of("payload_not_canonical", payload(&format!(" {}", good().payload())))
            .config(VerifierConfig::require_canonical_payload),
        case("claim_unknown", &good().claim("psea_extra", 1)),
        case("claim_missing", &good().without("psea_tier")),
        case("claim_invalid", &good().claim("psea_counter", "1")),
        case("profile_unsupported", &good())
            .config(|c| c.revisions(Revisions::only(Revision::Draft02))),
        case("version_unsupported", &good().claim("psea_proof_version", "2")),
        case("issuer_mismatch", &good().claim("iss", "other.example")),
        case("audience_mismatch", &good().claim("aud", "other.example")),
        case("operation_mismatch", &good().claim("psea_op", "payment.cancel")),
        case("tier_mismatch", &good().claim("psea_tier", "low")),
        case("ueid_mismatch", &good().claim("ueid", "A".repeat(44))),
        case("caller_mismatch", &good())
            .config(|c| c.caller(op(OP), CallerPackage::new("com.bank").unwrap())),
        case("expired", &good().issued(u64::from(NOW) - 300)),
        case("issued_in_future", &good().issued(u64::from(NOW) + 1)),
        case("lifetime_exceeded", &good().claim("exp", NOW + 301)),
        case("challenge_missing", &good()).config(|c| c.challenges(ChallengePolicy::Required)),
        case(
            "uv_not_verified",
            &good().claim("psea_uv", json!({"verified": false, "method": "pin"})),
        ),
        Case { gate: UvGate::Contradicted, ..case("uv_contradicted", &good()) },
        case("uv_unattested", &good()).config(|c| c.high_assurance(op(OP))),
        case("action_payload_invalid", &good()).config(|c| {
            c.counter_scope(ScopePolicy::Payload(JsonPointer::parse("/account").unwrap()))
        }),
        case_of("action_mismatch", good().body().replace("2500", "9500")),
        case("signals_missing", &good().claim("psea_signals_hash", context.to_text())),
        case(
            "signals_mismatch",
            &good().claim("psea_signals_hash", context.to_text()).beside("signalReport", "[]"),
        ),
        case("chain_broken", &good()).config(VerifierConfig::with_chain),
    ];
    let bound = case("context_mismatch", &good()).config(|c| c.context(ContextPolicy::Bound));
    cases.push(Case { expected: expected().with_context(context), ..bound });
    cases
}

fn short_signature() -> String {
    let proof = good().proof_by(&signer());
    proof[..proof.len() - 2].into()
}

fn payload(text: &str) -> String {
    good().body_around(&sign(&good().header.to_string(), text, &signer()))
}

/// §3.13.2: a submission that a check without state refuses reaches no commit, one that the
/// decode stage refuses reaches no key, and neither changes anything.
#[test]
fn no_store_call_before_its_stage() {
    let decode = &BEFORE_REPLAY[..10];
    let mut seen = BTreeSet::new();
    for case in refused_without_state() {
        let store = case.store();
        let before = state(&store);
        let spy = Spy::over(&store);
        let verifier = Verifier::new(case.config.clone(), spy.clone());
        let code = answer_to(&verifier, case.body.as_bytes(), &case.expected, now());
        assert_eq!(code, case.code);
        let finds = usize::from(!decode.contains(&code));
        assert_eq!(spy.calls(), (finds, 0), "{code}");
        assert_eq!(state(&store), before, "{code}");
        seen.insert(code);
    }
    let mut all: BTreeSet<_> = BEFORE_REPLAY.iter().copied().collect();
    // A nonce that is present is judged by the store; a chain that is on refuses an absent link.
    all.remove("challenge_unknown");
    all.insert("chain_broken");
    assert_eq!(seen, all, "one case per code");
}

/// §3.13.2: the control of the cases above: what they break passes when it is whole.
#[test]
fn the_unbroken_submission_is_found_and_committed_once() {
    let store = store();
    let spy = Spy::over(&store);
    let verifier = Verifier::new(config(), spy.clone());
    assert_eq!(answer(&verifier, &good().body(), now()), "approved");
    assert_eq!(spy.calls(), (1, 1));
}

/// §3.10, §3.12, §3.1.1: the replay stage asks the store once, and a refusal leaves it exactly as
/// it was.
#[test]
fn a_refused_commit_changes_nothing() {
    let store = store();
    let spy = Spy::over(&store);
    let config = config().with_chain().challenges(ChallengePolicy::Optional);
    let verifier = Verifier::new(config, spy.clone());
    let link = |draft: Draft, previous: &str| draft.claim("psea_chain_prev", previous);
    let head = entry("a-1", 5, SENTINEL);
    assert_eq!(answer(&verifier, &link(draft("a-1", 5), SENTINEL).body(), now()), "approved");

    let refused = [
        ("challenge_unknown", link(draft("a-2", 6), &head).claim("eat_nonce", "n-1")),
        ("jti_replayed", link(draft("a-1", 6), &head)),
        ("counter_not_increasing", link(draft("a-2", 5), &head)),
        ("chain_broken", link(draft("a-2", 6), SENTINEL)),
    ];
    let before = state(&store);
    for (calls, (code, draft)) in refused.into_iter().enumerate() {
        assert_eq!(answer(&verifier, &draft.body(), now()), code);
        assert_eq!(spy.calls(), (calls + 2, calls + 2), "{code}");
        assert_eq!(state(&store), before, "{code}");
        assert!(REPLAY.contains(&code) || code == "challenge_unknown");
    }
    assert_eq!(answer(&verifier, &link(draft("a-2", 6), &head).body(), now()), "approved");
    assert_ne!(state(&store), before);
}

/// §3.13.2, §6.5: an appraisal alone approves nothing and uses nothing up.
#[test]
fn an_appraisal_changes_nothing() {
    let store = store();
    let before = state(&store);
    let body = good().body();
    let enrollment = psea_verifier::EnrollmentLookup::find(&*store, "key-1").unwrap().unwrap();
    let submission = Submission::parse(body.as_bytes(), &config()).unwrap();
    assert_eq!(submission.kid(), "key-1");
    let signed = submission.verify_signature(enrollment).unwrap();
    assert_eq!(signed.enrollment().attester, attester("attester-1"));
    let appraised = signed.appraise(&config(), &expected(), now()).unwrap();
    assert_eq!(state(&store), before);
    let request = appraised.request();
    assert_eq!(request.attester(), &attester("attester-1"));
    assert_eq!(request.kid(), "key-1");
    assert_eq!(request.counter().get(), 1);
    assert_eq!(request.iss().as_str(), ISS);
    assert_eq!(request.jti().as_str(), "a-1");
    assert_eq!(request.op().as_str(), OP);
    assert_eq!(request.scope().as_key(), "single");
    assert_eq!(request.now(), now());
    assert_eq!(request.version(), state(&store).attesters[0].version);
    assert_eq!((request.chain(), request.challenge()), (None, None));
    drop(appraised);

    let verifier = verifier(config(), &store);
    assert_eq!(answer(&verifier, &body, now()), "approved");
}

/// §3.4: a proof is verified with the key of the record that its own `kid` selects, and a store
/// that gives another one is at fault.
#[test]
fn the_record_of_another_kid_is_a_fault() {
    let store = store();
    store.enroll(enrollment("attester-2", "key-2", key_of(&signer())), change()).unwrap();
    let other = psea_verifier::EnrollmentLookup::find(&*store, "key-2").unwrap().unwrap();
    let body = good().body();
    let submission = Submission::parse(body.as_bytes(), &config()).unwrap();
    let refusal = submission.verify_signature(other).unwrap_err();
    assert_eq!(refusal.code(), "internal");
    assert_eq!(refusal.outcome(), psea_claims::Outcome::Unavailable);
}

/// §3.13.2: the limits are those of the configuration on the staged path too.
#[test]
fn the_stages_have_the_configured_limits() {
    let body = good().body();
    let limits = |limits| config().limits(limits).unwrap();
    let tight = limits(Limits { max_body: body.len() - 1, ..Limits::default() });
    let rejection = Submission::parse(body.as_bytes(), &tight).unwrap_err();
    assert_eq!(rejection.code(), "body_too_large");
    let fits = limits(Limits { max_body: body.len(), ..Limits::default() });
    assert!(Submission::parse(body.as_bytes(), &fits).is_ok());
}
