//! Requests that cannot become a proof: an error, and nothing leaves (§3.5, §3.7).

use psea_attester::{
    ActionRequest, AttestError, Attester, AttesterConfig, ConfigError, RemoteVerification,
};
use psea_claims::{
    ActionPayload, Audience, ClaimError, ClaimName, DeviceId, EpochSeconds, Issuer, JsonPointer,
    Limits, Nonce, Revision, ScopePolicy, SdkVersion, SignalReport, Submods, UvMethod,
};
use psea_jose::canonical::CanonicalJson;

use crate::support::*;

fn json(text: &str) -> CanonicalJson {
    CanonicalJson::parse(text.as_bytes(), 128).unwrap()
}

/// The error before the user is asked.
fn refused(config: AttesterConfig, request: ActionRequest) -> AttestError {
    let log = Log::default();
    let attester = Attester::new(config, LoggingState::logging_to(log.clone()));
    let error = attester.propose(request).unwrap_err();
    assert_eq!(log.take(), ["trust"], "no counter was used");
    error
}

/// §3.7: 1 s up to the deployment's greatest lifetime.
#[test]
fn lifetimes_are_bounded() {
    for (max_lifetime, seconds) in [(300, 0), (300, 301), (300, u64::MAX), (60, 61)] {
        let config = config().max_lifetime(max_lifetime).unwrap();
        let error = refused(config, request("a-1").lifetime(seconds));
        assert!(
            matches!(error, AttestError::Lifetime { seconds: s, max_lifetime: m }
                if (s, m) == (seconds, max_lifetime)),
            "{error}",
        );
    }
    for (max_lifetime, seconds) in [(300, 1), (300, 300), (86_400, 86_400)] {
        let attester = attester(config().max_lifetime(max_lifetime).unwrap());
        let proposal = attester.propose(request("a-1").lifetime(seconds)).unwrap();
        let proof = sign(proposal, now());
        let payload = payload(&proof);
        assert_eq!(payload["iat"], NOW);
        assert_eq!(payload["exp"], u64::from(NOW) + seconds);
    }
}

fn sign(proposal: psea_attester::Proposal, now: EpochSeconds) -> String {
    let key = LoggingKey::new(Mood::Willing);
    proposal.verify_user(&key).unwrap().sign(now).unwrap().compact().to_owned()
}

/// §3.7: the deployment's greatest lifetime is the default.
#[test]
fn the_default_lifetime_is_the_greatest() {
    for max_lifetime in [300, 77] {
        let attester = attester(config().max_lifetime(max_lifetime).unwrap());
        let proof = sign(attester.propose(request("a-1")).unwrap(), now());
        assert_eq!(payload(&proof)["exp"], u64::from(NOW) + max_lifetime);
    }
}

/// §3.5: a time at the end of the integers is an error, not a shorter life.
#[test]
fn a_lifetime_that_does_not_fit_is_refused() {
    let attester = attester(config());
    let at = |seconds| EpochSeconds::new(EpochSeconds::MAX.get() - seconds).unwrap();
    let key = LoggingKey::new(Mood::Willing);
    let confirmed = attester.propose(request("a-1")).unwrap().verify_user(&key).unwrap();
    let error = confirmed.sign(at(299)).unwrap_err();
    assert!(matches!(error, AttestError::Time), "{error}");
    let proof = sign(attester.propose(request("a-1")).unwrap(), at(300));
    assert_eq!(payload(&proof)["exp"], EpochSeconds::MAX.get());
    assert_eq!(counter(&proof), 1, "the failed one used no counter");
}

