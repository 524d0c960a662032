//! Three segments of strict base64url.

use psea_jose::jws::{JwsError, UnverifiedJws};

use crate::{HEADER, RULES, signed};

fn parse(token: &str) -> Result<(), JwsError> {
    UnverifiedJws::parse(token, &RULES).map(|_| ())
}

/// §3.4 (RFC 7515 §3.1): exactly three segments, none of them empty.
#[test]
fn three_segments() {
    let token = signed(HEADER, "{}");
    let [header, payload, signature] = token.split('.').collect::<Vec<_>>()[..] else {
        unreachable!()
    };
    assert_eq!(parse(&token), Ok(()));
    for wrong in [
        String::new(),
        ".".into(),
        "..".into(),
        "...".into(),
        header.into(),
        format!("{header}."),
        format!("{header}.{payload}"),
        format!("{header}.{payload}."),
        format!("{header}..{signature}"),
        format!(".{payload}.{signature}"),
        format!("{token}."),
        format!(".{token}"),
        format!("{header}.{payload}.{payload}.{signature}"),
        format!("{header}.{payload}..{signature}"),
        // Five segments, the compact form of an encrypted token.
        format!("{header}.{payload}.{payload}.{payload}.{signature}"),
    ] {
        assert_eq!(parse(&wrong), Err(JwsError::Segments), "{wrong}");
    }
}

/// §3.4: a JWS in another serialization is no compact one.
#[test]
fn other_serializations() {
    let token = signed(HEADER, "{}");
    let [header, payload, signature] = token.split('.').collect::<Vec<_>>()[..] else {
        unreachable!()
    };
    let flattened =
        format!(r#"{{"protected":"{header}","payload":"{payload}","signature":"{signature}"}}"#);
    assert_eq!(parse(&flattened), Err(JwsError::Segments));
}

/// §3.4 (RFC 7515 §2): no padding, no white space, only the alphabet, unused bits zero, a length
/// that fits.
#[test]
fn strict_base64url() {
    // Header of 52 octets and payload of 2: both have unused trailing bits.
    let token = signed(HEADER, "{}");
    let parts: Vec<&str> = token.split('.').collect();
    for (n, segment) in ["header", "payload", "signature"].into_iter().enumerate() {
        let good = parts[n];
        let (start, last) = good.split_at(good.len() - 1);
        let bumped = char::from(last.as_bytes()[0] + 1);
        for wrong in [
            format!("{good}="),
            format!("{good}=="),
            format!("{good} "),
            format!(" {good}"),
            format!("{good}\n"),
            format!("{} {}", &good[..2], &good[2..]),
            format!("{start}+"),
            format!("{start}/"),
            format!("{start}é"),
            format!("{start}\u{0}"),
            format!("{start}{bumped}"),
            format!("{good}AAAA").chars().take(good.len() / 4 * 4 + 5).collect(),
            "A".to_owned(),
        ] {
            let mut parts = parts.clone();
            parts[n] = &wrong;
            assert_eq!(parse(&parts.join(".")), Err(JwsError::Base64 { segment }), "{wrong:?}");
        }
    }
}

/// Segments are judged before what they hold, the header first.
#[test]
fn first_bad_segment() {
    assert_eq!(parse("!.!.!"), Err(JwsError::Base64 { segment: "header" }));
    assert_eq!(parse("AA.!.!"), Err(JwsError::Base64 { segment: "payload" }));
    assert_eq!(parse("AA.AA.!"), Err(JwsError::Base64 { segment: "signature" }));
    assert_eq!(parse("!.."), Err(JwsError::Segments));
}
