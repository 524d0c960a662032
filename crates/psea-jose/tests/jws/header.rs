//! The header: `alg`, `typ`, `crit`, `b64`, and all that is ignored.

use psea_jose::json::JsonErrorKind;
use psea_jose::jws::{HeaderRules, JwsError, UnverifiedJws};

use crate::{HEADER, judge, signed};

/// §3.2: what an Attester emits, in any spelling.
#[test]
fn accepted() {
    for header in [
        HEADER,
        r#"{"typ":"psea-proof+jwt","kid":"key-1","alg":"ES256"}"#,
        " {\n\t\"alg\" : \"ES256\" ,\r\n \"kid\" : \"key-1\" , \"typ\" : \"psea-proof+jwt\" } ",
        r#"{"\u0061lg":"\u0045S256","ki\u0064":"k\u0065y-1","typ":"psea-proof\u002bjwt"}"#,
    ] {
        assert_eq!(judge(header).as_deref(), Ok("key-1"), "{header}");
    }
}

/// §3.4: every `alg` but ES256 is refused, "none" above all.
#[test]
fn alg() {
    for alg in [
        r#""none""#,
        r#""None""#,
        r#""NONE""#,
        r#""nOnE""#,
        r#""""#,
        r#""ES256 ""#,
        r#"" ES256""#,
        r#""es256""#,
        r#""Es256""#,
        r#""ES256K""#,
        r#""ES384""#,
        r#""ES512""#,
        r#""ESP256""#,
        r#""HS256""#,
        r#""RS256""#,
        r#""PS256""#,
        r#""EdDSA""#,
        r#""ES256\u0000""#,
        "null",
        "true",
        "256",
        "-7",
        r#"["ES256"]"#,
        r#"{"ES256":1}"#,
    ] {
        let header = HEADER.replace("\"ES256\"", alg);
        assert_eq!(judge(header), Err(JwsError::Alg), "{alg}");
    }
    assert_eq!(judge(r#"{"kid":"key-1","typ":"psea-proof+jwt"}"#), Err(JwsError::Alg));
    // Names are case-sensitive.
    assert_eq!(
        judge(r#"{"Alg":"ES256","kid":"key-1","typ":"psea-proof+jwt"}"#),
        Err(JwsError::Alg)
    );
}

/// §3.2: `typ` is byte-equal: no other kind of token passes for a proof.
#[test]
fn typ() {
    for typ in [
        r#""JWT""#,
        r#""psea-ack+jwt""#,
        r#""psea-proof+JWT""#,
        r#""PSEA-proof+jwt""#,
        r#""psea-proof""#,
        r#""application/psea-proof+jwt""#,
        r#""psea-proof+jwt ""#,
        r#""psea+jwt""#,
        r#""""#,
        "null",
        "1",
        r#"["psea-proof+jwt"]"#,
    ] {
        let header = HEADER.replace("\"psea-proof+jwt\"", typ);
        assert_eq!(judge(header), Err(JwsError::Typ), "{typ}");
    }
    assert_eq!(judge(r#"{"alg":"ES256","kid":"key-1"}"#), Err(JwsError::Typ));
    assert_eq!(
        judge(r#"{"alg":"ES256","kid":"key-1","cty":"psea-proof+jwt"}"#),
        Err(JwsError::Typ)
    );
    let token = signed(HEADER, "{}");
    let other = HeaderRules::new("psea-ack+jwt");
    assert_eq!(UnverifiedJws::parse(token.as_str(), &other).map(|_| ()), Err(JwsError::Typ));
}

fn with(parameters: &str) -> String {
    format!("{},{parameters}}}", &HEADER[..HEADER.len() - 1])
}

/// §3.4 (RFC 7515 §4.1.11): `crit` is refused whatever it says.
#[test]
fn crit() {
    for crit in [r#"["b64"]"#, "[]", r#"["exp"]"#, "null", "false", "\"\"", "{}", "0", r#"["alg"]"#]
    {
        assert_eq!(judge(with(&format!("\"crit\":{crit}"))), Err(JwsError::Crit), "{crit}");
    }
    assert_eq!(judge(with(r#""\u0063rit":[]"#)), Err(JwsError::Crit));
    assert_eq!(judge(with(r#""crit":["b64"],"b64":false"#)), Err(JwsError::Crit));
    assert_eq!(judge(with(r#""CRIT":[],"x":{"crit":[]}"#)).as_deref(), Ok("key-1"));
}

/// §3.4 (RFC 7797): `b64` may say nothing but true.
#[test]
fn b64() {
    for b64 in ["false", "null", "0", "1", "\"true\"", "[]", "[true]", "{}"] {
        assert_eq!(judge(with(&format!("\"b64\":{b64}"))), Err(JwsError::B64), "{b64}");
    }
    assert_eq!(judge(with(r#""\u00624":1,"b6\u0034":false"#)), Err(JwsError::B64));
    assert_eq!(judge(with(r#""b64":true"#)).as_deref(), Ok("key-1"));
}

/// §3.4: keys conveyed or referenced, and all other parameters, are ignored, of whatever type.
#[test]
fn ignored_parameters() {
    for parameters in [
        r#""jwk":{"kty":"EC","crv":"P-256","x":"AA","y":"AA"}"#,
        r#""jku":"https://attacker.example/keys""#,
        r#""x5u":"https://attacker.example/cert""#,
        r#""x5c":["AAAA"]"#,
        r#""x5t":"AA","x5t#S256":"AA""#,
        r#""cty":"JWT","zip":"DEF","enc":"A128GCM","epk":{}"#,
        r#""jwk":null,"jku":1,"x5u":[],"x5c":false"#,
        r#""iat":1.5e300,"n":123456789012345678901234567890"#,
        r#""":1,"__proto__":{"alg":"none"},"Kid":"other""#,
    ] {
        assert_eq!(judge(with(parameters)).as_deref(), Ok("key-1"), "{parameters}");
    }
}

/// §3.4: the header is one strict JSON object.
#[test]
fn header_json() {
    let kind = |header: &[u8]| match judge(header) {
        Err(JwsError::HeaderJson(error)) => error.kind(),
        other => panic!("{other:?}"),
    };
    assert_eq!(kind(b"\0"), JsonErrorKind::UnexpectedCharacter);
    assert_eq!(kind(b"{"), JsonErrorKind::UnexpectedEnd);
    assert_eq!(kind(b"\xFF"), JsonErrorKind::InvalidUtf8);
    assert_eq!(kind(format!("\u{feff}{HEADER}").as_bytes()), JsonErrorKind::ByteOrderMark);
    assert_eq!(kind(format!("{HEADER}{HEADER}").as_bytes()), JsonErrorKind::TrailingData);
    assert_eq!(kind(with(r#""x":"\ud800""#).as_bytes()), JsonErrorKind::LoneSurrogate);
    for duplicate in [
        r#""alg":"ES256""#,
        r#""alg":"none""#,
        r#""\u0061lg":"none""#,
        r#""kid":"key-2""#,
        r#""typ":"JWT""#,
        r#""x":1,"x":1"#,
        r#""x":{"y":1,"y":2}"#,
    ] {
        assert_eq!(kind(with(duplicate).as_bytes()), JsonErrorKind::DuplicateName, "{duplicate}");
    }
    for other in ["[]", "null", "1", "\"ES256\"", "true", r#"[{"alg":"ES256"}]"#] {
        assert_eq!(judge(other), Err(JwsError::HeaderNotObject), "{other}");
    }
}

/// §3.13.2: the header's nesting is bounded on its own.
#[test]
fn header_depth() {
    let nested =
        |levels: usize| with(&format!("\"x\":{}{}", "[".repeat(levels), "]".repeat(levels)));
    assert_eq!(judge(nested(31)).as_deref(), Ok("key-1"));
    match judge(nested(32)) {
        Err(JwsError::HeaderJson(error)) => assert_eq!(error.kind(), JsonErrorKind::TooDeep),
        other => panic!("{other:?}"),
    }
    let shallow = HeaderRules { max_depth: 1, ..crate::RULES };
    assert!(UnverifiedJws::parse(signed(HEADER, "{}"), &shallow).is_ok());
    let token = signed(nested(1), "{}");
    assert!(matches!(UnverifiedJws::parse(token, &shallow), Err(JwsError::HeaderJson(_))));
}

/// Where the header is closed, it has exactly three parameters; that is checked last.
#[test]
fn a_closed_header() {
    let parse = |more: &str| {
        let header = format!(r#"{{"alg":"ES256","kid":"k"{more},"typ":"{}"}}"#, crate::TYP);
        let token = signed(header, "{}");
        let closed = UnverifiedJws::parse(&*token, &crate::RULES.closed()).map(|_| ());
        (UnverifiedJws::parse(&*token, &crate::RULES).map(|_| ()), closed)
    };
    assert_eq!(parse(""), (Ok(()), Ok(())));
    for more in [r#","jwk":{}"#, r#","b64":true"#, r#","x":1"#, r#","":"""#] {
        assert_eq!(parse(more), (Ok(()), Err(JwsError::Parameter)), "{more}");
    }
    assert_eq!(parse(r#","crit":[],"x":1"#), (Err(JwsError::Crit), Err(JwsError::Crit)));
}
