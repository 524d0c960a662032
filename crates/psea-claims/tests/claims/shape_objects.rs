//! `psea_uv` and `submods`.

use psea_claims::{ClaimName, Submods, UserVerification, UvMethod};
use psea_jose::canonical::CanonicalJson;

use crate::{NUMBERS, Payload};

const UV: &str = "must be an object with `verified` (a boolean) and `method` (a string)";
const SUBMODS: &str = "must be an object that holds nothing but the object `psea-device-state`";

/// §3.7.1: `verified` and `method`, each present and of its type.
#[test]
fn uv_members() {
    for value in [
        "{}",
        r#"{"verified":true}"#,
        r#"{"method":"pin"}"#,
        r#"{"verified":"true","method":"pin"}"#,
        r#"{"verified":1,"method":"pin"}"#,
        r#"{"verified":null,"method":"pin"}"#,
        r#"{"verified":true,"method":null}"#,
        r#"{"verified":true,"method":1}"#,
        r#"{"verified":true,"method":["pin"]}"#,
        r#"{"Verified":true,"method":"pin"}"#,
        r#"{"verified":true,"Method":"pin","methods":["pin"]}"#,
    ] {
        Payload::full().with("psea_uv", value).invalid(ClaimName::Uv, UV);
    }
    for verified in [true, false] {
        for method in ["biometric", "pin", "fido_uv", "something-new"] {
            let value = format!(r#"{{"verified":{verified},"method":"{method}"}}"#);
            let uv = Payload::full().with("psea_uv", value).accepted().uv;
            assert_eq!(
                (uv.is_verified(), uv.method().as_str(), uv.extended()),
                (verified, method, None)
            );
        }
    }
    let uv = Payload::full()
        .with("psea_uv", r#"{"m\u0065thod":"p\u0069n","\u0076erified":true}"#)
        .accepted()
        .uv;
    assert_eq!(uv, UserVerification::performed(UvMethod::new("pin").unwrap()));
}

/// §3.5: the schema does not close `psea_uv`: further members are kept, in canonical form.
#[test]
fn uv_extra_members() {
    let value = r#"{ "verified":false, "method":"pin", "extra":[1, {"b":-0,"a":null}] }"#;
    let claims = Payload::full().with("psea_uv", value).accepted();
    let want = r#"{"extra":[1,{"a":null,"b":0}],"method":"pin","verified":false}"#;
    assert_eq!(claims.uv.extended().unwrap().as_str(), want);
    assert!(!claims.uv.is_verified());
    assert_eq!(claims.uv.method().as_str(), "pin");
    assert!(claims.to_canonical().as_str().contains(&format!("\"psea_uv\":{want},")));
    for number in ["1.5", "1e2", "9007199254740992"] {
        let value = format!(r#"{{"verified":true,"method":"pin","extra":{{"n":[{number}]}}}}"#);
        Payload::full().with("psea_uv", value).invalid(ClaimName::Uv, NUMBERS);
    }
}

/// §3.5: nothing but `psea-device-state`, an object.
#[test]
fn submods() {
    for value in [
        r#"{"psea-device-state":null}"#,
        r#"{"psea-device-state":[]}"#,
        r#"{"psea-device-state":"eyJhbGciOiJFUzI1NiJ9.e30.AA"}"#,
        r#"{"psea-device-state":["JWT","eyJhbGciOiJFUzI1NiJ9.e30.AA"]}"#,
        r#"{"psea-device-state":true}"#,
        r#"{"psea-device-state":1}"#,
        r#"{"psea-device-state":{},"other":{}}"#,
        r#"{"other":{},"psea-device-state":{}}"#,
        r#"{"other":{}}"#,
        r#"{"nested":"eyJhbGciOiJFUzI1NiJ9.e30.AA"}"#,
        r#"{"PSEA-device-state":{}}"#,
        r#"{"":{}}"#,
    ] {
        Payload::full().with("submods", value).invalid(ClaimName::Submods, SUBMODS);
    }
    for number in ["1.0", "1e2", "-9007199254740992"] {
        let value = format!(r#"{{"psea-device-state":{{"n":[{number}]}}}}"#);
        Payload::full().with("submods", value).invalid(ClaimName::Submods, NUMBERS);
    }
}

/// §3.5: the device state is opaque; an empty `submods` passes, and stays what it was.
#[test]
fn submods_contents() {
    let claims = Payload::full().with("submods", "{ }").accepted();
    assert_eq!(claims.submods, Some(Submods::default()));
    assert!(claims.to_canonical().as_str().contains("\"submods\":{},"));
    assert_eq!(Payload::full().without("submods").accepted().submods, None);

    for (value, state) in
        [("{}", "{}"), (r#"{"b":1,"a":{"verified":null}}"#, r#"{"a":{"verified":null},"b":1}"#)]
    {
        let claims = Payload::full()
            .with("submods", format!(r#"{{"psea-device-\u0073tate":{value}}}"#))
            .accepted();
        assert_eq!(claims.submods.as_ref().unwrap().device_state().unwrap().as_str(), state);
        assert!(
            claims
                .to_canonical()
                .as_str()
                .contains(&format!(r#""submods":{{"psea-device-state":{state}}},"#))
        );
    }
}

/// §3.5: a device state is an object for the Attester too.
#[test]
fn device_state_is_an_object() {
    for (value, object) in
        [("{}", true), (r#"{"a":1}"#, true), ("[]", false), ("null", false), (r#""{""#, false)]
    {
        let json = CanonicalJson::parse(value.as_bytes(), 32).unwrap();
        assert_eq!(Submods::with_device_state(json).is_some(), object, "{value}");
    }
}
