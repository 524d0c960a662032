//! Action payload and signal report.

use psea_claims::{
    ActionError, ActionPayload, ContextHash, PayloadHash, SignalReport, SignalsHash,
};
use psea_jose::canonical::CanonicalJson;
use psea_jose::json::{Document, JsonErrorKind};

const TEXT: &str = r#"{"actionType":"transfer","amount":2500,"currency":"EUR","to":"alice"}"#;
const HASH: &str = "8PjrOQ7Ns7MSdlz+OoiMOa1FcbuU3fxVMjCkuFFx6UI=";

/// Appendix A: the hash of the example, whatever its spelling.
#[test]
fn appendix_hash() {
    for json in [
        TEXT,
        r#"{"to":"alice","currency":"EUR","amount":2500,"actionType":"transfer"}"#,
        r#" { "amount" : 2500, "\u0061ctionType":"tr\u0061nsfer", "to":"alice", "currency":"EUR" } "#,
    ] {
        let action = ActionPayload::parse(json.as_bytes()).unwrap();
        assert_eq!(action.hash().to_text(), HASH);
        assert_eq!((action.as_str(), action.to_string().as_str()), (TEXT, TEXT));
        assert_eq!(format!("{action:?}"), format!("ActionPayload({TEXT})"));
        let document = Document::parse(json.as_bytes(), 32).unwrap();
        assert_eq!(ActionPayload::from_value(document.root()), Ok(action.clone()));
        assert_eq!(ActionPayload::from_canonical(action.as_canonical().clone()), Ok(action));
    }
    let changed = ActionPayload::parse(TEXT.replace("2500", "2501").as_bytes()).unwrap();
    assert_ne!(changed.hash().to_text(), HASH);
}

/// §2: an action payload is an object.
#[test]
fn objects_only() {
    for json in ["[]", "null", "1", "\"x\"", "true", "[{}]", "\"{\""] {
        assert_eq!(ActionPayload::parse(json.as_bytes()), Err(ActionError::NotObject), "{json}");
        let document = Document::parse(json.as_bytes(), 32).unwrap();
        assert_eq!(ActionPayload::from_value(document.root()), Err(ActionError::NotObject));
        let canonical = CanonicalJson::parse(json.as_bytes(), 32).unwrap();
        assert_eq!(ActionPayload::from_canonical(canonical), Err(ActionError::NotObject));
    }
    assert_eq!(ActionPayload::parse(b" { } ").unwrap().as_str(), "{}");
    // As a received value, what it is comes before the numbers in it.
    let document = Document::parse(b"[1.5]", 32).unwrap();
    assert_eq!(ActionPayload::from_value(document.root()), Err(ActionError::NotObject));
}

/// §2: numbers are integers within ±(2^53 − 1), in the report too.
#[test]
fn integers_only() {
    for number in ["25.00", "2500.0", "25e2", "9007199254740992", "-9007199254740992"] {
        let json = format!(r#"{{"a":[{{"n":{number}}}]}}"#);
        let document = Document::parse(json.as_bytes(), 32).unwrap();
        for result in [
            ActionPayload::parse(json.as_bytes()).map(|_| ()),
            ActionPayload::from_value(document.root()).map(|_| ()),
            SignalReport::parse(json.as_bytes()).map(|_| ()),
            SignalReport::from_value(document.root()).map(|_| ()),
        ] {
            match result {
                Err(ActionError::Number(error)) => assert_eq!(error.offset(), 11, "{number}"),
                other => panic!("{number}: {other:?}"),
            }
        }
    }
    let action =
        ActionPayload::parse(br#"{"a":-0,"b":9007199254740991,"c":-9007199254740991}"#).unwrap();
    assert_eq!(action.as_str(), r#"{"a":0,"b":9007199254740991,"c":-9007199254740991}"#);
}

/// §2: two amounts that a reader with doubles would take for one are both refused, not merged.
#[test]
fn no_rounding() {
    for amount in ["9007199254740992", "9007199254740993"] {
        let json = format!(r#"{{"amount":{amount}}}"#);
        assert!(matches!(ActionPayload::parse(json.as_bytes()), Err(ActionError::Number(_))));
    }
}

/// §2: strict JSON.
#[test]
fn strict_json() {
    for (json, kind) in [
        (&br#"{"amount":1,"amount":9999}"#[..], JsonErrorKind::DuplicateName),
        (br#"{"amount":1,"\u0061mount":9999}"#, JsonErrorKind::DuplicateName),
        (br#"{"to":"\ud800"}"#, JsonErrorKind::LoneSurrogate),
        (b"{\"to\":\"\xFF\"}", JsonErrorKind::InvalidUtf8),
        (b"{} {}", JsonErrorKind::TrailingData),
        (b"", JsonErrorKind::UnexpectedEnd),
    ] {
        for result in
            [ActionPayload::parse(json).map(|_| ()), SignalReport::parse(json).map(|_| ())]
        {
            match result {
                Err(ActionError::Json(error)) => assert_eq!(error.kind(), kind),
                other => panic!("{other:?}"),
            }
        }
    }
}

/// §2: null, noncharacters, empty and odd names are admitted.
#[test]
fn admitted_oddities() {
    let json = "{\"\":null,\"__proto__\":{\"\u{ffff}\":\"\\u0000\"}}";
    let action = ActionPayload::parse(json.as_bytes()).unwrap();
    assert_eq!(action.as_str(), json);
}

/// §3.6: a signal report may be any JSON; its hash is that of its canonical form.
#[test]
fn signal_report() {
    for (json, canonical) in
        [(" null ", "null"), ("[ 1 , -0 ]", "[1,0]"), ("\"\\u0078\"", "\"x\""), (TEXT, TEXT)]
    {
        let report = SignalReport::parse(json.as_bytes()).unwrap();
        assert_eq!(report.as_canonical().as_str(), canonical);
        assert_eq!(report.hash(), SignalsHash::of(report.as_canonical()));
        let document = Document::parse(json.as_bytes(), 32).unwrap();
        assert_eq!(SignalReport::from_value(document.root()), Ok(report));
    }
    assert_eq!(SignalReport::parse(TEXT.as_bytes()).unwrap().hash().to_text(), HASH);
}

/// §2: the three digests of one document are the same text.
#[test]
fn digests_agree() {
    let json = CanonicalJson::parse(TEXT.as_bytes(), 32).unwrap();
    assert_eq!(PayloadHash::of(&json).to_text(), HASH);
    assert_eq!(SignalsHash::of(&json).to_text(), HASH);
    assert_eq!(ContextHash::of(&json).to_text(), HASH);
    assert_eq!(PayloadHash::of(&json).as_octets(), &json.sha256());
}
