//! Size, form and header: everything that needs no key.

use psea_jose::base64::url;
use serde_json::{Value, json};

use crate::support::*;

fn with_header(change: impl FnOnce(&mut Value)) -> String {
    let mut header = header();
    change(&mut header);
    sign(&header.to_string(), approval().to_canonical().as_str(), &key(7))
}

#[test]
fn a_result_as_it_is_made_is_read() {
    assert_eq!(read(&approved_by(&key(7))), "approval");
    assert_eq!(read(&refused_by(&key(7))), "refusal");
    assert_eq!(read(&with_header(|_| {})), "approval");
}

/// The header that is made has exactly the three parameters, in canonical form.
#[test]
fn the_header_has_exactly_three_parameters() {
    let token = approved_by(&key(7));
    let text = url::decode(token.split('.').next().unwrap()).unwrap();
    let kid = kid(&key(7));
    let expected = format!(r#"{{"alg":"ES256","kid":"{kid}","typ":"psea-ack+jwt"}}"#);
    assert_eq!(String::from_utf8(text).unwrap(), expected);
}

/// §3.4: every `alg` but ES256 is refused.
#[test]
fn another_alg_is_refused() {
    for alg in
        [json!("none"), json!("HS256"), json!("es256"), json!("ES384"), json!(1), json!(null)]
    {
        assert_eq!(read(&with_header(|header| header["alg"] = alg)), "header_alg");
    }
    assert_eq!(read(&with_header(|header| drop(remove(header, "alg")))), "header_alg");
}

/// §3.13.3: the `typ` is that of a result, octet for octet.
#[test]
fn another_typ_is_refused() {
    for typ in ["psea-proof+jwt", "application/psea-ack+jwt", "PSEA-ACK+JWT", "JWT", ""] {
        assert_eq!(read(&with_header(|header| header["typ"] = json!(typ))), "header_typ");
    }
    assert_eq!(read(&with_header(|header| drop(remove(header, "typ")))), "header_typ");
}

#[test]
fn crit_and_b64_are_refused() {
    assert_eq!(read(&with_header(|header| header["crit"] = json!(["b64"]))), "header_crit");
    assert_eq!(read(&with_header(|header| header["b64"] = json!(false))), "header_b64");
    // True is what it is anyway, and one parameter too many.
    assert_eq!(read(&with_header(|header| header["b64"] = json!(true))), "header_parameter");
}

#[test]
fn a_missing_or_odd_kid_is_refused() {
    let long = "k".repeat(513);
    for kid in [json!(""), json!(7), json!(null), json!(long)] {
        assert_eq!(read(&with_header(|header| header["kid"] = kid)), "header_kid");
    }
    assert_eq!(read(&with_header(|header| drop(remove(header, "kid")))), "header_kid");
}

/// The header is closed, unlike a proof's: no parameter is ignored.
#[test]
fn a_further_parameter_is_refused() {
    for name in ["jwk", "jku", "x5c", "x5u", "cty", "zip", "x"] {
        assert_eq!(read(&with_header(|header| header[name] = json!("x"))), "header_parameter");
    }
}

#[test]
fn what_is_no_compact_jws_is_malformed() {
    let token = approved_by(&key(7));
    let segments: Vec<&str> = token.split('.').collect();
    let [header, payload, signature] = segments[..] else { panic!("three segments") };
    for malformed in [
        String::new(),
        "..".into(),
        format!("{header}.{payload}"),
        format!("{header}.{payload}."),
        format!("{header}..{signature}"),
        format!(".{payload}.{signature}"),
        format!("{token}.{signature}"),
        format!("{header}.{payload}=.{signature}"),
        format!(" {token}"),
        format!("{token}\n"),
        format!("{header}.{payload}.{signature}="),
        format!("{}.{payload}.{signature}", url::encode(b"[]")),
        format!("{}.{payload}.{signature}", url::encode(b"{")),
        format!("{}.{payload}.{signature}", url::encode(br#"{"alg":"ES256","alg":"ES256"}"#)),
    ] {
        assert_eq!(read(&malformed), "result_malformed", "{malformed}");
    }
}

/// 16,384 octets are read, one more is not, and no result that can be made is longer.
#[test]
fn the_size_is_bounded() {
    let padded = |octets: usize| {
        let token = approved_by(&key(7));
        format!("{token}{}", "A".repeat(octets - token.len()))
    };
    assert_eq!(read(&padded(16_385)), "result_too_large");
    assert_ne!(read(&padded(16_384)), "result_too_large");

    // Every text at its longest, of characters that take six octets each.
    let (long, longer) = ("\u{1}".repeat(128), "\u{1}".repeat(256));
    let mut claims = approval();
    claims.envelope.iss = psea_claims::Audience::new(longer.clone()).unwrap();
    claims.envelope.aud = psea_claims::Audience::new(longer).unwrap();
    claims.envelope.jti = psea_claims::Jti::new("j".repeat(128)).unwrap();
    claims.proof_jti = psea_claims::Jti::new("j".repeat(128)).unwrap();
    claims.op = psea_claims::Operation::new(long.clone()).unwrap();
    claims.tier = psea_claims::Tier::new(long).unwrap();
    claims.counter = psea_claims::Counter::MAX;
    let token = psea_result::sign_approval(&claims, &key(7)).unwrap();
    let reader =
        psea_result::ResultReader::new(claims.envelope.iss.clone(), claims.envelope.aud.clone());
    assert_eq!(code(&reader.read(token.as_str(), &pins(), now())), "approval");
}

/// The key comes from the pins, by the `kid`; the signature is 64 octets, and this key's.
#[test]
fn the_key_and_the_signature_are_checked_in_this_order() {
    let payload = approval().to_canonical();
    let stranger = sign(&header().to_string(), payload.as_str(), &key(8));
    assert_eq!(read(&stranger), "signature_invalid");
    assert_eq!(read(&approved_by(&key(8))), "key_unknown");
    let token = approved_by(&key(7));
    let (input, signature) = token.rsplit_once('.').unwrap();
    let octets = url::decode(signature).unwrap();
    for other in [&octets[..63], &octets[..1], &[octets.clone(), vec![0]].concat()] {
        let token = format!("{input}.{}", url::encode(other));
        assert_eq!(read(&token), "signature_malformed");
    }
    for other in [[0; 64], [0xFF; 64]] {
        assert_eq!(read(&format!("{input}.{}", url::encode(&other))), "signature_invalid");
    }
    // Nothing of the payload is looked at before.
    let odd = sign(&header().to_string(), "no JSON", &key(8));
    assert_eq!(read(&odd), "signature_invalid");
}

fn remove(header: &mut Value, name: &str) -> Option<Value> {
    header.as_object_mut().unwrap().remove(name)
}
