//! Which defect is reported where a token has several.

use psea_jose::json::JsonErrorKind;
use psea_jose::jws::{JwsError, UnverifiedJws};

use crate::{RULES, judge};

/// §3.13.2: header syntax, `alg`, `typ`, `crit`, `b64`, `kid`: each in turn is the first defect.
#[test]
fn header_checks_in_order() {
    let fixes = [
        (r#"{"alg":"none","typ":"JWT","crit":[],"b64":false,"kid":""}"#, JwsError::Alg),
        (r#"{"alg":"ES256","typ":"JWT","crit":[],"b64":false,"kid":""}"#, JwsError::Typ),
        (
            r#"{"alg":"ES256","typ":"psea-proof+jwt","crit":[],"b64":false,"kid":""}"#,
            JwsError::Crit,
        ),
        (r#"{"alg":"ES256","typ":"psea-proof+jwt","b64":false,"kid":""}"#, JwsError::B64),
        (r#"{"alg":"ES256","typ":"psea-proof+jwt","b64":true,"kid":""}"#, JwsError::Kid),
    ];
    for (header, want) in fixes {
        assert_eq!(judge(header), Err(want), "{header}");
    }
    assert_eq!(judge("{}"), Err(JwsError::Alg));
    match judge(r#"{"alg":"none","alg":"none"}"#) {
        Err(JwsError::HeaderJson(error)) => assert_eq!(error.kind(), JsonErrorKind::DuplicateName),
        other => panic!("{other:?}"),
    }
}

/// §3.13.2: all segments are decoded before the header is read.
#[test]
fn segments_before_header() {
    let none = psea_jose::base64::url::encode(br#"{"alg":"none"}"#);
    let parse = |token: String| UnverifiedJws::parse(token, &RULES).map(|_| ());
    assert_eq!(parse(format!("{none}.e30.AA")), Err(JwsError::Alg));
    assert_eq!(parse(format!("{none}.e30.A")), Err(JwsError::Base64 { segment: "signature" }));
    assert_eq!(parse(format!("{none}.e3.AA")), Err(JwsError::Base64 { segment: "payload" }));
    // The form of an unsecured token: its signature is empty.
    assert_eq!(parse(format!("{none}.e30.")), Err(JwsError::Segments));
}

/// §3.13.2: nothing of the payload is looked at: what it holds changes nothing.
#[test]
fn payload_is_not_read() {
    for payload in [&b"{}"[..], b"\xFF\xFE", b"not json", b"\0"] {
        let token = crate::signed(crate::HEADER, payload);
        let token = UnverifiedJws::parse(token, &RULES).unwrap();
        let verified = token.verify(&crate::key(&crate::signer())).unwrap();
        assert_eq!(verified.payload(), payload);
    }
}
