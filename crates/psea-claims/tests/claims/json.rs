//! The payload as a JSON text.

use psea_claims::{ClaimError, ClaimName, ClaimRules};
use psea_jose::json::JsonErrorKind as Kind;

use crate::{MEMBERS, Payload, parse_with};

fn kind(payload: impl Into<Vec<u8>>, rules: &ClaimRules) -> Kind {
    match parse_with(payload, rules) {
        Err(ClaimError::Json(error)) => error.kind(),
        other => panic!("{other:?}"),
    }
}

/// §2: strict JSON, first of all.
#[test]
fn strict_json() {
    let rules = ClaimRules::default();
    let text = Payload::full().text();
    assert_eq!(kind("", &rules), Kind::UnexpectedEnd);
    assert_eq!(kind(&text[..text.len() - 1], &rules), Kind::UnexpectedEnd);
    assert_eq!(kind(format!("{text}{text}"), &rules), Kind::TrailingData);
    assert_eq!(kind(format!("\u{feff}{text}"), &rules), Kind::ByteOrderMark);
    assert_eq!(kind(b"{\"jti\":\"\xFF\"}".to_vec(), &rules), Kind::InvalidUtf8);
    assert_eq!(
        kind(Payload::full().with("psea_op", r#""\udc00""#).text(), &rules),
        Kind::LoneSurrogate
    );
    assert_eq!(
        kind(Payload::full().with("psea_counter", "042").text(), &rules),
        Kind::InvalidNumber
    );
}

/// §2: duplicates at any depth and in any spelling, whichever value comes first.
#[test]
fn duplicates() {
    let rules = ClaimRules::default();
    for (name, value) in MEMBERS {
        let text = Payload::full().text();
        let again = format!("{},\"{name}\":{value}}}", &text[..text.len() - 1]);
        assert_eq!(kind(again, &rules), Kind::DuplicateName, "{name}");
    }
    for (claim, value) in [
        ("psea_uv", r#"{"verified":true,"method":"pin","verified":false}"#),
        ("psea_uv", r#"{"verified":true,"method":"pin","\u0076erified":true}"#),
        ("submods", r#"{"psea-device-state":{"a":1,"a":2}}"#),
        ("psea_chain_pending", r#"[{"a":{"b":1,"b":1}}]"#),
    ] {
        assert_eq!(
            kind(Payload::full().with(claim, value).text(), &rules),
            Kind::DuplicateName,
            "{value}"
        );
    }
}

/// §3.5: the payload is an object.
#[test]
fn not_an_object() {
    for text in ["[]", "null", "1", "1.5", "\"x\"", "true", " [{}] "] {
        assert_eq!(parse_with(text, &ClaimRules::default()), Err(ClaimError::NotObject), "{text}");
    }
}

/// §3.13.2: the payload's nesting is bounded on its own, by the configured bound.
#[test]
fn depth() {
    let nested = |levels: usize| {
        let value = format!("{}{}", "[".repeat(levels), "]".repeat(levels));
        Payload::full().with("psea_chain_pending", value).text()
    };
    let rules = ClaimRules::default();
    assert_eq!(rules.max_depth, 32);
    assert!(parse_with(nested(31), &rules).is_ok());
    assert_eq!(kind(nested(32), &rules), Kind::TooDeep);
    let rules = ClaimRules { max_depth: 3, ..rules };
    assert!(parse_with(nested(2), &rules).is_ok());
    assert_eq!(kind(nested(3), &rules), Kind::TooDeep);
}

/// §2: by default the canonical form is not required: the signature covers the octets.
#[test]
fn canonical_form_is_not_required() {
    assert!(!ClaimRules::default().require_canonical);
    let text = Payload::full().text();
    let want = Payload::full().accepted();
    for other in [
        format!(" {text}\n"),
        text.replace(',', " , "),
        text.replace("\"high\"", "\"\\u0068igh\""),
        text.replace("com.example.bank", "com\\u002eexample.bank"),
    ] {
        assert_ne!(other, text);
        assert_eq!(parse_with(other.clone(), &ClaimRules::default()).unwrap(), want, "{other}");
    }
}

/// §2: where a deployment requires it, every other spelling is refused.
#[test]
fn canonical_form_required() {
    let rules = ClaimRules { require_canonical: true, ..ClaimRules::default() };
    let text = Payload::full().text();
    assert_eq!(parse_with(text.clone(), &rules).unwrap(), Payload::full().accepted());
    let mut reversed = Payload::full();
    reversed.0.reverse();
    for other in [
        format!(" {text}"),
        format!("{text}\n"),
        text.replacen(':', ": ", 1),
        text.replace("\"high\"", "\"\\u0068igh\""),
        text.replace("/doc/", "\\/doc\\/"),
        text.replace("\"psea_counter\":42", "\"psea_counter\":-0"),
        // No canonical form at all.
        text.replace("\"psea_counter\":42", "\"psea_counter\":42.0"),
        reversed.text(),
    ] {
        assert_ne!(other, text);
        assert_eq!(parse_with(other.clone(), &rules), Err(ClaimError::NotCanonical), "{other}");
    }
    let misshapen = Payload::full().with("psea_counter", "-1").text();
    assert!(matches!(
        parse_with(misshapen, &rules),
        Err(ClaimError::Invalid { claim: ClaimName::Counter, .. })
    ));
}

/// §6.4.4: errors are for the Verifier's own log.
#[test]
fn errors_read_well() {
    let error = |payload: Payload| payload.parse().unwrap_err().to_string();
    assert_eq!(error(Payload::full().without("jti")), "the required claim `jti` is absent");
    assert_eq!(error(Payload::full().with("sub", "1")), "the claim `sub` is not declared");
    assert_eq!(error(Payload::full().with("aud", "[]")), "the claim `aud` must be a string");
}
