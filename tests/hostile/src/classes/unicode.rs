//! Text that is none, or that two readers take for different texts.

use super::{signed, signed_octets, starts, with_member};
use crate::case::Case;

/// No UTF-8: overlong, surrogates, beyond U+10FFFF, cut short, out of place.
const NO_UTF8: [&[u8]; 22] = [
    b"\x80",
    b"\xbf",
    b"\xc0\x80",
    b"\xc0\xaf",
    b"\xc1\xbf",
    b"\xc2",
    b"\xc2A",
    b"\xe0\x80\x80",
    b"\xe0\x9f\xbf",
    b"\xe2\x82",
    b"\xe2\x82A",
    b"\xed\xa0\x80",
    b"\xed\xbf\xbf",
    b"\xed\xa0\x80\xed\xb0\x80",
    b"\xf0\x80\x80\x80",
    b"\xf0\x8f\xbf\xbf",
    b"\xf0\x9f\x98",
    b"\xf4\x90\x80\x80",
    b"\xf5\x80\x80\x80",
    b"\xf8\x88\x80\x80\x80",
    b"\xfe",
    b"\xff",
];

/// Escapes that stand for no character, or are none.
const NO_ESCAPE: [&str; 20] = [
    "\\ud800",
    "\\udbff",
    "\\udc00",
    "\\udfff",
    "\\ud800x",
    "\\ud800\\ud800",
    "\\udc00\\ud800",
    "\\ud800\\u0041",
    "\\ud83d\\n",
    "\\u",
    "\\u1",
    "\\u12",
    "\\u123g",
    "\\U00000041",
    "\\x41",
    "\\a",
    "\\'",
    "\\0",
    "\\u{41}",
    "\\ u0041",
];

pub(super) fn cases() -> Vec<Case> {
    let [start, ..] = starts();
    let (header, payload) = (start.header.to_string(), start.payload());
    let mut cases = Vec::new();
    // `~` stands where the octets go.
    let put = |json: &str, octets: &[u8]| -> Vec<u8> {
        let (before, after) = json.split_once('~').unwrap();
        [before.as_bytes(), octets, after.as_bytes()].concat()
    };
    let mut everywhere = |what: String, octets: &[u8]| {
        for member in ["\"requestId\":\"~\"", "\"~\":1", "\"x\":[\"a~b\"]"] {
            let body = put(&with_member(&start.body(), member), octets);
            cases.push(Case::new(format!("{what} in the body"), body, "body_malformed"));
            let header = put(&with_member(&header, member), octets);
            let body = signed_octets(&start, &header, payload.as_bytes());
            cases.push(Case::new(format!("{what} in the header"), body, "proof_malformed"));
        }
        for member in ["\"psea_sdk_version\":\"~\"", "\"~\":1", "\"psea_chain_pending\":\"~\""] {
            let payload = put(&with_member(&payload, member), octets);
            let body = signed_octets(&start, header.as_bytes(), &payload);
            cases.push(Case::new(format!("{what} in the payload"), body, "payload_malformed"));
        }
        let mut action = start.clone();
        action.action = "{\"to\":\"~\"}".into();
        let body = put(&action.body(), octets);
        cases.push(Case::new(format!("{what} in the action"), body, "body_malformed"));
    };
    for octets in NO_UTF8 {
        everywhere(format!("{octets:02x?}"), octets);
    }
    for escape in NO_ESCAPE {
        everywhere(escape.into(), escape.as_bytes());
    }
    // Control characters stand as escapes alone.
    for control in 0..0x20_u8 {
        everywhere(format!("U+{control:04X}"), &[control]);
    }

    let marked = |json: &str| format!("\u{feff}{json}");
    cases.push(Case::new("a mark before the body", marked(&start.body()), "body_malformed"));
    let body = signed(&start, &marked(&header), &payload);
    cases.push(Case::new("a mark before the header", body, "proof_malformed"));
    let body = signed(&start, &header, &marked(&payload));
    cases.push(Case::new("a mark before the payload", body, "payload_malformed"));
    let body = start.body();
    let units: Vec<u16> = body.encode_utf16().collect();
    let little: Vec<u8> = units.iter().flat_map(|unit| unit.to_le_bytes()).collect();
    let big: Vec<u8> = units.iter().flat_map(|unit| unit.to_be_bytes()).collect();
    let wide: Vec<u8> = body.chars().flat_map(|c| u32::from(c).to_be_bytes()).collect();
    for (what, mark, octets) in
        [("UTF-16LE", &b"\xff\xfe"[..], little), ("UTF-16BE", b"\xfe\xff", big), {
            ("UTF-32BE", b"\x00\x00\xfe\xff", wide)
        }]
    {
        cases.push(Case::new(what, octets.clone(), "body_malformed"));
        let body = [mark, &octets].concat();
        cases.push(Case::new(format!("{what} with its mark"), body, "body_malformed"));
    }
    // What is alike to a reader is another text.
    for alike in ["ten\u{430}nt.example", "tenant\u{2024}example", "tenant.example\u{200b}"] {
        let body = start.clone().claim("iss", alike).body();
        cases.push(Case::new(format!("{alike} as iss"), body, "issuer_mismatch"));
    }
    cases
}
