//! The stateless rules said once more, naively, over `serde_json::Value`; both must agree on
//! generated claim sets, to the code (§3.5, §3.7.1, §3.11, §3.13).

use proptest::prelude::*;
use psea_claims::{ActionPayload, CallerPackage, ContextHash, Revision, Revisions, UvGate};
use psea_jose::es256::VerifyingKey;
use psea_verifier::{
    ChallengePolicy, ContextPolicy, EnrollmentAdmin as _, EnrollmentLookup as _, EnrollmentStatus,
    MemoryStore, Submission,
};
use serde_json::{Map, Value, json};

use crate::support::*;

const MAX: i64 = (1 << 53) - 1;
const UEID_02: &str = "AQMiZxHcfzdMtEkuQ9Nw65eVDr-6T4cJuVLF5n8HDvs1";
const REPORT: &str = r#"{"a":[1]}"#;
const REQUIRED: [&str; 13] = [
    "jti",
    "aud",
    "iss",
    "iat",
    "exp",
    "ueid",
    "eat_profile",
    "psea_tier",
    "psea_op",
    "psea_counter",
    "psea_payload_hash",
    "psea_uv",
    "psea_proof_version",
];
const OPTIONAL: [&str; 10] = [
    "eat_nonce",
    "submods",
    "psea_chain_prev",
    "psea_caller_package",
    "psea_sdk_version",
    "psea_signals_hash",
    "psea_user_hash",
    "psea_chain_pending",
    "psea_last_confirmed_head",
    "psea_rp_context_hash",
];

#[derive(Clone, Debug)]
struct Setting {
    skew: u64,
    max_lifetime: u64,
    challenges: ChallengePolicy,
    chain: bool,
    caller: bool,
    high_assurance: bool,
    context: bool,
    gate: UvGate,
    status: &'static str,
    draft_02: bool,
    draft_03: bool,
    enrolled_ueid: bool,
    /// `signalReport` beside the proof.
    report: Option<&'static str>,
    now_offset: i64,
}

/// The code that the rules give, or `approved`, from the text of the rules alone.
fn naive(claims: &Map<String, Value>, set: &Setting, action: &str) -> &'static str {
    match set.status {
        "active" => {}
        "revoked" => return "enrollment_revoked",
        _ => return "enrollment_suspended",
    }
    let is_02 = claims.get("eat_profile").is_some_and(|value| value == PROFILE_02);
    for name in claims.keys() {
        let name = name.as_str();
        let declared = REQUIRED.contains(&name) || OPTIONAL.contains(&name);
        if !declared || (is_02 && name == "psea_signals_hash") {
            return "claim_unknown";
        }
    }
    if REQUIRED.iter().any(|name| !claims.contains_key(*name)) {
        return "claim_missing";
    }
    if claims.iter().any(|(name, value)| !well_formed(name, value)) {
        return "claim_invalid";
    }
    let text = |name: &str| claims[name].as_str().unwrap();
    let number = |name: &str| claims[name].as_i64().unwrap();
    let is_03 = text("eat_profile") == PROFILE_03;
    if !(is_02 && set.draft_02 || is_03 && set.draft_03) {
        return "profile_unsupported";
    }
    if text("psea_proof_version") != "1" {
        return "version_unsupported";
    }
    for (name, value, code) in [
        ("iss", ISS, "issuer_mismatch"),
        ("aud", AUD, "audience_mismatch"),
        ("psea_op", OP, "operation_mismatch"),
        ("psea_tier", TIER, "tier_mismatch"),
    ] {
        if text(name) != value {
            return code;
        }
    }
    let ueid = if is_02 && !set.enrolled_ueid { UEID_02 } else { UEID_03 };
    if text("ueid") != ueid {
        return "ueid_mismatch";
    }
    if set.caller && claims.get("psea_caller_package").is_none_or(|value| value != "com.bank") {
        return "caller_mismatch";
    }
    let (iat, exp) = (number("iat"), number("exp"));
    let now = i64::from(NOW) + set.now_offset;
    let skew = i64::try_from(set.skew).unwrap();
    if exp <= now - skew {
        return "expired";
    }
    if iat > now + skew {
        return "issued_in_future";
    }
    if exp <= iat || exp - iat > i64::try_from(set.max_lifetime).unwrap() {
        return "lifetime_exceeded";
    }
    let is_required = set.challenges == ChallengePolicy::Required;
    if is_required && !claims.contains_key("eat_nonce") {
        return "challenge_missing";
    }
    if claims["psea_uv"]["verified"] != true {
        return "uv_not_verified";
    }
    match set.gate {
        UvGate::Contradicted => return "uv_contradicted",
        UvGate::Unknown if set.high_assurance => return "uv_unattested",
        _ => {}
    }
    if text("psea_payload_hash") != hash(action) {
        return "action_mismatch";
    }
    if let Some(committed) = claims.get("psea_signals_hash") {
        match set.report {
            None => return "signals_missing",
            Some(report) if report != "1.5" && *committed == hash(report) => {}
            Some(_) => return "signals_mismatch",
        }
    }
    if set.context && claims.get("psea_rp_context_hash") != Some(&json!(hash("{}"))) {
        return "context_mismatch";
    }
    if set.chain && !claims.contains_key("psea_chain_prev") {
        return "chain_broken";
    }
    "approved"
}

