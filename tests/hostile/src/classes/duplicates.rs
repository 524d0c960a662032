//! A name twice in one object, with any of its letters escaped, in every object.

use super::{REPORT, signed, starts, with_member};
use crate::case::Case;

/// The name, and the name with one letter as an escape: lower case, upper case.
fn spellings(name: &str) -> Vec<String> {
    let mut spellings = vec![name.to_owned()];
    for (at, letter) in name.char_indices() {
        let (before, after) = (&name[..at], &name[at + letter.len_utf8()..]);
        let code = u32::from(letter);
        spellings.push(format!("{before}\\u{code:04x}{after}"));
        spellings.push(format!("{before}\\u{code:04X}{after}"));
    }
    spellings.dedup();
    spellings
}

/// `json` with a second member of that name, before all others and after them.
fn twice(json: &str, member: &str) -> [String; 2] {
    [json.replacen('{', &format!("{{{member},"), 1), with_member(json, member)]
}

pub(super) fn cases() -> Vec<Case> {
    let [_, start, _] = starts();
    let (header, payload, body) = (start.header.to_string(), start.payload(), start.body());
    let mut cases = Vec::new();
    for name in ["proof", "actionPayload", "signalReport", "requestId", "integrityEvidence"] {
        for spelling in spellings(name) {
            for body in twice(&body, &format!("\"{spelling}\":null")) {
                cases.push(Case::new(spelling.as_str(), body, "body_malformed"));
            }
        }
    }
    for name in ["alg", "kid", "typ"] {
        for spelling in spellings(name) {
            let same = start.header[name].to_string();
            for value in ["\"none\"", &same] {
                for header in twice(&header, &format!("\"{spelling}\":{value}")) {
                    let body = signed(&start, &header, &payload);
                    cases.push(Case::new(spelling.as_str(), body, "proof_malformed"));
                }
            }
        }
    }
    for name in start.claims.keys() {
        for spelling in spellings(name) {
            for payload in twice(&payload, &format!("\"{spelling}\":{}", start.claims[name])) {
                let body = signed(&start, &header, &payload);
                cases.push(Case::new(spelling.as_str(), body, "payload_malformed"));
            }
        }
    }
    for (json, members) in
        [("\"verified\":true", ["verified", "method"]), ("\"os\":\"x\"", ["os", "n"])]
    {
        for member in members.map(spellings).concat() {
            let payload = payload.replacen(json, &format!("{json},\"{member}\":false"), 1);
            let body = signed(&start, &header, &payload);
            cases.push(Case::new(format!("nested {member}"), body, "payload_malformed"));
        }
    }
    for name in ["actionType", "amount", "currency", "to"] {
        for spelling in spellings(name) {
            let action = &start.action;
            for doubled in twice(action, &format!("\"{spelling}\":9")) {
                let body = body.replace(action.as_str(), &doubled);
                cases.push(Case::new(format!("action's {spelling}"), body, "body_malformed"));
            }
        }
    }
    let body = body.replace(REPORT, r#"{"a":[1,"x"],"\u0061":[]}"#);
    cases.push(Case::new("the report's", body, "body_malformed"));
    // Empty names are names.
    for empty in ["\"\":1,\"\":2", "\"\\u0000\":1,\"\\u0000\":1"] {
        let body = with_member(&start.body(), empty);
        cases.push(Case::new("the empty name", body, "body_malformed"));
    }
    cases
}
