//! Numbers that are no integers, no JSON, or too large, in every place that has a rule for them.

use super::{signed, starts, with_member};
use crate::case::Case;

/// JSON numbers outside the subset (§2.2).
const OUTSIDE: [&str; 20] = [
    "0.0",
    "1.0",
    "-1.0",
    "0.5",
    "1.5",
    "-0.0",
    "1e0",
    "1E0",
    "1e2",
    "1e+2",
    "1e-2",
    "0e0",
    "1e400",
    "9007199254740992",
    "9007199254740993",
    "-9007199254740992",
    "18446744073709551616",
    "1.7976931348623157e308",
    "123456789012345678901234567890",
    "0.000000000000000000000000000001",
];

/// What some parsers take for a number and JSON does not know.
const NO_JSON: [&str; 22] = [
    "01",
    "-01",
    "+1",
    "1.",
    ".5",
    "-",
    "-.5",
    "1e",
    "1e+",
    "0x10",
    "0b1",
    "0o7",
    "1_000",
    "1,5",
    "NaN",
    "Infinity",
    "-Infinity",
    "\u{661}",
    "\u{ff11}",
    "1n",
    "1f",
    "--1",
];

const NUMERIC: [&str; 3] = ["iat", "exp", "psea_counter"];

pub(super) fn cases() -> Vec<Case> {
    let [start, ..] = starts();
    let (header, payload) = (start.header.to_string(), start.payload());
    let mut cases = Vec::new();
    let with_action = |action: String| {
        let mut changed = start.clone();
        changed.action = action;
        changed.body()
    };
    for number in OUTSIDE {
        for shape in ["{\"amount\":#}", "{\"a\":[#]}", "{\"a\":[{\"b\":#}]}"] {
            let body = with_action(shape.replace('#', number));
            cases.push(Case::new(
                format!("{number} in the action"),
                body,
                "action_payload_invalid",
            ));
        }
        for claim in ["psea_chain_pending", "psea_last_confirmed_head", "psea_rp_context_hash"] {
            for shape in ["#", "[#]", "{\"a\":#}"] {
                let member = format!("\"{claim}\":{}", shape.replace('#', number));
                let body = signed(&start, &header, &with_member(&payload, &member));
                cases.push(Case::new(format!("{number} in {claim}"), body, "claim_invalid"));
            }
        }
    }
    for (numbers, code) in [(&OUTSIDE[..], "claim_invalid"), (&NO_JSON[..], "payload_malformed")] {
        for number in numbers {
            for claim in NUMERIC {
                let old = format!("\"{claim}\":{}", start.claims[claim]);
                let body = signed(
                    &start,
                    &header,
                    &payload.replace(&old, &format!("\"{claim}\":{number}")),
                );
                cases.push(Case::new(format!("{number} as {claim}"), body, code));
            }
        }
    }
    for number in ["-1", "-9007199254740991", "\"1\"", "[1]", "true", "null", "{}"] {
        for claim in NUMERIC {
            let old = format!("\"{claim}\":{}", start.claims[claim]);
            let payload = payload.replace(&old, &format!("\"{claim}\":{number}"));
            let body = signed(&start, &header, &payload);
            cases.push(Case::new(format!("{number} as {claim}"), body, "claim_invalid"));
        }
    }
    for number in NO_JSON {
        let body = with_action(format!("{{\"amount\":{number}}}"));
        cases.push(Case::new(format!("{number} in the action"), body, "body_malformed"));
        let body = with_member(&start.body(), &format!("\"requestId\":{number}"));
        cases.push(Case::new(format!("{number} in a member"), body, "body_malformed"));
        let header = with_member(&header, &format!("\"x\":{number}"));
        let body = signed(&start, &header, &payload);
        cases.push(Case::new(format!("{number} in the header"), body, "proof_malformed"));
    }
    cases
}