/// Standard base64 of SHA-256 over canonical JSON.
fn hash(json: &str) -> String {
    ActionPayload::parse(json.as_bytes()).unwrap().hash().to_text()
}

fn well_formed(name: &str, value: &Value) -> bool {
    let text = |least: usize, most: usize| {
        value.as_str().is_some_and(|text| (least..=most).contains(&text.chars().count()))
    };
    let all = |length: usize, admitted: fn(char) -> bool| {
        value.as_str().is_some_and(|t| t.len() == length && t.chars().all(admitted))
    };
    let last = |set: &str| value.as_str().is_some_and(|t| t.ends_with(|c| set.contains(c)));
    let natural = value.as_u64().is_some_and(|n| n <= MAX.unsigned_abs());
    match name {
        "jti" => {
            let admitted = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
            text(1, 128) && value.as_str().unwrap().chars().all(admitted)
        }
        "aud" | "psea_caller_package" => text(1, 256),
        "iss" | "psea_tier" | "psea_op" => text(1, 128),
        "iat" | "exp" | "psea_counter" => natural,
        "ueid" => all(44, |c| c.is_ascii_alphanumeric() || "_-".contains(c)),
        "psea_payload_hash" | "psea_signals_hash" => {
            let start = value.as_str().and_then(|t| t.strip_suffix('='));
            let start = start.map(|t| json!(t));
            start.is_some_and(|start| {
                let text = start.as_str().unwrap();
                text.len() == 43
                    && text.chars().all(|c| c.is_ascii_alphanumeric() || "+/".contains(c))
                    && text.ends_with(|c| "AEIMQUYcgkosw048".contains(c))
            })
        }
        "psea_user_hash" => {
            all(43, |c| c.is_ascii_alphanumeric() || "_-".contains(c)) && last("AEIMQUYcgkosw048")
        }
        "psea_uv" => {
            value.is_object()
                && value["verified"].is_boolean()
                && value["method"].is_string()
                && integers_only(value)
        }
        "eat_profile" | "psea_proof_version" | "eat_nonce" => value.is_string(),
        "submods" => value.as_object().is_some_and(|members| {
            members.iter().all(|(name, state)| {
                name == "psea-device-state" && state.is_object() && integers_only(state)
            })
        }),
        "psea_chain_prev" => all(64, |c| matches!(c, '0'..='9' | 'a'..='f')),
        "psea_sdk_version" => text(0, 64),
        _ => integers_only(value),
    }
}