/// §3.5: an optional claim is omitted rather than sent null or empty.
#[test]
fn empty_claims_are_refused() {
    let plain = || request("a-1");
    let empty = |request, claim| {
        let error = refused(config(), request);
        assert!(matches!(error, AttestError::EmptyClaim(found) if found == claim), "{error}");
    };
    empty(plain().nonce(Nonce::new("").unwrap()), ClaimName::EatNonce);
    empty(plain().submods(Submods::default()), ClaimName::Submods);
    for text in ["null", "\"\"", "{}", "[]"] {
        empty(plain().chain_pending(json(text)), ClaimName::ChainPending);
        empty(plain().last_confirmed_head(json(text)), ClaimName::LastConfirmedHead);
    }
    let sdk = config().sdk_version(SdkVersion::new("").unwrap());
    let error = refused(sdk, plain());
    assert!(matches!(error, AttestError::EmptyClaim(ClaimName::SdkVersion)), "{error}");
    assert!(error.to_string().contains("psea_sdk_version"));
    // What says something is not empty.
    for text in ["0", "false", "\"x\"", "{\"a\":null}", "[null]"] {
        let request = plain().chain_pending(json(text)).last_confirmed_head(json(text));
        assert!(attester(config()).propose(request).is_ok(), "{text}");
    }
}

/// §3.6: revision -02 does not declare `psea_signals_hash`.
#[test]
fn the_old_revision_has_no_signals() {
    let report = SignalReport::parse(b"[1]").unwrap();
    let error =
        refused(config().revision(Revision::Draft02), request("a-1").signal_report(report.clone()));
    assert!(matches!(error, AttestError::SignalsUndeclared), "{error}");
    let attester = attester(config());
    assert!(attester.propose(request("a-1").signal_report(report)).is_ok());
}

/// §3.10: a counter scope that points at no string.
#[test]
fn a_scope_that_is_not_there_is_refused() {
    for pointer in ["/account", "/amount", ""] {
        let pointer = JsonPointer::parse(pointer).unwrap();
        let error = refused(config().counter_scope(ScopePolicy::Payload(pointer)), request("a-1"));
        assert!(matches!(error, AttestError::Scope), "{error}");
    }
}

fn nested(levels: usize) -> String {
    "{\"a\":".repeat(levels - 1) + "{}" + &"}".repeat(levels - 1)
}

/// §3.13.2: a device state that nests deeper than Verifiers read does not leave. The payload and
/// `submods` are two levels of the 32.
#[test]
fn a_device_state_too_deep_is_refused() {
    let with = |levels| {
        let state = Submods::with_device_state(json(&nested(levels))).unwrap();
        request("a-1").submods(state)
    };
    let error = refused(config(), with(31));
    assert!(matches!(error, AttestError::Claims(ClaimError::Json(_))), "{error}");
    let proof = sign(attester(config()).propose(with(30)).unwrap(), now());
    assert!(payload(&proof)["submods"]["psea-device-state"].is_object());
    let error = refused(config(), request("a-1").chain_pending(json(&nested(32))));
    assert!(matches!(error, AttestError::Claims(ClaimError::Json(_))), "{error}");
}

/// §3.13.2: a proof longer than Verifiers accept does not leave; one of exactly that length does.
#[test]
fn a_proof_too_large_is_refused() {
    let with = |length: usize| {
        let state = json(&format!("{{\"a\":\"{}\"}}", "x".repeat(length)));
        request("a-1").submods(Submods::with_device_state(state).unwrap())
    };
    let AttestError::TooLarge { what: "proof", octets, limit } = refused(config(), with(16_000))
    else {
        panic!("too large");
    };
    assert!(octets > limit);
    assert_eq!(limit, 16_384);
    // Judged before the user is asked, with room for the longest counter, times and method.
    let length = |length| {
        let prepared = attester(config()).propose(with(length))?;
        let prepared = prepared.prepare(RemoteVerification::by(UvMethod::biometric()), now())?;
        Ok::<_, AttestError>(prepared.signing_input().octets().len() + 87)
    };
    let greatest = (11_000..12_000).rev().find_map(|n| length(n).ok().map(|octets| (n, octets)));
    let (n, octets) = greatest.unwrap();
    assert!((limit - 150..=limit).contains(&octets), "{octets}");
    assert!(matches!(length(n + 1), Err(AttestError::TooLarge { octets, .. }) if octets > limit));
    let proof = sign(attester(config()).propose(with(n)).unwrap(), now());
    assert_eq!(proof.len(), octets, "what was measured is what leaves");
}

