//! The code of a submission whose proof was changed without the key, said once more and naively:
//! with `serde_json` and a base64 of its own.

use serde_json::Value;

const ALPHABET: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// Strict base64url: the alphabet alone, no padding, no unused bit set.
pub(crate) fn decode(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<usize>> = text.chars().map(|c| ALPHABET.find(c)).collect();
    let mut bits: Vec<bool> = digits?
        .iter()
        .flat_map(|digit| (0..6).rev().map(move |bit| digit >> bit & 1 == 1))
        .collect();
    let unused = bits.len() % 8;
    if unused >= 6 || bits.split_off(bits.len() - unused).contains(&true) {
        return None;
    }
    let octet = |bits: &[bool]| bits.iter().fold(0_u8, |octet, bit| octet << 1 | u8::from(*bit));
    Some(bits.chunks(8).map(octet).collect())
}

/// What a body is refused for whose proof is not the one that was signed. Its action is left as it
/// was.
pub(crate) fn of_changed_proof(body: &[u8]) -> &'static str {
    let Ok(body) = serde_json::from_slice::<Value>(body) else { return "body_malformed" };
    let Some(proof) = body["proof"].as_str() else { return "body_malformed" };
    if body.get("actionPayload").is_none() {
        return "action_payload_missing";
    }
    let segments: Vec<&str> = proof.split('.').collect();
    let decoded: Option<Vec<_>> = segments.iter().map(|segment| decode(segment)).collect();
    let Some(decoded) = decoded.filter(|d| d.len() == 3 && d.iter().all(|s| !s.is_empty())) else {
        return "proof_malformed";
    };
    let header = match serde_json::from_slice::<Value>(&decoded[0]) {
        Ok(header) if header.is_object() => header,
        _ => return "proof_malformed",
    };
    if header["alg"] != "ES256" {
        return "header_alg";
    }
    if header["typ"] != "psea-proof+jwt" {
        return "header_typ";
    }
    match header["kid"].as_str() {
        None | Some("") => return "header_kid",
        Some("key-1" | "key-2" | "key-3") => {}
        Some(_) => return "key_unknown",
    }
    if decoded[2].len() == 64 { "signature_invalid" } else { "signature_malformed" }
}

#[test]
fn base64_is_strict() {
    assert_eq!(decode("AQID"), Some(vec![1, 2, 3]));
    assert_eq!(decode("AQI"), Some(vec![1, 2]));
    assert_eq!(decode("AQJ"), None);
    assert_eq!(decode("AQ"), Some(vec![1]));
    for text in ["A", "AR", "AQ==", "A+", "AQID\n"] {
        assert_eq!(decode(text), None, "{text}");
    }
}
