//! What a proof says (§3.2, §3.4, §3.5), checked on its octets.

use psea_attester::{Attester, AttesterConfig, ConfigError};
use psea_claims::{
    ActionPayload, CallerPackage, ContextHash, EpochSeconds, Issuer, JsonPointer, Jti, Limits,
    Nonce, Revision, ScopePolicy, SdkVersion, SignalReport, Submods, UserHash, UserHashSalt,
};
use psea_jose::canonical::CanonicalJson;
use serde_json::{Value, json};

use crate::support::*;

fn prove(attester: &Attester, request: psea_attester::ActionRequest) -> psea_attester::Proof {
    let key = LoggingKey::new(Mood::Willing);
    attester.propose(request).unwrap().verify_user(&key).unwrap().sign(now()).unwrap()
}

fn proof(config: AttesterConfig, request: psea_attester::ActionRequest) -> (String, String) {
    decoded(prove(&attester(config), request).compact())
}

/// §3.2, §3.4: exactly `alg`, `kid`, `typ`, in canonical form.
#[test]
fn the_header_is_exactly_three_members() {
    let (header, _) = proof(config(), request("a-1"));
    assert_eq!(header, r#"{"alg":"ES256","kid":"key-1","typ":"psea-proof+jwt"}"#);
}

/// §3.5, Appendix A: the smallest proof of revision -03, octet for octet.
#[test]
fn the_smallest_payload() {
    let (_, payload) = proof(config(), request("a-1"));
    assert_eq!(
        payload,
        r#"{"aud":"verifier.example","eat_profile":"https://datatracker.ietf.org/doc/draft-yossif-psea/","exp":1785300300,"iat":1785300000,"iss":"tenant.example","jti":"a-1","psea_counter":1,"psea_op":"payment.execute","psea_payload_hash":"8PjrOQ7Ns7MSdlz+OoiMOa1FcbuU3fxVMjCkuFFx6UI=","psea_proof_version":"1","psea_tier":"high","psea_uv":{"method":"biometric","verified":true},"ueid":"AceZ_tBWu8SfItNuHSNSU4JLwE8ziz90S0CXfv0JtOB7"}"#,
    );
}

/// §3.5, §7.1: revision -02 differs in `eat_profile` and `ueid` and nowhere else.
#[test]
fn the_old_revision() {
    let read =
        |config| -> Value { serde_json::from_str(&proof(config, request("a-1")).1).unwrap() };
    let mut old = read(config().revision(Revision::Draft02));
    assert_eq!(old["eat_profile"], "urn:ietf:params:psea:eat-profile:1");
    assert_eq!(old["ueid"], "AQMiZxHcfzdMtEkuQ9Nw65eVDr-6T4cJuVLF5n8HDvs1");
    let new = read(config());
    for claim in ["eat_profile", "ueid"] {
        old[claim] = new[claim].clone();
    }
    assert_eq!(old, new);
}

fn full() -> (AttesterConfig, psea_attester::ActionRequest) {
    let context = ContextHash::of(action().as_canonical());
    let salt = UserHashSalt::new(&[9; 16]).unwrap();
    let user = UserHash::derive(&salt, &Issuer::new("tenant.example").unwrap(), "alice");
    let state = CanonicalJson::parse(br#"{"os":"14","\ue000":1,"\ud83d\ude00":[2]}"#, 9).unwrap();
    let request = request("a-1")
        .nonce(Nonce::new("n \"1\"\n\u{7f}é").unwrap())
        .caller_package(CallerPackage::new("com.bank").unwrap())
        .user_hash(user)
        .submods(Submods::with_device_state(state).unwrap())
        .signal_report(SignalReport::parse(br#"{"b":1,"a":[true]}"#).unwrap())
        .context(context)
        .chain_pending(CanonicalJson::parse(b"[1]", 9).unwrap())
        .last_confirmed_head(CanonicalJson::string("head"));
    let config = config().with_chain().sdk_version(SdkVersion::new("0.1.0").unwrap());
    (config, request)
}

/// §3.5: every claim that can be sent, and each where it was asked for alone.
#[test]
fn every_optional_claim() {
    let (config, request) = full();
    let (_, payload) = proof(config, request);
    let value: Value = serde_json::from_str(&payload).unwrap();
    let members = value.as_object().unwrap();
    assert_eq!(members.len(), 23);
    assert_eq!(value["eat_nonce"], "n \"1\"\n\u{7f}é");
    assert_eq!(value["psea_caller_package"], "com.bank");
    assert_eq!(value["psea_sdk_version"], "0.1.0");
    assert_eq!(value["psea_user_hash"].as_str().unwrap().len(), 43);
    assert_eq!(value["psea_chain_prev"], "0".repeat(64));
    assert_eq!(value["psea_chain_pending"], json!([1]));
    assert_eq!(value["psea_last_confirmed_head"], "head");
    assert_eq!(value["submods"]["psea-device-state"]["os"], "14");
    let digest = |json: &str| ActionPayload::parse(json.as_bytes()).unwrap().hash().to_text();
    assert_eq!(value["psea_signals_hash"], digest(r#"{"a":[true],"b":1}"#));
    assert_eq!(value["psea_rp_context_hash"], digest(ACTION));
}

/// §2: the payload is in canonical form, nested objects included: members by UTF-16 code units.
#[test]
fn the_payload_is_canonical() {
    let (config, request) = full();
    let (_, payload) = proof(config, request);
    let canonical = CanonicalJson::parse(payload.as_bytes(), 32).unwrap();
    assert_eq!(canonical.as_str(), payload);
    // U+1F600 is D83D DE00 in UTF-16 and sorts before U+E000.
    assert!(payload.contains("{\"os\":\"14\",\"\u{1f600}\":[2],\"\u{e000}\":1}"), "{payload}");
    assert!(payload.contains(r#""eat_nonce":"n \"1\"\n"#), "{payload}");
}

/// §3.5: a claim that was not asked for is not sent.
#[test]
fn optional_claims_are_omitted() {
    let (_, payload) = proof(config(), request("a-1"));
    let value: Value = serde_json::from_str(&payload).unwrap();
    assert_eq!(value.as_object().unwrap().len(), 13);
    assert!(!payload.contains("null"));
}

/// §3.6: the body carries the proof, the action, and the report that the proof commits to.
#[test]
fn the_body_carries_what_the_proof_binds() {
    let (config, request) = full();
    let proof = prove(&attester(config), request);
    let body: Value = serde_json::from_str(&proof.body().request_id("r-1").build()).unwrap();
    assert_eq!(body["proof"], proof.compact());
    assert_eq!(body["actionPayload"].to_string(), ACTION);
    assert_eq!(body["signalReport"].to_string(), r#"{"a":[true],"b":1}"#);
    assert_eq!(body["requestId"], "r-1");
    assert_eq!(proof.action().as_str(), ACTION);
    assert_eq!(proof.claims().to_canonical().as_str(), decoded(proof.compact()).1);
    let plain = prove(&attester(self::config()), self::request("a-2"));
    let body: Value = serde_json::from_str(&plain.body().build()).unwrap();
    assert_eq!(body.as_object().unwrap().len(), 2);
}

/// §3.5, RFC 9562 §5.4: ids from random octets are version 4 UUIDs and valid `jti`s.
#[test]
fn uuids_are_version_4() {
    assert_eq!(Jti::uuid_v4([0; 16]).as_str(), "00000000-0000-4000-8000-000000000000");
    assert_eq!(Jti::uuid_v4([0xFF; 16]).as_str(), "ffffffff-ffff-4fff-bfff-ffffffffffff");
    let octets = std::array::from_fn(|index| u8::try_from(index).unwrap());
    assert_eq!(Jti::uuid_v4(octets).as_str(), "00010203-0405-4607-8809-0a0b0c0d0e0f");
}

/// §3.10: a counter per scope, as the Verifier scopes them.
#[test]
fn counters_by_scope() {
    let by_account = ScopePolicy::Payload(JsonPointer::parse("/account").unwrap());
    let policies = [
        (ScopePolicy::Single, [1, 2, 3, 4]),
        (ScopePolicy::Tier, [1, 1, 2, 2]),
        (by_account, [1, 2, 3, 1]),
    ];
    for (policy, expected) in policies {
        let attester = attester(config().counter_scope(policy));
        let made =
            [("high", "x"), ("low", "x"), ("high", "x"), ("low", "y")].map(|(tier, account)| {
                let action = format!(r#"{{"account":"{account}"}}"#);
                let action = ActionPayload::parse(action.as_bytes()).unwrap();
                counter(prove(&attester, request_at("a-1", tier, action)).compact())
            });
        assert_eq!(made, expected);
    }
}

/// §7.1: the Attester can tell its `ueid` for enrollment.
#[test]
fn the_ueid_can_be_told() {
    let ueid = attester(config()).ueid().to_text();
    assert_eq!(ueid, "AceZ_tBWu8SfItNuHSNSU4JLwE8ziz90S0CXfv0JtOB7");
    let old = attester(config().revision(Revision::Draft02)).ueid().to_text();
    assert_eq!(old, "AQMiZxHcfzdMtEkuQ9Nw65eVDr-6T4cJuVLF5n8HDvs1");
}

/// §3.12, §3.7: a configuration says what was asked of it, and refuses what cannot be meant.
#[test]
fn a_configuration_can_be_read_and_is_bounded() {
    assert!(!config().has_chain());
    assert!(config().with_chain().has_chain());
    let narrow = Limits { max_depth: 7, ..Limits::default() };
    assert_eq!(config().limits(narrow).verifier_limits(), narrow);
    let greatest = EpochSeconds::MAX.get();
    for seconds in [0, greatest + 1, u64::MAX] {
        assert_eq!(config().max_lifetime(seconds).unwrap_err(), ConfigError::MaxLifetime);
    }
    for seconds in [1, greatest] {
        assert!(config().max_lifetime(seconds).is_ok(), "{seconds}");
    }
}