/// §3.7: what is refused costs no verification and no counter, also under a Verifier's own limits.
#[test]
fn own_limits_are_judged_before_the_user_is_asked() {
    let config = || config().limits(Limits { max_proof: 600, ..Limits::default() });
    let error = refused(config(), request("a-1"));
    assert!(matches!(error, AttestError::TooLarge { what: "proof", limit: 600, .. }), "{error}");
    let config = config().limits(Limits { max_depth: 2, ..Limits::default() });
    let action = ActionPayload::parse(br#"{"a":{"b":1}}"#).unwrap();
    let error = refused(config, request_at("a-1", "high", action));
    assert!(matches!(error, AttestError::ActionTooDeep), "{error}");
}

/// §3.13.2: neither does one whose body is longer than Verifiers accept: it would be refused unread.
#[test]
fn a_body_too_large_is_refused() {
    let long = |length: usize| format!("{{\"a\":\"{}\"}}", "x".repeat(length));
    let of = |action: usize, report: usize| {
        let action = ActionPayload::from_canonical(json(&long(action))).unwrap();
        let request = request_at("a-1", "high", action);
        request.signal_report(SignalReport::parse(long(report).as_bytes()).unwrap())
    };
    for (action, report) in [(66_000, 0), (0, 66_000), (33_000, 33_000)] {
        let error = refused(config(), of(action, report));
        assert!(
            matches!(error, AttestError::TooLarge { what: "body", octets, limit: 65_536 }
                if octets > 66_000),
            "{error}",
        );
        assert!(error.to_string().contains("body"), "{error}");
    }
    // The longest that leaves fits, with room for the ids that a transport adds.
    let leaves = |report| {
        let key = LoggingKey::new(Mood::Willing);
        attester(config()).propose(of(32_000, report))?.verify_user(&key)?.sign(now())
    };
    let longest = (31_000..33_536).rev().find_map(|report| leaves(report).ok()).unwrap();
    let body = longest.body().request_id(&"r".repeat(128)).proof_id(&"p".repeat(128)).build();
    assert!((65_000..=65_536).contains(&body.len()), "{}", body.len());
}

/// §3.13.2: an action or a report that nests deeper than a body can hold.
#[test]
fn an_action_too_deep_is_refused() {
    let action = |levels| ActionPayload::from_canonical(json(&nested(levels))).unwrap();
    for levels in [32, 33, 128] {
        let error = refused(config(), request_at("a-1", "high", action(levels)));
        assert!(matches!(error, AttestError::ActionTooDeep), "{error}");
    }
    let proof =
        sign(attester(config()).propose(request_at("a-1", "high", action(31))).unwrap(), now());
    assert_eq!(counter(&proof), 1);
    let report = |levels: usize| {
        let text = nested(levels);
        let document = psea_jose::json::Document::parse(text.as_bytes(), 128).unwrap();
        request("a-1").signal_report(SignalReport::from_value(document.root()).unwrap())
    };
    assert!(matches!(refused(config(), report(32)), AttestError::ActionTooDeep));
    assert!(attester(config()).propose(report(31)).is_ok());
}

/// §2: an action with a number that two parsers could read differently never gets here.
#[test]
fn an_action_outside_the_subset_cannot_be_made() {
    for text in
        [r#"{"a":1.0}"#, r#"{"a":1e2}"#, r#"{"a":9007199254740992}"#, "[]", r#"{"a":1,"a":2}"#]
    {
        assert!(ActionPayload::parse(text.as_bytes()).is_err(), "{text}");
    }
}

/// §3.4, §3.7: configurations that no Verifier could satisfy.
#[test]
fn configurations_are_checked() {
    let with_kid = |kid: &str| {
        AttesterConfig::new(
            Issuer::new("i").unwrap(),
            Audience::new("a").unwrap(),
            DeviceId::new("d").unwrap(),
            kid,
        )
    };
    assert_eq!(with_kid("").unwrap_err(), ConfigError::Kid);
    assert_eq!(with_kid(&"ä".repeat(257)).unwrap_err(), ConfigError::Kid);
    assert!(with_kid(&"ä".repeat(256)).is_ok());
    for seconds in [0, EpochSeconds::MAX.get() + 1, u64::MAX] {
        assert_eq!(config().max_lifetime(seconds).unwrap_err(), ConfigError::MaxLifetime);
    }
    assert!(config().max_lifetime(EpochSeconds::MAX.get()).is_ok());
}