fn integers_only(value: &Value) -> bool {
    match value {
        Value::Number(number) => number.as_i64().is_some_and(|n| (-MAX..=MAX).contains(&n)),
        Value::Array(elements) => elements.iter().all(integers_only),
        Value::Object(members) => members.values().all(integers_only),
        _ => true,
    }
}

fn number() -> impl Strategy<Value = Value> {
    let near = i64::from(NOW);
    prop_oneof![
        (near - 400..near + 400).prop_map(|n| json!(n)),
        (near - 2..near + 3).prop_map(|n| json!(n)),
        prop::sample::select(vec![
            json!(0),
            json!(1),
            json!(-1),
            json!(MAX),
            json!(MAX + 1),
            json!(-MAX),
            json!(-MAX - 1),
            json!(u64::MAX),
            json!(1.0),
            json!(1.5),
            json!(1e300),
            json!(-0.0),
        ]),
    ]
}

/// Any JSON, with a liking for what looks like a claim.
fn any_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        number(),
        prop::sample::select(vec![
            json!(null),
            json!(true),
            json!(false),
            json!(""),
            json!([]),
            json!({}),
            json!("1"),
            json!("2"),
            json!(ISS),
            json!(AUD),
            json!(OP),
            json!(TIER),
            json!(UEID_02),
            json!(UEID_03),
            json!(PROFILE_02),
            json!(PROFILE_03),
            json!(hash("{}")),
            json!(hash(REPORT)),
            json!(hash(ACTION)),
            json!(SENTINEL),
            json!("com.bank"),
            json!("A".repeat(43)),
            json!("A".repeat(44)),
            json!("B".repeat(43)),
            json!("f".repeat(64)),
            json!("F".repeat(64)),
            json!("g".repeat(64)),
            json!("x".repeat(63)),
            json!("x".repeat(65)),
            json!("x".repeat(128)),
            json!("x".repeat(129)),
            json!("x".repeat(256)),
            json!("x".repeat(257)),
            json!("\u{1f600}".repeat(64)),
            json!("\u{1f600}".repeat(65)),
            json!("\u{1f600}".repeat(128)),
            json!("\u{1f600}".repeat(129)),
            json!({"verified": true, "method": "pin"}),
            json!({"verified": false, "method": ""}),
            json!({"verified": 1, "method": "pin"}),
            json!({"verified": true}),
            json!({"verified": true, "method": "pin", "x": 1}),
            json!({"verified": true, "method": "pin", "x": [1.5]}),
            json!({"psea-device-state": {}}),
            json!({"psea-device-state": {"a": [1, {"b": 2}]}}),
            json!({"psea-device-state": {"a": 0.5}}),
            json!({"psea-device-state": []}),
            json!({"psea-device-state": "a.b.c"}),
            json!({"other": {}}),
            json!({"psea-device-state": {}, "other": {}}),
        ]),
        "[a-zA-Z0-9 ._-]{0,70}".prop_map(Value::from),
    ];
    leaf.prop_recursive(2, 6, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            prop::collection::btree_map("[a-z]{1,3}", inner, 0..3)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

#[derive(Clone, Debug)]
enum Change {
    Set(&'static str, Value),
    Remove(&'static str),
    Add(String, Value),
}

/// Values that are likely right for the claim, so that what comes after them is reached.
fn plausible() -> impl Strategy<Value = Change> {
    let now = i64::from(NOW);
    let pick = |name: &'static str, values: Vec<Value>| {
        prop::sample::select(values).prop_map(move |value| Change::Set(name, value)).boxed()
    };
    prop_oneof![
        (now - 62..now + 62).prop_map(|n| Change::Set("iat", json!(n))),
        (now - 62..now + 362).prop_map(|n| Change::Set("exp", json!(n))),
        pick("eat_nonce", vec![json!("n-1"), json!("")]),
        pick("psea_chain_prev", vec![json!(SENTINEL), json!("ab".repeat(32))]),
        pick("psea_caller_package", vec![json!("com.bank"), json!("com.bank ")]),
        pick("psea_sdk_version", vec![json!(""), json!("1.0")]),
        pick("psea_signals_hash", vec![json!(hash(REPORT)), json!(hash("{}"))]),
        pick("psea_user_hash", vec![json!("A".repeat(43))]),
        pick("psea_rp_context_hash", vec![json!(hash("{}")), json!(hash(REPORT)), json!(7)]),
        pick("eat_profile", vec![json!(PROFILE_02), json!(PROFILE_03)]),
        pick("ueid", vec![json!(UEID_02), json!(UEID_03)]),
        pick("submods", vec![json!({}), json!({"psea-device-state": {"v": 1}})]),
        pick(
            "psea_uv",
            vec![
                json!({"verified": false, "method": "pin"}),
                json!({"verified": true, "method": "x", "extra": {"n": 1}})
            ]
        ),
        pick("iss", vec![json!("other.example"), json!("Tenant.example")]),
        pick("aud", vec![json!("other.example"), json!("verifier.example ")]),
        pick("psea_op", vec![json!("payment.cancel")]),
        pick("psea_tier", vec![json!("low")]),
        pick("psea_proof_version", vec![json!("2"), json!("1.0")]),
        pick("psea_payload_hash", vec![json!(hash("{}"))]),
        pick("psea_chain_pending", vec![json!([null]), json!("x")]),
    ]
}

fn change() -> impl Strategy<Value = Change> {
    let names: Vec<&'static str> = REQUIRED.iter().chain(&OPTIONAL).copied().collect();
    let any_claim = prop::sample::select(names);
    prop_oneof![
        6 => plausible(),
        1 => prop::sample::select(vec![hash(REPORT), hash("{}")])
            .prop_map(|digest| Change::Set("psea_signals_hash", json!(digest))),
        3 => (any_claim, any_value()).prop_map(|(name, value)| Change::Set(name, value)),
        1 => prop::sample::select(&REQUIRED[..]).prop_map(Change::Remove),
        1 => ("[a-z_]{0,12}", any_value()).prop_map(|(name, value)| Change::Add(name, value)),
    ]
}

fn setting() -> impl Strategy<Value = Setting> {
    let policies = prop_oneof![
        4 => Just(ChallengePolicy::Unused),
        2 => Just(ChallengePolicy::Optional),
        1 => Just(ChallengePolicy::Required),
    ];
    let gates = prop_oneof![
        6 => Just(UvGate::Attested),
        6 => Just(UvGate::Unknown),
        1 => Just(UvGate::Contradicted),
    ];
    let statuses = prop_oneof![
        20 => Just("active"),
        1 => Just("suspended"),
        1 => Just("revoked"),
        1 => Just("Active"),
    ];
    let revisions =
        prop_oneof![6 => Just((true, true)), 1 => Just((false, true)), 1 => Just((true, false))];
    let lifetimes = prop_oneof![8 => Just(300_u64), 1 => Just(1), 2 => Just(400)];
    let skews = prop::sample::select(vec![0, 1, 60]);
    let reports = prop::sample::select(vec![None, Some(REPORT), Some("{}"), Some("1.5")]);
    let offsets = prop_oneof![8 => Just(0), 1 => -65..65_i64, 1 => 295..365_i64];
    let rarely = || prop::bool::weighted(0.15);
    let flags = (rarely(), rarely(), rarely(), rarely(), rarely());
    (skews, lifetimes, policies, flags, (gates, statuses, revisions), reports, offsets).prop_map(
        |(skew, max_lifetime, challenges, flags, enrolled, report, now_offset)| {
            let (chain, caller, high_assurance, context, enrolled_ueid) = flags;
            let (gate, status, (draft_02, draft_03)) = enrolled;
            Setting {
                skew,
                max_lifetime,
                challenges,
                chain,
                caller,
                high_assurance,
                context,
                gate,
                status,
                draft_02,
                draft_03,
                enrolled_ueid,
                report,
                now_offset,
            }
        },
    )
}

/// What the Verifier says of the claims without asking about earlier proofs.
fn appraise(proof: &Draft, set: &Setting) -> &'static str {
    let store = MemoryStore::volatile();
    let key = VerifyingKey::new(*key_of(&signer()).public(), &AnySignature).unwrap();
    let device = if set.enrolled_ueid {
        psea_verifier::EnrolledDevice::Ueid(psea_claims::Ueid::parse(UEID_03).unwrap())
    } else {
        device()
    };
    let new = psea_verifier::NewEnrollment::new(attester("attester-1"), "key-1", key, device);
    store.enroll(new.uv_gate(set.gate), crate::support::change()).unwrap();
    let status = EnrollmentStatus::from_name(set.status);
    store.set_status(&attester("attester-1"), status, crate::support::change()).unwrap();

    let revisions = match (set.draft_02, set.draft_03) {
        (true, true) => Revisions::BOTH,
        (true, false) => Revisions::only(Revision::Draft02),
        _ => Revisions::only(Revision::Draft03),
    };
    let mut config = config().clock_skew(set.skew).unwrap().max_lifetime(set.max_lifetime).unwrap();
    config = config.revisions(revisions).challenges(set.challenges);
    if set.chain {
        config = config.with_chain();
    }
    if set.caller {
        config = config.caller(op(OP), CallerPackage::new("com.bank").unwrap());
    }
    if set.high_assurance {
        config = config.high_assurance(op(OP));
    }
    let mut expected = expected();
    if set.context {
        config = config.context(ContextPolicy::Bound);
        expected = expected.with_context(ContextHash::parse(&hash("{}")).unwrap());
    }
    let body = proof.unsigned_body();
    let submission = Submission::parse(body.as_bytes(), &config).unwrap();
    let record = store.find("key-1").unwrap().unwrap();
    let signed = submission.verify_signature(record).unwrap();
    let now = at(u64::try_from(i64::from(NOW) + set.now_offset).unwrap());
    match signed.appraise(&config, &expected, now) {
        Ok(appraised) => {
            let asks = set.challenges != ChallengePolicy::Unused;
            let nonce = proof.claims.get("eat_nonce").filter(|_| asks).and_then(Value::as_str);
            assert_eq!(appraised.request().challenge().map(psea_claims::Nonce::as_str), nonce);
            "approved"
        }
        Err(refusal) => refusal.code(),
    }
}

fn changed(is_02: bool, changes: &[Change], report: Option<&'static str>) -> Draft {
    let mut proof = draft("a-1", 1);
    if is_02 {
        proof = proof.claim("eat_profile", PROFILE_02).claim("ueid", UEID_02);
    }
    for change in changes {
        match change {
            Change::Set(name, value) => proof.claims.insert((*name).into(), value.clone()),
            Change::Remove(name) => proof.claims.remove(*name),
            Change::Add(name, value) => proof.claims.insert(name.clone(), value.clone()),
        };
    }
    match report {
        Some(report) => proof.beside("signalReport", report),
        None => proof,
    }
}

#[test]
fn two_readings_of_the_rules_agree() {
    let mut runner = proptest::test_runner::TestRunner::new(psea_seed::cases(10_000));
    let seen = std::cell::RefCell::new(std::collections::BTreeMap::new());
    let changes = prop::collection::vec(change(), 0..4);
    let old = prop::bool::weighted(0.2);
    let result = runner.run(&(changes, setting(), old), |(changes, set, is_02)| {
        let proof = changed(is_02, &changes, set.report);
        let ours = appraise(&proof, &set);
        prop_assert_eq!(ours, naive(&proof.claims, &set, &proof.action));
        *seen.borrow_mut().entry(ours).or_insert(0_u32) += 1;
        Ok(())
    });
    if let Err(failure) = result {
        panic!("{failure}");
    }
    // The generator reaches every rule that there is here, and enough of what passes.
    let seen = seen.into_inner();
    println!("{seen:?}");
    assert_eq!(seen.len(), 26, "{seen:?}");
    assert!(seen["approved"] > 500, "{seen:?}");
}
